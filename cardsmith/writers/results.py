"""The reported results, as one result of `model-index`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_edit import MISSING
from cardsmith.draft import CardDraft
from cardsmith.errors import EditRefused
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.results import ReportedMetric, at_row

_INDEX = ("model-index",)
_RESULTS = ("model-index", 0, "results")
_DATASET_KEYS = ("name", "type", "config", "split", "revision", "args")


def build_result(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result that `model-index` should hold, keys in the order transformers writes them.

    What the answer leaves out comes from the task and the dataset chosen for the card, or standing in it.

    Raises:
        EditRefused: Task, dataset type, dataset name or numbers are not known, so nothing may be written.
    """
    return {
        "task": _task(card, answer.get("task") or {}, chosen),
        "dataset": _dataset(card, answer.get("dataset") or {}, chosen),
        "metrics": [item.as_metadata() for item in reported_at(card, answer.get("checkpoint") or "reported")],
    }


def _task(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    task = answer.get("type") or chosen.get("pipeline_tag") or card.metadata.get("pipeline_tag")
    if not task:
        raise EditRefused("a result needs its task", where="results.task.type", hint="answer `pipeline_tag`")
    return {"name": answer.get("name") or catalogue.task_name(task) or task, "type": task}


def _dataset(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    dataset = {key: answer[key] for key in _DATASET_KEYS if answer.get(key) is not None}
    if not dataset.get("type"):
        known = chosen.get("datasets", card.metadata.get("datasets"))
        known = [known] if isinstance(known, str) else known
        if not isinstance(known, list) or len(known) != 1 or not isinstance(known[0], str):
            raise EditRefused(
                "a result needs the dataset it was measured on",
                where="results.dataset.type",
                hint="answer `results: {dataset: {type: …, name: …}}`",
            )
        dataset["type"] = known[0]
    dataset.setdefault("name", dataset["type"].rsplit("/", 1)[-1])
    return {key: dataset[key] for key in _DATASET_KEYS if key in dataset}


def reported_at(card: Card, checkpoint: str) -> list[ReportedMetric]:
    """Return the card's metrics `reported`, or with the values of the training table's `last` or `best` row.

    Raises:
        EditRefused: The card reports no metric, or has no table to take the row from.
    """
    metrics, _ = card.sorted_results
    if not metrics:
        raise EditRefused("the card reports no number that is a metric", where="results")
    if checkpoint == "reported":
        return metrics
    log = card.training_results
    if log is None or log.best is None:
        raise EditRefused("there is no training table to take a row from", where="results.checkpoint")
    row = len(log) - 1 if checkpoint == "last" else log.best.row
    found = at_row(metrics, log, row)
    if not found:
        raise EditRefused("the training table has no column of a reported metric", where="results.checkpoint")
    return found


def write_results(draft: CardDraft, _field: str, value: Mapping[str, Any], chosen: Mapping[str, Any]) -> None:
    """Write the result into the model's entry: over the same result when it is there, else behind the others."""
    result = build_result(draft.card, value, chosen)
    metadata = draft.metadata
    entries = metadata.get(_INDEX)
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        metadata.set(_INDEX, [{"name": _model_name(draft.card, chosen), "results": [result]}])
        return
    if not entries[0].get("name"):
        metadata.set((*_INDEX, 0, "name"), _model_name(draft.card, chosen))
    results = metadata.get(_RESULTS)
    if not isinstance(results, list) or not results:
        metadata.set(_RESULTS, [result])
        return
    at = _same_result(results, result)
    if at is None:
        metadata.append(_RESULTS, result)
        return
    path = (*_RESULTS, at)
    for part in ("task", "dataset"):
        there = metadata.get((*path, part))
        merged = {**there, **result[part]} if isinstance(there, dict) else result[part]
        metadata.set((*path, part), merged)
    there = metadata.get((*path, "metrics"))
    if not isinstance(there, list) or not there or (value.get("checkpoint") or "reported") != "reported":
        metadata.set((*path, "metrics"), result["metrics"])
        return
    known = {_identity(metric) for metric in there}
    for metric in result["metrics"]:
        if _identity(metric) not in known:
            metadata.append((*path, "metrics"), metric)


def _model_name(card: Card, chosen: Mapping[str, Any]) -> str:
    title = card.title.value if card.title is not None else ""
    name = chosen.get("model_name") or card.metadata.get("model_name") or title
    if not isinstance(name, str) or is_output_folder(name):
        raise EditRefused("`model-index` needs the model's name", where="model_name", hint="answer `model_name`")
    return name


def _same_result(results: list[Any], result: dict[str, Any]) -> int | None:
    """Return the index of the result on the same task and data (the Hub's identity), or of the only partial one."""
    for index, there in enumerate(results):
        if isinstance(there, dict) and all(
            _part(there, *path) == _part(result, *path)
            for path in (("task", "type"), ("dataset", "type"), ("dataset", "config"), ("dataset", "split"))
        ):
            return index
    if len(results) == 1:
        only = results[0]
        partial = not isinstance(only, dict) or not all(
            _part(only, *path) for path in (("task", "type"), ("dataset", "type"), ("dataset", "name"))
        )
        return 0 if partial and isinstance(only, dict) else None
    return None


def _part(result: dict[str, Any], name: str, key: str) -> Any:
    part = result.get(name)
    value = part.get(key) if isinstance(part, dict) else None
    return value if value is not MISSING else None


def _identity(metric: Any) -> tuple[Any, str]:
    if not isinstance(metric, dict):
        return None, ""
    return metric.get("type"), str(metric.get("name") or metric.get("type")).casefold()
