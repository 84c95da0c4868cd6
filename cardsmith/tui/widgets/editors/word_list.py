"""The words that a line may mean, below the line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.questions import Choice
from cardsmith.tui.look import QUIET


class WordList(OptionList, can_focus=False):
    """The arrows move in it while the cursor stays in the line.

    Attributes:
        moved: Whether somebody chose one of the words, rather than the list the likeliest.
    """

    def __init__(self) -> None:
        super().__init__(compact=True)
        self.moved = False
        self.display = False

    @property
    def chosen(self) -> str | None:
        """The word that somebody moved to."""
        option = self.highlighted_option
        return option.id if self.moved and option is not None else None

    def offer(self, choices: Sequence[Choice], likeliest: bool = False) -> None:
        """Show words; the one that somebody moved to stays marked as long as it is among them.

        Args:
            choices: The words, no word twice.
            likeliest: Whether to mark the first.
        """
        kept = next((at for at, choice in enumerate(choices) if choice.value == self.chosen), None)
        self.moved = kept is not None
        self.clear_options()
        self.add_options(Option(_shown(choice), id=choice.value) for choice in choices)
        self.highlighted = kept if kept is not None else 0 if choices and likeliest else None
        self.display = bool(choices)

    def move(self, key: str) -> bool:
        """Move up or down; return whether the key did that."""
        if key not in ("down", "up") or not self.option_count:
            return False
        self.action_cursor_down() if key == "down" else self.action_cursor_up()
        self.moved = True
        return True


def _shown(choice: Choice) -> Content:
    return Content.assemble(choice.value, (f"  {choice.label}" if choice.label else "", QUIET))
