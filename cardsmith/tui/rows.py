"""A text as the rows of a pane: long lines of prose are wrapped, tables and code are not, and nothing is obeyed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, overload

from rich.cells import cell_len

from cardsmith.text import LINE_END
from cardsmith.visible import INVISIBLE, visible

_TAB = 4
_VARIATION = re.compile("[\ufe00-\ufe0f]")  # says how to draw the sign before it, which terminals disagree about
_ODD = re.compile(r"[^ -~\r\n][^\r\n]*")  # from the first sign of a line that may take no column, or several
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
    if "\r" in text:
        ends = [match.span() for match in LINE_END.finditer(text)]
        spans = list(zip([0, *(stop for _, stop in ends)], [*(start for start, _ in ends), len(text)], strict=True))
    else:
        lengths = list(map(len, text.split("\n")))
        spans = [
            (end - size + at, end + at) for at, (size, end) in enumerate(zip(lengths, accumulate(lengths), strict=True))
        ]
    return spans if len(spans) == 1 or spans[-1][0] < len(text) else spans[:-1]


class Rows(Sequence[Row]):
    """The rows of a text at a width. Most lines are one row, so only the others are looked at and kept.

    Args:
        text: The text.
        width: Columns there are.
        wraps: Tells for a line's offset whether it may be wrapped.
    """

    def __init__(self, text: str, width: int, wraps: Callable[[int], bool]) -> None:
        self.text = text
        self.lines = line_spans(text)
        self.width = max(width, 10)
        self.widest = self.width - 1
        """Columns of the widest row; those that leave some free are not told apart."""
        self._cuts: dict[int, tuple[tuple[int, int], ...]] = {}
        """The rows of each wrapped line."""
        self._wrapped: list[int] = []
        self._first: list[int] = []
        """The row that each wrapped line starts with."""
        self._length = len(self.lines)
        odd = {self._line_at(match.start()) for match in _ODD.finditer(text)}
        long = (at for at, (start, end) in enumerate(self.lines) if end - start >= self.width)
        for index in sorted(odd.union(long)):
            self._lay_out(index, index in odd, wraps)

    def _lay_out(self, index: int, odd: bool, wraps: Callable[[int], bool]) -> None:
        """Look at a line that may fill the width; one that is not odd has a column for each character."""
        start, end = self.lines[index]
        width = _cells(self.text[start:end]) if odd else end - start
        if width <= self.width or not wraps(start):
            self.widest = max(self.widest, width)
            return
        cuts = _cuts_of(self.text[start:end], self.width)
        self._cuts[index] = cuts
        self._wrapped.append(index)
        self._first.append(index + self._length - len(self.lines))
        self._length += len(cuts) - 1

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self._row(index) for index in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._row(at % len(self))

    def _row(self, at: int) -> Row:
        before = bisect_right(self._first, at) - 1
        line = at
        if before >= 0:
            wrapped, behind = self._wrapped[before], at - self._first[before]
            cuts = self._cuts[wrapped]
            if behind < len(cuts):
                start, (first, last) = self.lines[wrapped][0], cuts[behind]
                return Row(wrapped, start + first, start + last, True)
            line = wrapped + behind - len(cuts) + 1
        return Row(line, *self.lines[line], False)

    def _line_at(self, offset: int) -> int:
        return max(bisect_right(self.lines, (offset, len(self.text) + 1)) - 1, 0)

    def row_at(self, offset: int) -> int:
        """Return the index of the row that holds an offset."""
        line = self._line_at(offset)
        before = bisect_left(self._wrapped, line)
        gained = self._first[before - 1] - self._wrapped[before - 1] if before else 0
        gained += len(self._cuts[self._wrapped[before - 1]]) - 1 if before else 0
        inside = sum(self.lines[line][0] + first <= offset for first, _ in self._cuts.get(line, ())[1:])
        return line + gained + inside


@lru_cache(4096)
def _cuts_of(line: str, width: int) -> tuple[tuple[int, int], ...]:
    """Return the pieces of a line; an answer changes few of them, and all rows are laid out again after it."""
    return tuple(pieces(line, width))


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
