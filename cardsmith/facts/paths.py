"""Local paths where a Hub id should stand, and the ids that some of them hide."""

from __future__ import annotations

import re

# huggingface_hub keeps a repository in its cache under `models--user--name/snapshots/<commit>`.
_CACHE = re.compile(r"models--(?P<id>[A-Za-z0-9._-]+?)(?:[/\\]snapshots[/\\][0-9a-f]{7,40}|[/\\]|\Z)")


def id_in_cache_path(path: str) -> str | None:
    """Return the model id that a path into the Hub's local cache stands for; None for any other text.

    >>> id_in_cache_path("/data/hub/models--facebook--opt-350m/snapshots/08ab08cc4b72ff5593870b5d527cf4230323703c")
    'facebook/opt-350m'
    """
    match = _CACHE.search(path)
    return match["id"].replace("--", "/", 1) if match else None
