"""What every screen with a footer has in common: a line for messages, keys that can be clicked, and help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.css.query import NoMatches
from textual.widget import MountError
from textual.widgets import Input, TextArea

from cardsmith.tui.keys import KeyAction, key_name
from cardsmith.tui.messages import KeyPressed
from cardsmith.tui.screens.patient import PatientScreen
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.status_line import StatusLine


class KeyedScreen(PatientScreen[None]):
    """A view whose keys stand in a table."""

    ACTIONS: tuple[KeyAction, ...] = ()
    MAIN = "gaps"

    def __init__(self) -> None:
        super().__init__()
        # Textual tells only after the first layout how wide the screen is, and then all is laid out and drawn again.
        width, height = self.app.size
        for size, breakpoints in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            fitting = [item for item in breakpoints or () if item[0] <= size]
            if fitting:
                self.add_class(max(fitting)[1])

    @property
    def status(self) -> StatusLine:
        """The line for messages."""
        return self.query_one(StatusLine)

    def is_left(self) -> bool:
        """Whether somebody went back from here, or closed the editor."""
        return not (self.app.is_running and self.is_attached and self in self.app.screen_stack)

    @contextmanager
    def unless_left(self) -> Iterator[None]:
        """Show as much as there is a place for: when somebody leaves, Textual takes the parts away one by one."""
        try:
            yield
        except (MountError, NoMatches):
            if not self.is_left():
                raise

    def shows(self, action: str) -> bool:
        """Whether footer and palette offer an action: it can be done now, and is not going to refuse."""
        return bool(self.check_action(action, ()))

    @property
    def is_typed_in(self) -> bool:
        """Whether the cursor is in a text, which has an undo of its own, or none."""
        return isinstance(self.focused, (Input, TextArea))

    def say_how_to_leave(self) -> None:
        """Tell which key leaves the editor, or this view."""
        for item in sorted(self.ACTIONS, key=lambda item: item.id != "quit"):
            keys = [key for key, active in self.active_bindings.items() if active.binding.id == item.id]
            if item.id in ("quit", "back") and keys:
                self.status.say(f"{key_name(keys[0])}: {item.help}", "?", "$primary bold")
                return

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
