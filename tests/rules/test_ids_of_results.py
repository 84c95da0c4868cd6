"""Ids inside `model-index`: names in their place are put right where they can mean one thing, others are told."""

from __future__ import annotations

from typing import Any

import pytest

from cardsmith import Card, FixClass, check, fill

CARD = """---
model-index:
- name: m
  results:
  - task:
      type: {task}
    dataset:
      type: a/b
      name: B
    metrics:
    - type: {metric}
      value: 0.3
---
"""


def result_of(card: Card) -> dict[str, Any]:
    index = card.metadata["model-index"]
    assert isinstance(index, list)
    result: dict[str, Any] = index[0]["results"][0]
    return result


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Text Classification", "text-classification"),
        ("token_classification", "token-classification"),
        ("emotion-recognition", "emotion-recognition"),
        ("semantic-similarity", "semantic-similarity"),
        ("speech-recognition", "automatic-speech-recognition"),
    ],
)
def test_a_task_by_its_name(said: str, written: str) -> None:
    outcome = fill(Card(CARD.format(task=said, metric="wer")))
    assert result_of(outcome.card)["task"]["type"] == written
    unknown = [gap.field for gap in outcome.open if gap.rule == "unknown-task"]
    assert unknown == (["results"] if written == "emotion-recognition" else [])


def test_an_answer_takes_the_place_of_a_task_that_there_is_not() -> None:
    card = Card(CARD.format(task="emotion-recognition", metric="wer"))
    outcome = fill(card, {"results": {"task": {"type": "audio-classification"}}})
    assert result_of(outcome.card)["task"] == {"type": "audio-classification", "name": "Audio Classification"}
    assert "unknown-task" not in {gap.rule for gap in outcome.open}


@pytest.mark.parametrize(
    ("said", "metric"),
    [
        ("Test WER", {"name": "Test WER", "type": "wer", "value": 0.3}),
        ("f_score", {"name": "f_score", "type": "f1", "value": 0.3}),
        ("Human Preference", {"type": "Human Preference", "value": 0.3}),
        ("cosine_accuracy@1", {"type": "cosine_accuracy@1", "value": 0.3}),
    ],
)
def test_a_metric_by_its_name(said: str, metric: dict[str, Any]) -> None:
    card = Card(CARD.format(task="fill-mask", metric=said))
    outcome = fill(card)
    assert result_of(outcome.card)["metrics"] == [metric]
    left = [gap.fix for gap in outcome.open if gap.rule == "misspelt-metric"]
    assert left == ([FixClass.NONE] if said == "Human Preference" else [])
    assert (check(outcome.card) == check(card)) is (metric["type"] == said)
