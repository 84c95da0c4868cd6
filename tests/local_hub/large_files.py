"""The contents of large files, by their hash, beside the repositories that hold only pointers."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.local_hub.errors import HubError, bad_request


class LargeFiles:
    """A folder with one file for each content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, sha256: str) -> bool:
        """Whether the content is here; that of a seeded file never is."""
        return (self._folder / sha256).exists()

    def read(self, sha256: str) -> bytes:
        """The content.

        Raises:
            HubError: There is only the pointer.
        """
        if not self.has(sha256):
            raise HubError(404, "The seed has only the pointer of this file")
        return (self._folder / sha256).read_bytes()

    def write(self, sha256: str, data: bytes) -> None:
        """Keep a content.

        Raises:
            HubError: It is not what its name says.
        """
        if hashlib.sha256(data).hexdigest() != sha256:
            raise bad_request("The content does not match its hash")
        self._folder.mkdir(exist_ok=True)
        (self._folder / sha256).write_bytes(data)
