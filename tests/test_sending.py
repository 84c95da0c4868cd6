"""What a session comes to on the text that stands on the Hub."""

from __future__ import annotations

import pytest

from cardsmith import Card
from cardsmith.errors import EditConflict
from cardsmith.gaps import GIVEN
from cardsmith.push_text import describe, removals
from cardsmith.replacing import replacing
from cardsmith.sending import plan_sending
from cardsmith.session import Session
from tests.support import EXPECTED, SEEDS, seed

BASE = Card("---\nlicense: mit\n---\n\n# Voices\n")


def session() -> Session:
    session = Session(BASE)
    session.choose("language", "es")
    return session


def card(front: str, body: str = "# Voices\n") -> Card:
    return Card(f"---\n{front}---\n\n{body}")


def test_on_the_text_it_was_made_from() -> None:
    outcome, aside = plan_sending(session(), BASE, BASE)
    assert outcome.card == session().card
    assert outcome.edits.apply(BASE.text) == outcome.card.text
    assert [fix.evidence for fix in outcome.filled if fix.field == "language"] == [GIVEN]
    assert aside == ()


def test_on_a_newer_text_the_answers_are_given_again() -> None:
    newer = card("license: mit\nthumbnail: a.png\n")
    outcome, aside = plan_sending(session(), newer, BASE)
    assert outcome.card.text == newer.text.replace("license", "language: es\nlicense")
    assert outcome.edits.apply(newer.text) == outcome.card.text
    assert aside == ()


def test_an_answer_that_somebody_else_gave_is_put_aside() -> None:
    outcome, aside = plan_sending(session(), card("language: fr\nlicense: mit\n"), BASE)
    assert outcome.card.metadata["language"] == "fr"
    assert [item.key for item in aside] == ["language"]


def test_an_answer_replaces_one_that_the_same_account_gave() -> None:
    outcome, aside = plan_sending(session(), card("language: fr\nlicense: mit\nthumbnail: a.png\n"), BASE, own=True)
    assert dict(outcome.card.metadata) == {"language": "es", "license": "mit", "thumbnail": "a.png"}
    assert aside == ()


def test_an_answer_that_stands_there_is_nothing_to_tell() -> None:
    outcome, aside = plan_sending(session(), card("language: es\nlicense: mit\n"), BASE)
    assert not outcome.edits
    assert aside == ()


def test_a_card_that_comes_from_somewhere_else_takes_the_place() -> None:
    other = card("license: apache-2.0\n", "# Other\n")
    outcome, _ = plan_sending(session(), other)
    assert outcome.card == session().card
    assert outcome.edits.apply(other.text) == outcome.card.text
    assert {fix.field for fix in outcome.filled} >= {"language", "license"}


def test_what_was_made_from_another_text_goes_together_with_its_changes() -> None:
    sent = card("language: es\nlicense: mit\n", "# Voices\n\nMore.\n")
    newer = Card(sent.text.replace("license: mit\n", "license: mit\nthumbnail: a.png\n"))
    changed = session()
    changed.choose("language", "fr")
    outcome, _ = plan_sending(changed, newer, Card(session().card.text))
    assert dict(outcome.card.metadata) == {"language": "fr", "license": "mit", "thumbnail": "a.png"}
    assert outcome.card.text.endswith("More.\n")


def test_the_same_words_changed_twice_are_a_conflict() -> None:
    known = card("language: es\nlicense: mit\n")
    changed = session()
    changed.choose("language", "fr")
    with pytest.raises(EditConflict, match="somebody else has changed line"):
        plan_sending(changed, card("language: hi\nlicense: mit\n"), known)


def test_what_the_new_card_no_longer_says_is_told_apart() -> None:
    old = card("license: mit\ntags: [a]\n", "# Voices\n\n## Uses\n\nMany.\n\n## Data\n\nMine.\n")
    new = card(
        "language: es\ntags: [b]\n",
        "# Voices\n\n## Uses\n\nMore information needed\n\n## Training data\n\n## Data\n\nMine.\n",
    )
    outcome = replacing(old, new)

    assert [(fix.field, fix.message) for fix in removals(outcome)] == [
        ("license", "mit"),
        ("sections.Uses", '"Uses" says only "More information needed"'),
    ]
    assert {fix.field for fix in outcome.filled if fix.value is not None} == {"language", "tags"}
    text = describe(outcome, "user/voices")
    assert text.title == "Complete the model card: language, tags"
    assert "Removed:\n\n- `license`: `mit`\n" in text.description
    assert removals(replacing(Card(""), new)) == []


def test_a_repository_without_a_card() -> None:
    outcome = replacing(Card(""), session().card)
    assert outcome.edits.apply("") == session().card.text


@pytest.mark.parametrize("stem", SEEDS)
def test_a_completed_card_can_be_told_about(stem: str) -> None:
    done = Card.from_bytes((EXPECTED / f"{stem}.md").read_bytes())
    outcome = replacing(seed(stem), done)
    assert outcome.edits.apply(seed(stem).text) == done.text
    assert describe(outcome, "user/voices").title.startswith("Complete the model card: ")
    assert removals(outcome) == []
