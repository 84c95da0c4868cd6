"""What is done with one card of a run: read it, fill it, note that in the ledger, deliver it, note that too."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from cardsmith.answers import combined
from cardsmith.answers_file import AnswersFile
from cardsmith.batch.delivery import Delivered, Delivery
from cardsmith.batch.places import Access, CardPlace, LoadedCard, ignored_rules, load
from cardsmith.batch.row_shapes import failed_row, filled_row, shape_of
from cardsmith.batch.rows import Goal, LedgerError, Row, State
from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.diff import unified_diff
from cardsmith.errors import CardsmithError
from cardsmith.filling import Outcome, fill
from cardsmith.gaps import Gap, Severity
from cardsmith.suggest.engine import HUB_SECONDS, Problem

if TYPE_CHECKING:
    from cardsmith.batch.ledger import Entry, Ledger


MOST_CHARACTERS = 1_000_000
"""Cards that are worked on together are together not much longer; one alone may be."""


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
        diff: The lines of its diff; None when nobody wants it, or when there was nothing to compare.
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
    diff: tuple[str, ...] | None = None
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
        select: The rules to fix and to tell of, all when empty.
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
        outcome = fill(
            card,
            combined(self.answers.for_card(name), self.own),
            hub.providers(place, loaded),
            min_confidence=self.min_confidence,
            defaults=self.answers.defaults_for(name),
            select=self.select,
            ignore=ignored_rules(place, self.ignore, self.select),
            checked=True,
            hub_seconds=self.hub_seconds,
        )
        return outcome._replace(open=self.shown(outcome.open))

    def shown(self, gaps: list[Gap]) -> list[Gap]:
        """Return the gaps to tell of: those of the rules that were selected, as `check` does."""
        return [gap for gap in gaps if gap.rule in self.select] if self.select else gaps


Describe = Callable[[str, Outcome, str], "tuple[Any, ...]"]
"""Says for people what came of a card: its name, the outcome, and what was done with the new text."""


class _Plan(NamedTuple):
    """What is to be done with a card.

    Attributes:
        task: The card.
        started: When it was begun, in seconds since 1970.
        before: What the ledger knew of it.
        loaded: What was read.
        outcomes: What comes of it; a delivery that meets a newer text adds what comes of that.
        row: Its row before it is delivered; None when nobody wants one.
        entry: What the ledger is told before it is delivered; None when that is nothing.
    """

    task: Task
    started: float
    before: Row | None
    loaded: LoadedCard
    outcomes: list[Outcome]
    row: Row | None
    entry: Entry | None

    @property
    def outcome(self) -> Outcome:
        """What comes of the newest text."""
        return self.outcomes[-1]


@dataclass(frozen=True)
class FillJob:
    """Fills cards. It can be pickled as far as its parts can.

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
        return self.together([task])[0]

    def together(self, tasks: Sequence[Task]) -> list[Done]:
        """Work on a few cards at once, and return what came of each.

        They are planned before the first one is delivered, so that the ledger is written twice for all of them, not for
        each. As ever, it knows of a card before that changes.

        Raises:
            LedgerError: The ledger cannot be written.
            BrokenPipeError: Nobody reads what is printed any more.
        """
        return [done for begun in self._begun_together(tasks) for done in self._carried_out(begun)]

    def _begun_together(self, tasks: Iterable[Task]) -> Iterator[list[_Plan | Done]]:
        """Begin cards, and yield them as soon as they are as many as memory should hold."""
        begun: list[_Plan | Done] = []
        size = 0
        for task in tasks:
            step = self._begun(task, time.time())
            begun.append(step)
            size += len(step.loaded.card.text) if isinstance(step, _Plan) else 0
            if size >= MOST_CHARACTERS:
                yield begun
                begun, size = [], 0
        if begun:
            yield begun

    def _carried_out(self, begun: list[_Plan | Done]) -> list[Done]:
        plans = [step for step in begun if isinstance(step, _Plan)]
        self._note([plan.entry for plan in plans])
        delivered = iter(self._deliver(plans))
        ended = [self._ended(step, next(delivered)) if isinstance(step, _Plan) else (None, step) for step in begun]
        self._note([entry for entry, _ in ended])
        return [done for _, done in ended]

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

    def _begun(self, task: Task, started: float) -> _Plan | Done:
        """Return what is to be done with a card, or what came of it where nothing is."""
        try:
            return self._planned(task, started)
        except (LedgerError, BrokenPipeError):
            raise
        except Exception as error:
            return self.failed(task, error, started)

    def _planned(self, task: Task, started: float) -> _Plan | Done:
        place, goal = task.place, self.delivery.goal
        before = self.ledger.get(place.key) if self.ledger is not None and task.again else None
        if before is not None and before.is_done and before.goal is goal:
            return self._noted(place, before)
        loaded = load(place, self.hub)
        if before is not None and self._was_delivered(before, loaded.card):
            state = State.PUSHED if goal is Goal.PUSH else State.FILLED
            return self._noted(place, before._replace(state=state, position=task.position, finished_at=time.time()))
        outcome = self.filling.fill(loaded.card, place, loaded, self.hub)
        row = self._row(task, loaded, outcome, started)
        return _Plan(task, started, before, loaded, [outcome], row, self._entry(row) if outcome.edits else None)

    def _deliver(self, plans: Sequence[_Plan]) -> list[Delivered | Exception]:
        """Return what became of each card, or why it could not be delivered."""
        if len(plans) < 2 or not self.delivery.side_by_side:
            return [self._delivered(plan) for plan in plans]
        from concurrent.futures import ThreadPoolExecutor  # here, because one card does without

        # Each waits until the disk has the file, and a disk takes several in hardly more time than one.
        with ThreadPoolExecutor(len(plans)) as pool:
            return list(pool.map(self._delivered, plans))

    def _delivered(self, plan: _Plan) -> Delivered | Exception:
        place, before = plan.task.place, plan.before

        def refill(card: Card, own: bool) -> Outcome:  # answers replace what stands there, whoever wrote it
            plan.outcomes.append(self.filling.fill(card, place, plan.loaded, self.hub))
            return plan.outcome

        try:
            if before is not None and not before.is_done:
                self.delivery.tidy(place, before.started_at, plan.started)
            return self.delivery.deliver(place, plan.loaded, plan.outcome, refill)
        except BrokenPipeError:
            raise
        except Exception as error:
            return error

    def _ended(self, plan: _Plan, delivered: Delivered | Exception) -> tuple[Entry | None, Done]:
        """Return what came of a card, and what the ledger has still to be told of it."""
        if isinstance(delivered, Exception):
            return None, self.failed(plan.task, delivered, plan.started, plan.row)
        try:
            return self._done(plan, delivered)
        except Exception as error:
            return None, self.failed(plan.task, error, plan.started)

    def _done(self, plan: _Plan, delivered: Delivered) -> tuple[Entry | None, Done]:
        place, outcome, loaded, row = plan.task.place, plan.outcome, plan.loaded, plan.row
        if len(plan.outcomes) > 1:
            row = self._row(plan.task, loaded, outcome, plan.started)
        if row is not None:
            row = self._finished(row, delivered, plan.before)
        done = Done(
            place,
            delivered.state,
            shape_of(row) if row is not None and self.with_shape else None,
            self.describe(place.name, outcome, delivered.words) if self.describe is not None else (),
            tuple(unified_diff(loaded.card.text, plan.outcomes[0].edits, place.name)) if self.with_diff else None,
            tuple(outcome.problems),
            None,
            bool(outcome.edits),
            all(gap.severity is Severity.ADVICE for gap in outcome.open),
            len(outcome.filled),
            delivered.reason,
        )
        return self._entry(row), done

    def _entry(self, row: Row | None) -> Entry | None:
        """Return a row as the ledger keeps it: if that cannot be done, it is the one card that fails."""
        return self.ledger.entry(row) if row is not None and self.ledger is not None else None

    def _note(self, entries: Iterable[Entry | None]) -> None:
        noted = [entry for entry in entries if entry is not None]
        if noted and self.ledger is not None:
            self.ledger.put_entries(noted)

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
        ignore = ignored_rules(task.place, self.filling.ignore, self.filling.select)
        gaps = self.filling.shown(check(loaded.card, providers=(), ignore=ignore))
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
