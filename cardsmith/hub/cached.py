"""Ask once: in this process, in the last 24 hours, or, for a file at a commit, ever."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from cardsmith.hub import asked
from cardsmith.hub.api_json import repo_from_bytes, repos_from_bytes, to_bytes
from cardsmith.hub.asked import Asked
from cardsmith.hub.budget import BudgetReached
from cardsmith.hub.problems import OfflineError
from cardsmith.hub.reader import HubError, HubReader, HubRepo
from cardsmith.hub.store import FOUND, MISSING, Entry, Store
from cardsmith.ids import is_hub_id

MAX_AGE = 24 * 3600.0
"""How long an answer is good, in seconds. A file at a commit is good for ever."""

MISSING_MAX_AGE = 3600.0
"""How long it is good that something does not exist, in seconds."""

FRESH_SECONDS = 60.0
"""How long ago an answer may have been given that must be fresh, in seconds."""

MEMORY_BYTES = 32_000_000
"""How many bytes of answers are kept in this process, besides the store."""

_Answer = TypeVar("_Answer")


class CachedReader:
    """Answers from a store, and asks for what is not there or too old.

    Safe to use from several threads; those that want the same thing at the same time cause one request.

    Args:
        store: Where answers are kept.
        inner: Whom to ask; None to know only what is in the store, however old.
        max_age: How long an answer is good, in seconds.
        refresh: Do not trust what the store held before, except for files at a commit.
        copy_to: A store that also gets everything that is asked.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        inner: HubReader | None,
        *,
        max_age: float = MAX_AGE,
        refresh: bool = False,
        copy_to: Store | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._inner = inner
        self._max_age = max_age
        self._refresh = refresh
        self._copy_to = copy_to
        self._clock = clock
        self._since = clock()
        self._lock = threading.Lock()
        self._memory = _Memory(MEMORY_BYTES)
        self._under_way: dict[str, _UnderWay] = {}
        self.requests = 0
        """How many answers the inner reader was asked for."""

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        """See `HubReader.model`. That there is no such model is not kept when the answer must be fresh."""
        question = asked.model(repo_id, revision)
        return self._repo(repo_id, question, lambda hub: hub.model(repo_id, revision, fresh=fresh), fresh=fresh)

    def dataset(self, repo_id: str) -> HubRepo | None:
        """See `HubReader.dataset`."""
        return self._repo(repo_id, asked.dataset(repo_id), lambda hub: hub.dataset(repo_id))

    def search_datasets(self, words: str) -> list[HubRepo]:
        """See `HubReader.search_datasets`."""
        words = " ".join(words.split())
        return self._list(asked.dataset_search(words), lambda hub: hub.search_datasets(words)) if words else []

    def models_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.models_of`."""
        return self._list(asked.models_of(author), lambda hub: hub.models_of(author)) if author else []

    def datasets_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.datasets_of`."""
        return self._list(asked.datasets_of(author), lambda hub: hub.datasets_of(author)) if author else []

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        """See `HubReader.file`."""
        if asked.is_out_of_reach(repo, name):
            return None
        question = asked.file(repo, name)

        def ask(hub: HubReader) -> Entry:
            body = hub.file(repo, name)
            return Entry(FOUND if body is not None else MISSING, self._clock(), body or b"", False, repo.sha)

        entry = self._entry(question, ask)
        return entry.body if entry.status == FOUND else None

    def forget(self, repo_id: str) -> None:
        """Forget what was said about a model, because it has changed; its files at a commit have not."""
        starts = asked.about_model(repo_id)
        with self._lock:
            self._memory.forget(starts)
        self._store.forget(starts)

    def _repo(
        self,
        repo_id: str,
        question: Asked,
        answer_of: Callable[[HubReader], HubRepo | None],
        *,
        fresh: bool = False,
    ) -> HubRepo | None:
        def ask(hub: HubReader) -> Entry:
            repo = answer_of(hub)
            if repo is None:
                return Entry(MISSING, self._clock())
            return Entry(FOUND, self._clock(), to_bytes(repo), commit=repo.sha)

        if not is_hub_id(repo_id):
            return None
        entry = self._entry(question, ask, fresh)
        return self._read(question, entry, repo_from_bytes) if entry.status == FOUND else None

    def _list(self, question: Asked, answer_of: Callable[[HubReader], list[HubRepo]]) -> list[HubRepo]:
        entry = self._entry(question, lambda hub: Entry(FOUND, self._clock(), to_bytes(answer_of(hub))))
        return self._read(question, entry, repos_from_bytes)

    def _read(self, question: Asked, entry: Entry, read: Callable[[bytes], _Answer]) -> _Answer:
        try:
            return read(entry.body)
        except (ValueError, RecursionError):
            raise HubError(f"{self._store.name} is damaged at {question.words}", hint=self._store.advice) from None

    def _entry(self, question: Asked, ask: Callable[[HubReader], Entry], fresh: bool = False) -> Entry:
        """Return an answer: remembered, or found by this thread, or by another one that is at it already."""
        address = question.address
        while True:
            with self._lock:
                entry = self._memory.get(address)
                if entry is not None and self._is_good(question, entry) and (not fresh or self._is_fresh(entry)):
                    return entry
                under_way = self._under_way.get(address)
                if under_way is None:
                    mine = self._under_way[address] = _UnderWay()
                    break
            try:
                entry = under_way.wait()
                if not fresh or self._is_fresh(entry):
                    return entry
            except BudgetReached:  # of the other thread's card, not of this one's
                continue
        try:
            mine.entry = entry = self._found(question, ask, fresh)
        except Exception as error:
            mine.error = error
            raise
        finally:
            with self._lock:
                if mine.entry is not None:
                    self._memory.put(address, mine.entry)
                del self._under_way[address]
            mine.done.set()
        return entry

    def _found(self, question: Asked, ask: Callable[[HubReader], Entry], fresh: bool) -> Entry:
        kept = self._store.get(question.address)
        good = kept is not None and (self._inner is None or self._may_serve(question, kept, fresh))
        if kept is None or not good:
            kept = self._asked(question, ask, kept, fresh)
        if self._copy_to is not None:
            self._copy_to.put(question.address, kept)
        return kept

    def _asked(self, question: Asked, ask: Callable[[HubReader], Entry], kept: Entry | None, fresh: bool) -> Entry:
        if self._inner is None:
            raise OfflineError(f"{question.words} is not in {self._store.name}", hint=self._store.advice)
        try:
            entry = ask(self._inner)
        except OfflineError:  # HF_HUB_OFFLINE is set, which means the same as having nobody to ask
            if kept is None:
                raise
            return kept
        with self._lock:
            self.requests += 1
        if fresh and entry.status == MISSING:  # it may be made at any moment, or be seen after a login
            self._store.forget((question.address,))
        else:
            self._store.put(question.address, entry)
        return entry

    def _may_serve(self, question: Asked, kept: Entry, fresh: bool) -> bool:
        if fresh:
            return self._is_fresh(kept)
        return self._is_good(question, kept) and (not self._refresh or _is_for_ever(question, kept))

    def _is_fresh(self, entry: Entry) -> bool:
        """Whether an answer was given since this reader is there, and a moment ago."""
        age = self._clock() - entry.fetched_at
        return self._inner is None or (entry.fetched_at >= self._since and 0 <= age <= FRESH_SECONDS)

    def _is_good(self, question: Asked, entry: Entry) -> bool:
        if self._inner is None or _is_for_ever(question, entry):
            return True
        most = self._max_age if entry.status == FOUND else min(self._max_age, MISSING_MAX_AGE)
        return abs(self._clock() - entry.fetched_at) <= most


def _is_for_ever(question: Asked, entry: Entry) -> bool:
    return question.immutable and entry.status == FOUND


class _UnderWay:
    """An answer that one thread is finding while others wait for it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.entry: Entry | None = None
        self.error: Exception | None = None

    def wait(self) -> Entry:
        self.done.wait()
        if self.entry is None:
            raise self.error or HubError("the request was given up")
        return self.entry


class _Memory:
    """The answers that were used last, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    def get(self, address: str) -> Entry | None:
        entry = self._entries.get(address)
        if entry is not None:
            self._entries.move_to_end(address)
        return entry

    def put(self, address: str, entry: Entry) -> None:
        before = self._entries.pop(address, None)
        self._held += len(entry.body) - (len(before.body) if before is not None else 0)
        self._entries[address] = entry
        while self._held > self._most:
            self._held -= len(self._entries.popitem(last=False)[1].body)

    def forget(self, starts: tuple[str, ...]) -> None:
        for address in [address for address in self._entries if address.startswith(starts)]:
            self._held -= len(self._entries.pop(address).body)
