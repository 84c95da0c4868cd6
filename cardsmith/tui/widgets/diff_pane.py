"""The exact difference, with the reason and the evidence above each hunk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cardsmith.review import Hunk
from cardsmith.tui.diff_rows import DiffRow, Look, Part, rows
from cardsmith.tui.messages import QuestionPicked
from cardsmith.tui.rows import pieces, shown
from cardsmith.visible import shortened

_SIGNS = {Look.OLD: "-", Look.NEW: "+"}


class Reason(NamedTuple):
    """What stands above a hunk: the answers it comes from, and why they are what they are."""

    title: str
    why: str


class _Drawn(NamedTuple):
    row: DiffRow
    left: tuple[int, int]
    right: tuple[int, int]
    first: bool


class DiffPane(ScrollView, can_focus=True):
    """Unified, or old and new side by side; long lines are wrapped."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"diff--{look.value}" for look in Look} | {
        "diff--number",
        "diff--why",
        "diff--old-changed",
        "diff--new-changed",
        "diff--current",
    }
    BORDER_TITLE = "Changes"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.beside = False
        self._old: Sequence[str] = ()
        self._hunks: Sequence[Hunk] = ()
        self._reasons: Sequence[Reason] = ()
        self._drawn: list[_Drawn] = []
        self._current = ""
        self._styles: dict[tuple[str, ...], Style] = {}

    def show(self, old: Sequence[str], hunks: Sequence[Hunk], reasons: Sequence[Reason]) -> None:
        """Show hunks, each under its reason."""
        self._old, self._hunks, self._reasons = old, hunks, reasons
        self._lay_out()

    def show_beside(self, beside: bool) -> None:
        """Show old and new beside each other, or below."""
        self.beside = beside
        self._lay_out()

    def point_at(self, key: str) -> None:
        """Bring the first hunk of an answer into sight."""
        self._current = key
        self.refresh()
        at = next((at for at, drawn in enumerate(self._drawn) if self._is_head_of(drawn.row, key)), None)
        if at is not None:
            self.scroll_to(y=max(0, at - 2), animate=False)

    def _is_head_of(self, row: DiffRow, key: str) -> bool:
        return row.left.look is Look.HEAD and key in self._hunks[row.hunk].keys

    # -- laying out ----------------------------------------------------------------------------------------------------

    @property
    def _digits(self) -> int:
        return max(3, len(str(len(self._old) + 99)))

    @property
    def _side(self) -> int:
        """Columns for one side, its number and sign included."""
        width = self.scrollable_content_region.width
        return (width - 1) // 2 if self.beside else width

    def _lay_out(self) -> None:
        self._drawn = []
        room = self._side - self._digits - 3
        if room < 4:
            return
        for row in rows(self._old, self._hunks, self.beside):
            lefts = _cut(row.left, room)
            rights = _cut(row.right, room) if row.right is not None else []
            for index in range(max(len(lefts), len(rights))):
                left = lefts[index] if index < len(lefts) else (-1, -1)
                right = rights[index] if index < len(rights) else (-1, -1)
                self._drawn.append(_Drawn(row, left, right, index == 0))
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._drawn))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap again, and keep the current answer in sight."""
        self._lay_out()
        if self._current:
            self.point_at(self._current)

    def notify_style_update(self) -> None:
        """Forget colours of another theme."""
        super().notify_style_update()
        self._styles.clear()

    # -- drawing -------------------------------------------------------------------------------------------------------

    def _style(self, *names: str) -> Style:
        if names not in self._styles:
            self._styles[names] = self.get_visual_style(*names).rich_style
        return self._styles[names]

    def render_line(self, y: int) -> Strip:
        """Return one row of the pane."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._drawn):
            return Strip.blank(width, self._style())
        drawn = self._drawn[at]
        part = drawn.row.left
        if part.look is Look.HEAD:
            return Strip(self._head(drawn.row.hunk)).crop(0, width).extend_cell_length(width, self._style("diff--head"))
        if part.look is Look.SKIP:
            lines = f"{part.number} line{'s' if part.number != 1 else ''}"
            return Strip([Segment(f"{'⋯':>{self._digits + 2}} {lines}", self._style("diff--skip"))])
        left = self._side_strip(part, drawn.left, drawn.first)
        if drawn.row.right is None:
            return left
        right = self._side_strip(drawn.row.right, drawn.right, drawn.first)
        return Strip.join([left, Strip([Segment("│", self._style("diff--number"))]), right])

    def _head(self, hunk: int) -> list[Segment]:
        reason = self._reasons[hunk]
        room = self.scrollable_content_region.width - len(reason.title) - 5
        current = ("diff--current",) if self._current in self._hunks[hunk].keys else ()
        return [
            Segment("▌ " if current else "  ", self._style("diff--head", *current)),
            Segment(reason.title, self._style("diff--head", *current)),
            Segment(f"  {shortened(reason.why, room)}" if room > 8 else "", self._style("diff--why")),
        ]

    def _side_strip(self, part: Part, piece: tuple[int, int], first: bool) -> Strip:
        look = f"diff--{part.look.value}"
        base = self._style(look)
        number = str(part.number) if first and part.number else ""
        segments = [
            Segment(f"{number:>{self._digits}} ", self._style(look, "diff--number")),
            Segment(f"{_SIGNS.get(part.look, ' ') if first else ' '} ", base),
        ]
        start, end = piece
        if start >= 0:
            changed = max(part.changed[0], start), min(part.changed[1], end)
            cuts = [(start, end, False)]
            if changed[0] < changed[1]:
                cuts = [(start, changed[0], False), (*changed, True), (changed[1], end, False)]
            for first_char, last_char, marked in cuts:
                style = self._style(look, f"{look}-changed") if marked else base
                segments.append(Segment(shown(part.text[first_char:last_char])[0], style))
        return Strip(segments).adjust_cell_length(self._side, base)

    def on_click(self, event: events.Click) -> None:
        """Go to the answer that a clicked hunk comes from."""
        at = event.get_content_offset_capture(self).y + self.scroll_offset.y
        hunk = self._drawn[at].row.hunk if at < len(self._drawn) else -1
        if hunk >= 0 and self._hunks[hunk].keys:
            self.post_message(QuestionPicked(self._hunks[hunk].keys[0]))


def _cut(part: Part, room: int) -> list[tuple[int, int]]:
    if part.look in (Look.HEAD, Look.SKIP, Look.NONE):
        return [(-1, -1)]
    return pieces(part.text, room)
