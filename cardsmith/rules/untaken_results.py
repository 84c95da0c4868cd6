"""A metric that the card reports in a form that no number can be taken from without a guess."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.results import sort_results
from cardsmith.facts.values import ValueKind
from cardsmith.gaps import FixClass, Group, Severity
from cardsmith.rules.base import INDEX, Found, Rule


def _find(card: Card) -> Iterator[Found]:
    held = {str(metric.get("type")) for _, metric in card.indexed_metrics}
    for result in card.reported_results:
        if result.value.kind is not ValueKind.TEXT or not any(letter.isdigit() for letter in result.value.text):
            continue
        metric = resolve_metric(result.name)
        for left_out in sort_results([result])[1]:
            if not isinstance(metric, Metric) or metric.id in held:
                continue
            message = f"{left_out.name} {left_out.value} is not taken into `model-index`: {left_out.reason}"
            yield Found(message, result.span, severity=Severity.ADVICE if held else None)


_INTRODUCTION = "It achieves the following results on the evaluation set:\n"
_INDEX = """---
model-index:
- name: m
  results:
  - task:
      type: text-classification
    dataset:
      type: a/b
      name: B
    metrics:
    - type: accuracy
      value: 91.23
---
"""

RULES = (
    Rule(
        id="value-not-taken",
        severity=Severity.GAP,
        fix=FixClass.NONE,
        summary="A reported metric is no plain number: a percentage, a decimal comma, a number with a remark.",
        why="Its scale would be a guess, so `model-index` lacks it until somebody writes the number that is meant.",
        before=f"{_INTRODUCTION}- Accuracy: 91.23%\n",
        after=f"{_INTRODUCTION}- Accuracy: 0.9123\n",
        near_miss=f"{_INDEX}{_INTRODUCTION}- Accuracy: 91.23%\n- Note: 12%\n- F1: 0.9 ± 0.01\n",
        find=_find,
        reads=(BODY, *INDEX),
        about=Group.RESULTS,
    ),
)
