"""The files beside a card: in its folder, in the user's cache, or in its repository on the Hub."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

MOST_BYTES = 2_000_000
"""Larger files are not read: no file that says something about a model is."""


class Files(Protocol):
    """Named small files that stand together."""

    @property
    def source(self) -> str:
        """What evidence calls the place: empty for the card's own folder, else the repository's id."""
        ...

    def names(self) -> Collection[str]:
        """Return the names of all files, with `/` between folders."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when there is none, or when it is larger than `MOST_BYTES`.

        Raises:
            CardsmithError: It cannot be read.
        """
        ...

    def url(self, name: str) -> str:
        """Return where a person finds the file: its name, or its address on the Hub."""
        ...
