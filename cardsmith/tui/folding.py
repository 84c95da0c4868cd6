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
_MOST_LINES = 150  # each paragraph is a widget; nobody reads on for longer without opening the card itself
_PIECE = 20
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
    """

    lines: tuple[str, ...]
    starts: tuple[int, ...]
    end: int
    hidden: int
    breaks: tuple[int, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def pieces(self) -> Iterator[tuple[int, str]]:
        """Yield first line and text of pieces that are quickly laid out one after the other."""
        first = 0
        if not _DEFINES_LINK.search(self.text):  # what defines a link may be far from where it is used
            for line in self.breaks:
                if line - first >= _PIECE:
                    yield first, "\n".join(self.lines[first:line])
                    first = line
        yield first, "\n".join(self.lines[first:])


def fold(card: Card, unfolded: bool = False) -> Folded:
    """Return the body of a card for reading; `unfolded` shows the tables whole."""
    folds = {} if unfolded else dict(_folds(card))
    lines: list[str] = []
    starts: list[int] = []
    breaks: list[int] = []
    hidden = 0
    skip_to = card.body_start
    spans = line_spans(card.text)
    for number, (start, end) in enumerate(spans):
        if start < skip_to:
            continue
        if len(lines) >= _MOST_LINES and not unfolded:
            lines += ["", f"*… {len(spans) - number} more lines; f shows them*"]
            starts += [start, start]
            hidden += len(spans) - number
            break
        if start in folds:
            skip_to, count = folds[start]
            hidden += count
            lines += ["", f"*… {count} more rows; f shows them*", ""]
            starts += [start] * 3
            continue
        text = card.text[start:end]
        if _STARTS_BLOCK.match(text) and (not lines or not lines[-1].strip()) and not _is_verbatim(card, start):
            breaks.append(len(lines))
        lines.append(visible(text))
        starts.append(start)
    return Folded(tuple(lines), tuple(starts), len(card.text), hidden, tuple(breaks))


def _is_verbatim(card: Card, offset: int) -> bool:
    return card.body.in_code(offset) or card.body.in_comment(offset)


def _folds(card: Card) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield, for each long table, where its hidden rows start, where they end, and how many they are."""
    for table in card.tables:
        rows = table.row_spans
        if len(rows) > KEPT + 1:
            yield line_start(card.text, rows[KEPT].start), (rows[-1].end, len(rows) - KEPT)
