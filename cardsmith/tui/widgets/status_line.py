"""The line above the footer: what just happened and how to take it back, and what is under way."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from cardsmith.tui.look import QUIET

_SECONDS = 6.0
_MOST_ROWS = 3
_SIGN = 2  # cells of the sign before a message


class StatusLine(Widget):
    """A message that goes by itself on the left, a quiet state on the right."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: tuple[str, str, str] | None = None
        self._state = ""
        self._timer: Timer | None = None

    def say(self, message: str, sign: str = "✓", look: str = "$success") -> None:
        """Show a message for a while."""
        self._said = (sign, look, message)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SECONDS, self.hush)
        self._fit()

    def warn(self, message: str) -> None:
        """Show what went wrong."""
        self.say(message, "!", "$error bold")

    @property
    def message(self) -> str:
        """What it says now."""
        return f"{self._said[0]} {self._said[2]}" if self._said is not None else ""

    @property
    def state(self) -> str:
        """What is under way."""
        return self._state

    @state.setter
    def state(self, words: str) -> None:
        self._state = words
        self.refresh()

    def hush(self) -> None:
        """Take the message away: it is no longer true, or its time is over."""
        self._said = None
        self._fit()

    def on_resize(self) -> None:
        """Take as many rows as the message needs at the new width."""
        self._fit()

    def _fit(self) -> None:
        rows = len(self._rows())
        if self.size.height not in (0, rows):
            self.styles.height = rows
        self.refresh()

    def _rows(self) -> list[str]:
        message = self._said[2] if self._said is not None else ""
        return fitted(message, max(self.content_size.width - _SIGN, 1))

    def render(self) -> Content:
        """Return both sides; the message goes first when there is no room for both."""
        rows, sign, look = self._rows(), *(self._said[:2] if self._said is not None else (" ", ""))
        said = Content.assemble((f"{sign} ", look), (f"\n{' ' * _SIGN}".join(rows), "$foreground"))
        room = self.content_size.width - _SIGN - cell_len(rows[-1])
        state = Content.styled(self._state if cell_len(self._state) < room - 1 else "", QUIET)
        return Content.assemble(said, " " * max(0, room - state.cell_length), state)


def fitted(message: str, width: int) -> list[str]:
    """Return a message as the rows of a width, three at most; a path that is too long is cut in its middle.

    What stands behind the last `·` says what to do next: it stays together, and stays there when the rest is cut.

    >>> fitted("written to /somewhere/else/README.md", 20)
    ['written to', '/somewher…/README.md']
    """
    head, _, hint = message.rpartition(" · ")
    hint = f"· {hint}" if head and cell_len(hint) + 2 <= width else ""
    words = [_without_middle(word, width) for word in (head if hint else message).split()]
    rows = [""]
    for word in (*words, *([hint] if hint else [])):
        longer = f"{rows[-1]} {word}".lstrip()
        if cell_len(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    if len(rows) > _MOST_ROWS:
        last = _MOST_ROWS - (2 if hint else 1)
        rows = [*rows[:last], f"{rows[last][: width - 1]}…", *([hint] if hint else [])]
    return rows


def _without_middle(word: str, width: int) -> str:
    if len(word) <= width:
        return word
    ahead = (width - 1) // 2
    return f"{word[:ahead]}…{word[len(word) - (width - 1 - ahead) :]}"
