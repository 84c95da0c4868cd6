"""Help: the part that has the focus in a few words, then every key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cardsmith.tui.help import ABOUT, keys_text
from cardsmith.tui.keys import KeyAction
from cardsmith.tui.look import QUIET
from cardsmith.tui.screens.patient import PatientScreen


class HelpScreen(PatientScreen[None], ModalScreen[None]):
    """Closed by the key that opened it."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,f1,q,enter", "dismiss", "close", show=False)]

    def __init__(self, part: str, actions: tuple[KeyAction, ...]) -> None:
        super().__init__()
        self._part = part
        self._actions = actions

    def compose(self) -> ComposeResult:
        """Yield the words."""
        title, words = ABOUT[self._part]
        with VerticalScroll(id="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "esc closes"
            yield Static(Content.assemble((f"{title}\n", "bold"), (words, QUIET)), id="words")
            yield Static(keys_text(self._actions))
