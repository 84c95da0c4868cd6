"""The state behind the server: repositories, users, discussions, and what a test has ordered."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.local_hub.database import Database
from tests.local_hub.discussions import Discussions
from tests.local_hub.faults import Faults
from tests.local_hub.info import full_info
from tests.local_hub.large_files import LargeFiles
from tests.local_hub.limits import Limiter
from tests.local_hub.request_log import RequestLog
from tests.local_hub.store import Repository, Store
from tests.local_hub.users import Users


class Hub:
    """Everything but HTTP. Opened on a folder that another server used before, it goes on where that stopped."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = Database(folder / "hub.sqlite3")
        self.store = Store(folder, self.database)
        self.large_files = LargeFiles(folder / "lfs")
        self.users = Users(self.database)
        self.discussions = Discussions(self.database)
        self.faults = Faults()
        self.limiter = Limiter()
        self.log = RequestLog()
        self._infos: dict[tuple[str, str], tuple[str, Mapping[str, Any], dict[str, Any]]] = {}
        self._infos_lock = threading.Lock()

    def close(self) -> None:
        """Close all files."""
        self.store.close()
        self.database.close()

    def info(self, repo: Repository) -> dict[str, Any]:
        """Everything about a repository at its head, computed once for each head."""
        key, head, settings = (repo.kind, repo.id), repo.head, repo.settings
        with self._infos_lock:
            known = self._infos.get(key)
        if known and known[0] == head and known[1] is settings:
            return known[2]
        info = full_info(repo, head)
        with self._infos_lock:
            self._infos[key] = (head, settings, info)
        return info
