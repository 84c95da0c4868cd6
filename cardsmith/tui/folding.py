"""A card's body as it is read: without front matter, long tables folded, nothing in it obeyed."""

from __future__ import annotations

from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.text import line_start
from cardsmith.tui.rows import line_spans
from cardsmith.visible import visible

KEPT = 5
"""How many rows of a folded table are shown."""
_MOST_LINES = 1_500  # each paragraph is a widget; nobody reads on for longer without opening the card itself


class Folded(NamedTuple):
    """Markdown to be rendered.

    Attributes:
        text: The Markdown.
        starts: For each of its lines, the offset in the card where it begins; it ends where the next one begins.
        end: The offset in the card behind the last line.
        hidden: How many rows of tables are folded away.
    """

    text: str
    starts: tuple[int, ...]
    end: int
    hidden: int


def fold(card: Card, unfolded: bool = False) -> Folded:
    """Return the body of a card for reading; `unfolded` shows the tables whole."""
    folds = {} if unfolded else dict(_folds(card))
    lines: list[str] = []
    starts: list[int] = []
    hidden = 0
    skip_to = card.body_start
    spans = line_spans(card.text)
    for number, (start, end) in enumerate(spans):
        if start < skip_to:
            continue
        if len(lines) >= _MOST_LINES:
            lines += ["", f"*… {len(spans) - number} more lines*"]
            starts += [start, start]
            break
        if start in folds:
            skip_to, count = folds[start]
            hidden += count
            lines += ["", f"*… {count} more rows; f shows them*", ""]
            starts += [start] * 3
            continue
        lines.append(visible(card.text[start:end]))
        starts.append(start)
    return Folded("\n".join(lines), tuple(starts), len(card.text), hidden)


def _folds(card: Card) -> list[tuple[int, tuple[int, int]]]:
    """Return, for each long table, where its hidden rows start, where they end, and how many they are."""
    found = []
    for table in card.tables:
        rows = table.row_spans
        if len(rows) > KEPT + 1:
            found.append((line_start(card.text, rows[KEPT].start), (rows[-1].end, len(rows) - KEPT)))
    return found
