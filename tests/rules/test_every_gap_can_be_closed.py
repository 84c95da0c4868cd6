"""Whoever is asked can answer: each gap that asks has a field or a repair, and the answer closes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card, FixClass, Outcome, fill
from cardsmith.rules import RULES, find_gaps
from tests.support import FRONT, ROOT, replaced, trainer_card

CARDS = sorted((ROOT / "fixtures" / "cards").glob("**/*.md"))


def fixture(name: str) -> Card:
    return Card.load(Path(ROOT, "fixtures", "cards", f"{name}.md"))


def rules_open(outcome: Outcome) -> set[str]:
    return {gap.rule for gap in outcome.open}


def same_twice(card: Card, answers: dict[str, Any]) -> Outcome:
    outcome = fill(card, answers)
    again = fill(Card(outcome.card.text), answers)
    assert (again.filled, again.card.text) == ([], outcome.card.text)
    return outcome


@pytest.mark.parametrize("card", [Card(rule.before) for rule in RULES.values()] + [Card.load(path) for path in CARDS])
def test_a_gap_that_asks_has_a_field_or_a_repair(card: Card) -> None:
    for gap in find_gaps(card):
        if gap.fix is FixClass.ASK:
            # With two spellings of a key there, an answer for the right one takes the other away.
            assert gap.field or RULES[gap.rule].repair or gap.rule == "misspelt-key", gap
        elif gap.fix is FixClass.SAFE:
            assert gap.field or RULES[gap.rule].repair, gap


# -- misspelt keys -----------------------------------------------------------------------------------------------------


def test_an_answer_takes_the_place_of_a_misspelt_key() -> None:
    card = fixture("smp/0.6-unet")
    outcome = same_twice(card, {"language": "en"})
    assert outcome.card.text == replaced(card.text, "languages:\n- python\n", "language:\n- en\n")
    assert "misspelt-key" not in rules_open(outcome)


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ("licence: Own\n", {"license": "apache-2.0"}),
        ("dataset: x y\n", {"datasets": ["user/voices"]}),
        ("finetuned_from: a/b\n", {"base_model": "facebook/wav2vec2-base"}),
        ("metric: f1\n", {"metrics": ["accuracy"]}),
    ],
)
def test_an_answer_settles_two_spellings(wrong: str, answer: dict[str, Any]) -> None:
    card = trainer_card(FRONT + wrong)
    assert "misspelt-key" in rules_open(fill(card))
    assert fill(card).card.text == card.text
    outcome = same_twice(card, answer)
    assert wrong not in outcome.card.text
    assert "misspelt-key" not in rules_open(outcome)


# -- metrics -----------------------------------------------------------------------------------------------------------


def test_reported_metrics_are_listed_whatever_the_answer_adds() -> None:
    card = trainer_card(replaced(FRONT, "metrics:\n- accuracy\n", ""))
    outcome = same_twice(card, {"metrics": ["f1"]})
    assert outcome.card.metadata["metrics"] == ["f1", "accuracy"]
    assert "incomplete-metrics" not in rules_open(outcome)


def test_a_card_that_ignores_the_rule_lists_what_the_answer_says() -> None:
    card = Card(trainer_card().text + "\n<!-- cardsmith: ignore incomplete-metrics -->\n")
    assert fill(card, {"metrics": ["f1"]}).card.metadata["metrics"] == ["f1"]


def test_results_get_the_names_that_the_repair_gives_them() -> None:
    text = "It achieves the following results on the evaluation set:\n- eval_accuracy: 0.9154\n- eval_runtime: 3.1\n"
    front = FRONT[: FRONT.index("model-index:")]
    outcome = same_twice(trainer_card(front, results=text), {"results": {"dataset": {"name": "Voices"}}})
    assert outcome.card.metadata["model-index"] == trainer_card().metadata["model-index"]
    assert "- Accuracy: 0.9154\n" in outcome.card.text


# -- what somebody has to ask for --------------------------------------------------------------------------------------


def test_an_empty_link_becomes_from_scratch_for_who_asks() -> None:
    card = fixture("hf-trainer/4.31-scratch-empty")
    assert {"unknown-base-model", "missing-base-model"} <= rules_open(fill(card))
    outcome = fill(card, select=["unknown-base-model"])
    assert "This model was trained from scratch on an unknown dataset.\n" in outcome.card.text
    assert "base_model" not in outcome.card.metadata
    assert not {"unknown-base-model", "missing-base-model"} & rules_open(outcome)
    assert fill(outcome.card, select=["unknown-base-model"]).card == outcome.card


def test_an_answer_fills_the_empty_link_whoever_asks() -> None:
    card = fixture("hf-trainer/4.31-scratch-empty")
    for select in ((), ("unknown-base-model",)):
        outcome = fill(card, {"base_model": "user/base"}, select=select)
        assert "is a fine-tuned version of [user/base](https://huggingface.co/user/base) on" in outcome.card.text
        assert outcome.card.metadata["base_model"] == "user/base"
        assert outcome.refused == []


@pytest.mark.parametrize("link", ["[None](https://huggingface.co/None)", "[](https://huggingface.co/)"])
def test_only_an_empty_link_in_its_own_sentence_says_from_scratch(link: str) -> None:
    card = trainer_card(opening=f"Here: fine-tuned version of {link} on the x dataset.\n")
    assert fill(card, select=["unknown-base-model"]).card == card


def test_labels_of_keras_are_corrected_in_list_and_table() -> None:
    card = fixture("hf-keras/4.21-keras")
    text = fill(card, select=["keras-label"]).card.text
    assert "- Train Loss: 2.2412\n- Validation Loss: 2.0912\n- Validation Rouge1: 0.3101\n" in text
    assert "| Train Loss | Validation Loss | Validation Rouge1 | Validation Rougel | Epoch |\n" in text
    assert "keras-label" not in {gap.rule for gap in find_gaps(Card(text))}


def test_inherited_results_are_removed_with_their_key() -> None:
    outcome = fill(fixture("mlx-lm/0.32-mlx"), select=["inherited-results"])
    assert "model-index" not in outcome.card.metadata
    assert outcome.card.text != fixture("mlx-lm/0.32-mlx").text


def test_a_list_for_a_configuration_is_replaced() -> None:
    front = FRONT.replace("      type: user/voices\n", "      type: user/voices\n      config: [es]\n")
    outcome = same_twice(trainer_card(front), {"results": {"dataset": {"config": "es"}}})
    assert "empty-dataset-detail" not in rules_open(outcome)


def test_a_misspelling_inside_words_that_were_replaced_is_no_refusal() -> None:
    outcome = fill(fixture("hf-trainer/4.6-nothing"), {"datasets": ["user/data"]})
    assert outcome.refused == []
    assert "unkown" not in outcome.card.text
