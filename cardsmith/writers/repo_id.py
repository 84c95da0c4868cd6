"""The repository's own id: in every code sample, title and link that a generator left a made-up one in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.draft import CardDraft
from cardsmith.facts.placeholders import find_ids


def write_repo_id(draft: CardDraft, _field: str, value: str, _chosen: Mapping[str, Any]) -> None:
    """Replace every made-up id."""
    for item in find_ids(draft.card.body):
        draft.replace(item.span, value)
