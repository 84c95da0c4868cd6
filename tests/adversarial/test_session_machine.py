"""Any decisions in any order: the same decisions about the same text make the same bytes, whatever lies between."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import event, note
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cardsmith import Card, CardsmithError, check
from cardsmith.decisions import Decision
from cardsmith.errors import AnswersError, EditRefused
from cardsmith.gaps import SECTION_PREFIX
from cardsmith.questions import REPAIR_PREFIX
from cardsmith.session import Session
from tests.adversarial.cards import mutated
from tests.adversarial.test_card_machine import TEXTS
from tests.support import examples
from tests.test_complete_fixtures import ANSWERS, CARDS

BYTES = st.one_of(st.sampled_from(CARDS).map(lambda path: path.read_bytes()), mutated())
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    ["mit", "other", "en", ["es", "no"], "user/data", ["a/b", "c/d"], "no", "", [], {}, 1, None]
)


class SessionMachine(RuleBasedStateMachine):
    """A person at a card, with all the time in the world."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(Card(""))
        self.states: list[dict[str, Decision]] = [{}]
        self.at = 0
        self.made: dict[str, bytes] = {}

    @initialize(data=BYTES, with_suggestions=st.booleans())
    def open(self, data: bytes, with_suggestions: bool) -> None:
        card = Card.from_bytes(data)
        self.session = Session(card)
        if with_suggestions:
            self.session.suggest({gap.field: gap.suggestions for gap in check(card) if gap.field and gap.suggestions})

    # -- deciding ------------------------------------------------------------------------------------------------------

    def decided(self) -> None:
        """Take note of a step, if there was one."""
        now = dict(self.session.decisions)
        if now != self.states[self.at]:
            self.states[self.at + 1 :] = [now]
            self.at += 1

    def key(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from([*self.session.questions, "license", "model_name", "pipeline_tag"]))

    @rule(data=st.data(), text=TEXTS)
    def choose(self, data: st.DataObject, text: str) -> None:
        key = self.key(data)
        value: Any = None
        if key.startswith(SECTION_PREFIX):
            value = text
        elif not key.startswith(REPAIR_PREFIX):
            offered = [suggestion.value for suggestion in self.session.suggestions(key)]
            value = data.draw(st.sampled_from([*offered, ANSWERS.get(key), self.session.draft(key)]) | VALUES)
        before = dict(self.session.decisions)
        try:
            self.session.choose(key, value)
        except (AnswersError, EditRefused) as error:
            assert error.message
            assert dict(self.session.decisions) == before
            note(f"refused: {error}")
            event(f"refused: {type(error).__name__}")
        self.decided()

    @rule(data=st.data(), what=st.sampled_from(["skip", "set_not_applicable", "clear", "drop", "keep"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        getattr(self.session, what)(self.key(data))
        self.decided()

    # -- back and forth ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.at)
    @rule()
    def undo(self) -> None:
        assert self.session.undo() is not None
        self.at -= 1

    @precondition(lambda self: self.at + 1 < len(self.states))
    @rule()
    def redo(self) -> None:
        assert self.session.redo() is not None
        self.at += 1

    @rule(text=TEXTS, in_front=st.booleans())
    def somebody_else_writes_the_card(self, text: str, in_front: bool) -> None:
        old = self.session.base.text
        self.session.rebase(Card(f"{text}\n{old}" if in_front else f"{old}\n{text}\n"))
        self.decided()

    @rule()
    def leave_and_come_back(self) -> None:
        """What is resumed from a journal is what was left."""
        journal = json.loads(json.dumps(self.session.journal()))
        other = Session(Card.from_bytes(self.session.base.to_bytes()))
        other.suggest({key: found for key in self.session.questions if (found := self.session.suggestions(key))})
        aside = other.resume(journal)
        kept = {key for key, decision in self.session.decisions.items() if not self.session.why_refused(key)}
        assert {item.key for item in aside} <= set(self.session.decisions) - kept
        if not aside:
            assert dict(other.decisions) == dict(self.session.decisions)
            assert other.card.to_bytes() == self.session.card.to_bytes()

    # -- what always holds ---------------------------------------------------------------------------------------------

    @invariant()
    def the_history_is_the_one_that_was_made(self) -> None:
        assert dict(self.session.decisions) == self.states[self.at]
        assert (self.session.decisions.last is None) == (self.at == 0)
        assert (self.session.decisions.next is None) == (self.at + 1 == len(self.states))

    @invariant()
    def the_same_decisions_make_the_same_bytes(self) -> None:
        session = self.session
        state = repr((session.base.text, sorted(session.decisions.items())))
        assert self.made.setdefault(state, session.card.to_bytes()) == session.card.to_bytes()

    @invariant()
    def the_edits_are_the_whole_difference(self) -> None:
        session = self.session
        edits = session.outcome.edits
        assert edits.apply(session.base.text) == session.card.text
        assert edits.inverse(session.base.text).apply(session.card.text) == session.base.text
        assert session.changed == (session.card.to_bytes() != session.base.to_bytes())
        assert Card.from_bytes(session.card.to_bytes()).metadata == session.card.metadata

    @invariant()
    def every_question_can_be_asked_about(self) -> None:
        session = self.session
        for key in session.questions:
            session.state(key)
            session.origin(key)
            session.places(key)
            session.draft(key)
        assert set(session.open_keys()) <= set(session.questions)
        assert (session.next_open() is None) or session.next_open() in session.questions


def test_a_journal_that_is_none_is_refused() -> None:
    session = Session(Card("# Title\n"))
    journals: list[Any] = [None, [], "x", {}, {"version": 1}, {"version": 1, "base": "", "decisions": {"license": 1}}]
    for journal in journals:
        try:
            session.resume(journal)
        except CardsmithError as error:
            assert error.message
        else:
            raise AssertionError(journal)
    assert not session.decisions


TestSessionMachine = SessionMachine.TestCase
TestSessionMachine.settings = examples(0.2)
