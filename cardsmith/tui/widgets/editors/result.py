"""What the reported numbers were measured on: task, dataset, and which row of the training they are."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, OptionList

from cardsmith.answers import CHECKPOINTS
from cardsmith.questions import RESULT_PARTS, Choice, Question, choices, matching
from cardsmith.tui.messages import AnswerGiven, DatasetTyped
from cardsmith.tui.widgets.editors.base import Editor, OneLine
from cardsmith.tui.widgets.editors.one_of import OneOf
from cardsmith.tui.widgets.editors.word_list import WordList

_CHECKPOINTS = {"reported": "as reported", "last": "last row", "best": "best row"}


class ResultEditor(Editor):
    """A form; enter in any line accepts all of it."""

    HINT = "tab next line · ← → choose the numbers · ⏎ accept"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", "accept", show=False)]

    def compose(self) -> ComposeResult:
        """Yield a line for each part."""
        tasks = [choice.value for choice in choices("results.task.type")]
        for part, key, label, hint in RESULT_PARTS:
            with Horizontal(classes="line"):
                yield Label(label)
                suggester = SuggestFromList(tasks) if part == "task" else None
                yield OneLine("", hint, id=f"{part}-{key}", suggester=suggester)
            if (part, key) == ("dataset", "type"):
                yield WordList()
        with Horizontal(classes="line"):
            yield Label("numbers")
            yield OneOf(_CHECKPOINTS, CHECKPOINTS[0])

    @property
    def _dataset(self) -> OneLine:
        return self.query_one("#dataset-type", OneLine)

    def load(self, question: Question, draft: Any) -> None:
        """Fill the form with what is known."""
        known: dict[str, Any] = draft if isinstance(draft, dict) else {}
        for part, key, *_ in RESULT_PARTS:
            said = known.get(part)
            text = said.get(key) if isinstance(said, dict) else ""
            self.query_one(f"#{part}-{key}", OneLine).value = text if isinstance(text, str) else ""
        chosen = known.get("checkpoint")
        self.query_one(OneOf).chosen = chosen if chosen in CHECKPOINTS else CHECKPOINTS[0]

    def start(self) -> None:
        """Put the cursor into the first empty line that is needed."""
        lines = list(self.query(OneLine))
        pairs = zip(lines, RESULT_PARTS, strict=True)
        next((line for line, part in pairs if part.is_required and not line.value), lines[0]).focus()

    def offer(self, found: list[Choice]) -> None:
        """Offer datasets of the Hub below their line, while somebody types there."""
        self.query_one(WordList).offer(matching(found, self._dataset.value) if self._dataset.has_focus else ())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look up the dataset that is being typed."""
        event.stop()
        if event.input is self._dataset:
            self.query_one(WordList).offer(())
            if self._dataset.has_focus:
                self.post_message(DatasetTyped(event.value.strip()))

    def on_descendant_blur(self) -> None:
        """Another line: what was offered for the last one is in the way."""
        self.query_one(WordList).offer(())

    def on_key(self, event: events.Key) -> None:
        """Move among the datasets that are offered."""
        if self.query_one(WordList).move(event.key):
            event.stop()
            event.prevent_default()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a dataset that was clicked."""
        event.stop()
        self._take(event.option.id or "")

    def _take(self, dataset: str) -> None:
        with self.prevent(Input.Changed):
            self._dataset.value = dataset
        self._dataset.cursor_position = len(dataset)
        self.query_one(WordList).offer(())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the form as the answer; first take the dataset that somebody moved to."""
        event.stop()
        chosen = self.query_one(WordList).chosen
        if chosen is not None:
            self._take(chosen)
            return
        self.give()

    def action_accept(self) -> None:
        """Give the form as the answer, from whichever line."""
        self.give()

    def give(self) -> None:
        """Give the form as the answer."""
        self.post_message(AnswerGiven(self.typed()))

    def typed(self) -> dict[str, Any]:
        """Return what the form says, without the lines that are empty."""
        answer: dict[str, Any] = {}
        for part, key, *_ in RESULT_PARTS:
            text = self.query_one(f"#{part}-{key}", OneLine).value.strip()
            if text:
                answer.setdefault(part, {})[key] = text
        chosen = self.query_one(OneOf).chosen
        if chosen != CHECKPOINTS[0]:
            answer["checkpoint"] = chosen
        return answer
