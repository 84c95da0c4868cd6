"""Pipe tables (GitHub's extension to Markdown) with a span for every cell."""

from __future__ import annotations

import re
from typing import NamedTuple

from cardsmith.lazy import cached_property
from cardsmith.read_only import read_only_list
from cardsmith.text import Span

_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*\Z")
_LINE = re.compile(r"[^\n]+")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


class Cell(NamedTuple):
    """A cell's text, blanks around it left out, and where it stands."""

    text: str
    span: Span


def is_table_head(lines: str, head: int, rule: int, stop: int) -> bool:
    """Whether the line at `head` and the delimiter row `[rule, stop)` below it open a table (GFM §4.10)."""
    header = lines[head : rule - 1].strip(" \t")
    if "|" not in header or header == "|" or stop - rule < 2 or lines.startswith("- ", rule):
        return False
    delimiters = _cells(lines[rule:stop])
    return len(delimiters) == len(_cells(lines[head : rule - 1])) and all(map(_DELIMITER_CELL.match, delimiters))


def _cells(line: str) -> list[str]:
    line = line.strip(" \t")
    line = line.removeprefix("|")
    parts = _UNESCAPED_PIPE.split(line) if "\\" in line else line.split("|")
    if len(parts) > 1 and not parts[-1].strip(" \t"):
        parts.pop()
    return parts


class Table:
    """A table whose header line starts at `head`, delimiter row at `rule`, and whose last row ends at `stop`."""

    def __init__(self, lines: str, head: int, rule: int, stop: int) -> None:
        self._lines = lines
        self._rule = rule
        self._length = lines.count("\n", rule, stop)
        self.span = Span(head, stop)

    @cached_property
    def columns(self) -> list[str]:
        """The header's cells."""
        return read_only_list(cell.strip(" \t") for cell in _cells(self._lines[self.span.start : self._rule - 1]))

    @cached_property
    def row_spans(self) -> list[Span]:
        """Where each row's line stands, header and delimiter row left out."""
        start = self._lines.find("\n", self._rule, self.span.end)
        if start < 0:
            return []
        return [Span(*match.span()) for match in _LINE.finditer(self._lines, start, self.span.end)]

    @cached_property
    def _grid(self) -> list[str] | None:
        """The rows cut at every pipe, when each is `| a | b |` with a cell a column: row `i` starts at `i * (w + 1)`.

        Generators write nothing else, and one cut of the whole table is many times faster than one a row.
        """
        body = self._lines[self._lines.find("\n", self._rule, self.span.end) : self.span.end] if len(self) else ""
        pieces = body.split("|")
        stride = len(self.columns) + 1
        regular = len(pieces) == len(self) * stride + 1 and "\\" not in body and "".join(pieces[::stride]).isspace()
        return pieces if regular else None

    @cached_property
    def rows(self) -> list[list[str]]:
        """The cells of every row, as many as there are columns: missing ones are empty, surplus ones dropped."""
        return read_only_list(read_only_list(self.row(index)) for index in range(len(self)))

    def __len__(self) -> int:
        """How many rows there are, header and delimiter row left out."""
        return self._length

    def row(self, index: int) -> list[str]:
        """Return one row's cells."""
        width = len(self.columns)
        if self._grid is not None:
            start = index * (width + 1) + 1
            return [cell.strip(" \t") for cell in self._grid[start : start + width]]
        start, end = self.row_spans[index]
        cells = [cell.strip(" \t") for cell in _cells(self._lines[start:end])[:width]]
        return cells + [""] * (width - len(cells))

    def cell(self, row: int, column: int) -> str:
        """Return one cell."""
        if self._grid is not None:
            return self._grid[row * (len(self.columns) + 1) + column + 1].strip(" \t")
        return self.rows[row][column]

    def raw_column(self, index: int) -> list[str]:
        """Return one column's cells, one a row, with the blanks around them."""
        if self._grid is not None:
            return self._grid[index + 1 :: len(self.columns) + 1]
        return [row[index] for row in self.rows]

    def cells(self, row: int) -> list[Cell]:
        """Return a row's cells with their spans."""
        start, end = self.row_spans[row]
        line = self._lines[start:end]
        at = start + len(line) - len(line.lstrip(" \t"))
        at += self._lines.startswith("|", at)
        cells = []
        for raw in _cells(line)[: len(self.columns)]:
            text = raw.strip(" \t")
            lead = len(raw) - len(raw.lstrip(" \t")) if text else 0
            cells.append(Cell(text, Span(at + lead, at + lead + len(text))))
            at += len(raw) + 1
        return cells
