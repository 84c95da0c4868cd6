"""The card as the Hub will show it, the parts that have gaps with a bar at their left."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Vertical
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from cardsmith.tui.folding import Folded
from cardsmith.tui.marks import Mark, Marks, Paint

_TABLE = "table_open"  # the name of a block is the type of its token
_OPEN = (Paint.ADVICE, Paint.GAP, Paint.ERROR)


class _Piece(Markdown):
    """A part of the card; it opens no link by itself.

    Attributes:
        text: What is laid out.
        first_line: Which line of the whole its first line is.
    """

    def __init__(self) -> None:
        super().__init__(open_links=False)
        self.text = ""
        self.first_line = 0


class RenderedCard(Vertical):
    """Markdown whose blocks know the gaps in them. It is laid out piece by piece, so that no key waits for all of it.

    Attributes:
        gaps: The blocks that hold an open gap, each with the question's key, from top to bottom.
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.gaps: list[tuple[str, MarkdownBlock]] = []

    async def show(self, folded: Folded, marks: Marks) -> None:
        """Show a body; of what is there already only the colours are changed."""
        there = list(self.query_children(_Piece))
        wanted = list(folded.pieces())
        for piece in there[len(wanted) :]:
            await piece.remove()
        self.gaps = []
        for index, (first_line, text) in enumerate(wanted):
            piece = there[index] if index < len(there) else _Piece()
            if index >= len(there):
                await self.mount(piece)
            if piece.text != text:
                await piece.update(text)
                piece.text = text
            piece.first_line = first_line
            self._tint(piece, folded, marks)

    def point_at(self, key: str | None) -> None:
        """Let the blocks of one question stand out."""
        for other, block in self.gaps:
            block.set_class(other == key, "-current")

    def goto_anchor(self, anchor: str) -> bool:
        """Go to a heading by its link; return whether there is such a heading."""
        return any(piece.goto_anchor(anchor) for piece in self.query_children(_Piece))

    def _tint(self, piece: _Piece, folded: Folded, marks: Marks) -> None:
        for block in _leaves(piece):
            found = _marks_of(block, piece.first_line, folded, marks)
            for paint in Paint:
                block.set_class(any(mark.paint is paint for mark in found), f"-{paint.value}")
            keys = dict.fromkeys(mark.key for mark in found if mark.paint in _OPEN)
            self.gaps += [(key, block) for key in keys]


def _leaves(piece: _Piece) -> Iterator[MarkdownBlock]:
    """Yield the blocks that hold no other block, a table as one."""
    for block in piece.query(MarkdownBlock):
        inside_table = any(node.name == _TABLE for node in block.ancestors)
        if not inside_table and (block.name == _TABLE or not block.query(MarkdownBlock)):
            yield block


def _marks_of(block: MarkdownBlock, first_line: int, folded: Folded, marks: Marks) -> list[Mark]:
    first, last = (first_line + line for line in block.source_range)
    starts = folded.starts
    if first >= len(starts):
        return []
    start, end = starts[first], starts[last] if last < len(starts) else folded.end
    return [mark for mark in marks.within(start, end) if mark.start < end and mark.end > start]
