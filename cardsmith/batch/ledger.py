"""The ledger of a run: one row a card, written as it happens, in one SQLite file.

A card's row is written twice: with everything that is going to be done, right before it is done, and with what came of
it, right after. So after a crash the ledger and the card's bytes tell together how far it got.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cardsmith.batch.rows import Goal, LedgerError, Row, State

SCHEMA = 1
"""The version of the tables; it stands in the file as SQLite's `user_version`."""

Entry = tuple[object, ...]
"""What is kept of a row: a value for each column."""

_APPLICATION = 0x63617264  # "card", in the file's header
_SECONDS = 30.0  # how long one process waits for another's transaction


class Ledger:
    """A ledger's file.

    Safe to use from several threads; pickled, it is opened again, so that several processes write to one file.

    Args:
        path: The file; it and its folder are made when they are missing.

    Raises:
        LedgerError: It is no ledger, of a later version, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, timeout=_SECONDS, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._problem(error) from None
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __reduce__(self) -> tuple[type[Ledger], tuple[Path]]:
        return Ledger, (self.path,)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._execute("SELECT COUNT(*) FROM cards").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def get(self, key: str) -> Row | None:
        """Return a card's row, None when there is none."""
        found = self._execute(f"SELECT {_COLUMNS} FROM cards WHERE key = ?", (_text(key),)).fetchone()
        return _row(found) if found else None

    def put(self, row: Row) -> None:
        """Write a card's row, in place of an older one."""
        self.put_entries([self.entry(row)])

    def entry(self, row: Row) -> Entry:
        """Return what is kept of a row, for `put_entries`."""
        plain = row._asdict()
        for name in _JSON:
            plain[name] = _as_json(plain[name])
        return tuple(_text(value) if isinstance(value, str) else value for value in plain.values())

    def put_entries(self, entries: Sequence[Entry]) -> None:
        """Write rows of several cards in place of older ones: all of them or none, at one moment."""
        if len(entries) == 1:
            self._execute(_PUT, entries[0])
            return
        with self._at_once():
            for entry in entries:
                self._execute(_PUT, entry)

    def is_done(self, key: str, goal: Goal) -> bool:
        """Whether nothing is left to do for a card."""
        query = "SELECT 1 FROM cards WHERE key = ? AND goal = ? AND state IN ('filled', 'pushed', 'skipped')"
        return self._execute(query, (_text(key), goal.value)).fetchone() is not None

    def rows(self) -> Iterator[Row]:
        """Yield all rows in the order of the cards, a few at a time."""
        after = (-1, "")
        query = f"SELECT {_COLUMNS} FROM cards WHERE (position, key) > (?, ?) ORDER BY position, key LIMIT {_PAGE}"
        while found := self._execute(query, after).fetchall():
            rows = [_row(values) for values in found]
            yield from rows
            after = (rows[-1].position, rows[-1].key)

    @contextmanager
    def one_run(self) -> Iterator[None]:
        """Keep other runs away from this ledger meanwhile.

        Raises:
            LedgerError: Another run is using it.
        """
        beside = self.path.with_name(f"{self.path.name}.lock")
        guard = sqlite3.connect(beside, timeout=0.0, isolation_level=None)
        try:
            try:
                guard.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise LedgerError("another run is using this ledger", where=str(self.path)) from None
            try:
                yield
            finally:
                with suppress(OSError):
                    beside.unlink()
        finally:
            guard.close()

    def _prepare(self) -> None:
        known = self._version()
        with suppress(LedgerError):  # somebody who opens it at the same moment does that
            self._execute("PRAGMA journal_mode = WAL")
        self._execute("PRAGMA synchronous = NORMAL")
        if known == SCHEMA:
            return
        with self._at_once():
            if self._version() < SCHEMA:
                for statement in (_CREATE, *(f"PRAGMA {name} = {value}" for name, value in _HEADER.items())):
                    self._execute(statement)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Do everything or nothing: whoever is killed meanwhile leaves one of them, whoever looks in finds one."""
        with self._lock:
            self._execute("BEGIN IMMEDIATE")
            try:
                yield
                self._execute("COMMIT")
            except BaseException:
                with suppress(LedgerError):
                    self._execute("ROLLBACK")
                raise

    def _version(self) -> int:
        """Return the version of the tables, 0 where there are none yet.

        Raises:
            LedgerError: It is no ledger, or of a later version.
        """
        # In this order: a process that makes the ledger just now makes it empty no more and names it at one moment.
        empty = self._execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0
        application, version = (self._execute(f"PRAGMA {name}").fetchone()[0] for name in _HEADER)
        if application != _APPLICATION and not (empty and application == 0):
            raise LedgerError("is no ledger of cardsmith", where=str(self.path))
        if version > SCHEMA:
            hint = "take the version of cardsmith that made it"
            raise LedgerError(
                f"is of version {version}, and known are those up to {SCHEMA}", where=str(self.path), hint=hint
            )
        return int(version)

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        with self._lock:
            try:
                return self._connection.execute(statement, values)
            except sqlite3.Error as error:
                raise self._problem(error) from None

    def _problem(self, error: Exception) -> LedgerError:
        return LedgerError(f"cannot be used as a ledger: {error}", where=str(self.path))


_PAGE = 100
_as_json = json.JSONEncoder(default=str, separators=(",", ":")).encode
_HEADER = {"application_id": _APPLICATION, "user_version": SCHEMA}
_JSON = ("gaps_before", "gaps_after", "fills", "about", "error")
_COLUMNS = ", ".join(Row._fields)
_PUT = f"INSERT OR REPLACE INTO cards ({_COLUMNS}) VALUES ({', '.join('?' * len(Row._fields))})"
_CREATE = """
CREATE TABLE IF NOT EXISTS cards (
    key TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, goal TEXT NOT NULL, state TEXT NOT NULL,
    revision_in TEXT NOT NULL, revision_out TEXT NOT NULL, before REAL NOT NULL, after REAL NOT NULL,
    gaps_before TEXT NOT NULL, gaps_after TEXT NOT NULL, fills TEXT NOT NULL, about TEXT NOT NULL, error TEXT NOT NULL,
    reason TEXT NOT NULL, pr_url TEXT NOT NULL, pr_number INTEGER, started_at REAL NOT NULL, finished_at REAL
)
"""


def _row(values: tuple[Any, ...]) -> Row:
    row = Row(*values)
    read = {name: json.loads(getattr(row, name)) for name in _JSON}
    return row._replace(goal=Goal(row.goal), state=State(row.state), **read)


def _text(text: str) -> str:
    """Return a text that SQLite can keep: a file name may have bytes that are no letters."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
