"""Any edits in any order, undone, made again, and read again from the bytes: nothing but the edits ever changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import hypothesis.strategies as st
from hypothesis import event, note
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cardsmith import Card, CardsmithError, fill
from cardsmith.answers import check_answers
from cardsmith.draft import CardDraft
from cardsmith.edits import EditSet
from cardsmith.text import Span
from tests.adversarial.cards import CORPUS, completed, everything, mutated
from tests.document.front_matters import front_matters
from tests.document.test_edit_properties import VALUES
from tests.support import examples
from tests.test_complete_fixtures import ANSWERS, CARDS

BYTES = st.one_of(
    st.sampled_from([*CARDS, *CORPUS]).map(lambda path: path.read_bytes()),
    st.sampled_from(CARDS).map(lambda path: completed(path).to_bytes()),
    mutated(),
    front_matters().map(lambda text: f"---\n{text}---\n# Title\n\n## Model description\n\n".encode()),
)
KEYS = st.sampled_from(
    ["license", "language", "tags", "datasets", "metrics", "model-index", "new", "no", "a: b", "ключ"]
)
TEXTS = st.sampled_from(
    [
        *("A sentence.", "", "two\n\nparagraphs", "- a\n- b", "crlf\r\nline", "```\ncode\n```", "| a |\n|---|\n| 1 |"),
        *("```\nnever closed", "<!-- never closed", "---", "---\nlicense: mit\n---", "# A heading", "x\n===", "\ufeff"),
        *("More information needed", "  \n\n", "<pre>", "\x00\x1b[31m", "a\\", "\u2028", "[x]: y", "results: []"),
    ]
)
ANSWER_KEYS = sorted(set(ANSWERS) - {"repo_id"})


class Step(NamedTuple):
    """A card, the edits that were made to it, and the card they made."""

    before: Card
    edits: EditSet
    after: Card


class CardMachine(RuleBasedStateMachine):
    """One card under edits, with the way back and forth."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self.card = Card("")
        self.done: list[Step] = []
        self.undone: list[Step] = []

    @initialize(data=BYTES)
    def open(self, data: bytes) -> None:
        self.first = self.card = Card.from_bytes(data)
        assert self.card.to_bytes() == data

    # -- edits ---------------------------------------------------------------------------------------------------------

    def finish(self, draft: CardDraft) -> None:
        new, edits = draft.finish()
        self.go_on(edits, new)

    def go_on(self, edits: EditSet, new: Card) -> None:
        assert edits.apply(self.card.text) == new.text
        if edits:
            self.done.append(Step(self.card, edits, new))
            self.undone.clear()
            self.card = new

    @rule(data=st.data(), read_first=st.booleans())
    def edit_metadata(self, data: st.DataObject, read_first: bool) -> None:
        card = self.card
        if read_first:
            everything(card)  # so that the new card takes over what is known already
        path = data.draw(paths_of(dict(card.metadata)) | KEYS.map(lambda key: (key,)))
        what = data.draw(st.sampled_from(["set", "append", "delete", "rename", "wrap"]))
        value = data.draw(VALUES)
        try:
            draft = card.draft()
            metadata = draft.metadata
            if what in ("set", "append"):
                getattr(metadata, what)(path, value)
            elif what == "rename":
                metadata.rename(path, data.draw(KEYS))
            else:
                getattr(metadata, what)(path)
            self.finish(draft)
        except CardsmithError as error:
            refused(error)

    @rule(data=st.data(), text=TEXTS, read_first=st.booleans())
    def fill_a_section(self, data: st.DataObject, text: str, read_first: bool) -> None:
        if read_first:
            everything(self.card)
        draft = self.card.draft()
        try:
            draft.fill_section(data.draw(st.sampled_from(self.card.sections)), text)
            self.finish(draft)
        except CardsmithError as error:
            refused(error)

    @rule(data=st.data(), text=TEXTS, title=st.sampled_from(["Limitations", "a `b` #", "x ##"]))
    def insert_a_section(self, data: st.DataObject, text: str, title: str) -> None:
        draft = self.card.draft()
        titles = [section.title for section in self.card.sections]
        try:
            draft.insert_section(title, text, after=data.draw(st.sampled_from(["", *titles])))
            self.finish(draft)
        except CardsmithError as error:
            refused(error)

    @rule(data=st.data(), text=TEXTS)
    def replace_some_of_the_body(self, data: st.DataObject, text: str) -> None:
        size = len(self.card.text)
        start = data.draw(st.integers(self.card.body_start, size))
        stop = min(size, start + data.draw(st.sampled_from([0, 1, 10, 10**9])))
        draft = self.card.draft()
        try:
            draft.replace(Span(start, stop), text)
            self.finish(draft)
        except CardsmithError as error:
            refused(error)

    @rule(keys=st.lists(st.sampled_from(ANSWER_KEYS), max_size=4), text=TEXTS, read_first=st.booleans())
    def fill_some_questions(self, keys: list[str], text: str, read_first: bool) -> None:
        if read_first:
            everything(self.card)
        answers: dict[str, Any] = {key: ANSWERS[key] for key in keys}
        answers["sections"] = {"Model description": text or "x"}
        try:
            outcome = fill(self.card, check_answers(answers), checked=True)
        except CardsmithError as error:
            refused(error)
        else:
            self.go_on(outcome.edits, outcome.card)

    # -- back and forth ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        step = self.done.pop()
        self.undone.append(step)
        self.card = Card(step.edits.inverse(step.before.text).apply(step.after.text))
        assert self.card.to_bytes() == step.before.to_bytes()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        step = self.undone.pop()
        self.done.append(step)
        self.card = Card(step.edits.apply(step.before.text))
        assert self.card.to_bytes() == step.after.to_bytes()

    @rule()
    def read_again(self) -> None:
        self.card = Card.from_bytes(self.card.to_bytes())

    # -- what always holds ---------------------------------------------------------------------------------------------

    @invariant()
    def outside_the_edits_every_character_stays(self) -> None:
        together = EditSet()
        for step in self.done:
            together = together.then(step.edits)
        assert together.apply(self.first.text) == self.card.text
        assert together.inverse(self.first.text).apply(self.card.text) == self.first.text

    @invariant()
    def the_card_says_what_its_bytes_say(self) -> None:
        again = Card.from_bytes(self.card.to_bytes())
        assert again == self.card
        assert everything(again) == everything(self.card)


def paths_of(metadata: dict[str, Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """The paths of values in a front matter."""
    found: list[tuple[Any, ...]] = []

    def visit(value: Any, path: tuple[Any, ...]) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            if len(path) < 6 and len(found) < 200:
                found.append((*path, key))
                visit(item, (*path, key))

    visit(metadata, ())
    return st.sampled_from(found) if found else st.nothing()


def refused(error: CardsmithError) -> None:
    """An edit may be refused, in words; the card stays as it is."""
    assert error.message
    note(f"refused: {error}")
    event(f"refused: {type(error).__name__}")


TestCardMachine = CardMachine.TestCase
TestCardMachine.settings = examples(0.4)
