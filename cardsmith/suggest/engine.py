"""Ask the providers, the cheapest first, and never wait for a slow one longer than was agreed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cardsmith.card import Card
from cardsmith.errors import CardsmithError
from cardsmith.gaps import SECTION_PREFIX, Suggestion
from cardsmith.suggest.base import DETAIL_PREFIX, DETAILS, Need, Provider, Request, is_served
from cardsmith.suggest.fitting import fitted
from cardsmith.suggest.ranking import ranked

if TYPE_CHECKING:
    import queue
    import threading

HUB_SECONDS = 20.0
"""How long one card waits for the Hub in all, in seconds."""


class Problem(NamedTuple):
    """Why a provider told less than it could have.

    Attributes:
        provider: Its name.
        message: What went wrong, for people.
        hint: What to do about it.
    """

    provider: str
    message: str
    hint: str = ""


class Gathered(NamedTuple):
    """What the providers said.

    Attributes:
        suggestions: By field, the surest first; details are among them.
        problems: Who said less than he could have, and why.
    """

    suggestions: dict[str, list[Suggestion]]
    problems: list[Problem]


def gather(
    card: Card,
    fields: Collection[str],
    providers: Iterable[Provider],
    *,
    given: Mapping[str, Any] | None = None,
    seconds: float = HUB_SECONDS,
    cancelled: threading.Event | None = None,
    on_found: Callable[[dict[str, list[Suggestion]]], None] | None = None,
) -> Gathered:
    """Return what the providers know about the fields of a card.

    Args:
        card: The card.
        fields: The answers keys that are open.
        providers: Whom to ask. Those of one cost are asked side by side when they need the Hub.
        given: Answers of the user, from which providers may conclude.
        seconds: How long to wait for the Hub in all. Who is not done by then is left behind, and reported. Without an
            end (`math.inf`), as for what lies on this disk, they are asked one after the other.
        cancelled: When set, asking stops and what is there is returned.
        on_found: Called in the calling thread with all suggestions so far, each time a round brought new ones.
    """
    wanted = frozenset(fields)
    if any(field == "results" or field.startswith(SECTION_PREFIX) for field in wanted):
        wanted |= DETAILS.keys()
    search = _Search(Request(card, wanted, {}, given or {}), seconds, cancelled)
    asked = sorted((item for item in providers if is_served(item, wanted)), key=lambda item: (item.cost, item.need))
    for _, round_ in groupby(asked, key=lambda item: item.cost):
        if search.is_cancelled:
            break
        if search.ask(list(round_)) and on_found is not None:
            on_found(search.told())
    return Gathered(search.told(), search.problems)


def answers_only(found: Mapping[str, list[Suggestion]]) -> dict[str, list[Suggestion]]:
    """Return the suggestions without the details."""
    return {field: items for field, items in found.items() if not field.startswith(DETAIL_PREFIX)}


class _Search:
    """The suggestions of one card, as they come in."""

    def __init__(self, request: Request, seconds: float, cancelled: threading.Event | None) -> None:
        self.request = request
        self._cancelled = cancelled
        self.left = seconds
        self.found: dict[str, list[tuple[int, Suggestion]]] = {}
        """By field, each with the place of the provider that said it."""
        self._taken = 0
        self.problems: list[Problem] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answers any more."""
        return self._cancelled is not None and self._cancelled.is_set()

    def ranked(self) -> dict[str, list[Suggestion]]:
        """Return what was found by field. Who answered first makes no difference, only the providers' order does."""
        return {
            field: ranked([item for _, item in sorted(items, key=itemgetter(0))])
            for field, items in sorted(self.found.items(), key=itemgetter(0))
        }

    def told(self) -> dict[str, list[Suggestion]]:
        """Return what was found and fits the card. What does not may still lead a provider to something that does."""
        return fitted(self.request.card, self.ranked())

    def ask(self, providers: list[Provider]) -> bool:
        """Ask providers of one cost; return whether they told anything."""
        request = self.request._replace(known=self.ranked()) if self.found else self.request
        before = self._taken
        slow = [provider for provider in providers if provider.need is Need.HUB]
        for provider in providers:
            if provider not in slow:
                for item in _answers_of(provider, request):
                    self._take(item, provider.cost)
        if slow and self.left < math.inf:
            self._ask_side_by_side(slow, request)
        else:
            self._ask_in_turn(slow, request)
        return self._taken > before

    def _ask_in_turn(self, providers: list[Provider], request: Request) -> None:
        """Ask providers that nobody is ever tired of waiting for; a thread for each would cost more than they do."""
        for index, provider in enumerate(providers):
            for item in _answers_of(provider, request):
                self._take(item, provider.cost + index)

    def _ask_side_by_side(self, providers: list[Provider], request: Request) -> None:
        import queue  # here, because most cards are read without the Hub
        import threading

        arrived: queue.Queue[tuple[int, Suggestion | Problem | None]] = queue.Queue()
        for index, provider in enumerate(providers):
            threading.Thread(target=_tell, args=(provider, request, index, arrived), daemon=True).start()
        waiting = set(range(len(providers)))
        while waiting:
            started = time.monotonic()
            over = self.left <= 0 or self.is_cancelled  # then only what has arrived already is taken
            try:
                index, item = arrived.get(timeout=0.0 if over else min(self.left, _PATIENCE))
            except queue.Empty:
                if over:
                    break
                continue
            finally:
                self.left -= time.monotonic() - started
            if item is None:
                waiting.discard(index)
            else:
                self._take(item, providers[index].cost + index)
        if not self.is_cancelled:
            for index in sorted(waiting):
                self.problems.append(Problem(providers[index].name, "the Hub did not answer in time"))

    def _take(self, item: Suggestion | Problem, place: int) -> None:
        if isinstance(item, Problem):
            self.problems.append(item)
        elif item.field in self.request.fields:
            self.found.setdefault(item.field, []).append((place, item))
            self._taken += 1


_PATIENCE = 0.1  # how long a cancelled search may go unnoticed, in seconds


def _answers_of(provider: Provider, request: Request) -> Iterator[Suggestion | Problem]:
    try:
        yield from provider.suggest(request)
    except CardsmithError as error:
        yield Problem(provider.name, str(error), error.hint)


def _tell(
    provider: Provider, request: Request, index: int, arrived: queue.Queue[tuple[int, Suggestion | Problem | None]]
) -> None:
    try:
        for item in _answers_of(provider, request):
            arrived.put((index, item))
    finally:
        arrived.put((index, None))
