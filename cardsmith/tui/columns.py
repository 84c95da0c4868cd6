"""Tables for reading: columns as wide as what stands in them, narrower ones where the page is too narrow for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cardsmith.tui.prose import Row, Run, cells_of, text_of, wrapped

Cell = tuple[tuple[Run, ...], ...]
"""The lines of a cell."""

_BETWEEN = 3
_WORD = 20
"""So many columns of a word stay together; a longer one may be cut."""


class Columns(NamedTuple):
    """How the rows of a table are laid out.

    Attributes:
        widths: Columns of the terminal for each column of the table.
        sides: `left`, `right` or `center` for each.
        ruled: Whether a line stands between rows, because some take more than one.
    """

    widths: tuple[int, ...]
    sides: tuple[str, ...]
    ruled: bool

    @property
    def width(self) -> int:
        """Columns that the whole takes."""
        return sum(self.widths) + _BETWEEN * (len(self.widths) - 1)

    @property
    def rule(self) -> Row:
        """A line below a row."""
        return (((" " * _BETWEEN).join("─" * width for width in self.widths), "line", ""),)

    def rows(self, cells: Sequence[Cell]) -> Iterator[Row]:
        """Yield the rows that a row of the table takes."""
        wraps = [wrapped(cell, width) for cell, width in zip(cells, self.widths, strict=True)]
        for at in range(max(map(len, wraps), default=0)):
            row: list[Run] = []
            blanks = 0
            for wrap, width, side in zip(wraps, self.widths, self.sides, strict=True):
                runs = wrap[at] if at < len(wrap) else ()
                free = max(width - cells_of(runs), 0)
                before = {"right": free, "center": free // 2}.get(side, 0)
                if blanks + before:
                    row.append((" " * (blanks + before), "", ""))
                row += runs
                blanks = free - before + _BETWEEN
            yield tuple(row)


def columns_for(table: Sequence[Sequence[Cell]], sides: Sequence[str], width: int) -> Columns:
    """Return columns for all rows of a table: the widest ones give way until it fits, as far as words allow."""
    natural = [max(max(map(cells_of, cell), default=0) for cell in column) for column in zip(*table, strict=True)]
    widths = [max(cells, 1) for cells in natural]
    room = width - _BETWEEN * (len(widths) - 1)
    if sum(widths) > room:
        words = [min(max(map(_longest_word, column)), _WORD) for column in zip(*table, strict=True)]
        low, high = 1, max(widths)
        while low < high:  # the most columns that any column may take
            middle = (low + high + 1) // 2
            fits = sum(_capped(widths, words, middle)) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        widths = _capped(widths, words, low)
    several = any(len(cell) > 1 for row in table for cell in row)
    return Columns(tuple(widths), tuple(sides), several or any(map(int.__lt__, widths, natural)))


def _capped(widths: Sequence[int], words: Sequence[int], most: int) -> list[int]:
    return [min(width, max(word, most)) for width, word in zip(widths, words, strict=True)]


def _longest_word(cell: Cell) -> int:
    return max((cells_of([(word, "", "")]) for line in cell for word in text_of(line).split()), default=1)
