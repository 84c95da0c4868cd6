"""Journals: what was decided about a card, kept in the user's state folder until the card is written.

A journal holds choices, not text, so that it fits a card that changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from cardsmith.errors import CardError, JournalError
from cardsmith.files import write_atomically


class Kept(NamedTuple):
    """A journal that was found.

    Attributes:
        journal: As `Session.journal` made it.
        saved_at: When it was written, in seconds since 1970.
    """

    journal: dict[str, Any]
    saved_at: float


class Journals:
    """The journals of one user.

    Args:
        folder: Where they are; by default the user's state folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where they are."""
        if self._folder is None:
            from platformdirs import user_state_path

            self._folder = user_state_path("cardsmith", appauthor=False) / "journals"
        return self._folder

    def path(self, identity: str) -> Path:
        """Return the file for a card, which is known by its absolute path or its id on the Hub."""
        digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{digest[:32]}.json"

    def read(self, identity: str) -> Kept | None:
        """Return a card's journal, None when there is none.

        Raises:
            JournalError: There is one and it cannot be read.
        """
        path = self.path(identity)
        try:
            journal = json.loads(path.read_bytes())
            saved_at = path.stat().st_mtime
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise JournalError(f"cannot be read: {error}", where=str(path)) from None
        if not isinstance(journal, dict) or journal.get("card") != identity:
            raise JournalError("is not the journal of this card", where=str(path))
        return Kept(journal, saved_at)

    def write(self, identity: str, journal: dict[str, Any]) -> None:
        """Keep a card's journal, whole or not at all.

        Raises:
            JournalError: It cannot be written.
        """
        path = self.path(identity)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = json.dumps({"card": identity, **journal}, ensure_ascii=True).encode("ascii")
            write_atomically(path, data)
        except (OSError, CardError) as error:
            raise JournalError(f"cannot be written: {error}", where=str(path)) from None

    def discard(self, identity: str) -> None:
        """Forget a card's journal."""
        try:
            self.path(identity).unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"cannot be removed: {error}", where=str(self.path(identity))) from None
