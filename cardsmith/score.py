"""Completeness: the share of what a card should say that it does say, weighted by how much readers miss it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cardsmith.fields import FIELDS, RESULTS_WEIGHT, SECTIONS
from cardsmith.gaps import SECTION_PREFIX, Gap, Group, Severity
from cardsmith.rules import RULES

WEIGHTS: dict[str, int] = {
    **{field.key: field.weight for field in FIELDS.values() if field.weight},
    **{SECTION_PREFIX + section.title: section.weight for section in SECTIONS},
    "results": RESULTS_WEIGHT,
}
"""Weight of every field that counts, by answers key."""

_TOTAL = sum(WEIGHTS.values())


class Share(NamedTuple):
    """One part of the score.

    Attributes:
        field: The answers key that fills it.
        weight: Its share of the whole, 0 to 1.
        open: Whether the card lacks it.
    """

    field: str
    weight: float
    open: bool


def shares(gaps: Iterable[Gap]) -> list[Share]:
    """Return what the completeness of a card with these gaps is made of; advice does not count."""
    open_fields, others = _open(gaps)
    total = _TOTAL + len(others)
    known = [Share(field, weight / total, field in open_fields) for field, weight in WEIGHTS.items()]
    return known + [Share(field, 1 / total, True) for field in others]


def _open(gaps: Iterable[Gap]) -> tuple[set[str | None], list[str]]:
    """Return every field that is open, and those of them that have no weight of their own but count."""
    open_fields: set[str | None] = set()
    for gap in gaps:
        rule = RULES.get(gap.rule)
        if rule is not None and rule.hides_all:
            open_fields.update(WEIGHTS)
        elif rule is not None and rule.hides_metadata:
            open_fields.update((*FIELDS, "results"))
        elif gap.severity is not Severity.ADVICE:
            # A number that is not taken has no field: nothing but the card's own words brings it into `model-index`.
            is_result = rule is not None and rule.about is Group.RESULTS and gap.field is None
            open_fields.add("results" if is_result else gap.field)
    # Other sections count as long as they are open: a template's thirty placeholders are not a finished card.
    others = sorted(f for f in open_fields if f and f.startswith(SECTION_PREFIX) and f not in WEIGHTS)
    return open_fields, others


def completeness(gaps: Iterable[Gap]) -> float:
    """Return 0.0 to 1.0 for a card with these gaps."""
    fields, others = _open(gaps)
    total = _TOTAL + len(others)
    lost = [weight / total for field, weight in WEIGHTS.items() if field in fields] + [1 / total] * len(others)
    return round(1.0 - sum(lost), 4)
