"""Walk `model-index`: every model, result and metric, with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cardsmith.document.metadata_path import Path, show_path

REQUIRED = (("task", "type"), ("dataset", "type"), ("dataset", "name"))
"""What every result must say beside its metrics, part and key."""


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
    return results_in(models(metadata))


def results_in(models: Iterable[tuple[Path, dict[str, Any]]]) -> Iterator[ResultAt]:
    """Yield every result of some models that is a mapping."""
    for path, model in models:
        for place, result in results_of(path, model):
            if isinstance(result, dict):
                yield ResultAt(place, result)


def metrics(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every metric of every result that is a mapping, with its path."""
    return metrics_in(results(metadata))


def metrics_in(results: Iterable[ResultAt]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every metric of some results that is a mapping, with its path."""
    for at in results:
        listed = at.result.get("metrics")
        for index, metric in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(metric, dict):
                yield (*at.path, "metrics", index), metric
