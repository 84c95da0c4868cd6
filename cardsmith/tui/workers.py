"""Work that would make a key wait: asking providers, and keeping the journal. Threads tell, and touch nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable

from textual.app import App
from textual.screen import Screen

from cardsmith.errors import JournalError
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.tui.desk import Desk
from cardsmith.tui.messages import SuggestionsFound


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
