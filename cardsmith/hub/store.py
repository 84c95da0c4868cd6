"""Where answers of the Hub are kept: in a database of the user's own, or in a folder that can be committed."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

FOUND = 200
MISSING = 404

KEPT_SECONDS = 180 * 24 * 3600
"""Older answers are thrown out of the cache, in seconds."""

LOCK_SECONDS = 2.0
"""How long to wait for another process that writes to the same database, in seconds."""


class Entry(NamedTuple):
    """One answer.

    Attributes:
        status: `FOUND` or `MISSING`.
        fetched_at: When it was given, in seconds since 1970.
        body: A file's bytes, or JSON as `api_json.to_bytes` writes it; empty when it is missing.
        is_json: Whether the body is JSON.
        commit: The commit it is about, 40 hex digits; empty where it is about none.
    """

    status: int
    fetched_at: float
    body: bytes = b""
    is_json: bool = True
    commit: str = ""


class Store(Protocol):
    """Keeps answers by the address that was asked. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    @property
    def advice(self) -> str:
        """How to get something into it that is missing."""
        ...

    def get(self, address: str) -> Entry | None:
        """Return the answer that is kept for an address.

        Raises:
            HubError: It is kept, and damaged.
        """
        ...

    def put(self, address: str, entry: Entry) -> None:
        """Keep an answer, in place of an older one.

        Raises:
            HubError: It cannot be kept, and it was the purpose to keep it.
        """
        ...

    def forget(self, starts: Iterable[str]) -> None:
        """Forget the answers whose addresses begin so, unless it was the purpose to keep them."""
        ...


class SqliteStore:
    """A cache in one SQLite file, which several threads and processes may use at once.

    It is there to save time, so it never stands in the way: when the file is damaged or locked, it says so once in the
    log, and then knows nothing; when it cannot be written, it says so once and goes on reading, where that is possible.

    Args:
        path: The file. It and its folder are made when they are missing, readable by the user alone: an answer may be
            about a private repository.
        clock: Seconds since 1970.
    """

    name = "the cache"
    advice = "run it once without --offline"

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._warned = False
        self._writes = True
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = self._opened()
            weakref.finalize(self, self._connection.close)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        self._write(_CREATE)
        self._write(_PRUNE, (clock() - KEPT_SECONDS,))

    def get(self, address: str) -> Entry | None:
        """See `Store.get`; what is damaged is not there."""
        with self._lock:
            if self._connection is None:
                return None
            try:
                row = self._connection.execute(_SELECT, (address,)).fetchone()
            except sqlite3.Error as error:
                self._give_up(error)
                return None
        return Entry(row[0], row[1], row[2], bool(row[3]), row[4]) if row else None

    def put(self, address: str, entry: Entry) -> None:
        """See `Store.put`; what cannot be kept is not kept."""
        self._write(_INSERT, (address, entry.commit, entry.fetched_at, entry.status, int(entry.is_json), entry.body))

    def forget(self, starts: Iterable[str]) -> None:
        """See `Store.forget`."""
        for start in starts:
            self._write(_FORGET, (start, start + "\U0010ffff"))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_CREAT | os.O_RDONLY, 0o600))
        connection = sqlite3.connect(self._path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            with suppress(sqlite3.OperationalError):  # another process that opens it at the same moment does that
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _write(self, statement: str, values: tuple[object, ...] = ()) -> None:
        with self._lock:
            if self._connection is None or not self._writes:
                return
            try:
                self._connection.execute(statement, values)
            except sqlite3.Error as error:
                self._writes = False
                self._warn("nothing new is kept in", error)

    def _give_up(self, error: Exception) -> None:
        self.close()
        self._warn("working without", error)

    def _warn(self, what: str, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            import logging

            logging.getLogger(__name__).warning("%s the cache %s: %s", what, self._path, error)


# The number in the table's name changes with the form of the bodies, so that an older version finds its own.
_CREATE = """
CREATE TABLE IF NOT EXISTS answers_1 (
    url TEXT PRIMARY KEY, revision TEXT NOT NULL, fetched_at REAL NOT NULL, status INTEGER NOT NULL,
    is_json INTEGER NOT NULL, body BLOB NOT NULL
)
"""
_PRUNE = "DELETE FROM answers_1 WHERE fetched_at < ?"
_FORGET = "DELETE FROM answers_1 WHERE url >= ? AND url < ?"
_SELECT = "SELECT status, fetched_at, body, is_json, revision FROM answers_1 WHERE url = ?"
_INSERT = (
    "INSERT OR REPLACE INTO answers_1 (url, revision, fetched_at, status, is_json, body) VALUES (?, ?, ?, ?, ?, ?)"
)
