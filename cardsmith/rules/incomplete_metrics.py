"""`metrics:` leaves out a metric that the card reports."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span
from cardsmith.rules.base import Found, Rule


def _find(card: Card) -> Iterator[Found]:
    listed = card.listed("metrics")
    missing = [metric for metric in card.reported_metric_ids if metric not in listed] if listed else []
    if missing:
        names = ", ".join(f"`{metric}`" for metric in missing)
        yield Found(
            f"`metrics` leaves out {names}, which the card reports", key_span(card, "metrics"), "metrics", "metrics"
        )


_REPORTED = "It achieves the following results on the evaluation set:\n- Accuracy: 0.7755\n- Wer: 0.9368\n"

RULES = (
    Rule(
        id="incomplete-metrics",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="`metrics` leaves out a metric that the card reports.",
        why="transformers knows eleven metric names and drops all others, so the filter does not find the model.",
        before=f"---\nmetrics:\n- accuracy\n---\n{_REPORTED}",
        after=f"---\nmetrics:\n- accuracy\n- wer\n---\n{_REPORTED}",
        near_miss=f"---\nmetrics:\n- wer\n- accuracy\n---\n{_REPORTED}- Gen Len: 12.5\n",
        find=_find,
        reads=(BODY, "metrics"),
        needs=("metrics",),
    ),
)
