"""Hub ids: what a model or dataset id looks like, and the addresses of their pages.

The Hub checks the form of an id, so this is what it would reject.
"""

from __future__ import annotations

import re

HUB_ADDRESS = "https://huggingface.co"
"""The address of the Hub."""

# huggingface_hub's `validate_repo_id`: ASCII letters, digits, `-`, `_`, `.`, at most 96 characters a part.
_PART = r"(?=[^/]{1,96}(?:/|\Z))[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
_ID = re.compile(rf"{_PART}(?:/{_PART})?\Z")


def is_hub_id(text: str) -> bool:
    """Whether a text has the form of a Hub id, `name` or `user/name`.

    >>> is_hub_id("facebook/wav2vec2-base"), is_hub_id("/tmp/model"), is_hub_id("Kokoro 82M")
    (True, False, False)
    """
    return bool(_ID.match(text)) and "--" not in text and ".." not in text and not text.endswith(".git")


def is_namespaced(text: str) -> bool:
    """Whether a text has the form `user/name`."""
    return "/" in text and is_hub_id(text)


def may_be_same(one: str, other: str) -> bool:
    """Whether two ids can mean the same repository: the Hub answers for an old id with the new one."""
    return one.lower() == other.lower() or (one.rpartition("/")[2] == other and not is_namespaced(other))


def model_page(repo_id: str) -> str:
    """Return the address of a model's page."""
    return f"{HUB_ADDRESS}/{repo_id}"


def dataset_page(repo_id: str) -> str:
    """Return the address of a dataset's page."""
    return f"{HUB_ADDRESS}/datasets/{repo_id}"
