"""A `results` answer on a card that reports no number in its text: it names what the results that stand there leave open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card, EditRefused, check, fill
from cardsmith.suggest import Sources, providers_for
from tests.support import FRONT, ROOT, replaced, trainer_card

MEASURED = {"task": {"type": "audio-classification"}, "dataset": {"type": "user/voices", "name": "Voices"}}
INDEX = FRONT[FRONT.index("model-index:") :]
RESULT = INDEX[INDEX.index("  - task") :]
BULLETS = "It achieves the following results on the evaluation set:\n- Accuracy: 0.9154\n"


def fixture(name: str) -> Card:
    return Card.load(Path(ROOT, "fixtures", "cards", f"{name}.md"))


def card_with(*results: str, bullets: str = "", versions: str = "") -> Card:
    return trainer_card(replaced(FRONT, RESULT, "".join(results)), results=bullets, table="", versions=versions)


def results_of(card: Card) -> list[dict[str, Any]]:
    index = card.metadata["model-index"]
    assert isinstance(index, list)
    results = index[0]["results"]
    assert isinstance(results, list)
    return results


def filled(card: Card, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Fill the results; the same answer a second time must change nothing, and no value may change."""
    once = fill(card, {"results": answer}).card
    again = fill(Card(once.text), {"results": answer})
    assert again.filled == []
    assert again.card.text == once.text
    old, new = (
        [
            (metric.get("name"), metric.get("value"))
            for result in results_of(each)
            for metric in result.get("metrics", ())
        ]
        for each in (card, once)
    )
    assert all(metric in new for metric in old)
    return results_of(once)


# -- cards as libraries write them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["setfit/1.1-setfit-trained", "setfit/1.2-setfit-trained"])
def test_an_unknown_dataset_of_setfit_is_named(name: str) -> None:
    (result,) = filled(fixture(name), {"dataset": {"type": "user/reviews", "name": "Reviews"}})
    assert result["dataset"] == {"name": "Reviews", "type": "user/reviews", "split": "test"}
    assert result["task"] == {"type": "text-classification", "name": "Text Classification"}


def test_a_name_in_span_marker_stays_unless_the_answer_has_one() -> None:
    card = fixture("span-marker/1.8-span-marker-trained")
    for answer, name in (({"type": "user/places"}, "Places"), ({"type": "user/places", "name": "Towns"}, "Towns")):
        (result,) = filled(card, {"dataset": answer})
        assert result["dataset"] == {"name": name, "type": "user/places", "split": "test"}
        assert result["task"]["name"] == "Named Entity Recognition"


def test_every_result_of_spacy_gets_its_dataset() -> None:
    card = fixture("spacy/0.0-spacy")
    results = filled(card, {"dataset": {"type": "user/news", "name": "News"}})
    assert [result["task"]["name"] for result in results] == ["NER", "TAG", "SENTS"]
    assert [result["dataset"] for result in results] == [{"name": "News", "type": "user/news"}] * 3


def test_the_gap_closes_and_nothing_else_changes() -> None:
    card = fixture("setfit/1.2-setfit-trained")
    outcome = fill(card, {"results": {"dataset": {"type": "user/reviews", "name": "Reviews"}}}, providers=())
    assert "unknown-result-dataset" not in {gap.rule for gap in outcome.open}
    before, after = card.text.splitlines(), outcome.card.text.splitlines()
    assert [line for line in before if line not in after] == ["      name: Unknown", "      type: unknown"]


def test_the_split_of_the_training_data_is_replaced() -> None:
    for answer in ({"dataset": {"split": "validation"}}, {"dataset": {"type": "squad_v2", "split": "validation"}}):
        card = fixture("hf-trainer/4.21-train-split")
        assert [gap.field for gap in check(card) if gap.rule == "training-split"] == ["results"]
        (result,) = filled(card, answer)
        assert result["dataset"]["split"] == "validation"
        assert "training-split" not in {gap.rule for gap in fill(card, {"results": answer}).open}


