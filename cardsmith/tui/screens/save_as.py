"""Asks for the name of a file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from cardsmith.tui.screens.patient import PatientScreen
from cardsmith.tui.widgets.editors.base import OneLine


class SaveAsScreen(PatientScreen[Path | None], ModalScreen[Path | None]):
    """Gives the file, or None."""

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back", show=False)]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._first = name

    def compose(self) -> ComposeResult:
        """Yield the line."""
        with Vertical(id="box") as box:
            box.border_title = "Save as"
            yield OneLine(self._first)
            yield Static("⏎ writes it · esc back", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the file."""
        if event.value.strip():
            self.dismiss(Path(event.value.strip()).expanduser())
