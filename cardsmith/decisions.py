"""What a person decided about a card, with the way back: every step can be undone and made again, without limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from cardsmith.errors import JournalError
from cardsmith.gaps import Evidence


class Verdict(str, Enum):
    """What was decided about a question."""

    CHOSEN = "chosen"
    """Its value is written, or its repair made."""
    DROPPED = "dropped"
    """There is a value, and it is left out for now."""
    SKIPPED = "skipped"
    """Nothing is written; it can wait."""
    NOT_APPLICABLE = "not applicable"
    """Nothing is written; there is nothing to say."""


class Decision(NamedTuple):
    """A verdict, with the value it is about.

    Attributes:
        verdict: What was decided.
        value: In the shape an answer has; None for a repair, and where there is no value.
        evidence: Why this value; empty when it was typed.
    """

    verdict: Verdict
    value: Any = None
    evidence: tuple[Evidence, ...] = ()


class Change(NamedTuple):
    """What a step did to one question: its decision before and after, None for none."""

    key: str
    before: Decision | None
    after: Decision | None


class Step(NamedTuple):
    """One act of a person.

    Attributes:
        label: What it did, for people.
        changes: At least one.
    """

    label: str
    changes: tuple[Change, ...]


class Decisions(Mapping[str, Decision]):
    """The decisions by question, and their history.

    >>> decisions = Decisions()
    >>> decisions.record("license mit", {"license": Decision(Verdict.CHOSEN, "mit")})
    True
    >>> decisions.undo().label, dict(decisions), decisions.redo().label, decisions["license"].value
    ('license mit', {}, 'license mit', 'mit')
    """

    def __init__(self) -> None:
        self._now: dict[str, Decision] = {}
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def __getitem__(self, key: str) -> Decision:
        return self._now[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)

    @property
    def last(self) -> Step | None:
        """The step that `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def next(self) -> Step | None:
        """The step that `redo` would make again."""
        return self._undone[-1] if self._undone else None

    def record(self, label: str, new: Mapping[str, Decision | None]) -> bool:
        """Make a step; return whether it changed anything. What was undone before cannot be redone after it."""
        changes = (Change(key, self._now.get(key), decision) for key, decision in new.items())
        step = Step(label, tuple(change for change in changes if change.before != change.after))
        if not step.changes:
            return False
        self._done.append(step)
        self._undone.clear()
        for change in step.changes:
            self._put(change.key, change.after)
        return True

    def undo(self) -> Step | None:
        """Take back the last step; return it, None when there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        for change in step.changes:
            self._put(change.key, change.before)
        return step

    def redo(self) -> Step | None:
        """Make the step again that was undone last; return it, None when there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        for change in step.changes:
            self._put(change.key, change.after)
        return step

    def _put(self, key: str, decision: Decision | None) -> None:
        if decision is None:
            self._now.pop(key, None)
        else:
            self._now[key] = decision


# -- plain JSON --------------------------------------------------------------------------------------------------------


def decision_shape(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain JSON."""
    return {
        "verdict": decision.verdict.value,
        "value": decision.value,
        "evidence": [piece._asdict() for piece in decision.evidence],
    }


def read_decision(key: str, shape: Any) -> Decision:
    """Return a decision from plain JSON.

    Raises:
        JournalError: It is not what `decision_shape` makes.
    """
    try:
        verdict = Verdict(shape["verdict"])
        evidence = tuple(Evidence(**piece) for piece in shape.get("evidence", ()))
        if not all(isinstance(part, str) for piece in evidence for part in piece):
            raise TypeError
        return Decision(verdict, shape.get("value"), evidence)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise JournalError(f"what it says of {key!r} cannot be read") from None
