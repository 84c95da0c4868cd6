"""Words with a sign in front; lines that are wrapped stay behind it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from cardsmith.tui.look import QUIET
from cardsmith.visible import visible


class SignedWords(Horizontal):
    """Says how something is."""

    def compose(self) -> ComposeResult:
        """Yield the sign and the words."""
        yield Static(classes="sign")
        yield Static(classes="words")

    def say(self, sign: str, look: str, words: str, more: str = "") -> None:
        """Show other words, and quieter ones below them."""
        self.query_one(".sign", Static).update(Content.styled(sign, look))
        below = f"\n{visible(more)}" if more else ""
        self.query_one(".words", Static).update(Content.assemble(visible(words), (below, QUIET)))
