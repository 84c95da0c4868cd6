"""What is asked of the Hub: the address of each question, and how people call it.

The addresses are those that huggingface_hub's `HfApi` and `hf_hub_url` use. They are also the keys of caches and
recordings, without the host, so that what was recorded from one endpoint is found again at another.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urlencode

from cardsmith.hub.reader import MOST_FILE_BYTES, HubRepo
from cardsmith.ids import HUB_ADDRESS, dataset_page, model_page

SEARCH_LIMIT = 20
"""How many datasets a search returns at most."""

LIST_LIMIT = 100
"""How many repositories of an author are listed at most."""

PAGE_LIMIT = 1000
"""How many repositories stand on one page of a whole list."""

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")


class Asked(NamedTuple):
    """One question to the Hub.

    Attributes:
        address: Path and query of the URL.
        words: What is asked for, as messages call it.
        page: Where a person finds it in the browser.
        immutable: Whether the answer can never change, because it is about one commit.
    """

    address: str
    words: str
    page: str
    immutable: bool = False


def model(repo_id: str, revision: str | None = None) -> Asked:
    """Ask for a model with the sizes of its files.

    >>> model("user/name", "refs/pr/7").address
    '/api/models/user/name/revision/refs%2Fpr%2F7?blobs=true'
    """
    at = f"/revision/{quote(revision, safe='')}" if revision else ""
    words = f"the model `{repo_id}`" + (f" at `{revision}`" if revision else "")
    return Asked(f"/api/models/{quote(repo_id)}{at}?blobs=true", words, model_page(quote(repo_id)))


def about_model(repo_id: str) -> tuple[str, ...]:
    """Return how the addresses begin whose answers change with a model: its own, and its author's list.

    >>> about_model("user/name")
    ('/api/models/user/name?', '/api/models/user/name/revision/', '/api/models?author=user&')
    """
    own = f"/api/models/{quote(repo_id)}"
    author = urlencode({"author": repo_id.partition("/")[0]})
    return f"{own}?", f"{own}/revision/", f"/api/models?{author}&"


def dataset(repo_id: str) -> Asked:
    """Ask for a dataset."""
    page = dataset_page(quote(repo_id))
    return Asked(f"/api/datasets/{quote(repo_id)}", f"the dataset `{repo_id}`", page)


def dataset_search(words: str) -> Asked:
    """Ask for the most downloaded datasets whose id holds the words."""
    query = urlencode({"search": words, "sort": "downloads", "limit": SEARCH_LIMIT})
    page = f"{HUB_ADDRESS}/datasets?{urlencode({'search': words})}"
    return Asked(f"/api/datasets?{query}", f"the search for datasets with `{words}`", page)


def models_of(author: str) -> Asked:
    """Ask for an author's models with their cards' front matter, the latest first."""
    query = urlencode({"author": author, "sort": "lastModified", "limit": LIST_LIMIT, "cardData": "true"})
    return Asked(f"/api/models?{query}", f"the list of models of `{author}`", f"{HUB_ADDRESS}/{quote(author)}")


def every_model_of(author: str, tag: str | None = None) -> Asked:
    """Ask for the first page of all models of an author, or of those with a tag, the latest first."""
    filters = {"author": author} | ({"filter": tag} if tag is not None else {})
    query = urlencode({**filters, "sort": "createdAt", "limit": PAGE_LIMIT})
    return Asked(f"/api/models?{query}", f"the list of models of `{author}`", f"{HUB_ADDRESS}/{quote(author)}")


def datasets_of(author: str) -> Asked:
    """Ask for an author's datasets, the latest first."""
    query = urlencode({"author": author, "sort": "lastModified", "limit": LIST_LIMIT})
    return Asked(f"/api/datasets?{query}", f"the list of datasets of `{author}`", f"{HUB_ADDRESS}/{quote(author)}")


def file(repo: HubRepo, name: str) -> Asked:
    """Ask for a file at the commit that `repo` is about; at the main branch, when that commit is not known."""
    prefix = "datasets/" if repo.kind == "dataset" else ""
    path = f"/{prefix}{quote(repo.id)}/resolve/{quote(repo.sha or 'main', safe='')}/{quote(name)}"
    return Asked(path, f"`{name}` of the {repo.kind} `{repo.id}`", repo.url, bool(_COMMIT.match(repo.sha)))


def is_out_of_reach(repo: HubRepo, name: str) -> bool:
    """Whether it is known without asking that a file is not there, is too large, or is no file name at all."""
    if any(part in ("", ".", "..") for part in name.split("/")):
        return True
    return bool(repo.files) and (name not in repo.files or (repo.files[name] or 0) > MOST_FILE_BYTES)
