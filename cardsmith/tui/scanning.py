"""Finding the cards of a board and looking at each, in one thread that tells what it found in batches."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import TypeAlias

from textual.message import Message
from textual.screen import Screen

from cardsmith.errors import CardsmithError
from cardsmith.tui.shelf import Findings, Listed, Shelf, look_at

Result: TypeAlias = "Findings | str"
"""What was found in a card; a text says why it could not be read."""

_SECONDS = 0.2


class CardsListed(Message):
    """More cards are known."""

    def __init__(self, cards: list[Listed]) -> None:
        super().__init__()
        self.cards = cards


class CardsChecked(Message):
    """Cards were looked at.

    Attributes:
        results: What was found, by the number of the card.
        current: The card that is being read now; None when there is none.
    """

    def __init__(self, results: list[tuple[int, Result]], current: int | None) -> None:
        super().__init__()
        self.results = results
        self.current = current


class Scanning:
    """Goes through a shelf from its first card to its last; it waits while somebody works on a card."""

    def __init__(self, screen: Screen[None], shelf: Shelf) -> None:
        self._screen = screen
        self._shelf = shelf
        self._stopped = threading.Event()
        self._going = threading.Event()
        self._going.set()

    def start(self) -> None:
        """Begin."""
        self._screen.run_worker(self._run, thread=True, group="scan", exclusive=True)

    def wait(self) -> None:
        """Leave the processor to somebody else."""
        self._going.clear()

    def go_on(self) -> None:
        """Go on."""
        self._going.set()

    def stop(self) -> None:
        """End; what comes late is not told."""
        self._stopped.set()
        self._going.set()

    def _run(self) -> None:
        self._check(self._list())

    def _list(self) -> list[Listed]:
        cards: list[Listed] = []
        told = 0
        due = time.monotonic()
        for card in self._shelf.source():
            if self._stopped.is_set():
                return []
            cards.append(card)
            if time.monotonic() >= due:
                self._tell(CardsListed(cards[told:]))
                told, due = len(cards), time.monotonic() + _SECONDS
        self._tell(CardsListed(cards[told:]))
        return cards

    def _check(self, cards: Iterable[Listed]) -> None:
        results: list[tuple[int, Result]] = []
        due = time.monotonic()
        for at, card in enumerate(cards):
            self._going.wait()
            if self._stopped.is_set():
                return
            if time.monotonic() >= due:
                self._tell(CardsChecked(results, at))
                results, due = [], time.monotonic() + _SECONDS
            results.append((at, examined(card)))
            time.sleep(0)  # lets a key that was pressed meanwhile have its turn
        self._tell(CardsChecked(results, None))

    def _tell(self, message: Message) -> None:
        if not self._stopped.is_set():
            self._screen.post_message(message)


def examined(card: Listed) -> Result:
    """Return what is missing in a card, or why it could not be read."""
    try:
        opening = card.open()
        return look_at(opening.card, opening.ignore)
    except CardsmithError as error:
        return error.message
