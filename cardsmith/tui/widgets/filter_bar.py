"""A line to choose the cards of a board by words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from cardsmith.tui.messages import FilterTyped
from cardsmith.tui.widgets.editors.base import OneLine


class FilterBar(Horizontal):
    """Tells every letter; enter goes back to the cards and keeps the words."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.display = False

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Label("/")
        yield OneLine(placeholder="a part of a name, a gap, or a state")

    def open(self) -> None:
        """Put the cursor into the line."""
        self.display = True
        self.query_one(OneLine).focus()

    def close(self) -> None:
        """Forget the words."""
        self.query_one(OneLine).value = ""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the words."""
        event.stop()
        self.post_message(FilterTyped(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Be done."""
        event.stop()
        self.post_message(FilterTyped(event.value, done=True))
