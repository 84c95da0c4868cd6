"""Shows what somebody else has changed in the file of a card that is open."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from cardsmith.session import PutAside
from cardsmith.tui.screens.ask import Answer, AskScreen
from cardsmith.tui.widgets.diff_text import DiffText
from cardsmith.visible import visible


class ChangedScreen(AskScreen):
    """Tells that the answers stand on the new text now, and which of them no longer fit.

    Args:
        diff: What was changed, as a unified diff.
        kept: How many answers were applied to the new text.
        aside: Those that were not.
    """

    def __init__(self, diff: str, kept: int, aside: Sequence[PutAside]) -> None:
        self._diff = diff
        answers = f"Your {kept} answers stand" if kept != 1 else "Your answer stands"
        words = [f"This is what changed in the file.{f' {answers} on its new text.' if kept else ''}"]
        words += [visible(f"put aside: {item.key} ({item.reason})") for item in aside]
        super().__init__("Changed on disk", Content("\n".join(words)), (Answer("enter", "go on", "go-on"),))

    def compose_more(self) -> ComposeResult:
        """Yield the difference."""
        yield DiffText(id="theirs")

    def on_mount(self) -> None:
        """Show the difference; the arrows scroll it."""
        self.query_one(DiffText).show(self._diff, "Nothing that can be seen: only line ends or blanks.")
