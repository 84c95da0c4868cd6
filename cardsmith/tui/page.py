"""The blocks of a card as the rows of a page, and the marks in them; blocks are added while it is read already."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from cardsmith.tui.folding import Folded
from cardsmith.tui.marks import Mark, Marks, Paint
from cardsmith.tui.reading import Block

_OPEN = (Paint.ADVICE, Paint.GAP, Paint.ERROR)


class Stop(NamedTuple):
    """An open gap that can be seen: the question's key, and the index of the block where the gap begins."""

    key: str
    block: int


class Page:
    """The rows of the blocks laid out so far.

    Attributes:
        folded: What is laid out.
        width: The columns there are.
        blocks: The blocks from top to bottom.
        widest: The columns of the widest block.
    """

    def __init__(self, folded: Folded, marks: Marks, width: int) -> None:
        self.folded = folded
        self.width = width
        self.blocks: list[Block] = []
        self.widest = width
        self._marks = marks
        self._first: list[int] = []
        """The row each block begins with, the empty ones above it included."""
        self._starts: list[int] = []
        """Where each block begins in the card."""
        self._anchors: dict[str, int] = {}
        self._stops: list[Stop] | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, blocks: Iterable[Block]) -> None:
        """Add blocks below the others; of comments only those that hold a gap, to be seen there."""
        for block in blocks:
            if block.is_comment and not any(mark.paint in _OPEN for mark in self._marks_between(block.lines)):
                continue
            if block.anchor:
                self._anchors[block.anchor] = len(self.blocks)
            self.blocks.append(block)
            self._first.append(self._length)
            self._starts.append(self._offset(block.lines[0]))
            self._length += len(block.above) + len(block.rows)
            self.widest = max(self.widest, block.wide)
        self._stops = None

    def mark(self, marks: Marks) -> None:
        """Take other marks."""
        self._marks = marks
        self._stops = None

    # -- rows ----------------------------------------------------------------------------------------------------------

    def find(self, row: int) -> tuple[int, int]:
        """Return the index of the block that holds a row, and which of its rows it is; below 0 are those above it."""
        at = bisect_right(self._first, row) - 1
        return at, row - self._first[at] - len(self.blocks[at].above)

    def row_of(self, block: int) -> int:
        """Return the first row of a block."""
        return self._first[block] + len(self.blocks[block].above)

    def row_at(self, offset: int) -> int:
        """Return the first row of the block that holds a place of the card."""
        return self.row_of(max(bisect_right(self._starts, offset) - 1, 0)) if self.blocks else 0

    def offset_at(self, row: int) -> int:
        """Return the place of the card where the block with a row begins."""
        return self._starts[self.find(row)[0]]

    def reaches(self, offset: int) -> bool:
        """Whether the blocks reach beyond a place of the card."""
        return bool(self._starts) and self._starts[-1] > offset

    def anchor(self, name: str) -> int | None:
        """Return the index of the heading that a link names."""
        return self._anchors.get(name, self._anchors.get(name.lower()))

    def _offset(self, line: int) -> int:
        return self.folded.starts[line] if line < len(self.folded.starts) else self.folded.end

    # -- marks ---------------------------------------------------------------------------------------------------------

    def marks_in(self, block: int) -> list[Mark]:
        """Return the marks of a block, the uppermost last."""
        return self._marks_between(self.blocks[block].lines)

    def _marks_between(self, lines: tuple[int, int]) -> list[Mark]:
        first, end = map(self._offset, lines)
        return [mark for mark in self._marks.within(first, end) if mark.start < end and mark.end > first]

    def paint(self, block: int) -> Paint | None:
        """Return the look of the uppermost mark of a block."""
        return next((mark.paint for mark in reversed(self.marks_in(block))), None)

    def is_about(self, block: int, key: str | None) -> bool:
        """Whether an open gap of a question is in a block."""
        return any(mark.key == key and mark.paint in _OPEN for mark in self.marks_in(block))

    @property
    def stops(self) -> list[Stop]:
        """The open gaps in the blocks so far, from top to bottom."""
        if self._stops is None:
            found = ((mark, self._block_with(mark)) for mark in self._marks if mark.paint in _OPEN)
            self._stops = list(dict.fromkeys(Stop(mark.key, block) for mark, block in found if block is not None))
        return self._stops

    def _block_with(self, mark: Mark) -> int | None:
        last = bisect_left(self._starts, mark.end)
        for block in range(max(bisect_right(self._starts, mark.start) - 1, 0), last):
            if self._offset(self.blocks[block].lines[1]) > mark.start:
                return block
        return None
