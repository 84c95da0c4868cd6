"""Make the reader that a command or the editor uses."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cardsmith.hub.cached import CachedReader
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.problems import host_of
from cardsmith.hub.reader import HubError
from cardsmith.hub.recording import FolderStore
from cardsmith.hub.retries import Pacer, Policy
from cardsmith.hub.store import SqliteStore
from cardsmith.ids import HUB_ADDRESS


def open_reader(
    *,
    offline: bool = False,
    snapshot: Path | None = None,
    refresh: bool = False,
    record: Path | None = None,
    cache: Path | None = None,
    endpoint: str | None = None,
    pacer: Pacer | None = None,
) -> CachedReader:
    """Return a reader of the Hub.

    Args:
        offline: Know only what was asked before.
        snapshot: A folder with recorded answers; nothing else is known then.
        refresh: Ask again for what was asked before.
        record: A folder that gets a copy of everything that is asked.
        cache: The file that keeps answers; None for the user's own.
        endpoint: The address of the Hub; None for huggingface_hub's.
        pacer: What paces the requests, to share it with others who ask the same Hub.

    Raises:
        HubError: There is no folder `snapshot`.
    """
    copy_to = FolderStore(record) if record is not None else None
    if snapshot is not None:
        if not snapshot.is_dir():
            raise HubError("is no folder with a recording", where=str(snapshot), hint=FolderStore.advice)
        return CachedReader(FolderStore(snapshot), None, copy_to=copy_to)
    store = SqliteStore(cache or cache_path(endpoint))
    inner = None if offline else OnlineReader(endpoint, pacer=pacer or Pacer(Policy()))
    return CachedReader(store, inner, refresh=refresh, copy_to=copy_to)


def cache_path(endpoint: str | None = None) -> Path:
    """Return the file in the user's cache folder that keeps the answers of a Hub; each Hub has its own.

    Args:
        endpoint: The address of the Hub; None for the one that `HF_ENDPOINT` sets.
    """
    from platformdirs import user_cache_path

    address = endpoint or os.environ.get("HF_ENDPOINT") or HUB_ADDRESS
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", host_of(address))
    return user_cache_path("cardsmith", appauthor=False) / f"{host}.db"
