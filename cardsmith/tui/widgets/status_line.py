"""The line above the footer: what just happened and how to take it back, and what is under way."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from cardsmith.tui.look import QUIET

_SECONDS = 6.0


class StatusLine(Widget):
    """A message that goes by itself on the left, a quiet state on the right."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: Content | None = None
        self._state = ""
        self._timer: Timer | None = None

    def say(self, message: str, sign: str = "✓", look: str = "$success") -> None:
        """Show a message for a while."""
        self._said = Content.assemble((f"{sign} ", look), (message, "$foreground"))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SECONDS, self._hush)
        self.refresh()

    def warn(self, message: str) -> None:
        """Show what went wrong."""
        self.say(message, "!", "$error bold")

    @property
    def message(self) -> str:
        """What it says now."""
        return self._said.plain if self._said is not None else ""

    @property
    def state(self) -> str:
        """What is under way."""
        return self._state

    @state.setter
    def state(self, words: str) -> None:
        self._state = words
        self.refresh()

    def _hush(self) -> None:
        self._said = None
        self.refresh()

    def render(self) -> Content:
        """Return both sides; the message goes first when there is no room for both."""
        said = self._said or Content("")
        room = self.content_size.width - said.cell_length
        state = Content.styled(self._state if len(self._state) < room - 1 else "", QUIET)
        return Content.assemble(said, " " * max(1, room - state.cell_length), state)
