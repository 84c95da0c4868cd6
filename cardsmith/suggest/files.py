"""The files beside a card: in its folder, in the user's cache, or in its repository on the Hub."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Protocol, TypeAlias

MOST_BYTES = 2_000_000
"""Larger files are not read: no file that says something about a model is."""

FileNames: TypeAlias = tuple[str | re.Pattern[str], ...]
"""Names of files: whole names, and patterns that a whole name matches."""


def is_among(name: str, names: FileNames) -> bool:
    """Whether a file's name is one of some names.

    >>> is_among("LICENSE", ("config.json", re.compile("LICEN[CS]E")))
    True
    """
    return any(name == item if isinstance(item, str) else item.fullmatch(name) is not None for item in names)


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
