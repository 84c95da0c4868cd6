"""A unified diff as it is sent."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cardsmith.text import lines_of
from cardsmith.tui.look import QUIET
from cardsmith.visible import visible

_LOOKS = {"+": "$success", "-": "$error", "@": "$secondary"}
_MOST = 2_000


class DiffText(VerticalScroll, can_focus=True):
    """Its lines, each with the sign in front that says what it is."""

    BORDER_TITLE = "Changes"

    def compose(self) -> ComposeResult:
        """Yield the text."""
        yield Static(id="lines")

    def show(self, diff: str, instead: str = "") -> None:
        """Show a diff, or some words when there is none."""
        lines = [line.rstrip("\r\n") for line in lines_of(diff)[2:]]  # without the names of the files
        parts = [(f"{visible(line)}\n", _LOOKS.get(line[:1], QUIET)) for line in lines[:_MOST]]
        if len(lines) > _MOST:
            parts.append((f"… and {len(lines) - _MOST} more lines\n", QUIET))
        self.query_one("#lines", Static).update(Content.assemble(*(parts or [(instead, QUIET)])))
        added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
        self.border_subtitle = f"+{added} -{removed}" if lines else ""
        self.scroll_home(animate=False)
