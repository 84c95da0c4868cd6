"""As reported, last row or best row: one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.tui.checkpoints import Choice
from cardsmith.tui.look import FAINT, QUIET
from cardsmith.tui.messages import CheckpointPicked
from cardsmith.visible import shortened, visible

_VALUE = 8


class CheckpointList(OptionList):
    """The highlighted line is the choice; what cannot be chosen says why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.apply", "apply", id="apply", show=False)]

    def show(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show the choices, one of them as chosen."""
        with self.prevent(OptionList.OptionHighlighted):
            self.clear_options()
            self.add_options(
                Option(_line(item, item.checkpoint == chosen), id=item.checkpoint, disabled=bool(item.refused))
                for item in choices
            )
            self.highlighted = next((at for at, item in enumerate(choices) if item.checkpoint == chosen), None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which one somebody moved to."""
        event.stop()
        if event.option.id:
            self.post_message(CheckpointPicked(event.option.id))


def _line(choice: Choice, is_chosen: bool) -> Content:
    number = next(iter(choice.numbers.values()), "")
    return Content.assemble(
        (f"{choice.checkpoint[0]} ", FAINT if choice.refused else "$primary bold"),
        ("● " if is_chosen else "○ ", "$primary" if is_chosen else QUIET),
        (f"{choice.label:<13}", FAINT if choice.refused else "bold" if is_chosen else ""),
        (f"{shortened(number, _VALUE):<{_VALUE}} " if number else "", "" if is_chosen else QUIET),
        (visible(choice.refused or choice.place), QUIET),
    )
