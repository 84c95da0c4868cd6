"""Asking once: what is fresh, what is old, and what several threads want at the same time."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from cardsmith.hub.budget import BudgetedReader, BudgetReached, spend
from cardsmith.hub.cached import FRESH_SECONDS, MAX_AGE, MISSING_MAX_AGE, CachedReader, _Memory, _UnderWay
from cardsmith.hub.problems import OfflineError
from cardsmith.hub.reader import HubError, HubRepo
from cardsmith.hub.recording import FolderStore
from cardsmith.hub.store import Entry, SqliteStore
from tests.hub.readers import BASE, PATIENCE, SPEECH, VOICES, FakeClock, MemoryReader, at_once

NOW = 1_700_000_000.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> SqliteStore:
    return SqliteStore(tmp_path / "hub.db", clock=clock)


@pytest.fixture
def hub() -> MemoryReader:
    return MemoryReader(VOICES, BASE, SPEECH, files={"config.json": b"{}"})


Meeting: TypeAlias = Callable[[int], Callable[[], object]]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """What the one of so many threads that asks has to do before it is answered: wait until the others wait for it."""

    def meeting_of(threads: int) -> Callable[[], object]:
        together, wait = threading.Barrier(threads, timeout=PATIENCE), _UnderWay.wait

        def wait_with_the_others(under_way: _UnderWay) -> Entry:
            together.wait()
            return wait(under_way)

        monkeypatch.setattr(_UnderWay, "wait", wait_with_the_others)
        return together.wait

    return meeting_of


def everything(reader: CachedReader | BudgetedReader) -> list[object]:
    """One answer of each kind."""
    return [
        reader.model("user/voices"),
        reader.model("user/voices", "refs/pr/1"),
        reader.model("user/none"),
        reader.dataset("user/speech"),
        reader.search_datasets("speech"),
        reader.models_of("org"),
        reader.datasets_of("nobody"),
        reader.file(VOICES, "config.json"),
        reader.file(BASE, "nothing.json"),
    ]


ANSWERS = [VOICES, VOICES, None, SPEECH, [SPEECH], [BASE], [], b"{}", None]


def test_answers_are_those_of_the_reader_the_first_and_the_second_time(
    store: SqliteStore, hub: MemoryReader, clock: FakeClock
) -> None:
    reader = CachedReader(store, hub, clock=clock)
    assert everything(reader) == ANSWERS
    assert reader.requests == 9
    assert everything(reader) == ANSWERS
    warm = CachedReader(store, hub, clock=clock)
    assert everything(warm) == ANSWERS
    assert warm.requests == 0
    assert set(hub.asked.values()) == {1, 2}  # the model was asked for at two revisions
    assert everything(CachedReader(store, None)) == ANSWERS


def test_a_hundred_cards_of_one_author_ask_for_the_author_once(store: SqliteStore, hub: MemoryReader) -> None:
    reader = CachedReader(store, hub)
    assert at_once(100, lambda _: reader.models_of("user")) == [[VOICES]] * 100
    assert hub.asked == {"models of user": 1}


def test_what_is_asked_at_the_same_time_is_asked_once(store: SqliteStore, hub: MemoryReader, meeting: Meeting) -> None:
    hub.before = meeting(8)
    reader = CachedReader(store, hub)
    assert at_once(8, lambda _: reader.model("user/voices")) == [VOICES] * 8
    assert hub.asked == {"model user/voices": 1}
    assert reader.requests == 1


def test_those_who_wait_for_an_answer_get_the_problem_too_and_the_next_one_asks_again(
    store: SqliteStore, hub: MemoryReader, meeting: Meeting
) -> None:
    hub.before = meeting(4)
    hub.error = HubError("no")
    reader = CachedReader(store, hub)
    assert at_once(4, lambda _: reader.dataset("user/speech")) == [hub.error] * 4
    assert hub.asked == {"dataset user/speech": 1}
    assert reader.requests == 0
    hub.before, hub.error = lambda: None, None
    assert reader.dataset("user/speech") == SPEECH


@pytest.mark.parametrize(
    ("age", "again"),
    [
        (MISSING_MAX_AGE - 1, set()),
        (MISSING_MAX_AGE + 1, {"model user/none", "file org/base nothing.json"}),
        (
            MAX_AGE + 1,
            {
                "model user/voices",
                "model user/none",
                "dataset user/speech",
                "search speech",
                "models of org",
                "datasets of nobody",
                "file org/base nothing.json",
            },
        ),
    ],
)
def test_old_answers_are_asked_again(
    age: float, again: set[str], store: SqliteStore, hub: MemoryReader, clock: FakeClock
) -> None:
    everything(CachedReader(store, hub, clock=clock))
    hub.asked.clear()
    clock.now += age
    assert everything(CachedReader(store, hub, clock=clock)) == ANSWERS
    assert set(hub.asked) == again


def test_a_clock_that_was_put_back_makes_nothing_fresh_for_ever(
    store: SqliteStore, hub: MemoryReader, clock: FakeClock
) -> None:
    CachedReader(store, hub, clock=clock).dataset("user/speech")
    clock.now -= 10 * MAX_AGE
    CachedReader(store, hub, clock=clock).dataset("user/speech")
    assert hub.asked == {"dataset user/speech": 2}


def test_a_file_of_no_commit_is_not_kept_for_ever(store: SqliteStore, hub: MemoryReader, clock: FakeClock) -> None:
    listed = VOICES._replace(sha="", files={})
    CachedReader(store, hub, clock=clock).file(listed, "config.json")
    clock.now += MAX_AGE + 1
    CachedReader(store, hub, clock=clock).file(listed, "config.json")
    assert hub.asked == {"file user/voices config.json": 2}


def test_refreshing_asks_again_once_and_not_for_files_at_a_commit(store: SqliteStore, hub: MemoryReader) -> None:
    everything(CachedReader(store, hub))
    hub.asked.clear()
    reader = CachedReader(store, hub, refresh=True)
    for _ in range(2):
        assert everything(reader) == ANSWERS
    assert "file user/voices config.json" not in hub.asked
    assert reader.requests == 8


def test_what_must_be_fresh_is_asked_once_in_a_moment(store: SqliteStore, hub: MemoryReader, clock: FakeClock) -> None:
    CachedReader(store, hub, clock=clock).model("user/voices")
    clock.now += 1
    reader = CachedReader(store, hub, clock=clock)
    reader.model("user/voices")
    assert hub.asked.total() == 1
    for _ in range(2):
        assert reader.model("user/voices", fresh=True) == VOICES
    assert hub.asked.total() == 2
    clock.now += FRESH_SECONDS + 1
    assert reader.model("user/voices", fresh=True) == VOICES
    assert reader.model("user/voices") == VOICES
    assert hub.asked.total() == 3
    assert CachedReader(store, None, clock=clock).model("user/voices", fresh=True) == VOICES


def test_a_fresh_answer_does_not_come_from_an_old_one_that_is_just_looked_up(
    store: SqliteStore, hub: MemoryReader, meeting: Meeting
) -> None:
    hub.before = meeting(8)
    reader = CachedReader(store, hub, clock=FakeClock(NOW))
    assert at_once(8, lambda index: reader.model("user/voices", fresh=index % 2 == 0)) == [VOICES] * 8
    assert hub.asked.total() == 1


def test_that_there_is_no_such_card_is_not_kept(store: SqliteStore, hub: MemoryReader, clock: FakeClock) -> None:
    CachedReader(store, hub, clock=clock).model("user/new")
    clock.now += 1
    assert CachedReader(store, hub, clock=clock).model("user/new", fresh=True) is None
    with pytest.raises(OfflineError, match="is not in the cache"):
        CachedReader(store, None, clock=clock).model("user/new", fresh=True)
    hub.repos["model", "user/new"] = VOICES
    assert CachedReader(store, hub, clock=clock).model("user/new", fresh=True) == VOICES


def test_what_is_said_of_a_changed_model_is_forgotten(store: SqliteStore, hub: MemoryReader, clock: FakeClock) -> None:
    reader = CachedReader(store, hub, clock=clock)
    everything(reader)
    reader.models_of("user")
    hub.asked.clear()
    reader.forget("user/voices")
    for again in (reader, CachedReader(store, hub, clock=clock)):
        assert everything(again) == ANSWERS
        again.models_of("user")
    assert hub.asked == {"model user/voices": 2, "models of user": 1}


def test_offline_knows_what_was_asked_however_old(store: SqliteStore, hub: MemoryReader, clock: FakeClock) -> None:
    everything(CachedReader(store, hub, clock=clock))
    clock.now += 100 * 24 * 3600
    assert everything(CachedReader(store, None, refresh=True, clock=clock)) == ANSWERS


def test_offline_says_what_is_missing_and_what_to_do(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(HubError) as caught:
        CachedReader(store, None).dataset("user/speech")
    assert str(caught.value) == "the dataset `user/speech` is not in the cache"
    assert caught.value.hint == "run it once without --offline"
    with pytest.raises(HubError) as caught:
        CachedReader(FolderStore(tmp_path), None).file(VOICES, "config.json")
    assert str(caught.value) == f"`config.json` of the model `user/voices` is not in the recording in {tmp_path}"
    assert caught.value.hint == "record it with `cardsmith snapshot`"


def test_an_old_answer_is_better_than_none_when_the_client_is_offline(
    store: SqliteStore, hub: MemoryReader, clock: FakeClock
) -> None:
    everything(CachedReader(store, hub, clock=clock))
    clock.now += 2 * MAX_AGE
    hub.error = OfflineError("offline")
    reader = CachedReader(store, hub, clock=clock)
    assert everything(reader) == ANSWERS
    with pytest.raises(OfflineError):
        reader.dataset("user/unknown")
    hub.error = HubError("some other problem")
    with pytest.raises(HubError, match="other"):
        CachedReader(store, hub, clock=clock).dataset("user/speech")


@pytest.mark.parametrize("repo_id", ["", "a/b/c", "../../etc", "Kokoro 82M", "https://huggingface.co/a/b", "a/b?c=d"])
def test_what_is_no_id_is_not_asked(repo_id: str, store: SqliteStore, hub: MemoryReader) -> None:
    for reader in (CachedReader(store, hub), CachedReader(store, None)):
        assert reader.model(repo_id) is None
        assert reader.dataset(repo_id) is None
    assert not hub.asked


def test_what_the_list_of_files_rules_out_is_not_asked(store: SqliteStore, hub: MemoryReader) -> None:
    repo = VOICES._replace(files={"config.json": 2, "big.json": 2_000_001, "unknown.json": None})
    reader = CachedReader(store, hub)
    for name in ("other.json", "big.json", "../config.json", "a//b", "", "/etc/passwd", "./config.json"):
        assert reader.file(repo, name) is None
    assert not hub.asked
    assert reader.file(repo, "config.json") == b"{}"
    assert reader.file(repo, "unknown.json") is None
    assert sum(hub.asked.values()) == 2


def test_empty_words_and_authors_are_not_asked(store: SqliteStore, hub: MemoryReader) -> None:
    reader = CachedReader(store, hub)
    assert reader.search_datasets(" \n") == reader.models_of("") == reader.datasets_of("") == []
    assert not hub.asked
    assert reader.search_datasets(" spee \n ch") == reader.search_datasets("spee ch")
    assert hub.asked == {"search spee ch": 1}


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"nonsense", b"[" * 100_000, b'{"kind": "model"}'])
def test_a_damaged_answer_says_what_to_do(body: bytes, store: SqliteStore) -> None:
    store.put("/api/datasets/user/speech", Entry(200, NOW, body))
    with pytest.raises(HubError, match="damaged at the dataset `user/speech`"):
        CachedReader(store, None).dataset("user/speech")


def test_an_answer_of_another_version_is_read(store: SqliteStore) -> None:
    store.put("/api/datasets/user/speech", Entry(200, NOW, b'{"kind":"dataset","id":"user/speech","new":1}'))
    assert CachedReader(store, None).dataset("user/speech") == HubRepo("dataset", "user/speech")


def test_everything_asked_is_recorded_also_what_the_cache_knew(
    store: SqliteStore, hub: MemoryReader, tmp_path: Path
) -> None:
    everything(CachedReader(store, hub))
    recording = FolderStore(tmp_path / "snapshot")
    reader = CachedReader(store, hub, copy_to=recording)
    assert everything(reader) == ANSWERS
    assert reader.requests == 0
    assert everything(CachedReader(recording, None)) == ANSWERS


def test_memory_keeps_what_was_used_last() -> None:
    memory = _Memory(100)
    for index in range(10):
        memory.put(str(index), Entry(200, NOW, b"x" * 20))
        memory.get("0")
    assert [index for index in range(10) if memory.get(str(index))] == [0, 6, 7, 8, 9]
    memory.put("0", Entry(200, NOW, b"x" * 60))
    assert [index for index in range(10) if memory.get(str(index))] == [0, 8, 9]
    memory.put("huge", Entry(200, NOW, b"x" * 101))
    assert memory.get("huge") is None
    memory.put("small", Entry(200, NOW, b"x"))
    assert memory.get("small") is not None


class SpendingReader(MemoryReader):
    """Notes its requests, as one that speaks to a network does."""

    before_spending: Callable[[], None] = staticmethod(lambda: None)

    def _count(self, what: str) -> None:
        self.before_spending()
        spend(f"the {what}")
        super()._count(what)


@pytest.fixture
def spending() -> SpendingReader:
    return SpendingReader(VOICES, BASE, SPEECH, files={"config.json": b"{}"})


def test_one_card_causes_at_most_eight_requests(store: SqliteStore, spending: SpendingReader) -> None:
    card = BudgetedReader(CachedReader(store, spending))
    with pytest.raises(BudgetReached) as caught:
        everything(card)
    assert (
        str(caught.value) == "the file org/base nothing.json left out: the limit of 8 requests for one card is reached"
    )
    assert card.requests == sum(spending.asked.values()) == 8
    assert card.dataset("user/speech") == SPEECH  # what is known costs nothing
    assert everything(BudgetedReader(CachedReader(store, spending))) == ANSWERS


def test_each_card_has_its_own_budget_in_all_its_threads(store: SqliteStore, spending: SpendingReader) -> None:
    reader = CachedReader(store, spending)
    cards = [BudgetedReader(reader, 3), BudgetedReader(reader, 5)]
    results = at_once(20, lambda index: cards[index % 2].dataset(f"user/d{index}"))
    assert [card.requests for card in cards] == [3, 5]
    assert sum(isinstance(result, BudgetReached) for result in results) == 20 - 8
    assert reader.dataset("user/other") is None  # no budget, no limit


def test_whose_budget_is_spent_does_not_spoil_it_for_another(
    store: SqliteStore, spending: SpendingReader, meeting: Meeting
) -> None:
    """A card without budget is the first to ask; the other one waits for its answer, and then asks itself."""
    reader = CachedReader(store, spending)
    poor, rich = BudgetedReader(reader, 0), BudgetedReader(reader, 1)
    asks, until_both_are_there = threading.Event(), meeting(2)
    results: list[object] = []

    def ask_second() -> None:
        asks.wait(PATIENCE)
        results.append(rich.models_of("user"))

    second = threading.Thread(target=ask_second)
    second.start()

    def let_the_second_wait() -> None:
        if not asks.is_set():
            asks.set()
            until_both_are_there()

    spending.before_spending = let_the_second_wait
    with pytest.raises(BudgetReached):
        poor.models_of("user")
    second.join()
    assert results == [[VOICES]]
    assert (poor.requests, rich.requests) == (0, 1)
