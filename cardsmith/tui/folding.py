"""A card's body as it is read: without front matter, long tables folded, nothing in it obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.text import line_start
from cardsmith.tui.rows import line_spans
from cardsmith.visible import visible

KEPT = 5
"""How many rows of a folded table are shown."""
_PIECE = 20
_LONG = 50
_REGULAR_ROWS = re.compile(r"(?:\|[^\\\r\n]*(?:\r?\n|\r|\Z))+")
_STARTS_BLOCK = re.compile(r"#{1,6} |[A-Za-z]")
_DEFINES_LINK = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)


class Folded(NamedTuple):
    """Markdown to be rendered.

    Attributes:
        lines: The Markdown.
        starts: For each line, the offset in the card where it begins; it ends where the next one begins.
        end: The offset in the card behind the last line.
        hidden: How many rows of tables are folded away.
        breaks: The lines at which it can be cut into documents of their own.
        tables: First line of each long table whose rows can be cut at every `|`, and the line behind it.
    """

    lines: tuple[str, ...]
    starts: tuple[int, ...]
    end: int
    hidden: int
    breaks: tuple[int, ...]
    tables: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    @property
    def defines_links(self) -> bool:
        """Whether it seems to say, apart from the links themselves, where some of them lead."""
        return _DEFINES_LINK.search(self.text) is not None

    def pieces(self) -> Iterator[Piece]:
        """Yield pieces that are quickly read one after the other."""
        first = 0
        for line, end in sorted([*((line, 0) for line in self.breaks), *self.tables, (len(self.lines), 0)]):
            if line > first and (line - first >= _PIECE or end or line == len(self.lines)):
                yield Piece(first, self.lines[first:line])
                first = line
            if end:
                yield Piece(line, self.lines[line:end], is_table=True)
                first = end


class Piece(NamedTuple):
    """Some lines, of which the first one has this number, and whether they are a long table and nothing else."""

    first: int
    lines: tuple[str, ...]
    is_table: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def fold(card: Card, unfolded: bool = False) -> Folded:
    """Return the body of a card for reading; `unfolded` shows the tables whole."""
    folds = {} if unfolded else dict(_folds(card))
    long = dict(_long_tables(card)) if unfolded else {}
    lines: list[str] = []
    starts: list[int] = []
    breaks: list[int] = []
    tables: list[tuple[int, int]] = []
    hidden = 0
    skip_to = card.body_start
    for start, end in line_spans(card.text):
        if start < skip_to:
            continue
        if start in folds:
            skip_to, count = folds[start]
            hidden += count
            lines += ["", f"*… {count} more rows; f shows them*", ""]
            starts += [start] * 3
            continue
        text = card.text[start:end]
        if start in long and (not lines or not lines[-1].strip()):
            tables.append((len(lines), len(lines) + long[start]))
        if _STARTS_BLOCK.match(text) and (not lines or not lines[-1].strip()) and not _is_verbatim(card, start):
            breaks.append(len(lines))
        lines.append(visible(text))
        starts.append(start)
    return Folded(tuple(lines), tuple(starts), len(card.text), hidden, tuple(breaks), tuple(tables))


def _is_verbatim(card: Card, offset: int) -> bool:
    return card.body.in_code(offset) or card.body.in_comment(offset)


def _folds(card: Card) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield, for each long table, where its hidden rows start, where they end, and how many they are."""
    for table in card.tables:
        rows = table.row_spans
        if len(rows) > KEPT + 1:
            yield line_start(card.text, rows[KEPT].start), (rows[-1].end, len(rows) - KEPT)


def _long_tables(card: Card) -> Iterator[tuple[int, int]]:
    """Yield where each long table of plain rows starts, and how many lines it has."""
    for table in card.tables:
        if len(table) > _LONG and _REGULAR_ROWS.fullmatch(card.text, *table.span):
            yield table.span.start, len(table) + 2
