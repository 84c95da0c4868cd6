"""Parts of `model-index` that the Hub rejects: of the wrong shape, not text, or without what they must say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.model_index import index_key, metrics, models, results, results_of
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current, index_severity, kind


def _misshapen(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, Any, type]]:
    """Yield every part that is no list, or no mapping, where one must be, with what it must be.

    Whether there are results, a task, a dataset and metrics at all is for other rules.
    """
    index = metadata.get(index_key(metadata))
    for at, model in enumerate(index if isinstance(index, list) else ()):
        if not isinstance(model, dict):
            yield (index_key(metadata), at), model, dict
    for path, model in models(metadata):
        found = model.get("results")
        if found and not isinstance(found, list) and len(path) > 1:
            yield (*path, "results"), found, list
        for where, result in results_of(path, model):
            if isinstance(result, dict):
                yield from _misshapen_in(where, result)
            else:
                yield where, result, dict


def _misshapen_in(path: Path, result: dict[str, Any]) -> Iterator[tuple[Path, Any, type]]:
    listed = result.get("metrics")
    if isinstance(listed, dict):
        yield (*path, "metrics"), listed, list
    for at, metric in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(metric, dict):
            yield (*path, "metrics", at), metric, dict
    if not isinstance(result.get("source", {}), dict):
        yield (*path, "source"), result["source"], dict


def _shapes(card: Card) -> Iterator[Found]:
    for path, value, wanted in _misshapen(card.metadata):
        fix = FixClass.SAFE if _may_reshape(value, wanted) else FixClass.NONE
        message = f"this must be a {'list' if wanted is list else 'mapping'}, and is {kind(value)}"
        yield Found(message, metadata_span(card, *path), show_path(path), None, index_severity(path), fix)


def _may_reshape(value: Any, wanted: type) -> bool:
    return value is None or (wanted is list and isinstance(value, dict))


def _reshape(draft: CardDraft) -> None:
    """Drop what is nothing, and make a list of one of a mapping; from the end, so that the paths stay right."""
    for path, value, wanted in reversed(list(_misshapen(current(draft)))):
        if value is None:
            draft.metadata.delete(path)
        elif _may_reshape(value, wanted):
            draft.metadata.wrap(path)


_WORDS = {"task": ("type", "name"), "dataset": ("type", "name"), "source": ("url", "name")}
_REQUIRED = ("type", "url")


def _words(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, Any, bool]]:
    """Yield every name, type and address with its path, and whether it must be there."""
    for path, model in models(metadata):
        if "name" in model:
            yield (*path, "name"), model["name"], True
    for at in results(metadata):
        for part, keys in _WORDS.items():
            for key in keys:
                if key in at.part(part):
                    yield (*at.path, part, key), at.part(part)[key], key in _REQUIRED or part == "dataset"
    for path, metric in metrics(metadata):
        for key in ("type", "name", "config"):
            if key in metric:
                yield (*path, key), metric[key], key in _REQUIRED


def _not_text(card: Card) -> Iterator[Found]:
    for path, value, required in _words(card.metadata):
        nothing = value is None or value == ""
        if isinstance(value, str) and not nothing:
            continue
        if nothing and required:  # a part without it is a gap of its own
            continue
        answered = path[-2] in ("task", "dataset")
        fix = (FixClass.ASK if answered else FixClass.NONE) if isinstance(value, (dict, list)) else FixClass.SAFE
        message = f"`{path[-1]}` must be text, and is {kind(value)}"
        field = "results" if fix is FixClass.ASK else None
        yield Found(message, metadata_span(card, *path), show_path(path), field, index_severity(path), fix)


def _make_text(draft: CardDraft) -> None:
    """Quote numbers and the like as they are printed, and drop what is empty and need not be there."""
    for path, value, required in list(_words(current(draft))):
        if value is None or value == "":
            if not required:
                draft.metadata.delete(path)
        elif not isinstance(value, (str, dict, list)):
            draft.metadata.set(path, draft.metadata.written(path) or str(value))


def _nameless(card: Card) -> Iterator[Found]:
    for path, model in card.indexed_models:
        if model.get("name") in (None, ""):
            first = len(path) == 1 or path[1] == 0
            fix, field = (FixClass.ASK, "model_name") if first else (FixClass.NONE, None)
            message = "a model without a name"
            yield Found(message, metadata_span(card, *path), show_path(path), field, index_severity(path), fix)


def _partial_metrics(card: Card) -> Iterator[Found]:
    for path, metric in card.indexed_metrics:
        missing = [key for key in ("type", "value") if key not in metric or (key == "type" and not metric[key])]
        if missing:
            fix = FixClass.SAFE if missing == ["type"] and _type_by_name(metric) else FixClass.NONE
            message = f"a metric without {' and '.join(f'`{key}`' for key in missing)}"
            yield Found(message, metadata_span(card, *path), show_path(path), None, index_severity(path), fix)


def _type_by_name(metric: dict[str, Any]) -> str | None:
    name = metric.get("name")
    meant = resolve_metric(name) if isinstance(name, str) else None
    return meant.id if isinstance(meant, Metric) else None


def _type_metrics(draft: CardDraft) -> None:
    for path, metric in list(metrics(current(draft))):
        if not metric.get("type") and (meant := _type_by_name(metric)):
            draft.metadata.set((*path, "type"), meant)


def _unaddressed(metadata: Mapping[str, Any]) -> Iterator[Path]:
    for at in results(metadata):
        if isinstance(at.result.get("source"), dict) and at.part("source").get("url") in (None, ""):
            yield (*at.path, "source")


def _without_address(card: Card) -> Iterator[Found]:
    for path in _unaddressed(card.metadata):
        message = "a source without `url`"
        yield Found(message, metadata_span(card, *path), show_path(path), severity=index_severity(path))


def _drop_sources(draft: CardDraft) -> None:
    for path in list(_unaddressed(current(draft))):
        draft.metadata.delete(path)


def _card(
    name: str = "my-model",
    data: str = "      type: a/b\n      name: B\n",
    metrics: str = "    - name: F1\n      type: f1\n      value: 0.9\n",
    rest: str = "",
) -> str:
    head = f"---\nmodel-index:\n- name: {name}\n  results:\n  - task:\n      type: fill-mask\n"
    return f"{head}    dataset:\n{data}    metrics:\n{metrics}{rest}---\n"


RULES = (
    Rule(
        id="model-index-shape",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="A part of `model-index` is no list, or no mapping, where one must be.",
        why="The Hub rejects the card. What is empty goes, and one mapping becomes a list of one.",
        before=_card(metrics="      name: F1\n      type: f1\n      value: 0.9\n", rest="    source: null\n"),
        after=_card(),
        near_miss=_card(metrics="    []\n", rest="    source:\n      url: https://example.org\n"),
        find=_shapes,
        reads=INDEX,
        needs=INDEX,
        repair=_reshape,
    ),
    Rule(
        id="model-index-text",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="A name, a type or an address in `model-index` is not text.",
        why="The Hub rejects the card. YAML reads a model called `2024` or `1e-05` as a number.",
        before=_card(name="2024", data="      type: a/b\n      name: 1.10\n"),
        after=_card(name="'2024'", data="      type: a/b\n      name: '1.10'\n"),
        near_miss=_card(name="2024-base"),
        find=_not_text,
        reads=INDEX,
        needs=INDEX,
        repair=_make_text,
    ),
    Rule(
        id="model-without-name",
        severity=Severity.ERROR,
        fix=FixClass.ASK,
        summary="A model of `model-index` has no `name`.",
        why="The Hub rejects the card, and huggingface_hub refuses to load it.",
        before="---\nmodel-index:\n- results: []\n---\n",
        after="---\nmodel-index:\n- name: my-model\n  results: []\n---\n",
        near_miss="---\nmodel-index: []\n---\n",
        find=_nameless,
        reads=INDEX,
        needs=INDEX,
    ),
    Rule(
        id="partial-metric",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="A metric of a result has no `type` or no `value`.",
        why="The Hub rejects the card. A name such as `Wer` tells the type; a value nobody can guess.",
        before=_card(metrics="    - name: F1\n      value: 0.9\n"),
        after=_card(),
        near_miss=_card(metrics="    - type: my-metric\n      value: 20.9 ± 1.2\n"),
        find=_partial_metrics,
        reads=INDEX,
        needs=INDEX,
        repair=_type_metrics,
    ),
    Rule(
        id="source-without-url",
        severity=Severity.ERROR,
        fix=FixClass.ASK,
        summary="The `source` of a result has no `url`.",
        why="The Hub rejects the card. For who asks the source is removed.",
        before=_card(rest="    source:\n      name: A leaderboard\n"),
        after=_card(),
        near_miss=_card(rest="    source:\n      url: https://example.org\n"),
        find=_without_address,
        reads=INDEX,
        needs=INDEX,
        repair=_drop_sources,
    ),
)
