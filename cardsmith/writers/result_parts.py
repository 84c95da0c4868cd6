"""One result of `model-index`: what it says of its task and data, what it leaves open, and whether two are the same."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from cardsmith import catalogue
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.model_index import REQUIRED
from cardsmith.facts.tasks import is_task_of_result
from cardsmith.facts.training import NO_DATASET, may_be_training_data

Parts: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What is said of a result's `task` and `dataset`."""

KEYS = {"task": ("name", "type"), "dataset": ("name", "type", "config", "split", "revision", "args")}
"""The details of each part, in the order transformers writes them."""

_IDENTITY = (("task", "type"), ("dataset", "type"), ("dataset", "config"), ("dataset", "split"))


def part_of(result: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a result's `task` or `dataset`, empty when it is missing or no mapping."""
    part = result.get(name)
    return part if isinstance(part, Mapping) else {}


# -- what it says ------------------------------------------------------------------------------------------------------


def _told(part: str, key: str, value: Any) -> Any:
    """Return a detail; None for one that is left open: missing, a word for "unknown", or one that cannot stay."""
    if key == "args":
        return value if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        return None if isinstance(value, (Mapping, list)) else value
    cannot_stay = {
        ("task", "type"): not is_task_of_result(value),
        ("dataset", "type"): is_loader(value),
        ("dataset", "name"): is_loader(value),
        ("dataset", "split"): may_be_training_data(value),
    }
    return None if value.lower() in NO_DATASET or cannot_stay.get((part, key)) else value


def _is_no_task(value: Any) -> bool:
    return isinstance(value, str) and not is_task_of_result(value)


def _detail(result: Mapping[str, Any], part: str, key: str) -> Any:
    return _told(part, key, part_of(result, part).get(key))


def is_open(result: Mapping[str, Any]) -> bool:
    """Whether a result lacks what every result has, or says it is on a split that may be the training data."""
    split = part_of(result, "dataset").get("split")
    contested = isinstance(split, str) and may_be_training_data(split)
    return contested or any(_detail(result, *path) is None for path in REQUIRED)


def is_on_unknown_data(result: Mapping[str, Any]) -> bool:
    """Whether a result does not say which dataset it was measured on."""
    return _detail(result, "dataset", "type") is None


def completed(part: str, there: Mapping[str, Any], known: Mapping[str, Any], over: Collection[str]) -> dict[str, Any]:
    """Return a task or a dataset as `known` completes it: what it leaves open, and the keys `over` in any case."""
    untold = {key for key in KEYS[part] if _told(part, key, there.get(key)) is None}
    if part == "task" and _is_no_task(there.get("type")):
        untold.add("name")  # it is that of the task that cannot stay
    new = {key: known[key] for key in KEYS[part] if key in known and (key in untold or key in over)}
    if "name" not in new and (name := _name(part, there, new)):
        new["name"] = name
    whole = {**there, **new}
    if whole.get("args") is not None and str(whole["args"]) == str(whole.get("config")):
        del whole["args"]  # an example script's copy of the configuration
    order = [*there, *(key for key in KEYS[part] if key not in there)]
    return {key: whole[key] for key in order if key in whole}


def _name(part: str, there: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return a name for a part that has none, or has that of a task that goes; empty when it keeps its own."""
    type_ = new.get("type") or _told(part, "type", there.get("type"))
    if not type_:
        return ""
    if part == "task":
        unnamed = not there.get("name") or _is_no_task(there.get("type"))
        return (catalogue.task_name(type_) or type_) if "type" in new and unnamed else ""
    return type_.rsplit("/", 1)[-1] if _told(part, "name", there.get("name")) is None else ""


# -- whether two are the same ------------------------------------------------------------------------------------------


def shared_identity(there: Mapping[str, Any], result: Mapping[str, Any]) -> int:
    """Return how much of the Hub's identity, task and data, two results share."""
    return sum(_detail(there, *path) == _detail(result, *path) for path in _IDENTITY)


def same_identity(there: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether two results are on the same task and data."""
    return shared_identity(there, result) == len(_IDENTITY)


def fits(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether nothing that a result says of its task and data speaks against what is wanted."""
    pairs = [(_detail(there, *path), _detail(wanted, *path)) for path in _IDENTITY]
    return all(old in (new, None) or new is None for old, new in pairs)


def fits_data(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a result can be on the data that is wanted, by its name, whatever task it is on."""
    return _detail(wanted, "dataset", "type") is not None and fits(there, {"dataset": part_of(wanted, "dataset")})


def metric_identity(metric: Any) -> tuple[str, str]:
    """Return what makes a metric the same as another: its id and its name."""
    if not isinstance(metric, dict):
        return "", ""
    return str(metric.get("type")), str(metric.get("name") or metric.get("type")).casefold()


def values(result: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Return a result's values by the identity of their metric."""
    metrics = result.get("metrics")
    listed = metrics if isinstance(metrics, list) else ()
    return {metric_identity(metric): metric.get("value") for metric in listed if isinstance(metric, dict)}


def numbers_agree(there: Mapping[str, Any], printed: Mapping[str, Any]) -> bool:
    """Whether a result holds no other number for a metric that was printed."""
    old = values(there)
    return all(prints_as(old[key], value) for key, value in values(printed).items() if key in old)


def shares_metric(there: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether two results hold the same metric."""
    return not values(there).keys().isdisjoint(values(result))


def disagree(there: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether two results on the same task and data, of the same name, hold different values of the same metric."""
    data = part_of(result, "dataset")
    if is_open(result) or not same_identity(there, result) or part_of(there, "dataset").get("name") != data["name"]:
        return False
    old = values(there)
    return any(old[key] != value for key, value in values(result).items() if key in old)


def prints_as(value: Any, printed: str) -> bool:
    """Whether a number, printed with as many decimals, is this text: `0.91538` is printed as `0.9154`.

    >>> prints_as(0.91538, "0.9154"), prints_as("35.2 ± 0.4", "35.2 ± 0.4"), prints_as(35.2, "35.2 ± 0.4")
    (True, True, True)
    """
    from decimal import Decimal

    if value == printed:
        return True
    printed = printed.partition("±")[0].partition("+/-")[0].strip()
    last_digit = Decimal(printed).as_tuple().exponent
    if not isinstance(value, (int, float)) or not isinstance(last_digit, int):
        return False
    return math.isclose(value, float(printed), rel_tol=0, abs_tol=0.51 * 10.0**last_digit)
