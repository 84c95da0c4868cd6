"""The training table as series, and which of its rows the reported results are."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.document.tables import Table
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.training import ReportedResult
from cardsmith.facts.values import PrintedValue, parse_value

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

    def __len__(self) -> int:
        return len(self.table.row_spans)

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
        return [_number(row[index]) for row in self.table.rows]

    def value(self, row: int, column: str) -> PrintedValue | None:
        """Return one cell, None when there is no such column or the cell is empty."""
        index = self.index(column)
        return parse_value(self.table.rows[row][index]) if index is not None and self.table.rows[row][index] else None

    @cached_property
    def best_rows(self) -> list[Best]:
        """The best row (the first, where several are) by every metric in the table and by validation loss."""
        found = []
        for column in self.columns:
            if column.casefold() == _VALIDATION_LOSS.casefold():
                higher = False
            else:
                metric = resolve_metric(column)
                if not isinstance(metric, Metric):
                    continue
                higher = metric.higher_is_better
            numbers = [(number, -row) for row, number in enumerate(self.series(column)) if number is not None]
            if numbers:
                number, row = max(numbers) if higher else min(numbers, key=lambda pair: (pair[0], -pair[1]))
                found.append(Best(-row, column, self.table.rows[-row][self.columns.index(column)]))
        return sorted(found, key=lambda best: best.column.casefold() == _VALIDATION_LOSS.casefold())


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
        if len(_LOG_COLUMNS.intersection(column.casefold() for column in table.columns)) >= 2 and table.row_spans:
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
            shared.append((index, result.value.text if number is None else number))
    if not shared:
        return None
    rows = log.table.rows
    matches = [row for row, cells in enumerate(rows) if all(_same(cells[index], value) for index, value in shared)]
    best = log.best_rows[0] if log.best_rows else None
    if not matches:
        return ReportedRow(None, False, None, best)
    for candidate in log.best_rows:
        tied = {row for row, cell in enumerate(log.series(candidate.column)) if cell == _number(candidate.text)}
        for row in reversed(matches):
            if row in tied:
                return ReportedRow(row, row == len(rows) - 1, candidate.column, best)
    return ReportedRow(matches[-1], matches[-1] == len(rows) - 1, None, best)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _same(cell: str, value: float | str) -> bool:
    return cell == value if isinstance(value, str) else _number(cell) == value
