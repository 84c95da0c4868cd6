"""The words that the reports for people share."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.batch.rows import Goal, Row, State
from cardsmith.batch.totals import Totals
from cardsmith.visible import percent

STATES = {
    State.PUSHED: "sent",
    State.FILLED: "filled",
    State.SKIPPED: "left as they are",
    State.FAILED: "failed",
    State.STARTED: "begun, and not finished",
}
"""How a report calls how far cards got."""

LOOKED = "This was a dry run: nothing was written or sent."


def headline(found: Totals) -> str:
    """Return the whole run in a sentence."""
    parts = [f"{found.states[state]:,} {words}" for state, words in STATES.items() if found.states[state]]
    cards = f"{found.cards:,} card{'s' if found.cards != 1 else ''}"
    return f"{cards}: {', '.join(parts)}." if parts else f"{cards}."


def completeness_line(found: Totals) -> str:
    """Return how complete the cards are in the mean."""
    fills = f"{found.fills:,} value{'s' if found.fills != 1 else ''} and repairs"
    return f"Mean completeness {percent(found.mean_before)} before, {percent(found.mean_after)} after; {fills}."


def was_dry(found: Totals) -> bool:
    """Whether nothing was written or sent at all."""
    return bool(found.cards) and set(found.goals) == {Goal.LOOK}


def state_of(row: Row) -> str:
    """Return how far one card got."""
    words = {State.PUSHED: "sent", State.SKIPPED: row.reason or "left as it is", State.STARTED: "begun"}
    if row.state is State.FILLED and row.goal is Goal.LOOK:
        return "looked at"
    return words.get(row.state, row.state.value)


def rule_rows(found: Totals) -> Iterator[tuple[str, int, int]]:
    """Yield each rule with the number of gaps before and after."""
    return ((rule, found.gaps_before[rule], found.gaps_after[rule]) for rule in found.rules)
