"""What every screen with a footer has in common: a line for messages, keys that can be clicked, and help."""

from __future__ import annotations

from textual.screen import Screen

from cardsmith.tui.keys import KeyAction
from cardsmith.tui.messages import KeyPressed
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.status_line import StatusLine


class KeyedScreen(Screen[None]):
    """A view whose keys stand in a table."""

    ACTIONS: tuple[KeyAction, ...] = ()
    MAIN = "gaps"

    @property
    def status(self) -> StatusLine:
        """The line for messages."""
        return self.query_one(StatusLine)

    def is_left(self) -> bool:
        """Whether somebody went back from here: its parts are being taken away, and late work shows nothing."""
        return self not in self.app.screen_stack

    async def on_key_pressed(self, message: KeyPressed) -> None:
        """Do what a clicked key of the footer does."""
        await self.run_action(message.action)

    def on_descendant_focus(self) -> None:
        """Show the keys that work here: where something is typed, letters are letters."""
        self.refresh_keys()

    def on_descendant_blur(self) -> None:
        """Show the keys that work when nothing has the focus."""
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Draw the footer again."""
        self.query(KeyBar).refresh()

    def action_help(self) -> None:
        """Explain the part that has the focus, and all keys."""
        from cardsmith.tui.help import ABOUT
        from cardsmith.tui.screens.help import HelpScreen

        inside = self.focused.ancestors_with_self if self.focused is not None else ()
        part = next((node.id for node in inside if node.id in ABOUT), None)
        self.app.push_screen(HelpScreen(part or self.MAIN, self.ACTIONS))
