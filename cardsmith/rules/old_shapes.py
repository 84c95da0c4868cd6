"""Shapes of `model-index` that old generators wrote, and that huggingface_hub refuses to load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import models, results
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current, index_severity

_UNKNOWN_DATASET = {"name": "Unknown", "type": "unknown"}


def _without_results(card: Card) -> Iterator[Found]:
    for path, model in card.indexed_models:
        if len(path) > 1 and model.get("results") in (None, {}):
            message = "a model without the list `results`"
            yield Found(message, metadata_span(card, *path), show_path(path), severity=index_severity(path))


def _add_results(draft: CardDraft) -> None:
    for path, model in models(current(draft)):
        if model.get("results") in (None, {}):
            draft.metadata.set((*path, "results"), [])


def _single_metric(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        if isinstance(at.result.get("metric"), dict) and "metrics" not in at.result:
            path = (*at.path, "metric")
            message = "`metric` holds one metric; the Hub reads the list `metrics`"
            yield Found(message, metadata_span(card, *path), show_path(path))


def _list_metrics(draft: CardDraft) -> None:
    """Make the list, and put back the metrics that the generator's loop overwrote: they are in the text."""
    reported = draft.card.sorted_results[0]
    for at in results(current(draft)):
        metric = at.result.get("metric")
        if not isinstance(metric, dict) or "metrics" in at.result:
            continue
        draft.metadata.rename((*at.path, "metric"), "metrics")
        draft.metadata.wrap((*at.path, "metrics"))
        for item in reported:
            if not _is(item.name, metric):
                draft.metadata.append((*at.path, "metrics"), item.as_metadata())


def _is(name: str, metric: dict[str, Any]) -> bool:
    return name.casefold() == str(metric.get("name") or metric.get("type")).casefold()


def _without_dataset(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        if not at.part("dataset"):
            severity = index_severity(at.path) if "dataset" in at.result else None
            yield Found("a result without a dataset", metadata_span(card, *at.path), at.where, "results", severity)


def _name_unknown_dataset(draft: CardDraft) -> None:
    """Say that the dataset is unknown, as setfit and sentence-transformers do: the numbers stay, and the card loads."""
    for at in results(current(draft)):
        if not at.part("dataset"):
            name = at.result.get("dataset")
            named = {"name": name} if name and isinstance(name, str) else {}
            draft.metadata.set((*at.path, "dataset"), {**_UNKNOWN_DATASET, **named})


_METRIC = "name: F1\n      type: f1\n      value: 0.8873\n"
_TASK = "  - task:\n      name: Fill-Mask\n      type: fill-mask\n"
_DATASET = "    dataset:\n      name: B\n      type: a/b\n"
_HEAD = "---\nmodel-index:\n- name: my-model\n"

RULES = (
    Rule(
        id="model-without-results",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="A model of `model-index` has no `results`.",
        why="The Hub rejects the card, and huggingface_hub refuses to load it. transformers 4.6 wrote this.",
        before=_HEAD + "---\n",
        after=_HEAD + "  results: []\n---\n",
        near_miss=_HEAD + "  results: []\n---\n",
        find=_without_results,
        reads=INDEX,
        needs=INDEX,
        repair=_add_results,
    ),
    Rule(
        id="metric-not-metrics",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A result has one `metric`; the Hub reads the list `metrics`.",
        why="transformers 4.7 to 4.9 wrote this, and only the last metric of several.",
        before=f"{_HEAD}  results:\n{_TASK}{_DATASET}    metric:\n      {_METRIC}---\n",
        after=f"{_HEAD}  results:\n{_TASK}{_DATASET}    metrics:\n    - {_METRIC}---\n",
        near_miss=f"{_HEAD}  results:\n{_TASK}{_DATASET}    metrics:\n    - {_METRIC}---\n",
        find=_single_metric,
        reads=INDEX,
        needs=INDEX,
        repair=_list_metrics,
    ),
    Rule(
        id="result-without-dataset",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A result does not say what it was measured on.",
        why="huggingface_hub refuses to load the card. An answer names the dataset; somebody who selects the rule says "
        "that it is unknown.",
        before=f"{_HEAD}  results:\n{_TASK}    metrics:\n    - {_METRIC}---\n",
        after=f"{_HEAD}  results:\n{_TASK}    dataset:\n      name: Unknown\n      type: unknown\n"
        f"    metrics:\n    - {_METRIC}---\n",
        near_miss=f"{_HEAD}  results:\n{_TASK}{_DATASET}    metrics:\n    - {_METRIC}---\n",
        find=_without_dataset,
        reads=INDEX,
        needs=INDEX,
        repair=_name_unknown_dataset,
    ),
)
