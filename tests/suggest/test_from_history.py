"""Former answers: kept in one file, suggested to the same author, never safe."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, CardsmithError, fill
from cardsmith.checking import suggest
from cardsmith.suggest import Sources
from cardsmith.suggest.engine import gather
from cardsmith.suggest.from_history import HistoryProvider, confidence_of, provider
from cardsmith.suggest.history import History, Past, Remembered, summed_up

CARD = Card("# A model\n", "README.md")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "state" / "answers.jsonl")


def told(history: History, author: str = "user", *fields: str) -> dict[str, list[tuple[Any, float]]]:
    found = gather(CARD, fields or ("license", "language"), [HistoryProvider(history, author)])
    assert not any(item.safe for items in found.suggestions.values() for item in items)
    return {field: [(item.value, item.confidence) for item in items] for field, items in found.suggestions.items()}


def test_an_answer_is_suggested_to_the_same_author(history: History) -> None:
    assert told(history) == {}
    history.remember("user", "license", "mit", "user/one")
    history.remember("other", "license", "gpl-3.0", "other/one")
    history.remember("user", "language", ["es", "en"], "user/one")
    assert told(history) == {"license": [("mit", 0.43)], "language": [(["es", "en"], 0.43)]}
    assert told(history, "USER") == told(history)
    assert told(history, "nobody") == {}


def test_what_was_given_more_often_comes_first(history: History) -> None:
    for number in range(3):
        history.remember("user", "license", "apache-2.0", f"user/{number}")
    history.remember("user", "license", "mit", "user/other")
    (first, *_) = told(history)["license"]
    assert first[0] == "apache-2.0"
    gap = next(
        gap for gap in suggest(CARD, providers=[HistoryProvider(history, "user")]).gaps if gap.field == "license"
    )
    assert gap.suggestions[0].evidence == (("history", "3 of 4 cards", "user/2, user/1, user/0"),)


def test_the_last_answer_for_a_card_counts(history: History) -> None:
    history.remember("user", "license", "mit", "user/one")
    history.remember("user", "license", "gpl-3.0", "user/one")
    assert told(history)["license"] == [("gpl-3.0", 0.43)]


def test_a_former_answer_is_never_applied(history: History) -> None:
    for number in range(10):
        history.remember("user", "license", "mit", f"user/{number}")
    outcome = fill(CARD, providers=[HistoryProvider(history, "user")], min_confidence=0.0)
    assert outcome.card == CARD


@pytest.mark.parametrize("field", ["model_name", "repo_id", "results", "metrics", "sections.Model description"])
def test_what_is_about_one_model_is_not_remembered(history: History, field: str) -> None:
    history.remember("user", field, "x", "user/one")
    assert not history.path.exists()


def test_a_detail_of_a_section_is_remembered(history: History) -> None:
    field = "sections.Model Description › Developed by"
    history.remember("user", field, "The team", "user/one")
    assert told(history, "user", field) == {field: [("The team", 0.43)]}


def test_the_file_is_the_users_alone(history: History) -> None:
    history.remember("user", "license", "mit", "user/one")
    assert stat.S_IMODE(os.stat(history.path).st_mode) & 0o077 == 0


def test_damaged_lines_are_passed_over(history: History) -> None:
    history.remember("user", "license", "mit", "user/one")
    whole = history.path.read_bytes()
    damaged = [b"{", b"[]", b"null", b"\xff", b"[" * 3_000, b'{"author": 1}', b'{"author": "user", "field": "license"}']
    rows = [
        {"author": "user", "field": "license", "value": value, "card": "c"} for value in (None, "no such", 3, {"a": 1})
    ]
    history.path.write_bytes(b"\n".join([*damaged, *(json.dumps(row).encode() for row in rows)]) + b'\n{"autho' + whole)
    assert told(history) == {"license": [("mit", confidence_of(Past("license", "mit", ("user/one",), 2)))]}


def test_a_long_file_is_cut_to_its_end(history: History) -> None:
    history.remember("user", "license", "mit", "user/first")
    with history.path.open("ab") as file:
        file.write(b"x" * 100 + b"\n")
        file.write((b"y" * 99 + b"\n") * 20_001)
    history.remember("user", "license", "apache-2.0", "user/last")
    assert history.path.stat().st_size <= 1_000_000
    assert [item.card for item in history.answers("user")] == ["user/last"]


@pytest.mark.parametrize("value", [object(), float("nan"), "x" * 5_000])
def test_what_is_no_answer_is_not_remembered(history: History, value: object) -> None:
    history.remember("user", "license", value, "user/one")
    assert history.answers("user") == []


def test_a_file_that_cannot_be_written_or_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CardsmithError, match="cannot be written"):
        History(tmp_path / "file" / "answers.jsonl").remember("user", "license", "mit", "user/one")
    with pytest.raises(CardsmithError, match="cannot be read"):
        History(tmp_path).answers("user")
    found = gather(CARD, ["license"], [HistoryProvider(History(tmp_path), "user")])
    assert [problem.provider for problem in found.problems] == ["history"]


def test_the_author_is_the_first_part_of_the_id(history: History) -> None:
    history.remember("user", "license", "mit", "user/one")
    made = provider(Sources(repo_id="user/two", history=history))
    assert made is not None
    assert gather(CARD, ["license"], [made]).suggestions["license"][0].value == "mit"
    assert provider(Sources(repo_id="user/two")) is None


RECORDS = st.builds(
    Remembered,
    st.just("user"),
    st.sampled_from(["license", "language"]),
    st.sampled_from(["mit", "es", ["es", "en"], ["en", "es"]]),
    st.sampled_from(["a", "b", "c", "d"]),
)


@given(st.lists(RECORDS, max_size=12))
def test_every_card_counts_once(records: list[Remembered]) -> None:
    found = summed_up(records)
    for field in ("license", "language"):
        ours = [past for past in found if past.field == field]
        cards = [card for past in ours for card in past.cards]
        assert sorted(cards) == sorted({record.card for record in records if record.field == field})
        assert all(past.of == len(cards) for past in ours)
    assert [len(past.cards) for past in found] == sorted((len(past.cards) for past in found), reverse=True)
    assert all(0.3 < confidence_of(past) <= 0.7 for past in found)


def test_of_equally_frequent_values_the_latest_comes_first() -> None:
    given = [("one", "mit"), ("two", "apache-2.0"), ("one", "gpl-3.0")]
    found = summed_up(Remembered("user", "license", value, card) for card, value in given)
    assert [past.value for past in found] == ["gpl-3.0", "apache-2.0"]
