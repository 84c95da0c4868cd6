"""What huggingface_hub downloaded to this disk before, read as if it were the Hub.

A repository lies in `models--user--name`: `refs/main` holds a commit, `snapshots/<commit>` its files, which link to
`blobs` (huggingface_hub 0.8 to 2.4). Nothing is downloaded and nothing is changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cardsmith.card import Card
from cardsmith.errors import CardsmithError
from cardsmith.hub.reader import HubError, HubRepo
from cardsmith.ids import dataset_page, is_hub_id, model_page
from cardsmith.suggest import opened
from cardsmith.suggest.files import MOST_BYTES, is_among
from cardsmith.suggest.model_files.reader import ModelFiles
from cardsmith.suggest.safe_read import files_in, read_whole

_COMMIT = re.compile(r"[0-9a-f]{40}")
_CARD = "README.md"
_FOLDERS = {"model": "models", "dataset": "datasets"}


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder that huggingface_hub downloads to.

    Args:
        environ: The environment: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME` count, in that
            order.

    >>> cache_folder({"HF_HOME": "/data/hf"}).as_posix()
    '/data/hf/hub'
    """
    for key in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environ.get(key):
            return Path(os.path.expanduser(environ[key]))
    home = environ.get("HF_HOME") or os.path.join(environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    return Path(os.path.expanduser(home)) / "hub"


class CachedRepo:
    """The files of a repository at the commit that was downloaded last; implements `Files`.

    Args:
        kind: `model` or `dataset`.
        repo_id: Its id.
        folder: Its folder in the cache.
        commit: The commit.
    """

    def __init__(self, kind: str, repo_id: str, folder: Path, commit: str) -> None:
        self.kind = kind
        self.source = repo_id
        self.commit = commit
        self._folder = folder
        self._snapshot = folder / "snapshots" / commit

    def names(self) -> Collection[str]:
        """Return the names of the files that were downloaded, those in folders left out.

        Raises:
            CardsmithError: The folder cannot be read.
        """
        return files_in(self._snapshot)

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when it was not downloaded, is too large, or is none that is ever opened.

        Raises:
            CardsmithError: It cannot be read.
        """
        if name != _CARD and not is_among(name, opened()):
            return None
        return read_whole(self._snapshot / name, self._folder, MOST_BYTES)

    def url(self, name: str) -> str:
        """Return the address of a file's page on the Hub."""
        page = dataset_page(self.source) if self.kind == "dataset" else model_page(self.source)
        return f"{page}/blob/{self.commit}/{quote(name)}"


class HubCache:
    """The cache of huggingface_hub as a `HubReader`: it knows single repositories, and nothing of lists and searches.

    Args:
        folder: Where the repositories lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def default(cls) -> HubCache:
        """Return the user's own cache."""
        return cls(cache_folder(os.environ))

    def files(self, repo_id: str, kind: str = "model") -> CachedRepo | None:
        """Return the files of a repository; None when it was never downloaded.

        Args:
            repo_id: Its id.
            kind: `model` or `dataset`.

        Raises:
            HubError: It is there and cannot be read.
        """
        if not is_hub_id(repo_id):
            return None
        folder = self.folder / f"{_FOLDERS[kind]}--{repo_id.replace('/', '--')}"
        try:
            data = read_whole(folder / "refs" / "main", folder, 100)
        except CardsmithError as error:
            raise HubError(error.message, where=str(folder)) from None
        commit = data.decode("ascii", "replace").strip() if data is not None else ""
        return CachedRepo(kind, repo_id, folder, commit) if _COMMIT.fullmatch(commit) else None

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        """Return what the card and the configuration of a model say; None when it was never downloaded.

        Raises:
            HubError: It is there and cannot be read.
        """
        files = self.files(repo_id)
        return _described(files) if files is not None and revision in (None, "main", files.commit) else None

    def dataset(self, repo_id: str) -> HubRepo | None:
        """Return what the card of a dataset says; None when it was never downloaded.

        Raises:
            HubError: It is there and cannot be read.
        """
        files = self.files(repo_id, "dataset")
        return _described(files) if files is not None else None

    def search_datasets(self, words: str) -> list[HubRepo]:
        """Return nothing: a cache is no catalogue."""
        return []

    def models_of(self, author: str) -> list[HubRepo]:
        """Return nothing: a cache does not hold all that an author made."""
        return []

    def datasets_of(self, author: str) -> list[HubRepo]:
        """Return nothing: a cache does not hold all that an author made."""
        return []

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        """Return a file of a repository; None when it was not downloaded.

        Raises:
            HubError: It is there and cannot be read.
        """
        files = self.files(repo.id, repo.kind)
        try:
            return files.read(name) if files is not None else None
        except CardsmithError as error:
            raise HubError(error.message, where=error.where) from None


def _described(files: CachedRepo) -> HubRepo | None:
    """Return a repository as its card's front matter and its configuration describe it; None without a card."""
    reader = ModelFiles(files)
    text = reader.text_of(_CARD)
    config = reader.json("config.json")
    if reader.problems:
        error = next(iter(reader.problems.values()))
        raise HubError(error.message, where=f"{files.source}/{error.where}")
    if text is None:
        return None
    card = Card(text)
    known: dict[str, Any] = {key: config.get(key) for key in _CONFIG_KEYS} if config is not None else {}
    return HubRepo(
        files.kind,
        files.source,
        files.commit,
        author=files.source.rpartition("/")[0],
        card=card.metadata,
        files=dict.fromkeys(reader.names),
        pipeline_tag=card.word("pipeline_tag"),
        library_name=card.word("library_name"),
        config={key: value for key, value in known.items() if value is not None},
    )


_CONFIG_KEYS = ("architectures", "model_type", "quantization_config")
