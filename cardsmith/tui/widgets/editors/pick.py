"""One word or several of a list, found by typing a part of it; or any word, where there is no list."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from cardsmith.questions import Choice, Question, choices, matching
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import AnswerGiven
from cardsmith.tui.widgets.editors.base import Editor, OneLine

_MOST = 50  # more than fit on any screen; typing finds the rest
_OPEN_LISTS = frozenset({"library_name", "metrics"})
_BY_USE = frozenset({"license", "pipeline_tag", "library_name"})  # these lists start with what is used most


class PickEditor(Editor):
    """A line with the matching words below it: arrows choose, enter accepts."""

    HINT = "↑↓ choose · ⏎ accept · esc back"
    PROMPT = "type a part of it"

    def compose(self) -> ComposeResult:
        """Yield the line and the list."""
        self._key = ""
        self._offered: list[Choice] = []
        self._moved = False
        yield OneLine(on_enter=self._enter)
        words = OptionList(compact=True)
        words.can_focus = False
        yield words

    def load(self, question: Question, draft: Any) -> None:
        """Ask for another word."""
        self._key = question.key
        self._offered = choices(question.key)
        line = self.query_one(OneLine)
        example = f"such as {question.example.strip('[]')}" if question.example else ""
        line.placeholder = self.PROMPT if self._offered else example
        line.value = self._first_text(draft)
        self._offer("")

    def _first_text(self, draft: Any) -> str:
        return draft if isinstance(draft, str) else ""

    def start(self) -> None:
        """Put the cursor into the line."""
        self.query_one(OneLine).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer the words that match what stands there now."""
        event.stop()
        self._offer(self.query_one(OneLine).value)

    def _offer(self, typed: str) -> None:
        found = self._found(typed)[:_MOST] if typed.strip() or self._key in _BY_USE else []
        words = self.query_one(OptionList)
        words.clear_options()
        words.add_options(Option(_shown(choice), id=choice.value) for choice in found)
        words.highlighted = 0 if found and typed.strip() else None
        words.display = bool(found)
        self._moved = False

    def _found(self, typed: str) -> list[Choice]:
        """Return the words that match, and last what was typed, where any word may be written."""
        found = matching(self._offered, typed)
        word = typed.strip()
        if word and found and self._key in _OPEN_LISTS and all(choice.value != word for choice in found):
            found = [*found[: _MOST - 1], Choice(word, "as typed")]
        return found

    def on_key(self, event: events.Key) -> None:
        """Move in the list while the cursor stays in the line."""
        words = self.query_one(OptionList)
        if event.key in ("down", "up") and words.option_count:
            event.stop()
            event.prevent_default()
            words.action_cursor_down() if event.key == "down" else words.action_cursor_up()
            self._moved = True

    def _enter(self, typed: str) -> None:
        """Take the word that somebody moved to, else the likeliest one, else what was typed."""
        highlighted = self.query_one(OptionList).highlighted_option
        if self._moved and highlighted is not None:
            self._take(highlighted.id or "")
            return
        found = self._found(typed) if typed.strip() else []
        self._take(found[0].value if found else typed.strip())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take a word that was clicked."""
        event.stop()
        self._take(event.option.id or "")

    def _take(self, word: str) -> None:
        if word:
            self.post_message(AnswerGiven(word))


class ListEditor(PickEditor):
    """Words that are collected: enter adds one, enter on an empty line accepts them all."""

    HINT = "⏎ adds · ⏎ again accepts · ⌫ removes · esc"
    PROMPT = "type a part of it, ⏎ adds it"

    def compose(self) -> ComposeResult:
        """Yield the collected words, the line and the list."""
        self.words: list[str] = []
        yield Static(id="words")
        yield from super().compose()

    def load(self, question: Question, draft: Any) -> None:
        """Ask for other words."""
        super().load(question, draft)
        given = draft if isinstance(draft, list) else [draft]
        self.words = [word for word in given if isinstance(word, str)]
        self._show_words()

    def _first_text(self, draft: Any) -> str:
        return ""

    def on_key(self, event: events.Key) -> None:
        """Remove the last word with backspace on an empty line."""
        super().on_key(event)
        if event.key == "backspace" and not self.query_one(OneLine).value and self.words:
            event.stop()
            event.prevent_default()
            self.words.pop()
            self._show_words()

    def _take(self, word: str) -> None:
        if not word:
            if self.words or self._key == "datasets":
                self.post_message(AnswerGiven(list(self.words)))
            return
        for part in (item.strip() for item in word.split(",")):
            if part and part not in self.words:
                self.words.append(part)
        self.query_one(OneLine).value = ""
        self._offer("")
        self._show_words()

    def _show_words(self) -> None:
        parts: list[tuple[str, str]] = []
        for word in self.words:
            parts += [(f" {word} ", "$foreground on $panel"), (" ", "")]
        shown = self.query_one("#words", Static)
        shown.display = bool(parts)
        shown.update(Content.assemble(*parts))


def _shown(choice: Choice) -> Content:
    return Content.assemble(choice.value, (f"  {choice.label}" if choice.label else "", QUIET))