def test_a_retired_task_becomes_what_the_answer_says() -> None:
    outcome = fill(fixture("hf-trainer/4.44-dict-values"), {"results": {"task": {"type": "summarization"}}})
    assert "retired-task" not in {gap.rule for gap in outcome.open}
    (result,) = results_of(outcome.card)
    assert result["task"] == {"name": "Summarization", "type": "summarization"}
    assert result["dataset"]["type"] == "samsum"


SIMILARITY = """\
  - task:
      type: semantic-similarity
      name: Semantic Similarity
    dataset:
      name: Unknown
      type: unknown
    metrics:
    - type: pearson_cosine
      value: 0.86
      name: Pearson Cosine
"""


@pytest.mark.parametrize("task", ["sentence-similarity", "semantic-similarity", "text-classification", None])
def test_an_unknown_dataset_is_named_whatever_a_library_calls_the_task(task: str | None) -> None:
    answer = {"dataset": {"type": "user/pairs", "name": "Pairs"}, **({"task": {"type": task}} if task else {})}
    (result,) = filled(card_with(SIMILARITY), answer)
    assert result["dataset"] == {"name": "Pairs", "type": "user/pairs"}
    assert result["task"] == {"type": "semantic-similarity", "name": "Semantic Similarity"}


def test_the_result_on_the_answered_task_is_meant_before_one_on_another() -> None:
    classified = SIMILARITY.replace("semantic-similarity", "text-classification")
    answer = {"task": {"type": "text-classification"}, "dataset": {"type": "user/pairs"}}
    results = filled(card_with(SIMILARITY, classified), answer)
    assert [result["dataset"]["type"] for result in results] == ["unknown", "user/pairs"]


@pytest.mark.parametrize("name", ["sentence-transformers", "setfit", "spacy", "hf-trainer", "span-marker", "pylate"])
def test_what_is_suggested_for_results_can_be_written(name: str) -> None:
    for path in sorted(Path(ROOT, "fixtures", "cards", name).glob("*.md")):
        card = Card.load(path)
        for gap in check(card, providers=providers_for(Sources())):
            for item in gap.suggestions if gap.field == "results" else ():
                fill(card, {"results": item.value, "model_name": "m", "pipeline_tag": "text-classification"})


def test_what_an_evaluator_does_is_no_task_of_the_model() -> None:
    answer = {"task": {"type": "triplet"}, "dataset": {"type": "user/pairs"}}
    card = card_with(SIMILARITY)
    bare = Card(replaced(card.text, "pipeline_tag: audio-classification\n", ""))
    assert "pipeline_tag" not in fill(bare, {"results": answer}).card.metadata
    with pytest.raises(EditRefused, match="task of the Hub"):
        fill(card_with(bullets=BULLETS), {"results": answer})


# -- what is meant, and what is not ------------------------------------------------------------------------------------


def test_only_results_that_can_be_meant_are_completed() -> None:
    other = RESULT.replace("user/voices", "user/other").replace("Voices", "Other")
    open_ = RESULT.replace(
        "      name: Voices\n      type: user/voices\n", "      name: Unknown\n      type: unknown\n"
    )
    results = filled(card_with(other, open_.replace("accuracy", "wer")), MEASURED)
    assert [result["dataset"]["type"] for result in results] == ["user/other", "user/voices"]


def test_a_split_goes_to_the_results_on_that_dataset() -> None:
    other = RESULT.replace("user/voices", "user/other")
    results = filled(card_with(RESULT, other), {"dataset": {"type": "user/voices", "split": "test", "config": "es"}})
    assert results[0]["dataset"] == {"name": "Voices", "type": "user/voices", "split": "test", "config": "es"}
    assert "split" not in results[1]["dataset"]


def test_arguments_become_a_mapping() -> None:
    text = RESULT.replace("      type: user/voices\n", "      type: user/voices\n      args: es\n")
    (result,) = filled(card_with(text), {"dataset": {"args": {"language": "es"}}})
    assert result["dataset"]["args"] == {"language": "es"}
    (result,) = filled(card_with(text), {"dataset": {"config": "es"}})
    assert result["dataset"] == {"name": "Voices", "type": "user/voices", "config": "es"}
    (result,) = filled(card_with(text), {"dataset": {"split": "test"}})
    assert result["dataset"]["args"] == "es"


