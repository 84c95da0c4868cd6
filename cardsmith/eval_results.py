"""Export a result to `.eval_results/*.yaml`, the Hub's second place for results, which feeds leaderboards.

The Hub takes such files for registered benchmarks only: datasets with an `eval.yaml`, or with the tag
`benchmark:official`. The format is that of huggingface_hub's `EvalResultEntry`, for which it has no function that
uploads one (1.31 to 2.4). Every value comes from the card's `model-index`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.emit import Style, block_lines
from cardsmith.document.yaml_tree import YamlProblem, read_yaml, to_python
from cardsmith.errors import CardsmithError
from cardsmith.hub.reader import HubReader
from cardsmith.ids import is_namespaced

FOLDER = ".eval_results"
_TAG = "benchmark:official"
_TASKS_FILE = "eval.yaml"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class EvalResultsError(CardsmithError):
    """A result that cannot be exported."""


def eval_results_yaml(result: Mapping[str, Any], dataset_id: str, task_id: str, metric: str | None = None) -> bytes:
    r"""Return the file for one result: the dataset, its task, the value, and the source when the result names one.

    Args:
        result: A result of `model-index`.
        dataset_id: The benchmark.
        task_id: The id of one of its tasks.
        metric: The type or the name of the metric; None when the result has only one.

    Raises:
        EvalResultsError: It is not clear which value is meant, or it is no number.

    >>> result = {"metrics": [{"type": "accuracy", "value": 0.412}]}
    >>> eval_results_yaml(result, "user/questions", "default")
    b'- dataset:\n    id: user/questions\n    task_id: default\n  value: 0.412\n'
    """
    entry: dict[str, Any] = {"dataset": {"id": dataset_id, "task_id": task_id}, "value": _value(result, metric)}
    source = result.get("source")
    if isinstance(source, Mapping) and isinstance(source.get("url"), str):
        entry["source"] = {key: source[key] for key in ("url", "name") if isinstance(source.get(key), str)}
    style = Style()
    return "".join(line + "\n" for line in block_lines([entry], 0, style)).encode()


def eval_results_files(card: Card, task_id: str, metric: str | None, reader: HubReader) -> dict[str, bytes]:
    """Return the file that exports a card's result on a benchmark, by its path.

    Args:
        card: The card; its `model-index` says which dataset was measured on.
        task_id: The id of a task of that benchmark, given by the user.
        metric: The type or the name of the metric; None when the result has only one.
        reader: Where to ask whether a dataset is a benchmark with this task.

    Raises:
        EvalResultsError: The card has no such result, the dataset is no registered benchmark, or it has no such task.
        HubError: There was no answer.
    """
    by_dataset: dict[str, list[Mapping[str, Any]]] = {}
    for dataset_id, result in _results(card):
        by_dataset.setdefault(dataset_id, []).append(result)
    if not by_dataset:
        hint = "name the dataset first, for example with `cardsmith fill`"
        raise EvalResultsError("`model-index` has no result on a dataset of the Hub", hint=hint)
    reasons = {dataset_id: _why_not(reader, dataset_id, task_id) for dataset_id in by_dataset}
    fitting = [dataset_id for dataset_id, reason in reasons.items() if not reason]
    if not fitting:
        raise EvalResultsError("; ".join(reasons.values()), hint="leave out --eval-results: model-index says the same")
    if len(fitting) > 1:
        raise EvalResultsError(f"several benchmarks of this card have a task {task_id!r}: {', '.join(fitting)}")
    dataset_id = fitting[0]
    results = by_dataset[dataset_id]
    if len(results) > 1:
        raise EvalResultsError(f"`model-index` has {len(results)} results on {dataset_id}: which one is not clear")
    path = f"{FOLDER}/{_UNSAFE.sub('-', dataset_id.replace('/', '--'))}--{_UNSAFE.sub('-', task_id)}.yaml"
    return {path: eval_results_yaml(results[0], dataset_id, task_id, metric)}


def _results(card: Card) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the results on datasets of the Hub, each with the dataset's id."""
    for at in card.indexed_results:
        dataset_id = at.part("dataset").get("type")
        if isinstance(dataset_id, str) and is_namespaced(dataset_id):
            yield dataset_id, at.result


def _why_not(reader: HubReader, dataset_id: str, task_id: str) -> str:
    """Return why a dataset is no benchmark with this task; empty when it is one."""
    repo = reader.dataset(dataset_id)
    if repo is None:
        return f"there is no dataset {dataset_id}"
    if _TASKS_FILE not in repo.files:
        # Then its tasks are not known here, and the Hub has the last word.
        return "" if _TAG in repo.tags else f"{dataset_id} is no registered benchmark: it has no {_TASKS_FILE}"
    tasks = _tasks(reader.file(repo, _TASKS_FILE) or b"")
    return "" if task_id in tasks else f"{dataset_id} has no task {task_id!r}, but {', '.join(tasks) or 'none'}"


def _tasks(data: bytes) -> list[str]:
    try:
        content = to_python(read_yaml(data.decode("utf-8"), 0), "1.2")
    except (YamlProblem, UnicodeDecodeError):
        return []
    tasks = content.get("tasks") if isinstance(content, dict) else None
    listed = tasks if isinstance(tasks, list) else []
    return [str(task["id"]) for task in listed if isinstance(task, dict) and "id" in task]


def _value(result: Mapping[str, Any], metric: str | None) -> int | float:
    metrics = result.get("metrics")
    found = [item for item in metrics if isinstance(item, Mapping)] if isinstance(metrics, list) else []
    names = [str(item.get("type") or item.get("name")) for item in found]
    if metric is not None:
        found = [item for item in found if metric.casefold() in (_folded(item, "type"), _folded(item, "name"))]
    if len(found) != 1:
        wanted = "one metric" if metric is None else f"one metric {metric!r}"
        hint = f"name it: TASK_ID={names[0]}" if names else ""
        raise EvalResultsError(f"the result must have {wanted}, and has {', '.join(names) or 'none'}", hint=hint)
    value = found[0].get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise EvalResultsError(f"the value of the metric is no number: {value!r}")
    return value


def _folded(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key, "")).casefold()
