"""The card as the Hub will show it, the parts that have gaps with a bar at their left."""

from __future__ import annotations

import asyncio
from typing import ClassVar
from urllib.parse import unquote

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Size
from textual.strip import Strip

from cardsmith.tui.folding import Folded
from cardsmith.tui.marks import Marks, Paint
from cardsmith.tui.messages import CardLaidOut, LinkPicked
from cardsmith.tui.page import Page, Stop
from cardsmith.tui.prose import Row
from cardsmith.tui.reading import batch, lay_out
from cardsmith.tui.widgets.drawn_rows import DrawnRows

_MOST_WIDTH = 100  # longer lines are hard to read
_GUTTER = 3
_SIGNS = {Paint.ERROR: "!", Paint.GAP: "•", Paint.ADVICE: "·", Paint.FILLED: "+"}
_LOOKS = (
    *("strong", "em", "gone", "code", "link", "image", "h1", "h1-line", "h2", "h3", "h4", "h5", "h6"),
    *("bullet", "quote", "line", "more", "head", "fence", "string", "comment", "number", "keyword"),
)
_ADDRESS = "address"
_FIRST_ROWS, _MOST_ROWS = 60, 1_600
"""How many rows are laid out at once: enough for the first page, then more and more."""


class RenderedCard(DrawnRows, can_focus=True):
    """Draws only the rows that are seen; they are laid out in a thread, a batch at a time, so that no key waits."""

    COMPONENT_CLASSES: ClassVar[set[str]] = (
        {"rendered--text", "rendered--current", "rendered--current-bar"}
        | {f"rendered--{look}" for look in _LOOKS}
        | {f"rendered--{paint.value}" for paint in _SIGNS}
        | {f"rendered--{paint.value}-bar" for paint in _SIGNS}
    )
    LOOKS = "rendered"
    BORDER_TITLE = "Preview"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folded: Folded | None = None
        self._marks = Marks()
        self._page: Page | None = None
        self._coming: Page | None = None
        self._current: str | None = None

    # -- what it shows -------------------------------------------------------------------------------------------------

    def show(self, folded: Folded, marks: Marks) -> None:
        """Show a body; it tells when all of it is laid out."""
        same = folded == self._folded
        self._folded, self._marks = folded, marks
        if not same or self._coming is not None or self._page is None:
            self._lay_out()
            return
        self._page.mark(marks)
        self._draw_again()
        self.post_message(CardLaidOut())

    def point_at(self, key: str | None) -> None:
        """Let the blocks of one question stand out."""
        self._current = key
        self._draw_again()

    def go_to(self, stop: Stop) -> None:
        """Point at a gap, and bring it into the upper third unless it is in sight."""
        self.point_at(stop.key)
        if self._page is not None:
            row, height = self._page.row_of(stop.block), self.scrollable_content_region.height
            if not self.scroll_offset.y <= row < self.scroll_offset.y + height - 2:
                self.scroll_to(y=max(0, row - height // 3), animate=False)

    def go_to_anchor(self, name: str) -> bool:
        """Go to a heading by its link; return whether there is such a heading."""
        at = self._page.anchor(unquote(name)) if self._page is not None else None
        if self._page is None or at is None:
            return False
        self.scroll_to(y=max(0, self._page.row_of(at) - 1), animate=False)
        return True

    @property
    def page(self) -> Page | None:
        """The rows that are there so far."""
        return self._page

    @property
    def stops(self) -> list[Stop]:
        """The open gaps that can be seen, from top to bottom."""
        return self._page.stops if self._page is not None else []

    # -- laying out ----------------------------------------------------------------------------------------------------

    @property
    def _text_width(self) -> int:
        return min(self.scrollable_content_region.width - _GUTTER - 1, _MOST_WIDTH)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out again at another width."""
        page = self._coming or self._page
        if self._folded is not None and (page is None or page.width != self._text_width):
            self._lay_out()
        elif self._page is not None:
            self._resize()

    def _lay_out(self) -> None:
        if self._text_width > 0:
            self._add_blocks()

    @work(exclusive=True, group="rows")
    async def _add_blocks(self) -> None:
        """Lay out the card. What was there before stays in sight until the new rows reach as far."""
        assert self._folded is not None
        coming = self._coming = Page(self._folded, self._marks, self._text_width)
        old, top = self._page, self.scroll_offset.y
        place = old.offset_at(min(top, len(old) - 1)) if old is not None and len(old) and top else None
        blocks, rows = lay_out(coming.folded, coming.width), _FIRST_ROWS
        while True:
            found = await asyncio.to_thread(batch, blocks, rows)
            coming.add(found)
            if self._page is not coming and (place is None or not found or coming.reaches(place)):
                self._page, self._coming = coming, None
                self._strips.clear()
                self._resize()
                self.scroll_to(y=coming.row_at(place) if place is not None else 0, animate=False)
                await self._painted()
            elif self._page is coming:
                self._resize()
            if not found:
                break
            rows = min(rows * 2, _MOST_ROWS)
        self.post_message(CardLaidOut())

    async def _painted(self) -> None:
        """Wait until this page is seen: a thread that lays out the next one would slow that down."""
        painted = asyncio.Event()
        self.refresh()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def _resize(self) -> None:
        """Make room for the rows, and for an empty one below them."""
        if self._page is not None:
            width = self._margin + _GUTTER + self._page.widest + 1
            self.virtual_size = Size(max(width, self.scrollable_content_region.width), len(self._page) + 1)

    # -- drawing -------------------------------------------------------------------------------------------------------

    def _draw_again(self) -> None:
        self._strips.clear()
        self.refresh()

    @property
    def _margin(self) -> int:
        """Columns at the left of the page, as many as at its right."""
        return max(self.scrollable_content_region.width - _GUTTER - 1 - self._text_width, 0) // 2

    @property
    def row_count(self) -> int:
        """See `DrawnRows.row_count`."""
        return len(self._page) if self._page is not None else 0

    def draw(self, at: int, width: int) -> Strip:
        """See `DrawnRows.draw`."""
        assert self._page is not None
        page = self._page
        index, row = page.find(at)
        block = page.blocks[index]
        plain = self._style()
        margin = Segment(" " * self._margin, plain)
        if row < 0:
            above = self._segments(block.above[row], ())
            return Strip([margin, Segment(" " * _GUTTER, plain), *above]).extend_cell_length(width, plain)
        paint = page.paint(index)
        current = self._current is not None and page.is_about(index, self._current)
        tint = ("current",) if current else (paint.value,) if paint is not None else ()
        free = width - self._margin - _GUTTER
        text = Strip(self._segments(block.rows[row], tint))
        if block.wide:
            text = self._cropped(text, free, tint)
        fill = self._style(*tint, *block.fill.split())
        text = text.extend_cell_length(free if block.wide else min(page.width, free), fill)
        return Strip([margin, *self._gutter(row, paint, current, tint), *text]).adjust_cell_length(width, plain)

    def _cropped(self, text: Strip, width: int, tint: tuple[str, ...]) -> Strip:
        """Return the part of a wide row that is in sight, with a sign where there is more of it."""
        left = self.scroll_offset.x
        before, behind = 0 < left < text.cell_length, text.cell_length > left + width
        style = self._style(*tint, "more")
        return Strip.join(
            [
                Strip([Segment("‹", style)] if before else []),
                text.crop(left + before, left + width - behind),
                Strip([Segment("›", style)] if behind else []),
            ]
        )

    def _gutter(self, row: int, paint: Paint | None, current: bool, tint: tuple[str, ...]) -> list[Segment]:
        if paint is None:
            return [Segment(" " * _GUTTER, self._style())]
        look = self._style(*tint, f"{'current' if current else paint.value}-bar")
        outside = self._style() + Style(color=look.color, bold=True)
        return [
            Segment(_SIGNS.get(paint, " ") if row == 0 else " ", outside),
            Segment("▌" if current else "▎", look),
            Segment(" ", self._style(*tint)),
        ]

    def _segments(self, row: Row, tint: tuple[str, ...]) -> list[Segment]:
        segments = []
        for text, looks, address in row:
            style = self._style(*tint, *looks.split())
            # Never as a link of the terminal's own, which would be followed without asking.
            segments.append(Segment(text, style + Style.from_meta({_ADDRESS: address}) if address else style))
        return segments

    # -- mouse ---------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Tell which link was clicked."""
        address = event.style.meta.get(_ADDRESS)
        if address:
            self.post_message(LinkPicked(address))
