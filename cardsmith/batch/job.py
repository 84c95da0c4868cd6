"""What is done with one card of a run: read it, fill it, note that in the ledger, deliver it, note that too."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from cardsmith.answers import AnswersFile, combined
from cardsmith.batch.delivery import Delivered, Delivery
from cardsmith.batch.places import Access, CardPlace, LoadedCard, ignored_rules, load
from cardsmith.batch.row_shapes import failed_row, filled_row, shape_of
from cardsmith.batch.rows import Goal, LedgerError, Row, State
from cardsmith.card import Card
from cardsmith.diff import unified_diff
from cardsmith.errors import CardsmithError
from cardsmith.filling import Outcome, check, fill
from cardsmith.gaps import Severity
from cardsmith.suggest.engine import HUB_SECONDS, Problem

if TYPE_CHECKING:
    from cardsmith.batch.ledger import Ledger


class Task(NamedTuple):
    """A card to work on.

    Attributes:
        place: Where it is.
        position: Its place among the cards of the run, from 0.
        again: Whether the ledger may know it from a run that did not finish it.
    """

    place: CardPlace
    position: int = 0
    again: bool = False


class Failure(NamedTuple):
    """An error that can go from one process to another."""

    message: str
    where: str
    hint: str

    def as_error(self) -> CardsmithError:
        """Return it as what it was."""
        return CardsmithError(self.message, where=self.where, hint=self.hint)


class Done(NamedTuple):
    """What came of a card, in a form that can go from one process to another.

    Attributes:
        place: Where it is.
        state: How far it got.
        shape: Its object in `fill --report`; None when nobody wants it.
        lines: What `describe` made of it.
        diff: The lines of its diff, when they are wanted.
        problems: Which providers told less than they could have.
        failure: Why it failed, None when it did not.
        changed: Whether its text changed.
        complete: Whether only advice is left.
        fills: How many values were filled and repairs made.
        skipped: Why it was left alone, although there was something to do.
    """

    place: CardPlace
    state: State
    shape: dict[str, Any] | None = None
    lines: tuple[Any, ...] = ()
    diff: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    failure: Failure | None = None
    changed: bool = False
    complete: bool = True
    fills: int = 0
    skipped: str = ""


class Filling(NamedTuple):
    """How to fill.

    Attributes:
        answers: The answers file.
        own: Answers that replace those of the file, for every card.
        min_confidence: Safe suggestions below this stay suggestions.
        select: The rules to fix, all when empty.
        ignore: The rules not to look at.
        hub_seconds: How long one card waits for the Hub in all.
    """

    answers: AnswersFile = AnswersFile({}, {}, {})
    own: Mapping[str, Any] = {}
    min_confidence: float = 0.9
    select: Collection[str] = ()
    ignore: Collection[str] = ()
    hub_seconds: float = HUB_SECONDS

    def fill(self, card: Card, place: CardPlace, loaded: LoadedCard, hub: Access) -> Outcome:
        """Return what comes of a text of the card.

        Raises:
            CardsmithError: An answer cannot be written, or the new text would not read back as intended.
        """
        name = place.repo_id or place.name
        return fill(
            card,
            combined(self.answers.for_card(name), self.own),
            hub.providers(place, loaded),
            min_confidence=self.min_confidence,
            defaults=self.answers.defaults_for(name),
            select=self.select,
            ignore=ignored_rules(place, self.ignore),
            checked=True,
            hub_seconds=self.hub_seconds,
        )


Describe = Callable[[str, Outcome, str], "tuple[Any, ...]"]
"""Says for people what came of a card: its name, the outcome, and what was done with the new text."""


@dataclass(frozen=True)
class FillJob:
    """Fills one card after the other. It can be pickled as far as its parts can.

    Attributes:
        hub: Reaches the Hub.
        filling: How to fill.
        delivery: What to do with the new text.
        ledger: Where it is noted; None for nowhere.
        describe: Says for people what came of a card; None when nobody listens.
        with_diff: Whether the diff is wanted.
        with_shape: Whether the object of `fill --report` is wanted.
    """

    hub: Access
    filling: Filling
    delivery: Delivery
    ledger: Ledger | None = None
    describe: Describe | None = None
    with_diff: bool = False
    with_shape: bool = False

    def __call__(self, task: Task) -> Done:
        """Work on a card; what goes wrong with it is part of what is returned.

        Raises:
            LedgerError: The ledger cannot be written.
            BrokenPipeError: Nobody reads what is printed any more.
        """
        started = time.time()
        try:
            return self._worked(task, started)
        except (LedgerError, BrokenPipeError):
            raise
        except Exception as error:
            return self.failed(task, error, started)

    def failed(self, task: Task, error: Exception, started: float, planned: Row | None = None) -> Done:
        """Note that a card failed, and return that.

        Args:
            task: The card.
            error: Why.
            started: When it was begun, in seconds since 1970.
            planned: What was to be done, when it is known; it may have been done all the same.
        """
        place, error = task.place, _for_people(error)
        if not error.where.startswith(place.name):
            error.where = f"{place.name}: {error.where}" if error.where else place.name
        if place.listed_at and place.listed_at != place.name:
            error.where = f"{place.listed_at}: {error.where}"
        row = failed_row(task.position, place, self.delivery.goal, error, started, planned)
        if self.ledger is not None and not place.problem:
            self.ledger.put(row._replace(finished_at=time.time()))
        shape = shape_of(row) if self.with_shape else None
        return Done(place, State.FAILED, shape, failure=Failure(error.message, error.where, error.hint))

    def _worked(self, task: Task, started: float) -> Done:
        place, goal = task.place, self.delivery.goal
        before = self.ledger.get(place.key) if self.ledger is not None and task.again else None
        if before is not None and before.is_done and before.goal is goal:
            return self._noted(place, before)
        loaded = load(place, self.hub)
        if before is not None and self._was_delivered(before, loaded.card):
            state = State.PUSHED if goal is Goal.PUSH else State.FILLED
            return self._noted(place, before._replace(state=state, position=task.position, finished_at=time.time()))
        planned = [self.filling.fill(loaded.card, place, loaded, self.hub)]

        def refill(card: Card) -> Outcome:
            planned.append(self.filling.fill(card, place, loaded, self.hub))
            return planned[-1]

        row = self._row(task, loaded, planned[0], started)
        if row is not None and self.ledger is not None and planned[0].edits:
            self.ledger.put(row)
        try:
            if before is not None and not before.is_done:
                self.delivery.tidy(place, before.started_at, started)
            delivered = self.delivery.deliver(place, loaded, planned[0], refill)
        except BrokenPipeError:
            raise
        except Exception as error:
            return self.failed(task, error, started, row)
        outcome = planned[-1]
        if outcome is not planned[0]:
            row = self._row(task, loaded, outcome, started)
        if row is not None:
            row = self._finished(row, delivered, before)
        if row is not None and self.ledger is not None:
            self.ledger.put(row)
        return Done(
            place,
            delivered.state,
            shape_of(row) if row is not None and self.with_shape else None,
            self.describe(place.name, outcome, delivered.words) if self.describe is not None else (),
            tuple(unified_diff(loaded.card.text, planned[0].edits, place.name)) if self.with_diff else (),
            tuple(outcome.problems),
            None,
            bool(outcome.edits),
            all(gap.severity is Severity.ADVICE for gap in outcome.open),
            len(outcome.filled),
            delivered.reason,
        )

    def _was_delivered(self, row: Row, card: Card) -> bool:
        """Whether a run that ended in the middle of this card got as far as writing it."""
        unfinished = not row.is_done and row.goal is self.delivery.goal and bool(row.fills)
        return unfinished and self.delivery.in_place and row.revision_out == digest(card)

    def _noted(self, place: CardPlace, row: Row) -> Done:
        """Note that a card is done, as a run before this one left it."""
        if self.ledger is not None:
            self.ledger.put(row)
        complete = all(gap["severity"] == Severity.ADVICE.value for gap in row.gaps_after)
        shape = shape_of(row) if self.with_shape else None
        return Done(place, row.state, shape, complete=complete, fills=len(row.fills), skipped=row.reason)

    def _row(self, task: Task, loaded: LoadedCard, outcome: Outcome, started: float) -> Row | None:
        if self.ledger is None and not self.with_shape:
            return None
        gaps = check(loaded.card, providers=(), ignore=ignored_rules(task.place, self.filling.ignore))
        row = filled_row(task.position, task.place, self.delivery.goal, outcome, started)
        return row._replace(
            revision_in=loaded.repo.sha if loaded.repo is not None else digest(loaded.card),
            revision_out=digest(outcome.card),
            gaps_before=dict(Counter(gap.rule for gap in gaps)),
        )

    def _finished(self, row: Row, delivered: Delivered, before: Row | None) -> Row:
        done = row._replace(
            state=delivered.state,
            reason=delivered.reason,
            pr_url=delivered.pr_url,
            pr_number=delivered.pr_number,
            about={**row.about, "pushed": delivered.pushed},
            finished_at=time.time(),
        )
        if before is not None and not row.fills and self.delivery.goal is Goal.PUSH and _sent(before, row):
            # There is nothing left to fill, because it was all sent before the other run ended.
            kept = {name: getattr(before, name) for name in ("revision_in", "before", "gaps_before", "fills", "about")}
            return done._replace(state=State.PUSHED, reason="", **kept)
        return done


def _for_people(error: Exception) -> CardsmithError:
    if isinstance(error, CardsmithError):
        return error
    if isinstance(error, OSError) and error.strerror:
        return CardsmithError(error.strerror)
    # The words of an error that nobody foresaw may hold anything, even a token.
    return CardsmithError(f"cardsmith met a bug of its own: {type(error).__name__}", hint="please report it")


def _sent(before: Row, row: Row) -> bool:
    return not before.is_done and bool(before.fills) and before.revision_out == row.revision_out


def digest(card: Card) -> str:
    """Return the SHA-256 of a card's bytes, by which a ledger knows them."""
    return sha256(card.to_bytes()).hexdigest()
