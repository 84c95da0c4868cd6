"""What the card itself says somewhere else: which task, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from cardsmith import Card, Evidence, Suggestion, check, fill
from cardsmith.suggest import Sources, providers_for
from cardsmith.suggest.base import Need, Request
from cardsmith.suggest.engine import gather


def suggested(card: Card, field: str) -> list[tuple[Any, float, bool]]:
    found = gather(card, [field], providers_for(Sources())).suggestions.get(field, [])
    return [(item.value, item.confidence, item.safe) for item in found]


# -- AutoTrain's problem types -----------------------------------------------------------------------------------------

SAMPLE = "\n```\nmodel = AutoModelForSequenceClassification.from_pretrained('x')\n```\n"


@pytest.mark.parametrize(
    ("problem", "rest", "expected"),
    [
        ("Image Classification", "", [("image-classification", 0.85, False)]),
        ("Text Classification", "", [("text-classification", 0.85, False)]),
        ("Multi-class Classification", SAMPLE, [("text-classification", 0.8, False)]),
        ("Multi-class Classification", "", [("text-classification", 0.3, False)]),
        ("Entity Extraction", "", [("token-classification", 0.85, False)]),
        ("Something New", SAMPLE, []),
    ],
)
def test_the_problem_type_of_autotrain(problem: str, rest: str, expected: list[Any]) -> None:
    card = Card(f"---\ntags: autotrain\n---\n\n# Model Trained Using AutoTrain\n\n- Problem type: {problem}\n{rest}")
    assert suggested(card, "pipeline_tag") == expected


# -- a suggestion fits what stands in the card -------------------------------------------------------------------------


class Says:
    """A provider that says one thing."""

    name = "source"
    need = Need.CARD
    cost = 0

    def __init__(self, field: str, value: Any, safe: bool = False) -> None:
        self.serves = (field,)
        self.found = Suggestion(field, value, 0.9, safe, (Evidence("source", "", ""),))

    def suggest(self, _: Request) -> list[Suggestion]:
        return [self.found]


@pytest.mark.parametrize(
    ("there", "said", "fitting"),
    [
        (["squad_v2", "mine/extra"], ["squad_v2"], None),  # the fault itself
        (["squad_v2", "mine/extra"], ["squad_v2", "mine/other"], None),
        (["squad_v2", "mine/extra"], ["mine/extra"], None),  # nothing for the fault
        (["squad_v2", "mine/extra"], ["rajpurkar/squad_v2"], ["rajpurkar/squad_v2", "mine/extra"]),
        (["mine/extra", "squad_v2"], ["rajpurkar/squad_v2"], ["mine/extra", "rajpurkar/squad_v2"]),
        (["a_b", "c_d"], ["x/c_d"], None),
        (["a_b", "c_d"], ["x/c_d", "y/a_b"], ["y/a_b", "x/c_d"]),
        (["my_voice"], ["other/voices"], ["other/voices"]),
        (["imagefolder", "mine/extra"], ["mine/flowers"], ["mine/extra", "mine/flowers"]),
        (["imagefolder"], [], []),
        (["imdb"], ["stanfordnlp/imdb"], ["stanfordnlp/imdb"]),
        (["mine/train"], ["mine/test"], ["mine/train", "mine/test"]),
        ([], ["a_b"], ["a_b"]),
    ],
)
def test_datasets_that_are_right_stay_and_faults_are_not_suggested(
    there: list[str], said: list[str], fitting: list[str] | None
) -> None:
    card = Card(f"---\ndatasets: [{', '.join(there)}]\n---\n")
    found = gather(card, ["datasets"], [Says("datasets", said)]).suggestions.get("datasets", [])
    assert [item.value for item in found] == ([] if fitting is None else [fitting])


def test_an_entry_more_is_never_safe() -> None:
    card = Card("---\ndatasets: [mine/train]\n---\n")
    (found,) = gather(card, ["datasets"], [Says("datasets", ["mine/test"], safe=True)]).suggestions["datasets"]
    assert not found.safe


RESULT = """---
model-index:
- name: m
  results:
  - task:
      type: translation
    dataset:
      type: kde4
      name: kde4
      split: train
    metrics:
    - type: bleu
      value: 52.9
---
"""


@pytest.mark.parametrize(
    ("dataset", "fits"),
    [
        ({"type": "kde4", "name": "kde4"}, False),
        ({"type": "kde4", "name": "kde4", "split": "train"}, False),
        ({"type": "kde4", "name": "kde4", "split": "test"}, True),
    ],
)
def test_what_lacks_a_split_is_answered_with_a_split(dataset: dict[str, str], fits: bool) -> None:
    card = Card(RESULT)
    assert [gap.rule for gap in check(card) if gap.field == "results"] == ["training-split"]
    value = {"task": {"type": "translation"}, "dataset": dataset}
    assert ("results" in gather(card, ["results"], [Says("results", value)]).suggestions) == fits
    half = Card(RESULT.replace("      name: kde4\n", ""))
    assert "results" in gather(half, ["results"], [Says("results", value)]).suggestions


def test_what_an_answer_left_open_is_asked_again_without_what_was_written() -> None:
    text = RESULT.replace("    metrics:\n    - type: bleu\n      value: 52.9\n", "")
    card = Card(f"{text}\nIt achieves the following results on the evaluation set:\n- Bleu: 52.9\n")
    value = {"task": {"type": "translation"}, "dataset": {"type": "kde4", "name": "kde4"}}
    outcome = fill(card, {"results": value}, [Says("results", value)])
    (left,) = [gap for gap in outcome.open if gap.field == "results"]
    assert (left.rule, left.suggestions) == ("training-split", ())


@pytest.mark.parametrize(
    ("name", "words"),
    [("squad_v2", "loading script"), ("common_voice_11_0", "loading script"), ("librispeech_100", "names no owner")],
)
def test_only_known_names_are_called_loading_scripts(name: str, words: str) -> None:
    (gap,) = [gap for gap in check(Card(f"---\ndatasets: [{name}]\n---\n")) if gap.rule == "dataset-without-owner"]
    assert words in gap.message


def test_an_environment_is_no_dataset() -> None:
    text = RESULT.replace("kde4", "LunarLander-v2").replace("translation", "reinforcement-learning")
    assert suggested(Card(text), "datasets") == []
    assert suggested(Card(text.replace("reinforcement-learning", "robotics")), "datasets") != []
