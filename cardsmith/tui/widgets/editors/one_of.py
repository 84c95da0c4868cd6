"""A few choices in one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cardsmith.tui.look import QUIET


class OneOf(Widget, can_focus=True):
    """One choice of a few: the arrows or a click choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "previous", show=False),
        Binding("right,space", "step(1)", "next", show=False),
    ]

    chosen: reactive[str] = reactive("")

    def __init__(self, choices: Mapping[str, str], chosen: str) -> None:
        super().__init__()
        self._choices = dict(choices)
        self.set_reactive(OneOf.chosen, chosen)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every letter, as the lines beside it do: none of them is a key of the screen here."""
        return character is not None and character.isprintable()

    def render(self) -> Content:
        """Return the choices, the chosen one with a full dot."""
        parts = []
        for name, label in self._choices.items():
            is_chosen = name == self.chosen
            parts += [("● " if is_chosen else "○ ", "$primary" if is_chosen else QUIET)]
            parts += [(f"{label}  ", "" if is_chosen else QUIET)]
        return Content.assemble(*parts)

    def action_step(self, by: int) -> None:
        """Choose the next one."""
        names = list(self._choices)
        self.chosen = names[(names.index(self.chosen) + by) % len(names)]

    def on_click(self, event: events.Click) -> None:
        """Choose the one that was clicked."""
        at = 0
        for name, label in self._choices.items():
            at += len(label) + 4
            if event.x < at:
                self.chosen = name
                return
