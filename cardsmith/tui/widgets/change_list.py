"""Everything that is written, with a box to leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.review import Entry
from cardsmith.session import Origin
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import QuestionPicked
from cardsmith.visible import shortened, value_text, visible

_ORIGIN = {Origin.YOU: "✓", Origin.PROVEN: "✦", Origin.FOLLOWS: "↳"}


class ChangeList(OptionList):
    """One line a change; the highlighted one is shown in the diff."""

    BORDER_TITLE = "Keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.open_gap", "go to gap", id="open-gap", show=False)
    ]

    def show(self, entries: Sequence[Entry], current: str | None) -> None:
        """Show the changes, one of them as the current one."""
        keys = [entry.key for entry in entries]
        with self.prevent(OptionList.OptionHighlighted):
            self.clear_options()
            self.add_options(Option(_line(entry), id=entry.key) for entry in entries)
            if keys:
                self.highlighted = keys.index(current) if current in keys else 0

    @property
    def current(self) -> str | None:
        """The key of the highlighted change."""
        return self.get_option_at_index(self.highlighted).id if self.highlighted is not None else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which change somebody moved to."""
        event.stop()
        if event.option.id:
            self.post_message(QuestionPicked(event.option.id))


def _line(entry: Entry) -> Content:
    box = "[x]" if entry.kept else "[ ]"
    sign = _ORIGIN[entry.origin] if entry.origin is not None else " "
    value = shortened(value_text(entry.value), 60)
    return Content.assemble(
        (f"{box} ", "$primary" if entry.kept else QUIET),
        (f"{sign} ", "$success"),
        (visible(entry.question.title), "" if entry.kept else "dim strike"),
        (f"  {value}", QUIET),
    )
