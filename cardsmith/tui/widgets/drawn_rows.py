"""A pane that draws only the rows in sight, each of them once."""

from __future__ import annotations

from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip


class DrawnRows(ScrollView):
    """Keeps what is drawn until it would look different.

    Attributes:
        LOOKS: What the names of its component classes begin with; one of them is called `text`.
    """

    LOOKS = ""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._styles: dict[tuple[str, ...], Style] = {}
        self._restyled = False
        self._drawn_for = (0, 0)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def draw(self, at: int, width: int) -> Strip:
        """Draw one of the rows."""
        raise NotImplementedError

    def notify_style_update(self) -> None:
        """Look at the colours again before the next row is drawn: it may be another theme, or only the focus."""
        super().notify_style_update()
        self._restyled = True

    def _look_at_styles(self) -> None:
        self._restyled = False
        known, self._styles = self._styles, {}
        if any(self._style(*names) != style for names, style in known.items()):
            self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Return one row of the pane."""
        if self._restyled:
            self._look_at_styles()
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= self.row_count:
            return Strip.blank(width, self._style())
        if self._drawn_for != (width, self.scroll_offset.x):
            self._drawn_for = (width, self.scroll_offset.x)
            self._strips.clear()
        if at not in self._strips:
            self._strips[at] = self.draw(at, width)
        return self._strips[at]

    def _style(self, *names: str) -> Style:
        """Return the look of text with several looks, each over the one before it."""
        if names not in self._styles:
            looks = (f"{self.LOOKS}--{name}" for name in ("text", *names))
            self._styles[names] = self.get_visual_style(*looks).rich_style
        return self._styles[names]
