"""The card as the Hub will show it, the parts that have gaps with a bar at their left."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from cardsmith.tui.folding import Folded
from cardsmith.tui.marks import Mark, Marks, Paint

_TABLE = "table_open"  # the name of a block is the type of its token
_OPEN = (Paint.ADVICE, Paint.GAP, Paint.ERROR)


class RenderedCard(Markdown):
    """Markdown whose blocks know the gaps in them; it opens no link by itself."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, open_links=False)
        self._folded = Folded("", (), 0, 0)
        self.gaps: list[tuple[str, MarkdownBlock]] = []

    async def show(self, folded: Folded, marks: Marks) -> None:
        """Show a body; a text that is there already is only tinted anew."""
        if folded.text != self._folded.text:
            await self.update(folded.text)
        self._folded = folded
        self._tint(marks)

    def point_at(self, key: str | None) -> None:
        """Let the blocks of one question stand out."""
        for other, block in self.gaps:
            block.set_class(other == key, "-current")

    def _tint(self, marks: Marks) -> None:
        self.gaps = []
        for block in self._leaves():
            found = self._marks_of(block, marks)
            for paint in Paint:
                block.set_class(any(mark.paint is paint for mark in found), f"-{paint.value}")
            keys = dict.fromkeys(mark.key for mark in found if mark.paint in _OPEN)
            self.gaps += [(key, block) for key in keys]

    def _leaves(self) -> Iterator[MarkdownBlock]:
        """Yield the blocks that hold no other block, a table as one."""
        for block in self.query(MarkdownBlock):
            inside_table = any(node.name == _TABLE for node in block.ancestors)
            if not inside_table and (block.name == _TABLE or not block.query(MarkdownBlock)):
                yield block

    def _marks_of(self, block: MarkdownBlock, marks: Marks) -> list[Mark]:
        first, last = block.source_range
        starts = self._folded.starts
        if first >= len(starts):
            return []
        start, end = starts[first], starts[last] if last < len(starts) else self._folded.end
        return [mark for mark in marks.within(start, end) if mark.start < end and mark.end > start]
