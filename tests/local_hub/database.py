"""What git does not keep: users, settings of repositories, and discussions, in one SQLite file.

The file survives a server that is killed. It is not flushed to the disk at every change, because only the machine
can crash that way, and then the test is over anyhow.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS users (token TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS repos (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS discussions
    (kind TEXT, repo TEXT, num INTEGER, body TEXT NOT NULL, PRIMARY KEY (kind, repo, num));
"""


class Database:
    """JSON documents by key. One connection, one lock: every method is safe in any thread."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes inside, or none of them."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def users(self) -> list[tuple[str, dict[str, Any]]]:
        """Every token with its user."""
        return [(token, json.loads(body)) for token, body in self._rows("SELECT token, body FROM users")]

    def save_user(self, token: str, body: dict[str, Any]) -> None:
        """Keep what belongs to a token."""
        self._rows("INSERT OR REPLACE INTO users VALUES (?, ?)", token, json.dumps(body))

    def repos(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Kind, id and settings of every repository, in order of their ids."""
        rows = self._rows("SELECT kind, id, body FROM repos ORDER BY kind, id")
        return [(kind, repo_id, json.loads(body)) for kind, repo_id, body in rows]

    def save_repo(self, kind: str, repo_id: str, body: dict[str, Any]) -> None:
        """Keep the settings of a repository."""
        self._rows("INSERT OR REPLACE INTO repos VALUES (?, ?, ?)", kind, repo_id, json.dumps(body))

    def delete_repo(self, kind: str, repo_id: str) -> None:
        """Forget a repository and its discussions."""
        with self.transaction():
            self._rows("DELETE FROM repos WHERE kind = ? AND id = ?", kind, repo_id)
            self._rows("DELETE FROM discussions WHERE kind = ? AND repo = ?", kind, repo_id)

    def discussions(self, kind: str, repo_id: str) -> list[dict[str, Any]]:
        """The discussions of a repository, the newest first."""
        query = "SELECT body FROM discussions WHERE kind = ? AND repo = ? ORDER BY num DESC"
        return [json.loads(body) for (body,) in self._rows(query, kind, repo_id)]

    def discussion(self, kind: str, repo_id: str, num: int) -> dict[str, Any] | None:
        """One discussion."""
        query = "SELECT body FROM discussions WHERE kind = ? AND repo = ? AND num = ?"
        rows = self._rows(query, kind, repo_id, num)
        body: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        return body

    def save_discussion(self, kind: str, repo_id: str, num: int, body: dict[str, Any]) -> None:
        """Keep a discussion."""
        self._rows("INSERT OR REPLACE INTO discussions VALUES (?, ?, ?, ?)", kind, repo_id, num, json.dumps(body))

    def next_number(self, kind: str, repo_id: str) -> int:
        """The number of the next discussion or pull request: they share one row of numbers."""
        query = "SELECT COALESCE(MAX(num), 0) + 1 FROM discussions WHERE kind = ? AND repo = ?"
        number: int = self._rows(query, kind, repo_id)[0][0]
        return number

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def object_id(*parts: str) -> str:
    """The 24 hexadecimal digits that the Hub calls `_id`, the same for the same thing in every run."""
    return hashlib.sha1("/".join(parts).encode()).hexdigest()[:24]
