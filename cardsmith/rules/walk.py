"""What rules look at in the metadata: texts, lists of them, and values that say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith.document.metadata_path import Path
from cardsmith.draft import CardDraft


def current(draft: CardDraft) -> dict[str, Any]:
    """Return the metadata as a draft has it now, for repairs that come after others."""
    metadata = draft.metadata.get(())
    return metadata if isinstance(metadata, dict) else {}


_NOTHING = frozenset({"none", "null", "na", "n/a", "unclear"})


def says_nothing(value: Any) -> bool:
    """Whether a value is null, or a text that generators print for it: `None`, `na`."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING)


def strings(value: Any) -> list[str]:
    """Return the texts of a value that may be one text or a list of them."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def listed(metadata: Mapping[str, Any], key: str) -> Iterator[tuple[Path, str]]:
    """Yield every text of a key that holds one or a list of them, with its path."""
    value = metadata.get(key)
    if isinstance(value, str):
        yield (key,), value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield (key, index), item
