"""Where each question of a card stands when what was decided is written: worked out once, however often it is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from functools import cached_property
from typing import Any

from cardsmith.decisions import Decision, Verdict
from cardsmith.gaps import Gap, Severity
from cardsmith.questions import REPAIR_PREFIX, Question, in_groups, key_of, question_about, questions
from cardsmith.settling import Settled


class State(str, Enum):
    """How far a question is."""

    OPEN = "open"
    FILLED = "filled"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not applicable"


class Origin(str, Enum):
    """Who filled a question."""

    YOU = "you"
    """A person chose or typed the value."""
    PROVEN = "proven"
    """Evidence proves it, and nobody said otherwise."""
    FOLLOWS = "follows"
    """It follows from another answer."""


class Standing:
    """The questions under some decisions. It never changes: other decisions have another standing.

    Args:
        asked: The questions of the card as it was read.
        decisions: What was decided.
        settled: What that comes to.
        proven: The questions that evidence answers.
    """

    def __init__(
        self, asked: Iterable[Question], decisions: Mapping[str, Decision], settled: Settled, proven: Collection[str]
    ) -> None:
        self._asked = asked
        self._decisions = dict(decisions)
        self._settled = settled
        self._proven = proven
        self._states: dict[str, State] = {}
        self._values: dict[str, Any] = {}
        for fix in settled.outcome.filled:
            if fix.field is not None:
                self._values.setdefault(fix.field, fix.value)
        self._places: dict[str, list[Gap]] = {}
        for gap in settled.outcome.open:
            self._places.setdefault(key_of(gap), []).append(gap)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by key: those of the card as it was read, and those that its new text raises."""
        asked = {question.key: question for question in self._asked}
        for question in questions(self._settled.outcome.card, self._settled.outcome.open):
            asked.setdefault(question.key, question)
        for key in self._decisions:
            asked.setdefault(key, question_about(key))
        return {question.key: question for question in in_groups(asked.values())}

    def state(self, key: str) -> State:
        """Return how far a question is."""
        if key not in self._states:
            self._states[key] = self._state(key)
        return self._states[key]

    def _state(self, key: str) -> State:
        decision = self._decisions.get(key)
        if decision is not None and decision.verdict is Verdict.NOT_APPLICABLE:
            return State.NOT_APPLICABLE
        if decision is not None and decision.verdict is Verdict.CHOSEN and not self.why_refused(key):
            return State.FILLED
        places = self.places(key)
        if not places or (key in self._values and all(gap.severity is Severity.ADVICE for gap in places)):
            return State.FILLED
        return State.SKIPPED if decision is not None and decision.verdict is not Verdict.CHOSEN else State.OPEN

    def origin(self, key: str) -> Origin | None:
        """Return who filled a question, None when it is not filled."""
        if self.state(key) is not State.FILLED:
            return None
        if key in self._decisions:
            return Origin.YOU if self._decisions[key].verdict is Verdict.CHOSEN else Origin.FOLLOWS
        question = self.questions.get(key)
        proven = key in self._proven or (question is not None and question.safe_repairs)
        return Origin.PROVEN if proven else Origin.FOLLOWS

    def why_refused(self, key: str) -> str:
        """Return why what is wanted for a question could not be written; empty when it could."""
        return self._settled.refused.get(key.removeprefix(REPAIR_PREFIX), "")

    def places(self, key: str) -> list[Gap]:
        """Return the gaps of a question that are still in the card's new text."""
        return self._places.get(key, [])

    def value(self, key: str) -> Any:
        """Return what is written for a question, None when nothing is."""
        return self._values.get(key)

    def counts(self, key: str) -> bool:
        """Whether the card is incomplete while a question is open: what other answers left of it may be advice."""
        return any(gap.severity is not Severity.ADVICE for gap in self.places(key))

    @cached_property
    def open_keys(self) -> tuple[str, ...]:
        """The questions that keep the card from being complete."""
        return tuple(key for key in self.questions if self.state(key) is State.OPEN and self.counts(key))

    def next_open(self, after: str | None, back: bool) -> str | None:
        """Return the open question behind (or before) another one, round the end; advice when nothing else is open."""
        keys = list(self.questions)
        at = keys.index(after) if after in keys else (len(keys) if back else -1)
        round_ = [*keys[at + 1 :], *keys[: at + 1]] if not back else [*keys[:at][::-1], *keys[at:][::-1]]
        still_open = [key for key in round_ if self.state(key) is State.OPEN]
        return next((key for key in still_open if self.counts(key)), next(iter(still_open), None))