@pytest.mark.parametrize(
    "answer",
    [
        {"dataset": {"type": "user/other"}},
        {"task": {"type": "text-generation"}},
        {"dataset": {"type": "user/voices", "split": "dev"}},
    ],
)
def test_an_answer_that_is_about_none_of_them_is_refused(answer: dict[str, Any]) -> None:
    card = card_with(RESULT.replace("      type: user/voices\n", "      type: user/voices\n      split: test\n"))
    with pytest.raises(EditRefused, match="no result of `model-index` is on this task and dataset"):
        fill(card, {"results": answer})


def test_a_checkpoint_needs_reported_numbers() -> None:
    with pytest.raises(EditRefused, match="no number that is a metric"):
        fill(card_with(RESULT), {"results": {"checkpoint": "best"}})


def test_without_results_and_numbers_there_is_nothing_to_answer_for() -> None:
    with pytest.raises(EditRefused, match="the card reports no number that is a metric"):
        fill(trainer_card(FRONT.replace(INDEX, ""), results="", table=""), {"results": MEASURED})


def test_a_result_on_the_split_in_question_is_no_second_one_of_the_same() -> None:
    """One of two results is on `train`; to call it `test` too would give the same data two accuracies."""
    split = "      type: user/voices\n      split: {}\n"
    held_out = RESULT.replace("      type: user/voices\n", split.format("test"))
    seen = RESULT.replace("      type: user/voices\n", split.format("train")).replace("0.9154", "0.9999")
    results = filled(card_with(seen, held_out), {"dataset": {"type": "user/voices", "split": "test"}})
    assert [result["dataset"]["split"] for result in results] == ["train", "test"]
    (result,) = filled(card_with(seen), {"dataset": {"split": "test"}})
    assert result["dataset"]["split"] == "test"


def test_several_results_on_unknown_data_keep_their_names() -> None:
    data = "      name: Voices\n      type: user/voices\n"
    first = RESULT.replace(data, "      name: Women\n      type: unknown\n")
    second = RESULT.replace(data, "      name: Men\n      type: unknown\n").replace("0.9154", "0.8")
    results = filled(card_with(first, second), MEASURED)
    assert [result["dataset"] for result in results] == [
        {"name": "Women", "type": "user/voices"},
        {"name": "Men", "type": "user/voices"},
    ]


# -- beside reported numbers -------------------------------------------------------------------------------------------


def test_a_name_that_was_given_stays_when_the_answer_has_none() -> None:
    card = card_with(RESULT.replace("name: Audio Classification", "name: Emotion"), bullets=BULLETS)
    assert fill(card, {"results": {}}).card.metadata == card.metadata


def test_the_result_with_the_reported_numbers_is_the_one_that_is_meant() -> None:
    front = FRONT.replace("- user/voices\n", "- user/training\n").replace("pipeline_tag: audio-classification\n", "")
    card = trainer_card(front)
    (result,) = filled(card, {"dataset": {"split": "test"}})
    assert result["dataset"] == {"name": "Voices", "type": "user/voices", "split": "test"}


def test_other_open_results_are_named_too() -> None:
    open_ = RESULT.replace("user/voices", "unknown").replace("Voices", "Unknown").replace("accuracy", "wer")
    results = filled(card_with(RESULT, open_.replace("name: Accuracy", "name: Wer"), bullets=BULLETS), MEASURED)
    assert [result["dataset"]["type"] for result in results] == ["user/voices"] * 2


def test_an_open_result_with_other_numbers_stays_open() -> None:
    open_ = RESULT.replace("user/voices", "unknown").replace("Voices", "Unknown").replace("0.9154", "0.5")
    results = filled(card_with(open_, bullets=BULLETS), MEASURED)
    assert [result["dataset"]["type"] for result in results] == ["unknown", "user/voices"]


def test_a_default_says_nothing_about_results_that_are_complete() -> None:
    """That a split may be the training data is advice; the results are there."""
    card = card_with(
        RESULT.replace("      type: user/voices\n", "      type: user/voices\n      split: train\n"), bullets=BULLETS
    )
    assert [gap.rule for gap in check(card) if gap.field == "results"] == ["training-split"]
    assert fill(card, defaults={"results": {"dataset": {"type": "user/other", "split": "test"}}}).filled == []
