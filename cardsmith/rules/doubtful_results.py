"""Results that may not be what they say: of another text, split, model or label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.model_index import index_key, models
from cardsmith.facts.training import ReportedResult, may_be_training_data
from cardsmith.gaps import FixClass, Group, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import DIALECTS, INDEX, Found, Rule
from cardsmith.rules.walk import current
from cardsmith.text import Span, line_stop

_FOUR_DECIMALS = 0.5e-4 + 1e-9


def _disagreeing_values(card: Card) -> Iterator[Found]:
    reported = {item.name.casefold(): item for item in card.sorted_results[0]}
    for path, metric in card.indexed_metrics:
        item = reported.get(str(metric.get("name", "")).casefold())
        value = metric.get("value")
        if item is None or item.value.number is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if item.metric.id == metric.get("type") and abs(value - item.value.number) > _FOUR_DECIMALS:
            place = (*path, "value")
            message = f"{item.name} is {value} here and {item.value.text} in the text"
            yield Found(message, metadata_span(card, *place), show_path(place))


_TRAIN_SPLIT_VERSIONS = ("4.21", "4.22", "4.23", "4.24", "4.25")


def _training_split(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        split = at.part("dataset").get("split")
        if not isinstance(split, str):
            continue
        version = card.framework_versions.get("Transformers")
        place = (*at.path, "dataset", "split")
        if split == "train" and version is not None and version.value.startswith(_TRAIN_SPLIT_VERSIONS):
            message = f"transformers {version.value} writes the split of the training data, not of the evaluation"
            yield Found(message, metadata_span(card, *place), show_path(place), "results", Severity.GAP)
        elif may_be_training_data(split):
            message = f"the results are on the split {split!r}: say which part was held out"
            yield Found(message, metadata_span(card, *place), show_path(place), "results")


def _inherited_models(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    base = metadata.get("base_model")
    if not isinstance(base, str) or not base or metadata.get("library_name") not in ("mlx", "gguf"):
        return
    for path, model in models(metadata):
        if model.get("results") and model.get("name") in (base, base.rsplit("/", 1)[-1]):
            yield path, model


def _inherited_results(card: Card) -> Iterator[Found]:
    for path, _ in _inherited_models(card.metadata):
        message = "these results are the base model's, copied with its metadata"
        yield Found(message, metadata_span(card, *path, "name"), show_path((*path, "name")))


def _drop_inherited(draft: CardDraft) -> None:
    inherited = [path for path, _ in _inherited_models(current(draft))]
    if len(inherited) == len(list(models(current(draft)))):
        inherited = [(index_key(current(draft)),)]
    for path in reversed(inherited):
        draft.metadata.delete(path)


def _mislabelled(card: Card) -> Iterator[ReportedResult]:
    if not any(dialect.id == "hf-keras" for dialect in card.dialects):
        return
    names = {result.name.casefold() for result in card.reported_results}
    for result in card.reported_results:
        kind, _, metric = result.name.casefold().partition(" ")
        if kind == "train" and metric not in ("loss", "accuracy") and f"validation {metric}" not in names:
            yield result


def _keras_labels(card: Card) -> Iterator[Found]:
    for result in _mislabelled(card):
        message = f"{result.name!r} was measured on the evaluation set: KerasMetricCallback prints it without a prefix"
        yield Found(message, result.span, "")


def _relabel(draft: CardDraft) -> None:
    """Say Validation in the list, and in the head of the training table."""
    card = draft.card
    names = {result.name: f"Validation{result.name[len('Train') :]}" for result in _mislabelled(card)}
    for result in _mislabelled(card):
        draft.replace(Span(result.span.start, result.span.start + len("Train")), "Validation")
    for table in card.tables:
        head = card.text[table.span.start : line_stop(card.text, table.span.start)]
        for cell in re.finditer(r"[^|]+", head):
            name = cell.group().strip()
            if name in names:
                start = table.span.start + cell.start() + cell.group().index(name)
                draft.replace(Span(start, start + len(name)), names[name])


_BULLETS = "It achieves the following results on the evaluation set:\n"
_KERAS = "---\ntags:\n- generated_from_keras_callback\n---\n"


def _result_card(split: str, version: str) -> str:
    head = "---\nmodel-index:\n- name: m\n  results:\n  - task:\n      type: fill-mask\n    dataset:\n      type: a/b\n"
    tail = "    metrics:\n    - name: Accuracy\n      type: accuracy\n      value: 0.91\n---\n"
    return f"{head}      name: B\n      split: {split}\n{tail}\n### Framework versions\n\n- Transformers {version}\n"


RULES = (
    Rule(
        id="values-disagree",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="A value in `model-index` is not the one in the text.",
        why="One of them belongs to another checkpoint.",
        before=_result_card("test", "4.30.0") + f"\n{_BULLETS}- Accuracy: 0.93\n",
        after=_result_card("test", "4.30.0") + f"\n{_BULLETS}- Accuracy: 0.91\n",
        near_miss=_result_card("test", "4.30.0").replace("0.91", "0.91004") + f"\n{_BULLETS}- Accuracy: 0.91\n",
        find=_disagreeing_values,
        reads=(BODY, *INDEX),
        needs=INDEX,
        about=Group.RESULTS,
    ),
    Rule(
        id="training-split",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A result claims to be on the training split, or on a slice.",
        why="transformers 4.21 to 4.25 wrote the training data's split; later `train` means a part that was held out.",
        before=_result_card("train", "4.22.1"),
        after=_result_card("validation", "4.22.1"),
        near_miss=_result_card("test", "4.22.1"),
        find=_training_split,
        reads=(BODY, *INDEX),
        needs=INDEX,
    ),
    Rule(
        id="inherited-results",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A converted model carries the results of the model it was converted from.",
        why="A quantized copy scores differently; mlx-lm copies the base model's metadata unchanged.",
        before="---\nlibrary_name: mlx\nbase_model: a/base\n"
        + _result_card("test", "4.30.0")[4:].replace("name: m", "name: base"),
        after="---\nlibrary_name: mlx\nbase_model: a/base\n---\n\n### Framework versions\n\n- Transformers 4.30.0\n",
        near_miss="---\nlibrary_name: mlx\nbase_model: a/base\n" + _result_card("test", "4.30.0")[4:],
        find=_inherited_results,
        reads=("base_model", "library_name", *INDEX),
        needs=INDEX,
        repair=_drop_inherited,
        about=Group.RESULTS,
    ),
    Rule(
        id="keras-label",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A score of the evaluation set is called Train.",
        why="KerasMetricCallback logs without a prefix, and the card calls everything without one Train.",
        before=f"{_KERAS}{_BULLETS}- Train Rouge1: 30.1\n",
        after=f"{_KERAS}{_BULLETS}- Validation Rouge1: 30.1\n",
        near_miss=f"{_KERAS}{_BULLETS}- Train Loss: 0.1\n- Train Accuracy: 0.9\n",
        find=_keras_labels,
        reads=DIALECTS,
        repair=_relabel,
        about=Group.RESULTS,
    ),
)
