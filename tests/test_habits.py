"""Answers are remembered for the next card of the same author."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsmith.habits import remember_answers
from cardsmith.session import Session
from cardsmith.suggest.history import History
from tests.support import trainer_card


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "answers.jsonl")


def answered(**answers: object) -> Session:
    session = Session(trainer_card("library_name: transformers\n"))
    for key, value in answers.items():
        session.choose(key, value)
    return session


def known(history: History, author: str = "user") -> dict[str, object]:
    return {item.field: item.value for item in history.answers(author)}


def test_habits_are_remembered_and_single_models_are_not(history: History) -> None:
    session = answered(license="mit", language="es", pipeline_tag="audio-classification", model_name="voices")
    session.choose("sections.Model description", "Hears.")
    remember_answers(session, "user/voices", "README.md", history)
    assert known(history) == {"license": "mit", "language": "es", "pipeline_tag": "audio-classification"}
    assert known(history, "other") == {}


def test_what_was_remembered_is_not_written_again(history: History) -> None:
    for _ in range(2):
        remember_answers(answered(license="mit"), "user/voices", "README.md", history)
    assert len(history.answers("user")) == 1
    remember_answers(answered(license="apache-2.0"), "user/voices", "README.md", history)
    assert [item.value for item in history.answers("user")] == ["mit", "apache-2.0"]


def test_skipped_and_undone_answers_are_none(history: History) -> None:
    session = answered(license="mit", language="es")
    session.undo()
    session.drop("license")
    session.skip("pipeline_tag")
    remember_answers(session, "user/voices", "README.md", history)
    assert known(history) == {}


def test_without_an_author_nothing_is_remembered(history: History) -> None:
    remember_answers(answered(license="mit"), None, "README.md", history)
    remember_answers(answered(license="mit"), "voices", "README.md", history)
    assert not history.path.exists()
