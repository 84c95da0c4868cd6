"""What the Hub says about a card, each with its field."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.gaps import Gap, Severity
from cardsmith.tui.look import QUIET
from cardsmith.visible import shortened, visible


class FindingList(OptionList):
    """Enter or a click on a finding goes to the question about its field."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, compact=True)
        self._findings: Sequence[Gap] = ()

    def show(self, findings: Sequence[Gap]) -> None:
        """Show findings."""
        self._findings = findings
        self.clear_options()
        self.add_options(Option(_line(item)) for item in findings)
        self.display = bool(findings)
        self.highlighted = 0 if findings else None

    @property
    def marked(self) -> Gap | None:
        """The finding that somebody pointed at."""
        return self._findings[self.highlighted] if self.highlighted is not None else None


def _line(item: Gap) -> Content:
    is_error = item.severity is Severity.ERROR
    return Content.assemble(
        ("! " if is_error else "· ", "$error bold" if is_error else "$warning"),
        (f"{visible(item.where) or 'metadata'}  ", "bold"),
        (shortened(visible(item.message), 160), ""),
        (f"  line {item.line}", QUIET),
    )
