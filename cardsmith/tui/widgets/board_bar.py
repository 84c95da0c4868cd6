"""The line on top of a board: how many cards there are, and how far they are."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from cardsmith.tui.look import QUIET
from cardsmith.tui.shelf import Shelf, Stage
from cardsmith.visible import percent, shortened, visible

_FULL, _EMPTY = "▰", "▱"
_COUNTED = (
    (Stage.COMPLETE, "complete", "$success"),
    (Stage.SAVED, "saved", "$success"),
    (Stage.UNSAVED, "unsaved", "$primary"),
    (Stage.FAILED, "failed", "$error"),
)


class BoardBar(Widget):
    """Progress while cards are looked at, how complete they are afterwards."""

    def __init__(self, shelf: Shelf, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shelf = shelf
        self.listing = True

    def render(self) -> Content:
        """Return the line, without its counts where there is no room."""
        room, shelf = self.content_size.width, self._shelf
        cells = 20 if room >= 110 else 10
        total, checked = len(shelf.rows), shelf.checked
        under_way = self.listing or checked < total
        share = checked / total if under_way and total else shelf.share
        full = round(share * cells)
        words = f"{checked} of {total} looked at" if under_way else percent(share)
        if self.listing:
            words = f"{total} cards found…" if total else "looking for cards…"
        right = Content.assemble(
            (_FULL * full, "$primary" if under_way else "$success"),
            (_EMPTY * (cells - full), QUIET),
            f" {words}",
        )
        if not under_way:
            right = Content.assemble(right, (f"  {total} card{'s' if total != 1 else ''}", ""))
        counts = Content.assemble(
            *((f"  {count} {word}", look) for stage, word, look in _COUNTED if (count := shelf.count(stage)))
        )
        if right.cell_length + counts.cell_length + 12 <= room:
            right = Content.assemble(right, counts)
        space = room - right.cell_length - 3
        title = Content.assemble(("⚒ ", "$primary"), (shortened(visible(shelf.title), max(space, 1)), "bold"))
        return Content.assemble(title, " " * max(1, room - title.cell_length - right.cell_length), right)
