"""What widgets tell: what somebody did. What it means, screens and the session decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

from cardsmith.gaps import Suggestion
from cardsmith.questions import Choice
from cardsmith.suggest.engine import Problem

if TYPE_CHECKING:
    from cardsmith.tui.shelf import Order


class QuestionPicked(Message):
    """Somebody moved to a question."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class AnswerGiven(Message):
    """Somebody gave an answer; None means that there is nothing to write."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class DatasetTyped(Message):
    """Somebody is typing the id of a dataset, or a part of it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class DatasetsFound(Message):
    """The Hub has datasets for what was typed, or told why it cannot say."""

    def __init__(self, found: list[Choice], problem: str = "") -> None:
        super().__init__()
        self.found = found
        self.problem = problem


class SuggestionTaken(Message):
    """Somebody took one of the suggestions, counted from 0."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class SuggestionsFound(Message):
    """Providers told something.

    Attributes:
        found: All suggestions so far, by field.
        problems: Why some told less than they could have.
        done: Whether nothing more will come.
    """

    def __init__(self, found: dict[str, list[Suggestion]], problems: list[Problem], done: bool) -> None:
        super().__init__()
        self.found = found
        self.problems = problems
        self.done = done


class TextTyped(Message):
    """The session knows of something that was typed and is not accepted yet."""


class SaveAsked(Message):
    """Somebody wants the card written."""


class CardPushed(Message):
    """The card was sent to the Hub."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class KeyPressed(Message):
    """Somebody clicked a key of the footer."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class CheckpointPicked(Message):
    """Somebody moved to one of the rows to report."""

    def __init__(self, checkpoint: str) -> None:
        super().__init__()
        self.checkpoint = checkpoint


class CardPicked(Message):
    """Somebody moved to a card of the board, or asked to open it."""

    def __init__(self, opened: bool) -> None:
        super().__init__()
        self.opened = opened


class OrderPicked(Message):
    """Somebody clicked the head of a column."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order


class FilterTyped(Message):
    """Somebody typed words to look for, or is done with it."""

    def __init__(self, words: str, done: bool = False) -> None:
        super().__init__()
        self.words = words
        self.done = done


class LinkPicked(Message):
    """Somebody clicked a link of the card."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class CardLaidOut(Message):
    """All of the card can be read."""


class CardLeft(Message):
    """Somebody is done with a card."""
