"""Pipe tables (GitHub's extension to Markdown) with a span for every cell."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from cardsmith.text import Span

_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*\Z")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


class Cell(NamedTuple):
    """A cell's text, blanks around it left out, and where it stands."""

    text: str
    span: Span


def is_table_head(lines: str, head: int, rule: int, stop: int) -> bool:
    """Whether the line at `head` and the delimiter row `[rule, stop)` below it open a table (GFM §4.10)."""
    if "|" not in lines[rule:stop] and "|" not in lines[head:rule]:
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
        self.span = Span(head, stop)

    @cached_property
    def columns(self) -> list[str]:
        """The header's cells."""
        return [cell.strip(" \t") for cell in _cells(self._lines[self.span.start : self._rule - 1])]

    @cached_property
    def row_spans(self) -> list[Span]:
        """Where each row's line stands, header and delimiter row left out."""
        spans = []
        start = self._lines.find("\n", self._rule) + 1
        while 0 < start <= self.span.end and start < len(self._lines):
            end = self._lines.find("\n", start, self.span.end)
            end = self.span.end if end < 0 else end
            if end > start:
                spans.append(Span(start, end))
            start = end + 1
        return spans

    @cached_property
    def rows(self) -> list[list[str]]:
        """The cells of every row, as many as there are columns: missing ones are empty, surplus ones dropped."""
        width = len(self.columns)
        rows = []
        for start, end in self.row_spans:
            cells = [cell.strip(" \t") for cell in _cells(self._lines[start:end])][:width]
            rows.append(cells + [""] * (width - len(cells)))
        return rows

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
