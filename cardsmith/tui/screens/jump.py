"""Jump mode: a letter on everything one can go to."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

from cardsmith.tui.screens.patient import PatientScreen


class Target(NamedTuple):
    """A place on the screen, and what it means."""

    place: Offset
    value: str


class JumpScreen(PatientScreen[str], ModalScreen[str]):
    """Gives the value of the target whose letter was typed; any other key leaves."""

    CSS_PATH = "jump.tcss"

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = dict(zip(ascii_lowercase, targets, strict=False))

    def compose(self) -> ComposeResult:
        """Yield the letters where they belong."""
        for letter, target in self._targets.items():
            label = Static(Content.styled(f" {letter} ", "bold"), classes="letter")
            label.styles.offset = target.place
            yield label

    def on_key(self, event: events.Key) -> None:
        """Take the target of a letter."""
        event.stop()
        target = self._targets.get(event.key)
        self.dismiss(target.value if target is not None else "")

    def on_click(self) -> None:
        """Leave."""
        self.dismiss("")
