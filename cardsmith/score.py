"""Completeness: the share of what a card should say that it does say, weighted by how much readers miss it."""

from __future__ import annotations

from collections.abc import Iterable

from cardsmith.fields import FIELDS, RESULTS_WEIGHT, SECTIONS
from cardsmith.gaps import SECTION_PREFIX, Gap, Severity

WEIGHTS: dict[str, int] = {
    **{field.key: field.weight for field in FIELDS.values() if field.weight},
    **{SECTION_PREFIX + section.title: section.weight for section in SECTIONS},
    "results": RESULTS_WEIGHT,
}
"""Weight of every field that counts, by answers key."""

_TOTAL = sum(WEIGHTS.values())


# With these the Hub reads no metadata at all, so none of it is there.
_NO_METADATA = frozenset({"yaml-unreadable", "front-matter-unclosed", "front-matter-bare-cr"})


def completeness(gaps: Iterable[Gap]) -> float:
    """Return 0.0 to 1.0 for a card with these gaps; advice does not count."""
    open_fields: set[str | None] = set()
    for gap in gaps:
        if gap.rule in _NO_METADATA:
            open_fields.update((*FIELDS, "results"))
        elif gap.severity is not Severity.ADVICE:
            open_fields.add(gap.field)
    return round(1 - sum(weight for field, weight in WEIGHTS.items() if field in open_fields) / _TOTAL, 4)
