"""A text as the rows of a pane: long lines of prose are wrapped, tables and code are not, and nothing is obeyed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from rich.cells import cell_len

from cardsmith.text import LINE_END
from cardsmith.visible import INVISIBLE, visible

_TAB = 4
_VARIATION = re.compile("[\ufe00-\ufe0f]")  # says how to draw the sign before it, which terminals disagree about
_WORD_END = re.compile(r"\S*\s*")


class Row(NamedTuple):
    """One row of the pane: the characters `[start, end)` of a line.

    Attributes:
        line: Index of the line.
        start: Offset in the whole text.
        end: Offset behind its last character.
        wrapped: Whether its line has other rows, so that it never scrolls sideways.
    """

    line: int
    start: int
    end: int
    wrapped: bool


def shown(text: str) -> tuple[str, list[int] | None]:
    r"""Return how a text is shown, and for each character where it starts there; None where that is the same.

    >>> shown("a\tb")
    ('a   b', [0, 1, 4, 5])
    """
    if _is_plain(text):
        return text, None
    parts: list[str] = []
    places = [0]
    at = 0
    for char in text:
        if char == "\t":
            part = " " * (_TAB - at % _TAB)
        elif INVISIBLE.match(char):
            part = visible(char)
        else:
            part = "" if _VARIATION.match(char) else char
        parts.append(part)
        at += len(part)
        places.append(at)
    return "".join(parts), places


def line_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of every line, its line end left out."""
    spans = []
    start = 0
    for match in LINE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return spans if len(spans) == 1 or start < len(text) else spans[:-1]


class Rows:
    """The rows of a text at a width.

    Args:
        text: The text.
        width: Columns there are.
        wraps: Tells for a line's offset whether it may be wrapped.
    """

    def __init__(self, text: str, width: int, wraps: Callable[[int], bool]) -> None:
        self.text = text
        self.lines = line_spans(text)
        self.width = max(width, 10)
        self.rows: list[Row] = []
        self.widest = 0
        self.first_row: list[int] = []
        for index, (start, end) in enumerate(self.lines):
            self.first_row.append(len(self.rows))
            self._lay_out(index, start, end, wraps)

    def __len__(self) -> int:
        return len(self.rows)

    def row_at(self, offset: int) -> int:
        """Return the index of the row that holds an offset."""
        starts = bisect_right(self.lines, (offset, len(self.text) + 1)) - 1
        row = self.first_row[max(starts, 0)]
        while row + 1 < len(self.rows) and self.rows[row + 1].start <= offset and self.rows[row + 1].wrapped:
            row += 1
        return row

    def _lay_out(self, index: int, start: int, end: int, wraps: Callable[[int], bool]) -> None:
        line = self.text[start:end]
        plain = _is_plain(line)
        width = len(line) if plain else _cells(line)
        if width <= self.width or not wraps(start):
            self.widest = max(self.widest, width)
            self.rows.append(Row(index, start, end, False))
            return
        cuts = _plain_pieces(line, self.width) if plain else pieces(line, self.width)
        self.rows += [Row(index, start + first, start + last, True) for first, last in cuts]


def _is_plain(text: str) -> bool:
    """Whether each character takes one column and is shown as it is."""
    return text.isascii() and text.isprintable()


def _cells(text: str) -> int:
    return cell_len(shown(text)[0])


def pieces(line: str, width: int) -> list[tuple[int, int]]:
    """Cut a line at blanks; a word longer than the width is cut where the width ends."""
    if _is_plain(line):
        return _plain_pieces(line, width)
    pieces: list[tuple[int, int]] = []
    start = at = used = 0
    for match in _WORD_END.finditer(line):
        word = match.group()
        if not word:
            continue
        cells = _cells(word)
        if used and used + _cells(word.rstrip()) > width:
            pieces.append((start, at))
            start, used = at, 0
        while cells > width and _cells(word.rstrip()) > width:
            cut = _fitting(word, width)
            pieces.append((start, at + cut))
            at += cut
            start, word = at, word[cut:]
            cells = _cells(word)
        at += len(word)
        used += cells
    if at > start:
        pieces.append((start, at))
    return pieces or [(0, 0)]


def _plain_pieces(line: str, width: int) -> list[tuple[int, int]]:
    """Do the same where every character is one column: most lines of most cards."""
    pieces: list[tuple[int, int]] = []
    start = 0
    while len(line) - start > width:
        blank = line.rfind(" ", start + 1, start + width + 1)
        stop = blank + 1 if blank > 0 else start + width
        pieces.append((start, stop))
        start = stop
    pieces.append((start, len(line)))
    return pieces


def _fitting(word: str, width: int) -> int:
    used = 0
    for index, char in enumerate(word):
        used += _cells(char)
        if used > width:
            return max(index, 1)
    return len(word)
