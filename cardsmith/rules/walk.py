"""Walk `model-index`: every result and every metric, with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cardsmith.document.metadata_edit import Path, show_path
from cardsmith.draft import CardDraft


class ResultAt(NamedTuple):
    """A result of `model-index`, and its path."""

    path: Path
    result: dict[str, Any]

    @property
    def where(self) -> str:
        """The path as the Hub writes it."""
        return show_path(self.path)

    def part(self, name: str) -> dict[str, Any]:
        """Return `task` or `dataset`; empty when it is missing or no mapping."""
        part = self.result.get(name)
        return part if isinstance(part, dict) else {}


def index_key(metadata: Mapping[str, Any]) -> str:
    """Return the key that is, or should be, `model-index`."""
    return "model_index" if "model_index" in metadata and "model-index" not in metadata else "model-index"


def models(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every model of `model-index` with its path, however the key is spelt and its value shaped."""
    key = index_key(metadata)
    index = metadata.get(key)
    if isinstance(index, dict):
        yield (key,), index
    for at, model in enumerate(index if isinstance(index, list) else ()):
        if isinstance(model, dict):
            yield (key, at), model


def results_of(path: Path, model: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield a model's results with their paths; one that is no list counts as one."""
    listed = model.get("results")
    if isinstance(listed, dict):
        yield (*path, "results"), listed
    for at, result in enumerate(listed if isinstance(listed, list) else ()):
        yield (*path, "results", at), result


def results(metadata: Mapping[str, Any]) -> Iterator[ResultAt]:
    """Yield every result of every model that is a mapping."""
    for path, model in models(metadata):
        for place, result in results_of(path, model):
            if isinstance(result, dict):
                yield ResultAt(place, result)


def metrics(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every metric of every result that is a mapping, with its path."""
    for at in results(metadata):
        listed = at.result.get("metrics")
        for index, metric in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(metric, dict):
                yield (*at.path, "metrics", index), metric


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
