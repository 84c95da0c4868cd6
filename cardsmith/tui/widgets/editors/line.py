"""A line of text: a name, an id, the words behind a label."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from cardsmith.questions import Question
from cardsmith.tui.messages import AnswerGiven
from cardsmith.tui.widgets.editors.base import Editor, OneLine


class LineEditor(Editor):
    """One line; enter accepts it."""

    ONE_TEXT = True

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield OneLine()

    def load(self, question: Question, draft: Any) -> None:
        """Ask another question."""
        line = self.query_one(OneLine)
        line.value = draft if isinstance(draft, str) else ""
        line.placeholder = f"such as {question.example}" if question.example else ""

    def start(self) -> None:
        """Put the cursor into the line."""
        self.query_one(OneLine).focus()

    def text(self) -> str:
        """Return the line."""
        return self.query_one(OneLine).value

    def replace(self, text: str) -> None:
        """Take the first line of a text."""
        self.query_one(OneLine).value = text.strip().partition("\n")[0]

    def typed(self) -> str:
        """Return the line."""
        return self.text()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line as the answer."""
        event.stop()
        self.give()

    def give(self) -> None:
        """Give the line as the answer."""
        if self.text().strip():
            self.post_message(AnswerGiven(self.text().strip()))
