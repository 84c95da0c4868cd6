"""Reported results as one `model-index` result: which become metrics, which stay out, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cardsmith.document.emit import Digits
from cardsmith.facts.metrics import Metric, display_name, resolve_metric
from cardsmith.facts.training import ReportedResult
from cardsmith.facts.training_log import TrainingLog
from cardsmith.facts.values import PrintedValue, ValueKind, parse_value, split_mapping, unwrap_object


class LeftOut(NamedTuple):
    """A reported result that does not become a metric."""

    name: str
    value: str
    reason: str


class ReportedMetric(NamedTuple):
    """A reported result with the Hub metric it stands for; `value` as printed, `name` as after a finished run."""

    name: str
    metric: Metric
    value: PrintedValue

    def as_metadata(self) -> dict[str, Any]:
        """Return it as an item of a result's `metrics`, keys in the order transformers writes them."""
        value = Digits(self.value.text) if self.value.number is not None else self.value.text
        item: dict[str, Any] = {"name": self.name, "type": self.metric.id, "value": value}
        if self.metric.args:
            item["args"] = dict(self.metric.args)
        return item


_NO_NUMBER = {
    ValueKind.NOT_FINITE: "not a finite number: the training run went wrong",
    ValueKind.LIST: "a list has no single value",
    ValueKind.MAPPING: "a report with several values per class has no single value",
    ValueKind.OBJECT: "a printed Python object is not a value",
    ValueKind.TEXT: "its value is not a number",
}


# The one text that the Hub's specification shows as a value: `20.9 ± 1.2`.
_HAS_SPREAD = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?[ ]?(?:±|\+/-)[ ]?[0-9]{1,20}(?:\.[0-9]{1,20})?").fullmatch
_PERCENT = re.compile(r"[+-]?[0-9.,]{1,40}[ ]?%").fullmatch
_COMMA = re.compile(r"[+-]?[0-9.]{1,40}(?:,[0-9.]{1,40})+").fullmatch


def _why_no_number(value: PrintedValue) -> str:
    if value.kind is ValueKind.TEXT and _PERCENT(value.text):
        return "a percentage: nobody says whether 0 to 1 or 0 to 100 is meant"
    if value.kind is ValueKind.TEXT and _COMMA(value.text):
        return "its comma may stand for a decimal point or between thousands"
    return _NO_NUMBER[value.kind]


def sort_results(reported: Iterable[ReportedResult]) -> tuple[list[ReportedMetric], list[LeftOut]]:
    """Split reported results into metrics, in the order printed, and those that stay out of `model-index`."""
    metrics: list[ReportedMetric] = []
    left_out: list[LeftOut] = []
    for result in reported:
        for name, value in _scalars(result.name, result.value):
            metric = resolve_metric(name)
            if not isinstance(metric, Metric):
                left_out.append(LeftOut(name, value.text, metric.reason))
            elif value.kind is not ValueKind.NUMBER and not _HAS_SPREAD(value.text):
                left_out.append(LeftOut(name, value.text, _why_no_number(value)))
            else:
                metrics.append(ReportedMetric(display_name(name), metric, value))
    return metrics, left_out


def _scalars(name: str, value: PrintedValue) -> Iterable[tuple[str, PrintedValue]]:
    """Take a value apart that is one number in a wrapper, or a dict of numbers.

    What is in a dict keeps the dict's name in front, so that `Loc: {'f1': 0.9, …}` stays the score of one class, except
    where that name is a metric itself: `Rouge: {'rouge1': 0.41, …}`.
    """
    unwrapped = unwrap_object(value) if value.kind is ValueKind.OBJECT else None
    if unwrapped is not None:
        return [(name, unwrapped)]
    parts = split_mapping(value) if value.kind is ValueKind.MAPPING else []
    if not parts or any(part.kind is not ValueKind.NUMBER for _, part in parts):
        return [(name, value)]
    if len(parts) == 1:
        return [(name, parts[0][1])]
    if isinstance(resolve_metric(name), Metric):
        return parts
    return [(f"{name} {part}", number) for part, number in parts]


def at_row(metrics: Iterable[ReportedMetric], log: TrainingLog, row: int) -> tuple[list[ReportedMetric], list[LeftOut]]:
    """Return the same metrics with the values of one row of the training table, and those that it has no number for."""
    found, left_out = [], []
    for item in metrics:
        value = log.value(row, item.name)
        if value is not None and value.kind is ValueKind.NUMBER:
            found.append(item._replace(value=value))
        else:
            reason = f"row {row + 1} of the training table has no number for it"
            left_out.append(LeftOut(item.name, item.value.text, reason))
    return found, left_out


def agree_with(metrics: Iterable[ReportedMetric], numbers: Mapping[str, int | float]) -> bool | None:
    """Whether every metric is, rounded as printed, its number in a training log; None when they share none.

    Args:
        metrics: The metrics as the card prints them.
        numbers: Unrounded numbers by the key of the log, such as `eval_accuracy`.
    """
    shared = list(_shared(metrics, numbers))
    return all(_prints_as(item.value, number) for item, number in shared) if shared else None


def unrounded(metrics: Iterable[ReportedMetric], numbers: Mapping[str, int | float]) -> list[ReportedMetric]:
    """Return the metrics with all digits of a training log, where those round to what the card prints."""
    metrics = list(metrics)
    exact = {item.name: number for item, number in _shared(metrics, numbers) if _prints_as(item.value, number)}
    return [
        item._replace(value=parse_value(repr(exact[item.name]))) if item.name in exact else item for item in metrics
    ]


def _shared(
    metrics: Iterable[ReportedMetric], numbers: Mapping[str, int | float]
) -> Iterator[tuple[ReportedMetric, int | float]]:
    by_name = {_plain(key.partition("_")[2]): number for key, number in numbers.items() if key.startswith("eval_")}
    for item in metrics:
        if _plain(item.name) in by_name:
            yield item, by_name[_plain(item.name)]


def _plain(name: str) -> str:
    """Return a key of the log and the name that is printed for it in one form: `f1_macro` is printed `F1 Macro`."""
    return name.replace("_", "").replace(" ", "").lower()


def _prints_as(printed: PrintedValue, number: int | float) -> bool:
    digits = len(printed.text.partition(".")[2]) if "e" not in printed.text.lower() else 12
    return printed.number is not None and abs(printed.number - number) <= 0.500001 * 10.0**-digits


def metric_ids(metrics: Iterable[ReportedMetric]) -> list[str]:
    """Return the ids for `metrics:`, each once, in the order reported."""
    return list(dict.fromkeys(item.metric.id for item in metrics))
