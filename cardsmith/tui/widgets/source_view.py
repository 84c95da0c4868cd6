"""The card as it is now: line numbers, colours, and every gap painted where it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip

from cardsmith.card import Card
from cardsmith.text import Span
from cardsmith.tui.highlight import Kind, runs
from cardsmith.tui.marks import Mark, Marks, Paint
from cardsmith.tui.messages import QuestionPicked
from cardsmith.tui.rows import Row, Rows, shown
from cardsmith.tui.widgets.drawn_rows import DrawnRows

_SIGNS = {
    Paint.CURRENT: "▌",
    Paint.ERROR: "!",
    Paint.GAP: "•",
    Paint.ADVICE: "·",
    Paint.FOUND: "/",
    Paint.FILLED: "+",
}


class SourceView(DrawnRows, can_focus=True):
    """Draws only the rows that are seen, so a card of any length opens at once."""

    COMPONENT_CLASSES: ClassVar[set[str]] = (
        {"source--gutter", "source--text", "source--current-sign"}
        | {f"source--{kind.value}" for kind in Kind}
        | {f"source--paint-{paint.value}" for paint in Paint}
    )
    LOOKS = "source"
    BORDER_TITLE = "Card"

    card: reactive[Card] = reactive(lambda: Card(""), init=False)

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.marks = Marks()
        self.found = Marks()
        self._rows: Rows | None = None
        self._wanted: Span | None = None

    # -- what it shows -------------------------------------------------------------------------------------------------

    def show(self, card: Card, marks: Marks, target: Span | None) -> None:
        """Show a card with its marks, and bring a place of it into sight."""
        if card.text != self.card.text or self._rows is None:
            self.set_reactive(SourceView.card, card)
            self.marks = marks
            self._lay_out()
            self.refresh()
        else:
            self._mark(marks, self.found)
        if target is not None:
            self._bring(target)

    def show_found(self, spans: Iterable[Span], current: Span | None) -> None:
        """Mark what a search found."""
        self._mark(self.marks, Marks(Mark(*span, Paint.FOUND) for span in spans))
        if current is not None:
            self._bring(current)

    def _mark(self, marks: Marks, found: Marks) -> None:
        """Draw again the rows in sight that are marked differently."""
        old, self.marks, self.found = (self.marks, self.found), marks, found
        rows, top = self._rows, self.scroll_offset.y
        if rows is None:
            return
        kept = {}
        for at in range(top, min(top + self.scrollable_content_region.height, len(rows))):
            row = rows[at]
            if _touching(row, *old) != _touching(row, marks, found):
                self.refresh_line(at)
            elif at in self._strips:
                kept[at] = self._strips[at]
        self._strips = kept

    def _lay_out(self) -> None:
        width = self._text_width
        if width <= 0:
            self._rows = None
            return
        if self._rows is not None and self._rows.text is self.card.text and self._rows.width == max(width, 10):
            return  # only the height is another one
        self._rows = Rows(self.card.text, width, self._wraps)
        self.virtual_size = Size(self._gutter + max(width, self._rows.widest + 1), len(self._rows))
        self._strips.clear()

    def _wraps(self, offset: int) -> bool:
        return not self.card.text.startswith("|", offset) and not self.card.body.in_code(offset)

    @property
    def _gutter(self) -> int:
        lines = len(self._rows.lines) if self._rows is not None else self.card.text.count("\n") + 1
        return max(3, len(str(lines))) + 3

    @property
    def _text_width(self) -> int:
        return self.scrollable_content_region.width - self._gutter

    def _bring(self, span: Span) -> None:
        """Scroll so that a place stands in the upper third, unless it is in sight already."""
        if self._rows is None:
            self._wanted = span
            return
        row = self._rows.row_at(span.start)
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y + 1 <= row < self.scroll_offset.y + height - 2:
            self.scroll_to(y=max(0, row - height // 3), animate=False)

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap again at the new width, and keep the first line that is seen."""
        top = self._rows[min(self.scroll_offset.y, len(self._rows) - 1)].start if self._rows else None
        self._lay_out()
        self.refresh()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._bring(wanted)
        elif top is not None and self._rows is not None:
            self.scroll_to(y=self._rows.row_at(top), animate=False)

    # -- drawing -------------------------------------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """See `DrawnRows.row_count`."""
        return len(self._rows) if self._rows is not None else 0

    def draw(self, at: int, width: int) -> Strip:
        """See `DrawnRows.draw`."""
        assert self._rows is not None
        row = self._rows[at]
        marks = _touching(row, self.marks, self.found)
        left = 0 if row.wrapped else self.scroll_offset.x
        text = Strip(self._text_of(row, marks)).crop(left, left + width - self._gutter)
        return Strip([*self._gutter_of(row, marks), *text]).extend_cell_length(width, self._style())

    def _gutter_of(self, row: Row, marks: list[Mark]) -> list[Segment]:
        first = self._rows is not None and self._rows.lines[row.line][0] == row.start
        top = max((mark.paint for mark in marks), key=list(Paint).index, default=None)
        style = self._style("gutter")
        sign, sign_style = " ", style
        if top is not None:
            look = "current-sign" if top is Paint.CURRENT else f"paint-{top.value}"
            colour = self._style(f"{look}").color
            sign, sign_style = _SIGNS[top], style + Style(color=colour, bold=True)
        number = f"{row.line + 1 if first else '':>{self._gutter - 2}} "
        return [Segment(sign, sign_style), Segment(number, style)]

    def _text_of(self, row: Row, marks: list[Mark]) -> list[Segment]:
        text = self.card.text[row.start : row.end]
        line_start, line_end = self._rows.lines[row.line] if self._rows is not None else (row.start, row.end)
        skip = row.start - line_start
        coloured = runs(self.card, line_start, self.card.text[line_start:line_end])
        looks = [(run.start - skip, run.end - skip, f"{run.kind.value}") for run in coloured]
        looks += [(mark.start - row.start, mark.end - row.start, f"paint-{mark.paint.value}") for mark in marks]
        looks = [(max(start, 0), min(end, len(text)), name) for start, end, name in looks]
        cuts = sorted({0, *(edge for start, end, _ in looks if start < end for edge in (start, end))})
        names: list[tuple[str, ...]] = [()] * len(cuts)
        for start, end, name in looks:
            for index in range(bisect_left(cuts, start), bisect_left(cuts, end)):
                names[index] = (*names[index], name)
        pieces = [(at, own) for at, own in zip(cuts, names, strict=True) if at < len(text)]
        return self._segments(text, [next(same) for _, same in groupby(pieces, key=itemgetter(1))])

    def _segments(self, text: str, pieces: list[tuple[int, tuple[str, ...]]]) -> list[Segment]:
        """Return a text in pieces, each with the names of its looks."""
        drawn, places = shown(text)
        starts = [at if places is None else places[at] for at, _ in pieces]
        ends = [*starts[1:], len(drawn)]
        return [
            Segment(drawn[start:end], self._style(*names))
            for (_, names), start, end in zip(pieces, starts, ends, strict=False)
        ]

    # -- mouse ---------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Go to the question that a clicked mark is about."""
        at = event.get_content_offset_capture(self).y + self.scroll_offset.y
        if self._rows is None or at >= len(self._rows):
            return
        row = self._rows[at]
        keys = [mark.key for mark in self.marks.within(row.start, row.end) if mark.key]
        if keys:
            self.post_message(QuestionPicked(keys[-1]))


def _touching(row: Row, marks: Marks, found: Marks) -> list[Mark]:
    """Return the marks of a row, what a search found last."""
    matches = (mark for mark in found.within(row.start, row.end) if mark.start < row.end and mark.end > row.start)
    return [*marks.within(row.start, row.end), *matches]
