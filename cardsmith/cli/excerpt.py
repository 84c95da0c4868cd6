"""A line of a card with carets under the part that a gap is about, cut to the width of the terminal."""

from __future__ import annotations

from typing import NamedTuple

from cardsmith.text import Span, line_start, line_stop
from cardsmith.visible import visible

_ELLIPSIS = "…"


class Excerpt(NamedTuple):
    """A source line and the underline below it, both ready to print."""

    number: int
    source: str
    underline: str


def excerpt(text: str, span: Span, line: int, width: int) -> Excerpt | None:
    """Return the first line of a span, underlined; None for an empty span, which has nothing to show.

    Args:
        text: The card.
        span: What the gap is about; of several lines the first is shown.
        line: Its line number.
        width: Columns there are for the source line, at least 20.
    """
    if span.start == span.end:
        return None
    start, stop = line_start(text, span.start), line_stop(text, span.start)
    end = min(span.end, stop)
    if end <= span.start:
        return None
    before, marked, after = text[start : span.start], text[span.start : end], text[end:stop]
    before, marked, after = (_shown(part) for part in (before, marked, after))
    marked, after = _cut_end(marked, after, width - 1)
    room = width - cell_width(marked) - min(cell_width(after), 12)
    before = _cut_start(before, max(room, 8))
    after = _cut_tail(after, width - cell_width(before) - cell_width(marked))
    underline = " " * cell_width(before) + "^" * max(1, cell_width(marked))
    return Excerpt(line, before + marked + after, underline)


def _shown(text: str) -> str:
    return visible(text.replace("\t", " "))


def _cut_end(marked: str, after: str, width: int) -> tuple[str, str]:
    """Cut the marked part when it is wider than the line; then nothing behind it is shown."""
    if cell_width(marked) <= width * 3 // 4:
        return marked, after
    return _clipped(marked, width * 3 // 4) + _ELLIPSIS, ""


def _cut_start(text: str, width: int) -> str:
    if cell_width(text) <= width:
        return text
    kept = text[-width:]
    while cell_width(kept) >= width:
        kept = kept[1:]
    return _ELLIPSIS + kept


def _cut_tail(text: str, width: int) -> str:
    return text if cell_width(text) <= width else _clipped(text, max(width - 1, 0)) + _ELLIPSIS


def _clipped(text: str, width: int) -> str:
    kept = text[:width]
    while cell_width(kept) > width:
        kept = kept[:-1]
    return kept


def cell_width(text: str) -> int:
    """Return how many columns a terminal takes for a text: two for most East Asian characters and emoji."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
