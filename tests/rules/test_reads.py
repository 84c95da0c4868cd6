"""What a rule says it reads is what decides its findings: after an edit elsewhere it need not be asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card, CardsmithError, fill
from cardsmith.document.body import Body, Section
from cardsmith.document.metadata_path import MISSING
from cardsmith.draft import BODY, CardDraft
from cardsmith.rules import RULES, find_gaps, find_gaps_after
from cardsmith.rules.base import INDEX, Rule
from cardsmith.score import WEIGHTS
from tests.test_complete_fixtures import ANSWERS, CARDS, EVERY_CARD

EXAMPLES = [text for rule in RULES.values() for text in (rule.before, rule.after, rule.near_miss)]
READ = [*map(Card, EXAMPLES), *map(Card.load, CARDS)]
IGNORED = "<!-- cardsmith: ignore missing-license -->"
DECLARED = [rule for rule in RULES.values() if rule.reads]


class Watched(Mapping[str, Any]):
    """Metadata that notes which keys it is asked for."""

    def __init__(self, metadata: Mapping[str, Any], asked: set[str]) -> None:
        self.metadata = metadata
        self.asked = asked

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self.metadata[key]

    def __iter__(self) -> Iterator[str]:
        self.asked.add("every key")
        return iter(self.metadata)

    def __len__(self) -> int:
        self.asked.add("every key")
        return len(self.metadata)


class WatchedCard(Card):
    """A card that notes which of its parts it is asked for."""

    card: Card
    asked: set[str]

    def __init__(self, card: Card) -> None:
        super().__init__(card.text)
        asked: set[str] = set()
        metadata = Watched(card.metadata, asked)
        self.__dict__.update(card=card, asked=asked, metadata=metadata, _yaml=card._yaml)

    @property
    def body(self) -> Body:
        self.asked.add(BODY)
        return self.card.body

    @property
    def words(self) -> str:
        self.asked.add("every word")
        return self.card.words


@pytest.mark.parametrize("rule", DECLARED, ids=[rule.id for rule in DECLARED])
def test_a_rule_reads_nothing_but_what_it_declares(rule: Rule) -> None:
    for card in READ:
        watched = WatchedCard(card)
        assert list(rule.find(watched)) == list(rule.find(card))
        assert watched.asked <= {*rule.reads}


def changes(card: Card) -> Iterator[tuple[str | Section, Any]]:
    """Yield front matter keys with a value, and sections with words."""
    for key in {*WEIGHTS, *card.metadata, *INDEX}:
        yield key, ["none", "none"]
        yield key, MISSING
    for section in card.sections[:5]:
        yield section, "More information needed"
    yield card.sections[-1], IGNORED


def change(draft: CardDraft, what: str | Section, value: Any) -> None:
    if isinstance(what, Section):
        draft.fill_section(what, value)
    elif value is MISSING:
        draft.metadata.delete((what,))
    else:
        draft.metadata.set((what,), value)


@EVERY_CARD
def test_the_gaps_after_an_edit_are_those_of_a_look_at_everything(path: Path) -> None:
    card = Card.load(path)
    gaps = find_gaps(card)
    for what, value in changes(card):
        draft = card.draft()
        with suppress(CardsmithError):
            change(draft, what, value)
            edited = draft.finish()
            assert find_gaps_after(card, gaps, edited, draft.changed) == find_gaps(Card(edited.card.text))


@EVERY_CARD
def test_the_gaps_after_filling_are_those_of_a_look_at_everything(path: Path) -> None:
    card = Card.load(path)
    for answers in ({}, {"license": "mit"}, {"datasets": ["user/data"]}, ANSWERS):
        with suppress(CardsmithError):
            outcome = fill(card, answers)
            assert [gap._replace(suggestions=()) for gap in outcome.open] == find_gaps(Card(outcome.card.text))
