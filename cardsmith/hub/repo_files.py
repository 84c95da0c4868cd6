"""The files of a repository on the Hub, in the form in which suggestions read files."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from cardsmith.hub.reader import HubReader, HubRepo


class RepoFiles:
    """The small files of a repository at one commit.

    Args:
        reader: Whom to ask.
        repo: The repository, as `HubReader.model` or `HubReader.dataset` returned it.
    """

    def __init__(self, reader: HubReader, repo: HubRepo) -> None:
        self._reader = reader
        self._repo = repo

    @property
    def source(self) -> str:
        """The repository's id."""
        return self._repo.id

    def names(self) -> Collection[str]:
        """Return the names of all files, with `/` between folders."""
        return self._repo.files.keys()

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when there is none, or when it is larger than 2 MB.

        Raises:
            HubError: There was no answer, or no permission.
        """
        return self._reader.file(self._repo, name)

    def url(self, name: str) -> str:
        """Return the address of a file's page on the Hub."""
        return f"{self._repo.url}/blob/{quote(self._repo.sha or 'main', safe='')}/{quote(name)}"
