"""A line for each card of a board; only those in sight are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import CardPicked, OrderPicked
from cardsmith.tui.shelf import Order, Row, Stage
from cardsmith.visible import percent, shortened

SIGNS = {
    Stage.UNREAD: "·",
    Stage.CHECKING: "…",
    Stage.OPEN: "○",
    Stage.COMPLETE: "✓",
    Stage.UNSAVED: "●",
    Stage.SAVED: "✓",
    Stage.FAILED: "!",
}
_SIGN_LOOKS = {
    Stage.OPEN: "gap",
    Stage.COMPLETE: "good",
    Stage.UNSAVED: "mine",
    Stage.SAVED: "good",
    Stage.FAILED: "error",
}
_LOOKS = ("text", "quiet", "faint", "good", "gap", "advice", "error", "mine")
_BAR = 10
_LEFT = 2


Cell: TypeAlias = Callable[[Row, int], list[tuple[str, str]]]
"""Returns what stands in a column of some width, each run of characters with its look."""


class Column(NamedTuple):
    """A column: its head, its width, what sorting by it means, and its cells."""

    head: str
    width: int
    order: Order | None
    cell: Cell
    right: bool = False


def columns(width: int) -> list[Column]:
    """Return the columns that a width has room for."""
    middle = [
        Column("score", _BAR + 6 if width >= 84 else 5, Order.SCORE, _score),
        Column("!", 3, Order.GAPS, _count("errors", "error"), True),
        Column("○", 3, Order.GAPS, _count("gaps", "gap"), True),
        Column("·", 3, Order.GAPS, _count("advice", "advice"), True),
        Column("  state", 12, Order.STAGE, _stage),
    ]
    room = width - _LEFT - sum(column.width + 1 for column in middle)
    words = [Column("open", room // 2, None, _words)] if room >= 64 else []
    name = Column("card", room - sum(column.width + 1 for column in words), Order.NAME, _name)
    return [name, *middle, *words]


class CardHead(Widget):
    """The heads of the columns; a click sorts."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._order = Order.GIVEN
        self._reverse = False

    def show(self, order: Order, reverse: bool) -> None:
        """Mark the column that the cards are sorted by."""
        self._order, self._reverse = order, reverse
        self.refresh()

    def render(self) -> Content:
        """Return the heads."""
        parts: list[tuple[str, str]] = [(" " * _LEFT, "")]
        for column in columns(self.content_size.width):
            sorted_by = column.order is self._order and column.head not in ("!", "·")
            head = f"{column.head} {'▴' if self._reverse else '▾'}" if sorted_by else column.head
            text = f"{head:>{column.width}}" if column.right else f"{head:<{column.width}}"
            parts += [(text[: column.width], "$primary bold" if sorted_by else QUIET), (" ", "")]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Tell which column was clicked."""
        at = _LEFT
        for column in columns(self.content_size.width):
            if at <= event.x < at + column.width and column.order is not None:
                self.post_message(OrderPicked(column.order))
            at += column.width + 1


class CardTable(ScrollView, can_focus=True):
    """The cards; its marked line stays with its card while others come and go.

    Attributes:
        rows: What is shown, in order.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cards--{look}" for look in (*_LOOKS, "marked")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "move(-1000000)", "first", show=False),
        Binding("end", "move(1000000)", "last", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self._marked = 0
        self._styles: dict[tuple[str, bool], Style] = {}

    def notify_style_update(self) -> None:
        """Forget colours of another theme."""
        super().notify_style_update()
        self._styles.clear()

    @property
    def current(self) -> Row | None:
        """The marked card; None when there is none."""
        return self.rows[self._marked] if self._marked < len(self.rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show cards."""
        at = self.current.at if self.current is not None else None
        in_sight = self._in_sight()
        self.rows = rows
        places = {row.at: index for index, row in enumerate(rows)}
        self._marked = places.get(at, 0) if at is not None else 0
        self.virtual_size = Size(self.scrollable_content_region.width, len(rows))
        if in_sight:
            self._bring()
        self.refresh()

    def action_move(self, by: int) -> None:
        """Mark another card."""
        self.mark(self._marked + by)

    def action_page(self, by: int) -> None:
        """Mark a card one page on."""
        self.mark(self._marked + by * max(self.scrollable_content_region.height - 1, 1))

    def mark(self, index: int) -> None:
        """Mark a card by its place in the table."""
        self._marked = max(0, min(index, len(self.rows) - 1))
        self._bring()
        self.refresh()
        self.post_message(CardPicked(opened=False))

    def _in_sight(self) -> bool:
        return self.scroll_offset.y <= self._marked < self.scroll_offset.y + self.scrollable_content_region.height

    def _bring(self) -> None:
        self.scroll_to_region(Region(0, self._marked, 1, 1), animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Mark the clicked card; a second click opens it."""
        index = event.y + self.scroll_offset.y
        if index < len(self.rows):
            again = event.chain == 2 and index == self._marked
            self.mark(index)
            if again:
                self.post_message(CardPicked(opened=True))

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row of the table."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self.rows):
            return Strip.blank(width, self._style("text", False))
        marked = index == self._marked
        segments = [Segment("▌ " if marked else "  ", self._style("mine", marked))]
        for column in columns(width):
            parts = column.cell(self.rows[index], column.width)
            pad = " " * max(0, column.width - sum(cell_len(text) for text, _ in parts))
            filled = [(pad, "text"), *parts] if column.right else [*parts, (pad, "text")]
            segments += [Segment(text, self._style(look, marked)) for text, look in (*filled, (" ", "text"))]
        return Strip(segments).adjust_cell_length(width, self._style("text", marked))

    def _style(self, look: str, marked: bool) -> Style:
        if (look, marked) not in self._styles:
            names = ("cards--text", *(["cards--marked"] if marked else []), f"cards--{look}")
            self._styles[look, marked] = self.get_visual_style(*names).rich_style
        return self._styles[look, marked]


# -- cells -------------------------------------------------------------------------------------------------------------


def _name(row: Row, width: int) -> list[tuple[str, str]]:
    """The end of a long name tells more than its beginning."""
    return [(row.name if cell_len(row.name) <= width else "…" + set_cell_size(row.name[::-1], width - 1)[::-1], "text")]


def _score(row: Row, width: int) -> list[tuple[str, str]]:
    if row.findings is None:
        return []
    share = row.findings.share
    words = f"{percent(share):>5}"
    if width < _BAR:
        return [(words, "text")]
    full = round(share * _BAR)
    return [("▰" * full, "good"), ("▱" * (_BAR - full), "faint"), (f" {words}", "text")]


def _count(name: str, look: str) -> Cell:
    def cell(row: Row, _: int) -> list[tuple[str, str]]:
        count = getattr(row.findings, name, 0)
        return [(str(count), look)] if count else []

    return cell


def _stage(row: Row, _: int) -> list[tuple[str, str]]:
    look = _SIGN_LOOKS.get(row.stage, "quiet")
    return [(f"  {SIGNS[row.stage]} ", look), (row.stage.value, "quiet" if row.stage is Stage.OPEN else look)]


def _words(row: Row, width: int) -> list[tuple[str, str]]:
    return [(set_cell_size(shortened(row.words, width), width), "error" if row.problem else "quiet")]
