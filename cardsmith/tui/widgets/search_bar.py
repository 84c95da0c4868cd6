"""A line to search the card with."""

from __future__ import annotations

import re

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from cardsmith.text import Span
from cardsmith.tui.widgets.editors.base import OneLine
from cardsmith.tui.widgets.source_view import SourceView

_MOST = 2_000
_KEYS = "⏎ next · esc closes"


class SearchBar(Horizontal):
    """Marks every match; enter and the arrows go from one to the next."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.display = False
        self._source: SourceView | None = None
        self._found: list[Span] = []
        self._at = 0

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Label("/")
        yield OneLine(placeholder="search the card")
        yield Label(_KEYS, id="count")

    def open(self, source: SourceView) -> None:
        """Search this view."""
        self._source = source
        self.display = True
        self.query_one(OneLine).focus()

    def close(self) -> None:
        """Take the marks away, and leave the view where it is."""
        self.display = False
        if self._source is not None:
            self._source.show_found((), None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Mark what matches."""
        event.stop()
        text = self._source.card.text if self._source is not None else ""
        matches = re.finditer(re.escape(event.value), text, re.IGNORECASE) if event.value else ()
        self._found = [Span(*match.span()) for match, _ in zip(matches, range(_MOST), strict=False)]
        self._at = 0
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next match."""
        event.stop()
        self._step(1)

    def on_key(self, event: events.Key) -> None:
        """Go through the matches with the arrows."""
        if event.key in ("down", "up"):
            event.stop()
            self._step(1 if event.key == "down" else -1)

    def _step(self, by: int) -> None:
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self._show()

    def _show(self) -> None:
        current = self._found[self._at] if self._found else None
        typed = self.query_one(OneLine).value
        words = f"{self._at + 1} of {len(self._found)}" if self._found else "nothing" if typed else ""
        self.query_one("#count", Label).update(f"{words} · {_KEYS}" if words else _KEYS)
        if self._source is not None:
            self._source.show_found(self._found, current)
