"""One word or several of a list, found by typing a part of it; or any word, where there is no list."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from cardsmith.questions import Choice, Question, choices, is_listed_by_use, matching, none_of, takes_any_word
from cardsmith.tui.messages import AnswerGiven, DatasetTyped
from cardsmith.tui.widgets.editors.base import Editor, OneLine
from cardsmith.tui.widgets.editors.word_list import WordList

_MOST = 50  # more than fit on any screen; typing finds the rest


class PickEditor(Editor):
    """A line with the matching words below it: arrows choose, enter accepts."""

    HINT = "↑↓ choose · ⏎ accept · esc back"
    PROMPT = "type a part of it"
    JOINED_BY = ""

    def compose(self) -> ComposeResult:
        """Yield the line and the list."""
        self._key = ""
        self._listed: list[Choice] = []
        self._from_hub: list[Choice] = []
        yield OneLine(on_enter=self._enter, joined_by=self.JOINED_BY)
        yield WordList()

    def load(self, question: Question, draft: Any) -> None:
        """Ask for another word."""
        self._key = question.key
        self._listed = choices(question.key)
        self._from_hub = []
        line = self.query_one(OneLine)
        example = f"such as {question.example.strip('[]')}" if question.example else ""
        line.placeholder = self.PROMPT if self._listed else example
        line.value = self._first_text(draft)
        self._show_words()

    def _first_text(self, draft: Any) -> str:
        return draft if isinstance(draft, str) else ""

    def start(self) -> None:
        """Put the cursor into the line."""
        self.query_one(OneLine).focus()

    def offer(self, found: list[Choice]) -> None:
        """Offer what the Hub has for the words in the line."""
        self._from_hub = found
        self._show_words()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer the words that match what stands there now."""
        event.stop()
        self.query_one(WordList).moved = False
        self._show_words()
        if self._key == "datasets":
            self.post_message(DatasetTyped(event.value.strip()))

    def _show_words(self) -> None:
        typed = self.query_one(OneLine).value.strip()
        listed = self._matching(typed) if typed or is_listed_by_use(self._key) else []
        from_hub = matching(self._from_hub, typed) if typed else []
        found = [*listed, *from_hub][:_MOST]
        if [choice.value for choice in found] == [typed]:
            found = []  # it stands there already
        self.query_one(WordList).offer(found, likeliest=bool(typed and listed))

    def _matching(self, typed: str) -> list[Choice]:
        """Return the words of the list that match, and last what was typed, where any word may be written."""
        found = matching(self._listed, typed)[:_MOST]
        if typed and found and takes_any_word(self._key) and all(choice.value != typed for choice in found):
            found = [*found[: _MOST - 1], Choice(typed, "as typed")]
        return found

    def on_key(self, event: events.Key) -> None:
        """Move in the list while the cursor stays in the line."""
        if self.query_one(WordList).move(event.key):
            event.stop()
            event.prevent_default()

    def _enter(self, typed: str) -> None:
        """Take the word that somebody moved to, else the likeliest of the list, else what was typed."""
        self._take(self.query_one(WordList).chosen or self._meant(typed.strip()))

    def _meant(self, typed: str) -> str:
        likeliest = self._matching(typed)[:1] if typed else []
        return likeliest[0].value if likeliest else typed

    def typed(self) -> Any:
        """Return the line."""
        return self.query_one(OneLine).value

    def give(self) -> None:
        """Give the word of the line as the answer."""
        self._enter(self.query_one(OneLine).value)

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
    JOINED_BY = ", "

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
        self._show_collected()

    def _first_text(self, draft: Any) -> str:
        return ""

    def typed(self) -> list[str]:
        """Return the words, and what the line would add to them."""
        meant = _parts(self._meant(self.query_one(OneLine).value.strip()))
        return [*self.words, *(word for word in meant if word not in self.words)]

    def give(self) -> None:
        """Give the words as the answer, with that of the line."""
        if self.query_one(OneLine).value.strip():
            super().give()
        if self.words:
            self._take("")

    def on_key(self, event: events.Key) -> None:
        """Remove the last word with backspace on an empty line."""
        super().on_key(event)
        if event.key == "backspace" and not self.query_one(OneLine).value and self.words:
            event.stop()
            event.prevent_default()
            self.words.pop()
            self._show_collected()

    def _take(self, word: str) -> None:
        if not word:
            if self.words:
                self.post_message(AnswerGiven(list(self.words)))
            elif none_of(self._key):
                self._offer_none()
            return
        if word == none_of(self._key):
            self.post_message(AnswerGiven([]))
            return
        for part in _parts(word):
            if part not in self.words:
                self.words.append(part)
        self.query_one(OneLine).value = ""
        self._show_collected()

    def _offer_none(self) -> None:
        """Say in words what an empty list means; enter again, or a click, takes it."""
        offered = self.query_one(WordList)
        offered.offer([Choice(none_of(self._key), "")], likeliest=True)
        offered.moved = True

    def _show_collected(self) -> None:
        parts: list[tuple[str, str]] = []
        for word in self.words:
            parts += [(f" {word} ", "$foreground on $panel"), (" ", "")]
        shown = self.query_one("#words", Static)
        shown.display = bool(parts)
        shown.update(Content.assemble(*parts))


def _parts(words: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (item.strip() for item in words.split(",")))))
