"""A front matter key that stands nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.draft import CardDraft


def write_metadata(draft: CardDraft, field: str, value: Any, _chosen: Mapping[str, Any]) -> None:
    """Set the key. A single value for a key that holds a list becomes a list of one."""
    if isinstance(value, str) and isinstance(draft.metadata.get((field,)), list):
        value = [value]
    draft.metadata.set((field,), value)
