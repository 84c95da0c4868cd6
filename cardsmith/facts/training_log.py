"""The training table as series, and which of its rows the reported results are."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.document.tables import Table
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.training import ReportedResult
from cardsmith.facts.values import PrintedValue, parse_value
from cardsmith.lazy import cached_property
from cardsmith.read_only import read_only_list

_LOG_COLUMNS = frozenset({"training loss", "validation loss", "train loss", "epoch", "step"})
_VALIDATION_LOSS = "Validation Loss"


class Best(NamedTuple):
    """The best row by one column."""

    row: int
    column: str
    text: str


class TrainingLog:
    """The table under "Training results": one row an evaluation during training."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.span = table.span
        self.columns = table.columns
        self._series: dict[int, list[float | None]] = {}
        self._bests: dict[str, Best | None] = {}

    def __len__(self) -> int:
        return len(self.table)

    def index(self, column: str) -> int | None:
        """Return the position of a column; case does not matter."""
        return self._positions.get(column.casefold())

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column.casefold(): index for index, column in reversed(list(enumerate(self.columns)))}

    def series(self, column: str) -> list[float | None]:
        """Return a column's numbers, one a row; None where a cell is none (`No log`).

        Raises:
            KeyError: There is no such column.
        """
        index = self.index(column)
        if index is None:
            raise KeyError(column)
        return self.series_at(index)

    def series_at(self, index: int) -> list[float | None]:
        """Return the numbers of the column at a position."""
        if index not in self._series:
            self._series[index] = read_only_list(_numbers(self.table.raw_column(index)))
        return self._series[index]

    def value(self, row: int, column: str) -> PrintedValue | None:
        """Return one cell, None when there is no such column or the cell is empty."""
        index = self.index(column)
        cell = self.table.cell(row, index) if index is not None else ""
        return parse_value(cell) if cell else None

    @cached_property
    def scored_columns(self) -> list[tuple[str, bool]]:
        """The columns that say how good a row is, and whether higher is better: metrics first, validation loss last."""
        found = [
            (name, metric.higher_is_better)
            for name in self.columns
            if isinstance(metric := resolve_metric(name), Metric)
        ]
        loss = self.index(_VALIDATION_LOSS)
        return read_only_list(found if loss is None else [*found, (self.columns[loss], False)])

    def best_row(self, column: str, higher_is_better: bool) -> Best | None:
        """Return the best row by one column (the first, where several are); None when it holds no number."""
        if column not in self._bests:
            self._bests[column] = self._find_best(column, higher_is_better)
        return self._bests[column]

    def _find_best(self, column: str, higher_is_better: bool) -> Best | None:
        series = self.series(column)
        numbers = _finite(series)
        if not numbers:
            return None
        row = series.index(max(numbers) if higher_is_better else min(numbers))
        return Best(row, column, self.table.cell(row, self._positions[column.casefold()]))

    @cached_property
    def best(self) -> Best | None:
        """The best row by the first metric, else by validation loss; None when neither holds a number."""
        bests = (self.best_row(*column) for column in self.scored_columns)
        return next((best for best in bests if best is not None), None)


class ReportedRow(NamedTuple):
    """Which row of the training table the reported results are.

    Attributes:
        row: Index of the row, None when no row has these values: they come from another evaluation.
        is_last: Whether it is the last row.
        best_by: The column by which it is a best row; None when it is not.
        best: The best row by the first metric of the table, else by validation loss; None without numbers.
    """

    row: int | None
    is_last: bool
    best_by: str | None
    best: Best | None

    @property
    def kind(self) -> str:
        """`last`, `best`, `last and best`, `another row` or `none`."""
        if self.row is None:
            return "none"
        if self.best_by:
            return "last and best" if self.is_last else "best"
        return "last" if self.is_last else "another row"


def find_training_log(body: Body) -> TrainingLog | None:
    """Return the first table that logs a training: it has at least two of loss, epoch and step columns."""
    for table in body.tables:
        if len(_LOG_COLUMNS.intersection(column.casefold() for column in table.columns)) >= 2 and len(table):
            return TrainingLog(table)
    return None


def match_row(reported: list[ReportedResult], log: TrainingLog) -> ReportedRow | None:
    """Return which row was reported; None when the table shares no column with the reported results.

    Both sides are printed with the same four decimals, so values are compared as numbers, not with a tolerance.
    """
    shared: list[tuple[int, float | str]] = []
    for result in reported:
        index = log.index(_VALIDATION_LOSS if result.name.casefold() == "loss" else result.name)
        if index is not None:
            number = result.value.number
            shared.append((index, result.value.text if number is None or not math.isfinite(number) else number))
    if not shared:
        return None
    matches = _matching_rows(shared, log)
    if not matches:
        return ReportedRow(None, False, None, log.best)
    last = len(log) - 1
    for column in log.scored_columns:
        best = log.best_row(*column)
        series = log.series(column[0])
        for row in reversed(matches):
            if best is not None and series[row] == series[best.row]:
                return ReportedRow(row, row == last, column[0], log.best)
    return ReportedRow(matches[-1], matches[-1] == last, None, log.best)


def _matching_rows(shared: list[tuple[int, float | str]], log: TrainingLog) -> list[int]:
    """Return the rows that hold all the values, narrowing down column by column: few cells are ever read."""
    rows: list[int] | None = None
    for index, wanted in shared:
        cells = log.table.raw_column(index)
        if isinstance(wanted, str):
            rows = [row for row in (range(len(log)) if rows is None else rows) if cells[row].strip(" \t") == wanted]
        elif rows is None:  # all of them are looked at, and most will be needed again
            rows = _places(log.series_at(index), wanted)
        else:
            rows = [row for row in rows if _number(cells[row]) == wanted]
        if not rows:
            break
    return rows or []


def _places(series: list[float | None], wanted: float) -> list[int]:
    found: list[int] = []
    with suppress(ValueError):
        while True:
            found.append(series.index(wanted, found[-1] + 1 if found else 0))
    return found


def _numbers(cells: list[str]) -> list[float | None]:
    try:
        return list(map(float, cells))
    except ValueError:
        return [_number(cell) for cell in cells]


def _finite(series: list[float | None]) -> list[float]:
    if None not in series and math.isfinite(sum(series)):  # type: ignore[arg-type]
        return series  # type: ignore[return-value]
    return [number for number in series if number is not None and math.isfinite(number)]


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
