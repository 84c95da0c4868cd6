"""Markdown for a section."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from cardsmith.questions import Question
from cardsmith.tui.messages import AnswerGiven
from cardsmith.tui.widgets.editors.base import Editor


class ProseEditor(Editor):
    """Several lines; enter starts another one, so accepting has a key of its own."""

    ONE_TEXT = True
    HINT = "^j accept · F4 $EDITOR · esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,ctrl+enter", "accept", "accept", show=False, priority=True)
    ]

    def compose(self) -> ComposeResult:
        """Yield the text area."""
        area = TextArea(soft_wrap=True, tab_behavior="focus", placeholder="Markdown", compact=True)
        area.highlight_cursor_line = False
        yield area

    def load(self, question: Question, draft: Any) -> None:
        """Ask for the words of another section."""
        self.query_one(TextArea).load_text(draft if isinstance(draft, str) else "")

    def typed(self) -> str:
        """Return the text."""
        return self.text()

    def start(self) -> None:
        """Put the cursor at the end of the text."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def text(self) -> str:
        """Return the text."""
        return self.query_one(TextArea).text

    def replace(self, text: str) -> None:
        """Take another text."""
        self.query_one(TextArea).text = text

    def action_accept(self) -> None:
        """Give the text as the answer."""
        self.give()

    def give(self) -> None:
        """Give the text as the answer."""
        if self.text().strip():
            self.post_message(AnswerGiven(self.text()))
