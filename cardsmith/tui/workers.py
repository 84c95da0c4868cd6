"""Work that would make a key wait: asking providers, and keeping the journal. Threads tell, and touch nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.screen import Screen
from textual.worker import Worker

from cardsmith.errors import CardsmithError, JournalError
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.tui.desk import Desk
from cardsmith.tui.hub_side import Reach, datasets_like
from cardsmith.tui.in_background import in_background
from cardsmith.tui.messages import DatasetsFound, SuggestionsFound


class Suggesting:
    """Asks the providers of a desk in the background; a new search stops the one before it."""

    def __init__(self, screen: Screen[None], desk: Desk) -> None:
        self._screen = screen
        self._desk = desk
        self._cancelled = threading.Event()
        self.done = False
        """Whether everybody told what he knows."""

    def start(self) -> None:
        """Ask for every question of the card."""
        self.stop()
        self.done = False
        session, cancelled = self._desk.session, threading.Event()
        self._cancelled = cancelled
        card = session.base
        fields = session.fields()
        given = {field: value for field, (value, _) in session.wanted(session.decisions).values.items()}

        def ask() -> None:
            def tell(found: SuggestionsFound) -> None:
                if not cancelled.is_set():
                    self._screen.post_message(found)

            result = gather(
                card,
                fields,
                self._desk.providers(card),
                given=given,
                cancelled=cancelled,
                on_found=lambda found: tell(SuggestionsFound(answers_only(found), [], done=False)),
            )
            tell(SuggestionsFound(answers_only(result.suggestions), result.problems, done=True))

        self._screen.run_worker(ask, thread=True, group="suggest", exclusive=True)

    def stop(self) -> None:
        """Stop asking; what comes late is not told."""
        self._cancelled.set()


class TypeAhead:
    """Looks up on the Hub what is being typed: after a pause, one request at a time, for the latest words only."""

    def __init__(self, screen: Screen[None], reach: Reach) -> None:
        self._screen = screen
        self._reach = reach
        self._words = ""
        self._worker: Worker[None] | None = None

    def follow(self, words: str) -> None:
        """Look up these words, unless others follow soon."""
        self._words = words
        if self._worker is None or self._worker.is_finished:
            self._worker = self._screen.run_worker(self._look_up, group="type-ahead")

    async def _look_up(self) -> None:
        words = ""
        while words != self._words:
            words = self._words
            await asyncio.sleep(_PAUSE)
            if words == self._words and len(words) >= _FEWEST_LETTERS:
                try:
                    found = await in_background(partial(datasets_like, self._reach, words))
                except CardsmithError as error:
                    self._screen.post_message(DatasetsFound([], error.message))
                else:
                    self._screen.post_message(DatasetsFound(found))


_PAUSE = 0.25  # seconds, as long as somebody takes from one letter to the next
_FEWEST_LETTERS = 2  # one letter is in almost every id


class Autosave:
    """Keeps the journal, the latest state only, one write at a time."""

    def __init__(self, app: App[None], desk: Desk, failed: Callable[[str], None]) -> None:
        self._app = app
        self._desk = desk
        self._failed = failed
        self._lock = threading.Lock()
        self._pending: Callable[[], None] | None = None
        self._running = False

    def keep(self) -> None:
        """Keep what is decided now."""
        with self._lock:
            self._pending = self._desk.journal_writer()
            if self._running:
                return
            self._running = True
        self._app.run_worker(self._write, thread=True, group="journal")

    def _write(self) -> None:
        while True:
            with self._lock:
                write, self._pending = self._pending, None
                if write is None:
                    self._running = False
                    return
            try:
                write()
            except JournalError as error:
                self._app.call_from_thread(self._failed, str(error))
