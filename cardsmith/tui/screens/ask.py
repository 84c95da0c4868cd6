"""A question with a key for every answer."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cardsmith.tui.screens.patient import PatientScreen


class Answer(NamedTuple):
    """A key, what it says, and what it means."""

    key: str
    label: str
    value: str


class AskScreen(PatientScreen[str], ModalScreen[str]):
    """Asks something once; escape is the last answer."""

    CSS_PATH = "ask.tcss"

    def __init__(self, title: str, words: Content | str, answers: tuple[Answer, ...]) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._answers = answers

    def compose(self) -> ComposeResult:
        """Yield the words and the answers."""
        with Vertical(id="box") as box:
            box.border_title = self._title
            yield Static(self._words, id="words")
            yield from self.compose_more()
            yield OptionList(
                *(
                    Option(Content.assemble((f" {item.key} ", "$primary bold"), " ", item.label), id=item.value)
                    for item in self._answers
                ),
                compact=True,
            )

    def compose_more(self) -> ComposeResult:
        """Yield what stands between the words and the answers."""
        yield from ()

    def on_key(self, event: events.Key) -> None:
        """Take the answer of a key."""
        value = next((item.value for item in self._answers if item.key == event.key), None)
        if event.key == "escape":
            value = self._answers[-1].value
        if value is not None:
            event.stop()
            self.dismiss(value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the answer that was chosen."""
        self.dismiss(event.option.id or "")
