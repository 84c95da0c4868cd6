"""The folder that a card lies in, as far as its files say something about the model."""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from cardsmith.suggest import opened
from cardsmith.suggest.files import MOST_BYTES, FileNames, is_among
from cardsmith.suggest.model_files.weights import SHARD
from cardsmith.suggest.safe_read import files_in, read_start, read_whole


class LocalFolder:
    """The files beside a card. Folders in it are not looked into; implements `Files`.

    Args:
        path: The folder.
        opens: The files that may be opened; None for those that some provider opens.
    """

    source = ""

    def __init__(self, path: str | Path, opens: FileNames | None = None) -> None:
        self.path = Path(path)
        self._opens = opens

    def names(self) -> Collection[str]:
        """Return the names of the files.

        Raises:
            CardsmithError: The folder cannot be read.
        """
        return self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(files_in(self.path))

    @cached_property
    def _inside(self) -> Path:
        """Where the bytes may lie: huggingface_hub's cache links from `snapshots/<commit>` to `blobs` above it."""
        path = Path(os.path.abspath(self.path))
        repository = path.parent.parent
        return repository if path.parent.name == "snapshots" and repository.name.startswith("models--") else path

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when there is none, it is too large, or it may not be opened.

        Raises:
            CardsmithError: It cannot be read.
        """
        opens = opened() if self._opens is None else self._opens
        return read_whole(self.path / name, self._inside, MOST_BYTES) if is_among(name, opens) else None

    def head(self, name: str, size: int) -> bytes | None:
        """Return the first bytes of a file of weights, where safetensors says what it holds; None for any other file.

        Raises:
            CardsmithError: It cannot be read.
        """
        return read_start(self.path / name, self._inside, size) if SHARD.fullmatch(name) else None

    def url(self, name: str) -> str:
        """Return the file's name."""
        return name
