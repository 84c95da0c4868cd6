"""A training table as charts: which columns belong together, over what, and which rows are marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeGuard

from cardsmith.facts.training import ReportedResult
from cardsmith.facts.training_log import ReportedRow, TrainingLog

ROW = "row"
"""What a chart runs over where the table counts nothing itself."""

REPORTED, LAST, BEST = "reported", "last", "best"
LETTERS = {REPORTED: "R", LAST: "L", BEST: "B"}
"""The sign of a row in a chart."""


class Series(NamedTuple):
    """One column; `points` leaves out the rows without a number."""

    name: str
    points: tuple[tuple[float, float], ...]


class RowMark(NamedTuple):
    """A row of the table that means something.

    Attributes:
        row: Its index.
        kinds: What it is: reported, last, best; several at once.
    """

    row: int
    kinds: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The signs of all it is."""
        return "".join(LETTERS[kind] for kind in self.kinds)


class Dot(NamedTuple):
    """A marked row's place in a chart."""

    x: float
    y: float
    mark: RowMark


class Chart(NamedTuple):
    """What is drawn together.

    Attributes:
        title: What it is of.
        over: The column that it runs over.
        series: One or two columns of one measure.
        dots: Where the marked rows are.
        level: The reported number when it is that of no row; None otherwise.
    """

    title: str
    over: str
    series: tuple[Series, ...]
    dots: tuple[Dot, ...]
    level: float | None = None


def marked_rows(log: TrainingLog, reported: ReportedRow | None) -> list[RowMark]:
    """Return the reported, the last and the best row; rows that are the same are one."""
    rows = {
        REPORTED: reported.row if reported is not None else None,
        LAST: len(log) - 1,
        BEST: log.best.row if log.best is not None else None,
    }
    together: dict[int, tuple[str, ...]] = {}
    for kind, row in rows.items():
        if row is not None:
            together[row] = (*together.get(row, ()), kind)
    return [RowMark(row, kinds) for row, kinds in together.items()]


def unmatched(results: Iterable[ReportedResult], reported: ReportedRow | None) -> dict[str, float]:
    """Return the reported numbers by name, casefolded, when they are those of no row."""
    if reported is not None and reported.row is not None:
        return {}
    numbers = ((result.name.casefold(), result.value.number) for result in results)
    return {name: number for name, number in numbers if _is_number(number)}


def axes(log: TrainingLog) -> list[str]:
    """Return what charts can run over: the columns that count upwards, else the rows."""
    counting = {name.casefold(): name for name in log.columns if _counts(log, name)}
    return [counting[name] for name in ("step", "epoch") if name in counting] or [ROW]


def charts(log: TrainingLog, marks: Sequence[RowMark], over: str, levels: dict[str, float]) -> list[Chart]:
    """Return a chart for each measure of a table, that which says which row is best first, losses behind it.

    Args:
        log: The table.
        marks: The rows to mark.
        over: One of `axes`.
        levels: Reported numbers that no row has, as `unmatched` returns them.
    """
    losses = [name for name in log.columns if name.casefold() in ("training loss", "train loss", "validation loss")]
    measures = [name for name, _ in log.scored_columns if name not in losses]
    together = [(name, [name]) for name in measures] + ([("Loss", losses)] if losses else [])
    found = (_chart(log, marks, over, title, names, _level(names, levels)) for title, names in together)
    return [chart for chart in found if chart is not None]


def _level(names: Sequence[str], levels: dict[str, float]) -> float | None:
    name = names[-1].casefold()
    return levels.get("loss" if name == "validation loss" else name)


def _chart(
    log: TrainingLog, marks: Iterable[RowMark], over: str, title: str, names: Sequence[str], level: float | None
) -> Chart | None:
    series = tuple(item for item in (_series(log, name, over) for name in names) if len(item.points) > 1)
    if not series:
        return None
    places = _places(log, over)
    numbers = log.series(series[-1].name)
    dots = tuple(
        Dot(x, y, mark) for mark in marks if _is_number(x := places[mark.row]) and _is_number(y := numbers[mark.row])
    )
    return Chart(title, over, series, dots, level)


def _series(log: TrainingLog, name: str, over: str) -> Series:
    pairs = zip(_places(log, over), log.series(name), strict=True)
    return Series(name, tuple((x, y) for x, y in pairs if _is_number(x) and _is_number(y)))


def _places(log: TrainingLog, over: str) -> list[float | None]:
    return [float(row) for row in range(1, len(log) + 1)] if over == ROW else log.series(over)


def _counts(log: TrainingLog, name: str) -> bool:
    numbers = [number for number in log.series(name) if _is_number(number)]
    return len(numbers) == len(log) > 1 and all(one < other for one, other in pairwise(numbers))


def _is_number(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)
