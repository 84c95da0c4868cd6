"""The reported results, as one result of `model-index`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_edit import Path
from cardsmith.draft import CardDraft
from cardsmith.errors import EditRefused
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.results import LeftOut, ReportedMetric, at_row
from cardsmith.facts.training import NO_DATASET

_INDEX = ("model-index",)
_RESULTS = ("model-index", 0, "results")
_IDENTITY = (("task", "type"), ("dataset", "type"), ("dataset", "config"), ("dataset", "split"))
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
        "metrics": [item.as_metadata() for item in reported_at(card, answer)[0]],
    }


def _task(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    task = answer.get("type") or chosen.get("pipeline_tag") or card.word("pipeline_tag")
    if not task:
        raise EditRefused("a result needs its task", where="results.task.type", hint="answer `pipeline_tag`")
    return {"name": answer.get("name") or catalogue.task_name(task) or task, "type": task}


def _dataset(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    dataset = {key: answer[key] for key in _DATASET_KEYS if answer.get(key) is not None}
    if not dataset.get("type"):
        known = chosen["datasets"] if "datasets" in chosen else card.listed("datasets")
        if len(known) != 1 or not isinstance(known[0], str) or known[0].lower() in NO_DATASET:
            raise EditRefused(
                "a result needs the dataset it was measured on",
                where="results.dataset.type",
                hint="answer `results: {dataset: {type: …, name: …}}`",
            )
        dataset["type"] = known[0]
    dataset.setdefault("name", dataset["type"].rsplit("/", 1)[-1])
    return {key: dataset[key] for key in _DATASET_KEYS if key in dataset}


def reported_at(card: Card, answer: Mapping[str, Any]) -> tuple[list[ReportedMetric], list[LeftOut]]:
    """Return the card's metrics `reported`, or with the values of the training table's `last` or `best` row.

    What stays out of `model-index` comes second, with the reasons.

    Raises:
        EditRefused: The card reports no metric, or has no table to take the row from.
    """
    metrics, left_out = card.sorted_results
    checkpoint = answer.get("checkpoint") or "reported"
    if not metrics:
        raise EditRefused("the card reports no number that is a metric", where="results")
    if checkpoint == "reported":
        return metrics, left_out
    log = card.training_results
    if log is None or log.best is None:
        raise EditRefused("there is no training table to take a row from", where="results.checkpoint")
    row = len(log) - 1 if checkpoint == "last" else log.best.row
    found, without_number = at_row(metrics, log, row)
    if not found:
        raise EditRefused(f"row {row + 1} of the training table holds no reported metric", where="results.checkpoint")
    return found, [*left_out, *without_number]


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
    _write_metrics(draft, (*path, "metrics"), result["metrics"], (value.get("checkpoint") or "reported") != "reported")


def _write_metrics(draft: CardDraft, path: Path, metrics: list[dict[str, Any]], replace: bool) -> None:
    """Add the metrics that are not there. One that is there keeps its value: it may have more digits than were printed.

    Only a row that somebody chose (`replace`) is written over the value of another.
    """
    there = draft.metadata.get(path)
    if not isinstance(there, list) or not there:
        draft.metadata.set(path, metrics)
        return
    known = [_identity(metric) for metric in there]
    for metric in metrics:
        if _identity(metric) not in known:
            draft.metadata.append(path, metric)
            continue
        at = known.index(_identity(metric))
        if replace and not _prints_as(there[at].get("value"), metric["value"]):
            draft.metadata.set((*path, at, "value"), metric["value"])


def _model_name(card: Card, chosen: Mapping[str, Any]) -> str:
    title = card.title.value if card.title is not None else ""
    name = chosen.get("model_name") or card.word("model_name") or title
    if is_output_folder(name):
        raise EditRefused("`model-index` needs the model's name", where="model_name", hint="answer `model_name`")
    return name


def _same_result(results: list[Any], result: dict[str, Any]) -> int | None:
    """Return the index of the result on the same task and data (the Hub's identity).

    One that leaves some of it open is the same when nothing it says speaks against it, its numbers included.
    """
    found: list[tuple[int, int]] = []
    for index, there in enumerate(results):
        pairs = [(_part(there, *path), _part(result, *path)) for path in _IDENTITY] if isinstance(there, dict) else []
        same = sum(old == new for old, new in pairs)
        if pairs and same == len(pairs):
            return index
        if pairs and all(old in (new, None) or new is None for old, new in pairs) and _numbers_agree(there, result):
            found.append((same, -index))
    return -max(found)[1] if found else None


def _numbers_agree(there: dict[str, Any], result: dict[str, Any]) -> bool:
    metrics = there.get("metrics")
    old = {_identity(metric): metric.get("value") for metric in _dicts(metrics if isinstance(metrics, list) else ())}
    return all(
        _prints_as(old[_identity(metric)], metric["value"]) for metric in result["metrics"] if _identity(metric) in old
    )


def _dicts(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (item for item in items if isinstance(item, dict))


def _prints_as(value: Any, printed: str) -> bool:
    """Whether a number, printed with as many decimals, is this text: `0.91538` is printed as `0.9154`."""
    from decimal import Decimal

    last_digit = Decimal(printed).as_tuple().exponent
    if not isinstance(value, (int, float)) or not isinstance(last_digit, int):
        return False
    return math.isclose(value, float(printed), rel_tol=0, abs_tol=0.51 * 10.0**last_digit)


def _part(result: dict[str, Any], name: str, key: str) -> Any:
    """Return what a result says of its task or its dataset; None where it leaves that open."""
    part = result.get(name)
    value = part.get(key) if isinstance(part, dict) else None
    return None if isinstance(value, str) and value.lower() in NO_DATASET else value


def _identity(metric: Any) -> tuple[str, str]:
    if not isinstance(metric, dict):
        return "", ""
    return str(metric.get("type")), str(metric.get("name") or metric.get("type")).casefold()
