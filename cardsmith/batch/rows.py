"""What a ledger knows of one card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from cardsmith.errors import CardsmithError


class LedgerError(CardsmithError):
    """A ledger that cannot be read, written or used."""


class State(str, Enum):
    """How far a card got."""

    STARTED = "started"
    """What is to be done is known, and may have been done."""
    FILLED = "filled"
    """It was filled, and written if it was to be."""
    PUSHED = "pushed"
    """It is on the Hub, as a commit or a pull request."""
    FAILED = "failed"
    """It could not be read, verified, written or pushed."""
    SKIPPED = "skipped"
    """There was nothing to change, or a reason to leave it alone."""


class Goal(str, Enum):
    """What a run does with a card. What is done for one goal is not done for another."""

    LOOK = "look"
    WRITE = "write"
    PUSH = "push"


class Row(NamedTuple):
    """What is known of one card.

    Attributes:
        key: Its real path, or `hf://` and its id.
        position: Its place among the cards of the run, from 0.
        name: What messages call it.
        goal: What was to be done with it.
        state: How far it got.
        revision_in: What was read: a commit of the Hub, or the SHA-256 of a file.
        revision_out: What came of it: the SHA-256 of the new bytes.
        before: Completeness before, 0 to 1.
        after: Completeness after, 0 to 1.
        gaps_before: How many gaps there were, by rule.
        gaps_after: The gaps that are left, as `fill --report` has them.
        fills: What was filled, with its evidence, as `fill --report` has it.
        about: The rest of the card's object in `fill --report`, and the problems of its providers.
        error: Why it failed, as `fill --report` has it; None when it did not.
        reason: Why it was skipped.
        pr_url: The page of its pull request or commit.
        pr_number: The number of its pull request.
        started_at: When it was begun, in seconds since 1970.
        finished_at: When it was done; None while it is not.
    """

    key: str
    position: int
    name: str
    goal: Goal
    state: State
    revision_in: str = ""
    revision_out: str = ""
    before: float = 0.0
    after: float = 0.0
    gaps_before: Mapping[str, int] = {}
    gaps_after: Sequence[Mapping[str, Any]] = ()
    fills: Sequence[Mapping[str, Any]] = ()
    about: Mapping[str, Any] = {}
    error: Mapping[str, str] | None = None
    reason: str = ""
    pr_url: str = ""
    pr_number: int | None = None
    started_at: float = 0.0
    finished_at: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do for its goal."""
        return self.state in (State.FILLED, State.PUSHED, State.SKIPPED)
