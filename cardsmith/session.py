"""The state of one card while somebody fills it: questions, decisions, and the card they make.

Nothing here reads a file, a clock or a screen, so that the editor and the command line can share it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from typing import Any, NamedTuple

from cardsmith.answers import combined
from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.decisions import Decision, Decisions, Step, Verdict, decision_shape, read_decision
from cardsmith.errors import AnswersError, EditRefused, JournalError
from cardsmith.fields import FIELDS, Kind
from cardsmith.filling import Outcome
from cardsmith.gaps import Evidence, Gap, Suggestion
from cardsmith.questions import REPAIR_PREFIX, Question, is_key, question_about, questions
from cardsmith.settling import Settled, Settling, Wanted, checked_value
from cardsmith.standing import Origin, Standing, State
from cardsmith.visible import shortened, value_text

__all__ = ["Origin", "PutAside", "Session", "State", "read_journal", "text_hash"]

_JOURNAL_VERSION = 1


class PutAside(NamedTuple):
    """A decision that no longer fits the card.

    Attributes:
        key: The question.
        decision: What was decided.
        reason: Why it is not applied.
    """

    key: str
    decision: Decision
    reason: str


class Session:
    r"""One card with what was decided about it.

    >>> session = Session(Card("---\nlicense: mit\n---\n# Title\n"))
    >>> session.choose("language", "es")
    >>> session.card.text
    '---\nlanguage: es\nlicense: mit\n---\n# Title\n'
    >>> session.undo().label, session.changed
    ('language: es', False)
    """

    def __init__(self, card: Card, *, ignore: Collection[str] = (), min_confidence: float = 0.9) -> None:
        self.ignore = frozenset(ignore)
        self.min_confidence = min_confidence
        self.decisions = Decisions()
        self.typed: dict[str, Any] = {}
        """What was typed and not accepted yet, by question."""
        self._found: dict[str, list[Suggestion]] = {}
        self._settled: Settled | None = None
        self._stood: Standing | None = None
        self._read(card)

    def _read(self, card: Card) -> None:
        """Start from a text of the card."""
        self.base = card
        self._settling = Settling(card, self.ignore)
        self._asked = questions(card, check(card, providers=(), ignore=self.ignore))
        self._forget()

    # -- the card ------------------------------------------------------------------------------------------------------

    @property
    def settled(self) -> Settled:
        """What the decisions come to, worked out when it is asked for."""
        if self._settled is None:
            self._settled = self.settle(self.wanted(self.decisions))
        return self._settled

    def settle(self, wanted: Wanted) -> Settled:
        """Return what would be written for something else that is wanted of the card."""
        return self._settling.settle(wanted)

    @property
    def outcome(self) -> Outcome:
        """The new card, with what was filled and what is open."""
        return self.settled.outcome

    @property
    def card(self) -> Card:
        """The card as it is now."""
        return self.outcome.card

    @property
    def refused(self) -> dict[str, str]:
        """Why something that is wanted could not be written, by field or rule."""
        return self.settled.refused

    @property
    def changed(self) -> bool:
        """Whether the card differs from the text it was read from."""
        return bool(self.outcome.edits)

    def wanted(self, decisions: Mapping[str, Decision]) -> Wanted:
        """Return what decisions, and what is proven where there are none, ask to be written."""
        values: dict[str, tuple[Any, tuple[Evidence, ...]]] = {}
        repairs: set[str] = set()
        for key, decision in decisions.items():
            if decision.verdict is Verdict.CHOSEN:
                if key.startswith(REPAIR_PREFIX):
                    repairs.add(key.removeprefix(REPAIR_PREFIX))
                else:
                    values[key] = (decision.value, decision.evidence)
        proven: dict[str, Suggestion] = {}
        for question in self._asked:
            verdict = decisions[question.key].verdict if question.key in decisions else None
            if verdict in (None, Verdict.CHOSEN):
                repairs |= question.safe_repairs
            suggestion = self._proof(question.key)
            if verdict is None and suggestion is not None:
                proven[question.key] = suggestion
        return Wanted(values, proven, frozenset(repairs))

    def _proof(self, key: str) -> Suggestion | None:
        sure = (item for item in self._found.get(key, ()) if item.safe and item.confidence >= self.min_confidence)
        return next(sure, None)

    # -- the questions -------------------------------------------------------------------------------------------------

    @property
    def _standing(self) -> Standing:
        if self._stood is None:
            proven = frozenset(key for key in self._found if self._proof(key) is not None)
            self._stood = Standing(self._asked, self.decisions, self.settled, proven)
        return self._stood

    @property
    def questions(self) -> dict[str, Question]:
        """Every question by key: those of the card as it was read, and those that its new text raises."""
        return self._standing.questions

    def fields(self) -> frozenset[str]:
        """Return the answers keys that the card as it was read asks for."""
        return frozenset(question.field for question in self._asked if question.field is not None)

    def state(self, key: str) -> State:
        """Return how far a question is."""
        return self._standing.state(key)

    def origin(self, key: str) -> Origin | None:
        """Return who filled a question, None when it is not filled."""
        return self._standing.origin(key)

    def why_refused(self, key: str) -> str:
        """Return why what is wanted for a question could not be written; empty when it could."""
        return self._standing.why_refused(key)

    def places(self, key: str) -> list[Gap]:
        """Return the gaps of a question that are still in the card's new text."""
        return self._standing.places(key)

    def value(self, key: str) -> Any:
        """Return what is written for a question, None when nothing is."""
        return self._standing.value(key)

    def draft(self, key: str) -> Any:
        """Return what an answer starts from: what was typed, what is written or left out, or the card's own words."""
        return self.typed[key] if key in self.typed else self._known(key)

    def keep_typed(self, key: str, value: Any) -> bool:
        """Keep what somebody typed and did not accept yet; return whether that is new. Nothing typed is forgotten."""
        before = self.typed.pop(key, None)
        if value and _simplest(key, value) != _simplest(key, self._known(key)):
            self.typed[key] = value
        return bool(self.typed.get(key) != before)

    def _known(self, key: str) -> Any:
        decision = self.decisions.get(key)
        decided = decision.value if decision is not None else None
        if key == "results":
            return self._result_draft(decided or self.value(key) or {})
        if decided is not None:
            return decided
        return self.value(key) if self.value(key) is not None else self.card.metadata.get(key)

    def _result_draft(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer, and where it is silent the task and the dataset that the card names."""
        task, datasets = self.card.word("pipeline_tag"), self.card.listed("datasets")
        one = datasets[0] if len(datasets) == 1 and isinstance(datasets[0], str) else None
        draft: dict[str, Any] = {"task": {"type": task} if task else {}, "dataset": {"type": one} if one else {}}
        return dict(combined({"results": draft}, {"results": written})["results"])

    def suggestions(self, key: str) -> list[Suggestion]:
        """Return the values that are suggested for a question, the surest first."""
        return self._found.get(key, [])

    def suggest(self, found: Mapping[str, Iterable[Suggestion]]) -> None:
        """Take what providers say of some fields in the place of what they said before."""
        self._found.update({field: list(items) for field, items in found.items()})
        self._forget()

    def snapshot(self) -> Session:
        """Return the session as it is now, which stays so whatever is decided afterwards."""
        other = copy(self)
        other.decisions = Decisions()
        other.decisions.record("as it was", dict(self.decisions))
        other.typed = dict(self.typed)
        other._found = dict(self._found)
        # One of its own, because it is asked in a thread.
        other._settling = Settling(self.base, self.ignore)
        other._settled = self.settled
        return other

    # -- finding the way -----------------------------------------------------------------------------------------------

    def open_keys(self) -> list[str]:
        """Return the questions that keep the card from being complete."""
        return list(self._standing.open_keys)

    def counts(self, key: str) -> bool:
        """Whether the card is incomplete while a question is open: what other answers left of it may be advice."""
        return self._standing.counts(key)

    def next_open(self, after: str | None = None, back: bool = False) -> str | None:
        """Return the open question behind (or before) another one, round the end; advice when nothing else is open."""
        return self._standing.next_open(after, back)

    # -- deciding ------------------------------------------------------------------------------------------------------

    def choose(self, key: str, value: Any = None, evidence: tuple[Evidence, ...] = ()) -> None:
        """Answer a question, or ask for its repair.

        Raises:
            AnswersError: The value is of the wrong shape, or the Hub would reject it.
            EditRefused: It cannot be written here; nothing was decided.
        """
        if key.startswith(REPAIR_PREFIX):
            value = None
        else:
            value = _simplest(key, checked_value(key, value))
            if value is None:
                raise AnswersError("an answer must not be empty")
        decision = Decision(Verdict.CHOSEN, value, evidence)
        settled = self.settle(self.wanted({**self.decisions, key: decision}))
        refused = settled.refused.get(key.removeprefix(REPAIR_PREFIX))
        if refused:
            raise EditRefused(refused, where=key)
        self._record(_label(key, value), {key: decision})
        self._settled = settled
        self.typed.pop(key, None)

    def take(self, suggestion: Suggestion) -> None:
        """Answer a question with a suggestion, its evidence included.

        Raises:
            AnswersError: The value is of the wrong shape, or the Hub would reject it.
            EditRefused: It cannot be written here; nothing was decided.
        """
        self.choose(suggestion.field, suggestion.value, suggestion.evidence)

    def skip(self, key: str) -> None:
        """Leave a question for later."""
        self._record(f"skip {_name(key)}", {key: Decision(Verdict.SKIPPED)})

    def set_not_applicable(self, key: str) -> None:
        """Say that there is nothing to fill in."""
        self.typed.pop(key, None)
        self._record(f"{_name(key)}: not applicable", {key: Decision(Verdict.NOT_APPLICABLE)})

    def clear(self, key: str) -> None:
        """Forget what was decided about a question."""
        self.typed.pop(key, None)
        self._record(f"clear {_name(key)}", {key: None})

    def drop(self, key: str) -> None:
        """Leave out what is written for a question, and remember it."""
        decision = self.decisions.get(key)
        proof = self._proof(key)
        if decision is None:
            decision = Decision(Verdict.CHOSEN, *((proof.value, proof.evidence) if proof is not None else ()))
        self._record(f"leave out {_name(key)}", {key: decision._replace(verdict=Verdict.DROPPED)})

    def keep(self, key: str) -> None:
        """Take back a `drop`."""
        decision = self.decisions.get(key)
        if decision is not None and decision.verdict is Verdict.DROPPED:
            # Without a value of its own, what is written follows from other answers again.
            own = decision.value is not None or key.startswith(REPAIR_PREFIX)
            self._record(f"keep {_name(key)}", {key: decision._replace(verdict=Verdict.CHOSEN) if own else None})

    def undo(self) -> Step | None:
        """Take back the last step; return it, None when there is none."""
        step = self.decisions.undo()
        self._forget()
        return step

    def redo(self) -> Step | None:
        """Make the step again that was undone last; return it, None when there is none."""
        step = self.decisions.redo()
        self._forget()
        return step

    def _record(self, label: str, new: Mapping[str, Decision | None]) -> None:
        if self.decisions.record(label, new):
            self._forget()

    def _forget(self) -> None:
        self._settled = None
        self._stood = None

    # -- another text, another day -------------------------------------------------------------------------------------

    def rebase(self, card: Card) -> list[PutAside]:
        """Go on with another text of the card: decisions are applied to it, and those that no longer fit returned."""
        typed = {key: Decision(Verdict.CHOSEN, value) for key, value in self.typed.items()}
        before, decided = self._asked, {**typed, **self.decisions}
        self._read(card)
        asked = {question.key for question in before}
        there = {question.key for question in self._asked}
        aside = [
            PutAside(key, decision, "the card no longer has this gap")
            for key, decision in decided.items()
            if key in asked and key not in there
        ]
        self.typed = {key: value for key, value in self.typed.items() if key not in {item.key for item in aside}}
        return [*aside, *self._put_aside(aside)]

    def _put_aside(self, aside: Iterable[PutAside]) -> list[PutAside]:
        """Forget decisions, and those that cannot be written; return the latter."""
        gone: dict[str, Decision | None] = {item.key: None for item in aside}
        self._record("put aside", gone)
        refused = [
            PutAside(key, decision, self.why_refused(key))
            for key, decision in self.decisions.items()
            if decision.verdict is Verdict.CHOSEN and self.why_refused(key)
        ]
        self._record("put aside", {item.key: None for item in refused})
        return refused

    def journal(self) -> dict[str, Any]:
        """Return decisions, and what was typed, as plain JSON, with the hash of the text they were made for."""
        return {
            "version": _JOURNAL_VERSION,
            "base": text_hash(self.base),
            "decisions": {key: decision_shape(decision) for key, decision in self.decisions.items()},
            "typed": dict(self.typed),
        }

    def resume(self, journal: Any) -> list[PutAside]:
        """Make the decisions of a journal again, as one step; return those that do not fit the card.

        Raises:
            JournalError: It is no journal of this version.
        """
        decisions = read_journal(journal)
        same_text = journal["base"] == text_hash(self.base)
        aside: list[PutAside] = []
        fitting: dict[str, Decision | None] = {}
        for key, decision in decisions.items():
            reason = self._misfit(key, decision, same_text)
            if reason:
                aside.append(PutAside(key, decision, reason))
            else:
                fitting[key] = decision
        typed = journal.get("typed", {})
        self.typed.update({key: value for key, value in typed.items() if same_text or key in self.questions})
        self._record("resume", fitting)
        return [*aside, *self._put_aside(())]

    def _misfit(self, key: str, decision: Decision, same_text: bool) -> str:
        if not same_text and key not in self.questions:
            return "the card no longer has this gap"
        if decision.verdict is Verdict.CHOSEN and not key.startswith(REPAIR_PREFIX):
            try:
                checked_value(key, decision.value)
            except AnswersError as error:
                return error.message
        return ""


def text_hash(card: Card) -> str:
    """Return what tells one text of a card from another."""
    return hashlib.sha256(card.text.encode("utf-8", "surrogatepass")).hexdigest()


def read_journal(journal: Any) -> dict[str, Decision]:
    """Return the decisions that a journal holds.

    Raises:
        JournalError: It is no journal of this version.
    """
    if not isinstance(journal, dict) or journal.get("version") != _JOURNAL_VERSION:
        raise JournalError("it is not a journal of this version of cardsmith")
    decisions = journal.get("decisions")
    if not isinstance(journal.get("base"), str) or not isinstance(decisions, dict):
        raise JournalError("it says nothing of a card")
    typed = journal.get("typed", {})
    if not isinstance(typed, dict) or not all(map(_can_be_typed, typed.values())):
        raise JournalError("what was typed cannot be read")
    unknown = next((key for key in (*decisions, *typed) if not is_key(key)), None)
    if unknown is not None:
        raise JournalError(f"there is no question {unknown!r}")
    return {key: read_decision(key, shape) for key, shape in decisions.items()}


def _can_be_typed(value: Any) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, (str, dict, list)) and all(map(_can_be_typed, parts))


def _simplest(key: str, value: Any) -> Any:
    """Return a list of one as its item where a key takes either: one language is written as one word."""
    either = key in FIELDS and FIELDS[key].kind is Kind.TEXT_OR_LIST
    return value[0] if either and isinstance(value, list) and len(value) == 1 else value


def _name(key: str) -> str:
    return question_about(key).title


def _label(key: str, value: Any) -> str:
    return f"{_name(key)}: {shortened(value_text(value), 40)}" if value is not None else _name(key)
