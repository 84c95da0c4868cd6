"""The reported metrics beside what the last and the best row say of them, and what stays out of `model-index`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widgets import Static

from cardsmith.tui.checkpoints import Choice
from cardsmith.tui.curves import REPORTED
from cardsmith.tui.look import FAINT, QUIET
from cardsmith.visible import shortened, visible

_VALUE = 8
_MOST_VALUE = 14


class NumberTable(Static):
    """A column for each choice, the chosen one standing out."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()
        self._chosen = ""

    def show(self, choices: Sequence[Choice], chosen: str) -> None:
        """Show the numbers of all choices."""
        self._choices, self._chosen = choices, chosen
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the table at the width there is."""
        return Content("\n").join(self._lines())

    def _lines(self) -> Iterator[Content]:
        shown = [item for item in self._choices if item.numbers]
        names = list(dict.fromkeys(name for item in shown for name in item.numbers))
        if self._room(shown) < max(map(len, names), default=0):  # names that cannot be told apart say nothing
            shown = [item for item in shown if item.checkpoint in (REPORTED, self._chosen)]
        room = max(self._room(shown), 8)
        if names:
            yield self._row(shown, "", [item.checkpoint for item in shown], room)
        for name in names:
            yield self._row(shown, name, [item.numbers.get(name, "–") for item in shown], room)
        left_out = next((item.left_out for item in self._choices if item.checkpoint == self._chosen), ())
        if left_out:
            yield Content("")
            yield Content.styled(f"left out of model-index: {len(left_out)}", QUIET)
        for item in left_out:
            value = shortened(visible(item.value), _MOST_VALUE)
            yield Content.assemble(f"– {visible(item.name)} {value}", (f"  {visible(item.reason)}", QUIET))

    def _room(self, shown: Sequence[Choice]) -> int:
        """Return the columns that are left for names."""
        return self.content_size.width - (_VALUE + 1) * len(shown)

    def _row(self, shown: Sequence[Choice], name: str, values: Sequence[str], room: int) -> Content:
        head = not name
        parts: list[tuple[str, str]] = [(f"{shortened(visible(name), room):<{room}}", "")]
        for choice, value in zip(shown, values, strict=True):
            is_chosen = choice.checkpoint == self._chosen
            look = "$primary bold" if is_chosen else (FAINT if head else QUIET)
            text = shortened(value, _VALUE)
            parts.append((f" {text:>{_VALUE}}", look))
        return Content.assemble(*parts)
