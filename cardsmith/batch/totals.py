"""What a ledger says in sum: how far the cards got, gaps before and after by rule, fills by source and by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cardsmith.batch.rows import Goal, Row, State
from cardsmith.ids import is_namespaced

MOST_LISTED = 2_000
"""How many cards a report for people lists one by one."""

HUB_SOURCE = "the Hub"


class Failed(NamedTuple):
    """A card that failed, and why."""

    card: str
    message: str
    where: str
    hint: str


@dataclass
class Totals:
    """The sums, and what went wrong."""

    cards: int = 0
    states: Counter[State] = field(default_factory=Counter)
    goals: Counter[Goal] = field(default_factory=Counter)
    gaps_before: Counter[str] = field(default_factory=Counter)
    gaps_after: Counter[str] = field(default_factory=Counter)
    by_source: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0

    @property
    def read(self) -> int:
        """How many cards could be read and filled, which is what completeness is the mean of."""
        return self.cards - self.states[State.FAILED]

    @property
    def mean_before(self) -> float:
        """Mean completeness before."""
        return self.before / self.read if self.read else 0.0

    @property
    def mean_after(self) -> float:
        """Mean completeness after."""
        return self.after / self.read if self.read else 0.0

    @property
    def fills(self) -> int:
        """How many values were filled and repairs made."""
        return sum(self.by_source.values())

    @property
    def rules(self) -> list[str]:
        """The rules that had gaps, those with the most first."""
        return sorted(self.gaps_before | self.gaps_after, key=lambda rule: (-self.gaps_before[rule], rule))


def totals(rows: Iterable[Row]) -> Totals:
    """Return the sums of a ledger's rows; they are read once and not kept."""
    found = Totals()
    for row in rows:
        found.cards += 1
        found.states[row.state] += 1
        found.goals[row.goal] += 1
        if row.error is not None:
            if len(found.failed) < MOST_LISTED:
                found.failed.append(Failed(row.name, row.error["message"], row.error["where"], row.error["hint"]))
            continue
        found.before += row.before
        found.after += row.after
        found.gaps_before.update(row.gaps_before)
        found.gaps_after.update(gap["rule"] for gap in row.gaps_after)
        found.by_source.update(source_of(fill) for fill in row.fills)
        found.by_field.update(fill["field"] or f"repair: {fill['rules'][0]}" for fill in row.fills)
        if row.reason:
            found.reasons[row.reason] += 1
    return found


def source_of(fill: Mapping[str, Any]) -> str:
    """Return where a fill comes from: the card, the answers, a file's name, or the Hub for any of its repositories."""
    source = str(fill["evidence"][0]["source"]) if fill["evidence"] else "card"
    return HUB_SOURCE if is_namespaced(source) else source
