"""A session: what is decided is written, can be taken back, survives another text and another day."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, fill, settling
from cardsmith.errors import AnswersError, EditRefused, JournalError
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.session import Origin, Session, State
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.suggest.from_card import CardProvider
from tests.support import BROADCLASS, EHCALABRES, EXPECTED, MESD, MTL9, SEEDS, answers, seed, trainer_card

COMMENT = "repair.generator-comment"
MODEL = "sections.Model description"


def session_on(card: Card) -> Session:
    """A session that knows what the card itself suggests."""
    session = Session(card)
    session.suggest(answers_only(gather(card, session.fields(), (CardProvider(),)).suggestions))
    return session


def seed_session(stem: str) -> Session:
    return session_on(seed(stem))


def completed(stem: str) -> Session:
    session = seed_session(stem)
    for key, value in answers(stem).items():
        session.choose(key, value)
    return session


def test_what_was_written_once_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    session = seed_session(MTL9)
    session.choose("license", "mit")
    session.choose("license", "apache-2.0")
    text = session.card.text
    monkeypatch.setattr(settling, "settle", lambda *_: pytest.fail("written again"))
    session.skip("language")
    session.undo()
    session.undo()
    assert "license: mit" in session.card.text
    session.redo()
    assert session.card.text == text


def test_a_snapshot_stays_as_it_is() -> None:
    session = seed_session(MTL9)
    session.choose("license", "mit")
    kept = session.snapshot()
    session.choose("license", "apache-2.0")
    session.skip("language")
    assert "license: mit" in kept.card.text
    assert kept.state("language") is State.OPEN
    assert kept.undo() is not None


# -- what is written ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", SEEDS)
def test_nothing_decided_is_what_fill_does(stem: str) -> None:
    session = seed_session(stem)
    outcome = fill(seed(stem))
    assert session.card == outcome.card
    assert session.outcome.after == outcome.after
    assert not session.decisions


@pytest.mark.parametrize("stem", SEEDS)
def test_all_answers_are_the_expected_card(stem: str) -> None:
    session = completed(stem)
    assert session.card.to_bytes() == (EXPECTED / f"{stem}.md").read_bytes()
    assert session.open_keys() == []
    assert session.outcome.after == 1.0


def test_a_proven_value_gives_way_to_an_answer() -> None:
    session = seed_session(MESD)
    assert session.origin("library_name") is Origin.PROVEN
    session.choose("library_name", "speechbrain")
    assert session.card.metadata["library_name"] == "speechbrain"
    assert session.origin("library_name") is Origin.YOU
    session.clear("library_name")
    assert session.card.metadata["library_name"] == "transformers"


def test_a_safe_repair_is_made_until_it_is_left_out() -> None:
    session = seed_session(EHCALABRES)
    key = "repair.misspelt-model-index"
    assert session.state(key) is State.FILLED
    assert "model-index" in session.card.metadata
    session.drop(key)
    assert "model_index" in session.card.metadata
    assert session.state(key) is State.SKIPPED
    session.keep(key)
    assert "model-index" in session.card.metadata


def test_one_answer_closes_what_follows_from_it() -> None:
    session = seed_session(MESD)
    session.choose("datasets", ["hackathon-pln-es/MESD"])
    assert session.state("results") is State.OPEN
    session.choose("pipeline_tag", "audio-classification")
    assert session.origin("results") is Origin.FOLLOWS
    assert session.draft("results") == {
        "task": {"type": "audio-classification"},
        "dataset": {"type": "hackathon-pln-es/MESD"},
    }


def test_what_only_a_complete_card_asks_comes_when_it_is_complete() -> None:
    session = completed(MESD)
    assert COMMENT in session.questions
    assert session.next_open() == COMMENT
    session.choose(COMMENT)
    assert "generated automatically" not in session.card.text
    assert session.outcome.edits.apply(session.base.text) == session.card.text
    while session.undo():
        pass
    assert COMMENT not in session.questions


def test_a_list_of_one_is_written_as_one_word() -> None:
    session = seed_session(MESD)
    session.choose("language", ["es"])
    assert session.card.metadata["language"] == "es"
    session.choose("language", ["es", "en"])
    assert session.card.metadata["language"] == ["es", "en"]


def test_a_bad_answer_decides_nothing() -> None:
    session = seed_session(MESD)
    before = session.card
    with pytest.raises(AnswersError, match="not a task of the Hub"):
        session.choose("pipeline_tag", "hearing")
    with pytest.raises(EditRefused, match="a result needs its task"):
        session.choose("results", {"dataset": {"type": "x", "name": "X"}})
    assert session.card == before
    assert not session.decisions
    assert session.undo() is None


def test_an_answer_that_loses_its_ground_waits() -> None:
    session = seed_session(MTL9)
    session.choose("pipeline_tag", "automatic-speech-recognition")
    session.choose("results", {"dataset": {"type": "nine", "name": "Nine"}})
    session.clear("pipeline_tag")
    assert "needs its task" in session.why_refused("results")
    assert session.state("results") is State.OPEN
    assert session.card.metadata["model-index"][0]["results"] == []
    session.choose("pipeline_tag", "automatic-speech-recognition")
    assert session.state("results") is State.FILLED


def test_evidence_of_a_suggestion_stays_with_it() -> None:
    session = seed_session(MTL9)
    suggestion = session.suggestions("pipeline_tag")[0]
    session.take(suggestion)
    fix = next(fix for fix in session.outcome.filled if fix.field == "pipeline_tag")
    assert fix.evidence == suggestion.evidence


def test_suggestions_that_arrive_later_replace_those_before() -> None:
    session = seed_session(MESD)
    sure = Suggestion("license", "mit", 0.95, True, (Evidence("repo", "README", "mit"),))
    session.suggest({"language": [Suggestion("language", "es", 0.95, True, (Evidence("hub", "", ""),))]})
    assert session.origin("language") is Origin.PROVEN
    session.suggest({"language": [sure._replace(field="language", value="en", safe=False)]})
    assert session.state("language") is State.OPEN
    assert [item.value for item in session.suggestions("language")] == ["en"]


# -- finding the way ---------------------------------------------------------------------------------------------------


def test_next_and_previous_go_round_the_open_gaps() -> None:
    session = seed_session(MESD)
    open_keys = session.open_keys()
    seen = [session.next_open()]
    while len(seen) <= len(open_keys):
        seen.append(session.next_open(seen[-1]))
    assert seen == [*open_keys, open_keys[0]]
    assert session.next_open(open_keys[0], back=True) == open_keys[-1]
    session.skip(open_keys[1])
    assert session.next_open(open_keys[0]) == open_keys[2]
    session.set_not_applicable(open_keys[2])
    assert session.next_open(open_keys[0]) == open_keys[3]
    assert [session.state(key) for key in open_keys[1:3]] == [State.SKIPPED, State.NOT_APPLICABLE]


def test_advice_comes_when_nothing_else_is_open() -> None:
    session = completed(BROADCLASS)
    seen = set()
    key = session.next_open()
    while key is not None:
        assert key not in seen
        seen.add(key)
        session.skip(key)
        key = session.next_open()
    assert seen == {"repair.reported-row", COMMENT}


def test_questions_are_grouped_and_one_for_each_answer() -> None:
    session = seed_session(MESD)
    groups = [question.group.value for question in session.questions.values()]
    assert groups == sorted(groups, key=["Metadata", "Results", "Text"].index)
    assert [gap.rule for gap in session.questions["datasets"].gaps] == ["missing-datasets", "unknown-dataset"]


# -- undo and redo -----------------------------------------------------------------------------------------------------

VALUES: dict[str, list[Any]] = {
    "language": ["es", ["en", "de"]],
    "pipeline_tag": ["audio-classification", "automatic-speech-recognition"],
    "datasets": [[], ["hackathon-pln-es/MESD"], ["a/b", "c/d"]],
    "results": [{"dataset": {"type": "mesd", "name": "MESD"}}, {"checkpoint": "best"}, {}],
    "license": ["mit", "apache-2.0"],
    "base_model": ["facebook/wav2vec2-large"],
    MODEL: ["Classifies emotions.", "Two\n\nparagraphs."],
    COMMENT: [None],
}
KEYS = [*VALUES, "library_name", "repair.misspelt-model-index"]

acts = st.lists(
    st.one_of(
        st.sampled_from([("choose", key, value) for key, values in VALUES.items() for value in values]),
        st.tuples(st.sampled_from(["skip", "set_not_applicable", "clear", "drop", "keep"]), st.sampled_from(KEYS)),
        st.sampled_from([("undo",), ("redo",)]),
    ),
    max_size=12,
)


def act(session: Session, step: tuple[Any, ...]) -> None:
    with suppress(AnswersError, EditRefused):
        getattr(session, step[0])(*step[1:])


@pytest.mark.parametrize("key", ["model_name", "pipeline_tag", "datasets"])
def test_what_was_left_out_without_an_answer_is_kept_without_one(key: str) -> None:
    session = seed_session(MTL9)
    before = session.card.text
    session.drop(key)
    session.keep(key)
    assert key not in session.decisions
    assert session.card.text == before


def test_what_follows_from_an_answer_is_left_out_and_kept_again() -> None:
    session = seed_session(MESD)
    session.choose("results", answers(MESD)["results"])
    followed = [key for key in session.questions if session.origin(key) is Origin.FOLLOWS]
    before = session.card.text
    assert followed
    for key in followed:
        session.drop(key)
        session.keep(key)
    assert session.card.text == before


@given(stem=st.sampled_from([MESD, EHCALABRES]), steps=acts)
def test_any_sequence_keeps_the_promises(stem: str, steps: list[tuple[Any, ...]]) -> None:
    session = seed_session(stem)
    start = session.card.text
    for step in steps:
        act(session, step)
        outcome = session.outcome
        assert outcome.edits.apply(session.base.text) == session.card.text
        assert session.card.yaml_problem is None
        for key in session.questions:
            assert (session.origin(key) is None) == (session.state(key) is not State.FILLED)
        assert set(session.open_keys()) <= set(session.questions)
        following = session.next_open()
        assert following is None or session.state(following) is State.OPEN
    decided, text = dict(session.decisions), session.card.text
    resumed = seed_session(stem)
    aside = resumed.resume(json.loads(json.dumps(session.journal())))
    assert {**resumed.decisions, **{item.key: item.decision for item in aside}} == decided
    if not aside:
        assert resumed.card.text == text
    undone = 0
    while session.undo():
        undone += 1
    assert session.card.text == start
    assert not session.decisions
    for _ in range(undone):
        session.redo()
    while session.redo():
        pass
    assert session.decisions.next is None


@given(steps=acts)
def test_undo_and_redo_are_each_others_inverse(steps: list[tuple[Any, ...]]) -> None:
    session = seed_session(MESD)
    texts = [session.card.text]
    for step in steps:
        done = len(texts)
        if step[0] in ("undo", "redo"):
            continue
        before = session.decisions.last
        act(session, step)
        if session.decisions.last is not before:
            texts.append(session.card.text)
        assert len(texts) in (done, done + 1)
    for text in reversed(texts[:-1]):
        session.undo()
        assert session.card.text == text
    for text in texts[1:]:
        session.redo()
        assert session.card.text == text


# -- another text, another day -----------------------------------------------------------------------------------------


def test_rebase_applies_the_decisions_to_the_new_text() -> None:
    session = completed(MESD)
    changed = Card(seed(MESD).text.replace("- seed: 42", "- seed: 43"))
    assert session.rebase(changed) == []
    assert session.card.text == completed(MESD).card.text.replace("- seed: 42", "- seed: 43")


def test_rebase_puts_aside_what_somebody_else_answered() -> None:
    session = completed(MESD)
    changed = Card(seed(MESD).text.replace("license: apache-2.0", "language: en\nlicense: apache-2.0"))
    aside = session.rebase(changed)
    assert [(item.key, item.decision.value) for item in aside] == [("language", "es")]
    assert session.card.metadata["language"] == "en"
    session.undo()
    assert session.card.metadata["language"] == "es"


def test_rebase_puts_aside_what_can_no_longer_be_written() -> None:
    session = seed_session(MTL9)
    session.choose("results", {"task": {"type": "automatic-speech-recognition"}, "dataset": {"type": "n", "name": "N"}})
    broken = Card(seed(MTL9).text.replace("tags:", "tags: [", 1))
    aside = session.rebase(broken)
    assert "results" in {item.key for item in aside}
    assert session.card == broken


@pytest.mark.parametrize("stem", SEEDS)
def test_a_journal_brings_everything_back(stem: str) -> None:
    session = completed(stem)
    session.skip(COMMENT)
    journal = json.loads(json.dumps(session.journal()))
    again = seed_session(stem)
    assert again.resume(journal) == []
    assert again.card == session.card
    assert dict(again.decisions) == dict(session.decisions)
    again.undo()
    assert again.card == seed_session(stem).card


def test_a_journal_for_another_text_is_applied_where_it_fits() -> None:
    journal = completed(MESD).journal()
    card = Card(seed(MESD).text.replace("license: apache-2.0", "language: en\nlicense: apache-2.0"))
    session = session_on(card)
    aside = session.resume(journal)
    assert "language" in {item.key for item in aside}
    assert session.card.metadata["pipeline_tag"] == "audio-classification"


@pytest.mark.parametrize(
    "journal",
    [
        None,
        [],
        {},
        {"version": 2, "base": "", "decisions": {}},
        {"version": 1, "base": "", "decisions": []},
        {"version": 1, "base": 3, "decisions": {}},
        {"version": 1, "base": "", "decisions": {"license": {}}},
        {"version": 1, "base": "", "decisions": {"license": {"verdict": "bought"}}},
        {"version": 1, "base": "", "decisions": {"license": {"verdict": "chosen", "evidence": [{"source": 1}]}}},
        {"version": 1, "base": "", "decisions": {"licence": {"verdict": "skipped"}}},
        {"version": 1, "base": "", "decisions": {"repair.no-such-rule": {"verdict": "skipped"}}},
    ],
)
def test_what_is_no_journal_is_refused(journal: Any) -> None:
    session = seed_session(MESD)
    with pytest.raises(JournalError):
        session.resume(journal)
    assert not session.decisions


def test_a_bad_value_in_a_journal_is_put_aside() -> None:
    session = seed_session(MESD)
    journal = session.journal()
    journal["decisions"] = {
        "license": {"verdict": "chosen", "value": "beer", "evidence": []},
        "language": {"verdict": "chosen", "value": "es", "evidence": []},
    }
    assert [item.key for item in session.resume(journal)] == ["license"]
    assert session.card.metadata["language"] == "es"


def test_a_snapshot_stays_as_it_was() -> None:
    session = seed_session(MESD)
    session.choose("language", "es")
    snapshot = session.snapshot()
    session.choose("language", "de")
    assert snapshot.card.metadata["language"] == "es"
    assert snapshot.suggestions("base_model") == session.suggestions("base_model")


def test_a_complete_card_asks_nothing() -> None:
    session = session_on(trainer_card())
    assert session.open_keys() == []
    assert not session.changed
    assert session.next_open() is None


def test_what_is_typed_is_kept_until_it_is_an_answer() -> None:
    session = seed_session(MESD)
    assert session.keep_typed("language", ["es", "fr"])
    assert not session.keep_typed("language", ["es", "fr"])
    assert session.draft("language") == ["es", "fr"]
    session.skip("language")
    assert session.typed == {"language": ["es", "fr"]}
    session.choose("language", "es")
    assert session.typed == {}
    assert not session.keep_typed("language", ["es"]), "what is written is no draft"
    assert session.keep_typed(MODEL, "Words.")
    session.set_not_applicable(MODEL)
    assert session.typed == {}


def test_what_is_typed_goes_through_the_journal_and_to_another_text() -> None:
    session = seed_session(MESD)
    session.keep_typed("language", ["es"])
    session.keep_typed(MODEL, "Words.")
    journal = json.loads(json.dumps(session.journal()))
    again = seed_session(MESD)
    assert again.resume(journal) == []
    assert again.typed == session.typed
    other = Card(seed(MESD).text.replace("---\n", "---\nlanguage: es\n", 1))
    assert [item.key for item in again.rebase(other)] == ["language"]
    assert again.typed == {MODEL: "Words."}
    wrong: list[Any] = [[], {"language": 1}, {"nonsense": "x"}]
    for typed in wrong:
        with pytest.raises(JournalError):
            session.resume({**journal, "typed": typed})
