"""What the reported numbers were measured on: known without asking only where sentence and key say one thing."""

from __future__ import annotations

from typing import Any

import pytest

from cardsmith import Card, Suggestion, check, fill
from cardsmith.suggest import Sources, providers_for
from tests.support import ROOT, replaced

CARD = """\
---
library_name: transformers
license: mit
language: en
base_model: google-bert/bert-base-cased
pipeline_tag: text-classification
datasets:
- jane/train-set
metrics:
- accuracy
model-index:
- name: bert-x
  results: []
---

# bert-x

This model is a fine-tuned version of [google-bert/bert-base-cased](https://huggingface.co/google-bert/bert-base-cased) \
on the [train-set](https://huggingface.co/datasets/jane/train-set) dataset.
It achieves the following results on the evaluation set:
- Loss: 0.3
- Accuracy: 0.9123

## Training and evaluation data

See above.
"""
NUMBERS = "  results: []\n"
UNKNOWN = """\
  results:
  - task:
      type: text-classification
    dataset:
      name: Unknown
      type: unknown
    metrics:
    - type: accuracy
      value: 0.9123
"""


def filled(card: str) -> dict[str, Any] | None:
    """The dataset of the result that is written without asking."""
    outcome = fill(Card(card), providers=providers_for(Sources()))
    assert {fix.field for fix in outcome.filled} <= {"results"}
    index = outcome.card.metadata["model-index"]
    results = index[0]["results"] if isinstance(index, list) else []
    return results[0]["dataset"] if results and outcome.filled else None


def suggested(card: str, field: str) -> list[Suggestion]:
    gaps = check(Card(card), providers=providers_for(Sources()))
    return next((list(gap.suggestions) for gap in gaps if gap.field == field), [])


def test_sentence_and_key_together_name_the_data() -> None:
    assert filled(CARD) == {"name": "train-set", "type": "jane/train-set"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The numbers are on the test split of [other/eval-set](https://huggingface.co/datasets/other/eval-set).",
        "It was evaluated on other/eval-set.",
        "We tested it on\nthe WNUT 17 corpus.",
        "More data: [here](https://www.kaggle.com/datasets/someone/speech).",
    ],
)
def test_a_card_that_names_other_data_is_asked(sentence: str) -> None:
    assert filled(replaced(CARD, "See above.", sentence)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "It was trained and evaluated on [jane/train-set](https://huggingface.co/datasets/jane/train-set).",
        "The numbers are on the test split of `train-set`.",
        "<!-- Evaluated on your data? Say so. -->",
    ],
)
def test_a_card_that_names_the_same_data_again_is_not(sentence: str) -> None:
    assert filled(replaced(CARD, "See above.", sentence)) is not None


@pytest.mark.parametrize(
    "phrase",
    [
        "an unknown dataset",
        "the [other](https://huggingface.co/datasets/other/other-set) dataset",
        "the [a](https://huggingface.co/datasets/jane/train-set) and the [b](https://huggingface.co/datasets/a/b) datasets",
    ],
)
def test_a_sentence_that_says_something_else_is_asked(phrase: str) -> None:
    sentence = "the [train-set](https://huggingface.co/datasets/jane/train-set) dataset"
    assert filled(replaced(CARD, sentence, phrase)) is None


def test_the_data_is_still_suggested() -> None:
    other = "The numbers are on the test split of [other/eval-set](https://huggingface.co/datasets/other/eval-set)."
    card = replaced(CARD, "See above.", other)
    datasets = [(item.value["dataset"]["type"], item.safe) for item in suggested(card, "results")]
    assert datasets == [("other/eval-set", False), ("jane/train-set", False)]


def test_a_default_for_what_the_card_says_itself_proves_nothing() -> None:
    outcome = fill(Card(CARD), providers=providers_for(Sources()), defaults={"datasets": ["someone/else"]})
    assert outcome.card == fill(Card(CARD), providers=providers_for(Sources())).card


@pytest.mark.parametrize("answers", [{}, {"pipeline_tag": "text-classification"}])
def test_an_unknown_dataset_is_never_named_without_asking(answers: dict[str, Any]) -> None:
    card = Card(replaced(CARD, NUMBERS, UNKNOWN))
    outcome = fill(card, answers, providers=providers_for(Sources()))
    assert outcome.card.metadata["model-index"] == card.metadata["model-index"]
    assert "unknown-result-dataset" in {gap.rule for gap in outcome.open}


@pytest.mark.parametrize("name", ["setfit/1.2-setfit-trained", "spacy/0.0-spacy"])
def test_results_of_other_libraries_are_asked_for(name: str) -> None:
    card = Card.load(ROOT / "fixtures" / "cards" / f"{name}.md")
    filled = fill(card, providers=providers_for(Sources())).card
    assert [at.part("dataset") for at in filled.indexed_results] == [at.part("dataset") for at in card.indexed_results]


def test_the_task_alone_does_not_say_what_the_numbers_were_measured_on() -> None:
    other = "The numbers are on the test split of [other/eval-set](https://huggingface.co/datasets/other/eval-set)."
    card = replaced(CARD, "See above.", other)
    outcome = fill(Card(card), {"pipeline_tag": "token-classification"}, providers=providers_for(Sources()))
    assert outcome.card.metadata["model-index"] == [{"name": "bert-x", "results": []}]


def test_data_that_numbers_were_measured_on_is_not_taken_for_training_data() -> None:
    """Only where the words are about evaluation alone."""
    unknown = replaced(
        CARD, "the [train-set](https://huggingface.co/datasets/jane/train-set) dataset", "an unknown dataset"
    )
    link = "[other/eval-set](https://huggingface.co/datasets/other/eval-set)"
    for words, value in (
        (f"The numbers are on the test split of {link}.", []),
        (f"It was trained and evaluated on {link}.", [["jane/train-set", "other/eval-set"]]),
        (f"The data is {link}.", [["jane/train-set", "other/eval-set"]]),
    ):
        found = suggested(replaced(unknown, "See above.", words), "datasets")
        assert [item.value for item in found] == value
