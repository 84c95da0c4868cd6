"""What every editor is: a place to type that ends in `AnswerGiven`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual.containers import Vertical
from textual.suggester import Suggester
from textual.widgets import Input

from cardsmith.questions import Choice, Question


class Editor(Vertical):
    """An answer being typed; one editor serves every question of its form.

    Attributes:
        HINT: What its keys do.
        ONE_TEXT: Whether it can be written in `$EDITOR`.
    """

    HINT = "⏎ accept · esc back"
    ONE_TEXT = False

    def load(self, question: Question, draft: Any) -> None:
        """Ask another question, starting from a draft."""
        raise NotImplementedError

    def start(self) -> None:
        """Put the cursor where typing starts."""
        raise NotImplementedError

    def typed(self) -> Any:
        """Return what stands there now, as `load` takes it."""
        raise NotImplementedError

    def give(self) -> None:
        """Give all that was typed as the answer, unless that is nothing."""
        raise NotImplementedError

    def text(self) -> str | None:
        """Return what was typed so far as text for `$EDITOR`; None when it is more than one text."""
        return None

    def replace(self, text: str) -> None:
        """Take a text from `$EDITOR`."""

    def offer(self, found: list[Choice]) -> None:
        """Offer the datasets that the Hub has for what is being typed."""


class OneLine(Input):
    """A line to type in, as flat as the rest.

    Args:
        on_enter: Called with the line at enter, before the next key is looked at, so that typing ahead means what was
            typed; without it, the line posts `Submitted` as every input does.
        joined_by: What stands between the lines of a pasted text; empty to take its first line only.
    """

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        id: str | None = None,
        suggester: Suggester | None = None,
        on_enter: Callable[[str], None] | None = None,
        joined_by: str = "",
    ) -> None:
        super().__init__(value, placeholder, id=id, suggester=suggester, compact=True, select_on_focus=False)
        self._taken = on_enter
        self._joined_by = joined_by

    def on_paste(self, event: events.Paste) -> None:
        """Take every line of a pasted text, without the dashes of a YAML list."""
        lines = [line.strip().removeprefix("- ").strip() for line in event.text.splitlines()]
        if self._joined_by and len(lines) > 1:
            event.stop()
            event.prevent_default()
            self.replace(self._joined_by.join(filter(None, lines)), *self.selection)

    async def action_submit(self) -> None:
        """Take the line."""
        if self._taken is None:
            await super().action_submit()
        else:
            self._taken(self.value)
