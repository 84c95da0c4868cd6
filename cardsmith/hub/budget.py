"""A limit on the requests that one card may cause."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cardsmith.hub.reader import HubError, HubReader, HubRepo

REQUESTS_A_CARD = 8
"""How many requests one card may cause. What a cache or a recording answers does not count."""

_spend: ContextVar[Callable[[str], None] | None] = ContextVar("_spend", default=None)


class BudgetReached(HubError):
    """One card has caused as many requests as it may."""


def spend(words: str) -> None:
    """Note that a request is about to go out. A reader that speaks to the network calls this, in the asking thread.

    Args:
        words: What is asked for, as messages call it.

    Raises:
        BudgetReached: The card that this is for may not cause another one.
    """
    pay = _spend.get()
    if pay is not None:
        pay(words)


class BudgetedReader:
    """Asks for one card, and refuses to cause more than so many requests.

    Only what really goes out counts. When two cards want the same thing at the same time, the one that asks pays.

    Args:
        inner: Whom to ask.
        requests: How many requests may go out.
    """

    def __init__(self, inner: HubReader, requests: int = REQUESTS_A_CARD) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._most = requests
        self.requests = 0
        """How many went out so far."""

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        """See `HubReader.model`."""
        with self._counting():
            return self._inner.model(repo_id, revision, fresh=fresh)

    def dataset(self, repo_id: str) -> HubRepo | None:
        """See `HubReader.dataset`."""
        with self._counting():
            return self._inner.dataset(repo_id)

    def search_datasets(self, words: str) -> list[HubRepo]:
        """See `HubReader.search_datasets`."""
        with self._counting():
            return self._inner.search_datasets(words)

    def models_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.models_of`."""
        with self._counting():
            return self._inner.models_of(author)

    def datasets_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.datasets_of`."""
        with self._counting():
            return self._inner.datasets_of(author)

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        """See `HubReader.file`."""
        with self._counting():
            return self._inner.file(repo, name)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        token = _spend.set(self._pay)
        try:
            yield
        finally:
            _spend.reset(token)

    def _pay(self, words: str) -> None:
        with self._lock:
            if self.requests >= self._most:
                raise BudgetReached(f"{words} left out: the limit of {self._most} requests for one card is reached")
            self.requests += 1
