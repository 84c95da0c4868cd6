"""What can be asked of the Hub, and the shape of its answers. Nothing here speaks to a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from cardsmith.errors import CardsmithError
from cardsmith.ids import dataset_page, model_page

MOST_FILE_BYTES = 2_000_000
"""Larger files are not read."""


class HubError(CardsmithError):
    """The Hub, or what was recorded of it, did not answer."""


class HubRepo(NamedTuple):
    """A model or a dataset of the Hub, as far as cardsmith reads it. Every value is plain JSON.

    Attributes:
        kind: `model` or `dataset`.
        id: Its id as the Hub spells it today; a renamed repository has its new one.
        sha: The commit this is about, 40 hex digits; empty in lists.
        author: The user or organisation.
        card: The front matter of its README.md, as the Hub reads it.
        tags: The tags that the Hub computed.
        files: Size in bytes by file name, None where it is not known; empty in lists.
        pipeline_tag: A model's task, as the Hub computed it.
        library_name: A model's library, as the Hub computed it.
        config: The part of `config.json` that the Hub keeps, and its `transformersInfo` under that key.
        parameters: Number of parameters, from the safetensors header.
        base_models: Ids of a model's base models, as the Hub computed them.
        downloads: Downloads of the last 30 days.
    """

    kind: str
    id: str
    sha: str = ""
    author: str = ""
    card: Mapping[str, Any] = {}
    tags: Sequence[str] = ()
    files: Mapping[str, int | None] = {}
    pipeline_tag: str | None = None
    library_name: str | None = None
    config: Mapping[str, Any] = {}
    parameters: int | None = None
    base_models: Sequence[str] = ()
    downloads: int = 0

    @property
    def url(self) -> str:
        """The address of its page."""
        return dataset_page(self.id) if self.kind == "dataset" else model_page(self.id)


class HubReader(Protocol):
    """Asks the Hub. What does not exist is None or an empty list; what cannot be asked is an error."""

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        """Return a model.

        Args:
            repo_id: Its id.
            revision: A branch, a pull request or a commit; None for the main branch.
            fresh: Whether only an answer that was given right now will do, where there is somebody to ask.

        Raises:
            HubError: There was no answer, or no permission.
        """
        ...

    def dataset(self, repo_id: str) -> HubRepo | None:
        """Return a dataset.

        Raises:
            HubError: There was no answer, or no permission.
        """
        ...

    def search_datasets(self, words: str) -> list[HubRepo]:
        """Return datasets whose id holds the words, the most downloaded first.

        Raises:
            HubError: There was no answer.
        """
        ...

    def models_of(self, author: str) -> list[HubRepo]:
        """Return an author's models with their cards' front matter, the latest first.

        Raises:
            HubError: There was no answer.
        """
        ...

    def datasets_of(self, author: str) -> list[HubRepo]:
        """Return an author's datasets, the latest first.

        Raises:
            HubError: There was no answer.
        """
        ...

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        """Return a file of a repository at the commit that `repo` is about; None when it is larger than 2 MB.

        Raises:
            HubError: There was no answer, or no permission.
        """
        ...
