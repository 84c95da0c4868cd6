"""What rules look at in the metadata: texts, lists of them, and values that say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith.document.metadata_path import Path
from cardsmith.draft import CardDraft
from cardsmith.gaps import Severity


def current(draft: CardDraft) -> dict[str, Any]:
    """Return the metadata as a draft has it now, for repairs that come after others."""
    metadata = draft.metadata.get(())
    return metadata if isinstance(metadata, dict) else {}


_NOTHING = frozenset({"none", "null", "na", "n/a", "unclear"})


def says_nothing(value: Any) -> bool:
    """Whether a value is null, or a text that generators print for it: `None`, `na`."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING)


def is_empty(value: Any) -> bool:
    """Whether a value is none: null, no text, or a list of nothing."""
    return value is None or value in ("", [], [None])


def kind(value: Any) -> str:
    """Say what a value is that is no text.

    >>> kind({}), kind([1]), kind(None), kind(True), kind(1.5)
    ('a mapping', 'a list', 'empty', 'true', '1.5')
    """
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or value == "":
        return "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def index_severity(path: Path) -> Severity:
    """Return how bad it is that the Hub would reject a part of `model-index`: misspelt, the key is let through."""
    return Severity.ERROR if path[0] == "model-index" else Severity.GAP


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


def not_text(metadata: Mapping[str, Any], key: str) -> Iterator[tuple[Path, Any]]:
    """Yield what is no text in a key that holds one or a list of them, with its path. An empty key is missing."""
    value = metadata.get(key)
    if is_empty(value):
        return
    parts = [((key, at), item) for at, item in enumerate(value)] if isinstance(value, list) else [((key,), value)]
    yield from ((path, item) for path, item in parts if not isinstance(item, str))
