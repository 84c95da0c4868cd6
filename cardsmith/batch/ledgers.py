"""Where ledgers are kept that nobody has given a name."""

from __future__ import annotations

import os
import time
from pathlib import Path


def ledgers_folder() -> Path:
    """Return the folder of the user's ledgers."""
    from platformdirs import user_state_path

    return user_state_path("cardsmith", appauthor=False) / "ledgers"


def new_ledger_path(now: float | None = None) -> Path:
    """Return a file for a new ledger, named after the time; its names sort by time."""
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S", time.localtime(now))
    return ledgers_folder() / f"{stamp}-{os.getpid()}.db"


def last_ledger_path() -> Path | None:
    """Return the newest ledger, None when there is none."""
    found = sorted(ledgers_folder().glob("*.db"))
    return found[-1] if found else None
