"""The review: every changed line has its answer, and leaving an answer out takes its lines away."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cardsmith import Card
from cardsmith.review import Hunk, entries, hunks, lines_of, written_for
from cardsmith.session import Origin, Session
from tests.support import BROADCLASS, EHCALABRES, MESD, SEEDS
from tests.test_session import COMMENT, MODEL, completed, seed_session


def applied(session: Session, found: Sequence[Hunk]) -> str:
    """The old text with the hunks put in by line numbers."""
    lines = lines_of(session.base.text)
    for hunk in reversed(found):
        assert lines[hunk.old_start : hunk.old_start + len(hunk.old)] == list(hunk.old)
        lines[hunk.old_start : hunk.old_start + len(hunk.old)] = hunk.new
    return "".join(lines)


@pytest.mark.parametrize("stem", SEEDS)
def test_hunks_are_the_difference(stem: str) -> None:
    session = completed(stem)
    found = hunks(session)
    assert applied(session, found) == session.card.text
    new = lines_of(session.card.text)
    for hunk in found:
        assert new[hunk.new_start : hunk.new_start + len(hunk.new)] == list(hunk.new)


@pytest.mark.parametrize("stem", SEEDS)
def test_every_hunk_has_a_reason(stem: str) -> None:
    session = completed(stem)
    kept = {entry.key for entry in entries(session) if entry.kept}
    for hunk in hunks(session):
        assert hunk.keys
        assert set(hunk.keys) <= kept


def test_hunks_belong_to_the_answers_that_made_them() -> None:
    found = hunks(completed(MESD))

    def written(key: str) -> list[tuple[str, ...]]:
        return [hunk.new for hunk in found if hunk.keys[0] == key]

    assert written("library_name") == [("library_name: transformers\n",)]
    assert written("language") == [("language: es\n",)]
    assert written("datasets")[0] == ("datasets:\n", "- hackathon-pln-es/MESD\n")
    assert any("    metrics:\n" in lines for lines in written("results"))
    assert [hunk.old for hunk in found if hunk.keys == (MODEL,)] == [("More information needed\n",)]


def test_repairs_have_their_hunks() -> None:
    session = seed_session(EHCALABRES)
    found = [hunk for hunk in hunks(session) if "repair.misspelt-model-index" in hunk.keys]
    assert found
    assert any("model_index:\n" in hunk.old for hunk in found)


def test_entries_say_who_filled_what() -> None:
    session = completed(BROADCLASS)
    origins = {entry.key: entry.origin for entry in entries(session)}
    assert origins["metrics"] is Origin.PROVEN
    assert origins["language"] is Origin.YOU
    assert all(entry.kept for entry in entries(session))


def test_what_is_left_out_is_still_listed() -> None:
    session = completed(MESD)
    text = session.card.text
    session.drop(MODEL)
    entry = next(entry for entry in entries(session) if entry.key == MODEL)
    assert not entry.kept
    assert entry.value.startswith("wav2vec2-base with a classification head")
    assert all(MODEL not in hunk.keys for hunk in hunks(session))
    session.keep(MODEL)
    assert session.card.text == text


def test_a_proven_value_can_be_left_out() -> None:
    session = seed_session(MESD)
    session.drop("library_name")
    assert "library_name" not in session.card.metadata
    assert [entry.key for entry in entries(session) if not entry.kept] == ["library_name"]
    session.keep("library_name")
    assert session.card.metadata["library_name"] == "transformers"


def test_the_lines_of_one_answer() -> None:
    session = completed(MESD)
    text = session.card.text
    assert [span.of(text) for span in written_for(session, "language")] == ["language: es"]
    assert [span.of(text) for span in written_for(session, "datasets")] == ["datasets:", "- hackathon-pln-es/MESD"]
    session.choose(COMMENT)
    assert written_for(session, COMMENT) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_end_at_line_feeds(newline: str) -> None:
    text = newline.join(["---", "tags: [x]", "---", "# T", "", "last"])
    assert "".join(lines_of(text)) == text
    session = Session(Card(text))
    session.choose("license", "mit")
    assert applied(session, hunks(session)) == session.card.text
