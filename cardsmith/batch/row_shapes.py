"""Rows of a ledger from outcomes, and the objects of `fill --report` from rows."""

from __future__ import annotations

from typing import Any

from cardsmith.batch.places import CardPlace
from cardsmith.batch.rows import Goal, Row, State
from cardsmith.errors import CardsmithError
from cardsmith.filling import Outcome
from cardsmith.shapes import failed_fill_shape, filled_shape

_IN_COLUMNS = ("completeness", "completeness_before", "gaps", "filled", "open", "error")


def filled_row(position: int, place: CardPlace, goal: Goal, outcome: Outcome, started_at: float) -> Row:
    """Return the row of a card for which it is known what is to be done."""
    shape = filled_shape(place.name, outcome)
    problems = [problem._asdict() for problem in outcome.problems]
    return _row(position, place, goal, State.STARTED, shape, started_at, problems)


def failed_row(
    position: int, place: CardPlace, goal: Goal, error: CardsmithError, started_at: float, planned: Row | None = None
) -> Row:
    """Return the row of a card that failed; it keeps what was to be done, when that was known."""
    shape = failed_fill_shape(place.name, error)
    if planned is not None:
        return planned._replace(state=State.FAILED, error=shape["error"])
    return _row(position, place, goal, State.FAILED, shape, started_at, [])


def _row(
    position: int,
    place: CardPlace,
    goal: Goal,
    state: State,
    shape: dict[str, Any],
    started_at: float,
    problems: list[dict[str, str]],
) -> Row:
    return Row(
        key=place.key,
        position=position,
        name=place.name,
        goal=goal,
        state=state,
        before=shape["completeness_before"],
        after=shape["completeness"],
        gaps_after=shape["gaps"],
        fills=shape["filled"],
        about={key: value for key, value in shape.items() if key not in _IN_COLUMNS} | {"problems": problems},
        error=shape["error"],
        started_at=started_at,
    )


def shape_of(row: Row) -> dict[str, Any]:
    """Return the object that `fill --report` has for a card."""
    about = row.about
    if row.error is not None:
        error = CardsmithError(row.error["message"], where=row.error["where"], hint=row.error["hint"])
        return failed_fill_shape(about["card"], error)
    return {
        "card": about["card"],
        "dialects": about["dialects"],
        "completeness": row.after,
        "completeness_before": row.before,
        "gaps": row.gaps_after,
        "filled": row.fills,
        "open": row.gaps_after,
        "left_out": about["left_out"],
        "refused": about["refused"],
        "error": row.error,
        "pushed": about["pushed"],
    }
