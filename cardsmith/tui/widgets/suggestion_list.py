"""What is suggested for the current question, each with its confidence and where it comes from."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.gaps import Suggestion
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import SuggestionTaken
from cardsmith.visible import percent, shortened, value_text, visible

_CELLS = 5


class SuggestionList(OptionList):
    """Numbered from 1; a number key, enter or a click takes one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "accept", id="accept", show=False)]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._items: list[Suggestion] = []
        self._value: object = None
        self.display = False  # an empty list takes no focus

    def show(self, suggestions: list[Suggestion], value: object) -> None:
        """Show suggestions; `value` is what is written now."""
        if suggestions == self._items and value == self._value:
            self.highlighted = self.highlighted or (0 if suggestions else None)
            return
        at = self.highlighted
        self._items, self._value = list(suggestions), value
        self.clear_options()
        self.add_options(Option(self._shown(number, item)) for number, item in enumerate(suggestions, 1))
        self.display = bool(suggestions)
        if suggestions:
            self.highlighted = at if at is not None and at < len(suggestions) else 0

    @property
    def marked(self) -> int | None:
        """The index of the marked suggestion, None when there is none."""
        return self.highlighted if self._items else None

    @property
    def marked_item(self) -> Suggestion | None:
        """The marked suggestion."""
        return self._items[self.highlighted] if self._items and self.highlighted is not None else None

    def on_resize(self) -> None:
        """Cut the lines to the new width."""
        for index, item in enumerate(self._items):
            self.replace_option_prompt_at_index(index, self._shown(index + 1, item))

    def _shown(self, number: int, item: Suggestion) -> Content:
        width = max(self.scrollable_content_region.width - 2, 24)
        full = round(item.confidence * _CELLS)
        sure = f"{'▰' * full}{'▱' * (_CELLS - full)} {percent(item.confidence):>5}"
        value = value_text(item.value)
        # That an id is called what it is called says little.
        evidence = next((piece for piece in item.evidence if piece.quote not in value), item.evidence[0])
        more = f" (+{len(item.evidence) - 1})" if len(item.evidence) > 1 else ""
        quote = f': "{evidence.quote}"' if evidence.quote else ""
        return Content.assemble(
            (f"{number if number < 10 else ' '} ", "$primary bold"),
            (shortened(value, width - 4), "bold"),
            " ✓" if item.value == self._value else "",
            "\n  ",
            (sure, "$success" if item.safe else "$warning"),
            (f"  {shortened(visible(f'{evidence.place}{more}{quote}'), width - len(sure) - 4)}", QUIET),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tell which suggestion was taken."""
        event.stop()
        self.post_message(SuggestionTaken(event.option_index))
