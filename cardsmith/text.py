"""Places in a text: spans, line and column, line ends. Offsets are characters of the decoded text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any, NamedTuple

from cardsmith.read_only import ReadOnlyDict, ReadOnlyList

BOM = "\ufeff"

LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


class Span(NamedTuple):
    """Half-open range of characters `[start, end)`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` this span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """Return the span moved `by` characters to the right."""
        return Span(self.start + by, self.end + by)


def lines_of(text: str) -> list[str]:
    r"""Return the lines as git and patch see them: they end at LF, which is kept, and at nothing else.

    >>> lines_of("a\r\nb\u2028c")
    ['a\r\n', 'b\u2028c']
    """
    return _LINE.findall(text)


def starting_in(spans: list[Span], place: Span) -> list[Span]:
    """Return those of the spans, which are in order, that start in a place."""
    return spans[bisect_left(spans, (place.start,)) : bisect_left(spans, (place.end,))]


def moved(value: Any, by: int) -> Any:
    """Return a value read off a text, its spans moved by `by` characters.

    Args:
        value: A span, a named tuple that holds some, or a list or dict of these; anything else has no place to move.
        by: How many characters to the right.
    """
    kind = type(value)
    if kind is Span:
        return Span(value.start + by, value.end + by)
    if kind is list or kind is ReadOnlyList:
        return kind([moved(item, by) for item in value])
    if kind is dict or kind is ReadOnlyDict:
        return kind({key: moved(item, by) for key, item in value.items()})
    if hasattr(kind, "_fields"):
        return kind._make([Span(item.start + by, item.end + by) if type(item) is Span else item for item in value])
    return value


class LineMap:
    """Line and column (both from 1) of any offset. A line ends at LF, CRLF or CR.

    Counting goes on from the last place asked for, so asking in document order costs one pass over the text, and a
    place near the last one costs little.
    """

    __slots__ = ("_line", "_offset", "_text")

    def __init__(self, text: str) -> None:
        self._text = with_line_feeds(text)
        self._line = 1
        self._offset = 0

    def position(self, offset: int) -> tuple[int, int]:
        """Return `(line, column)` of the character at `offset`."""
        if offset >= self._offset:
            self._line += self._text.count("\n", self._offset, offset)
        elif offset > self._offset // 2:
            self._line -= self._text.count("\n", offset, self._offset)
        else:
            self._line = 1 + self._text.count("\n", 0, offset)
        self._offset = offset
        return self._line, offset - self._text.rfind("\n", 0, offset)


def with_line_feeds(text: str) -> str:
    """Return the text with every line end as one LF, at the same offsets: the CR of a CRLF becomes a blank."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def newline_near(text: str, offset: int) -> str:
    """Return the line end in use around `offset`: the last one before it, else the next one, else LF."""
    at = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    if at < 0:
        match = LINE_END.search(text, offset)
        return match.group() if match else "\n"
    if text[at] == "\r":
        return "\r\n" if text[at + 1 : at + 2] == "\n" else "\r"
    return "\r\n" if text[at - 1 : at] == "\r" else "\n"


def line_start(text: str, offset: int) -> int:
    """Return the offset of the first character of the line that holds `offset`."""
    if 0 < offset < len(text) and text[offset] == "\n" and text[offset - 1] == "\r":
        offset -= 1
    at = text.rfind("\n", 0, offset) + 1
    return max(at, text.rfind("\r", at, offset) + 1)


def line_stop(text: str, offset: int) -> int:
    """Return the offset of the line end that closes the line of `offset` (the text's length on the last line)."""
    match = LINE_END.search(text, offset)
    return match.start() if match else len(text)


def with_newlines(text: str, newline: str) -> str:
    """Return `text` with every line end replaced by `newline`."""
    return LINE_END.sub(lambda _: newline, text) if "\r" in text or newline != "\n" else text
