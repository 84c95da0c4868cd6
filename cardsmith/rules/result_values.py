"""Values inside `model-index` results that are no single number, or in the wrong place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.document.emit import Digits
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import metrics, results
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current, says_nothing


def _numbers_of(value: Any) -> dict[str, float]:
    """Return a mapping's items when every value is a number, else nothing."""
    if not isinstance(value, dict) or not value:
        return {}
    plain = {str(key): item for key, item in value.items()}
    whole = all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in plain.values())
    return plain if whole else {}


def _mappings(card: Card) -> Iterator[Found]:
    for path, metric in card.indexed_metrics:
        value = metric.get("value")
        if isinstance(value, (dict, list)):
            fix = None if _numbers_of(value) else FixClass.NONE
            shape = "mapping" if isinstance(value, dict) else "list"
            place = (*path, "value")
            yield Found(
                f"a metric's value is a {shape}, not a number", metadata_span(card, *place), show_path(place), fix=fix
            )


def _split_mappings(draft: CardDraft) -> None:
    """`{accuracy: 0.96}` becomes its number; a mapping of several numbers becomes a metric each, behind the others."""
    for path, metric in metrics(current(draft)):
        numbers = _numbers_of(metric.get("value"))
        if not numbers:
            continue
        place = (*path, "value")
        (first, value), *rest = ((name, _digits(draft, (*place, name), number)) for name, number in numbers.items())
        if rest:
            draft.metadata.set((*path, "name"), first)
        draft.metadata.set(place, value)
        for name, number in rest:
            item = {**{key: part for key, part in metric.items() if key not in ("name", "value")}, "name": name}
            draft.metadata.append(path[:-1], {"name": name, **item, "value": number})


def _digits(draft: CardDraft, path: Path, number: float) -> float | Digits:
    """Return a number of the card with the digits it is written with."""
    written = draft.metadata.written(path)
    try:
        return Digits(written) if written is not None and Digits(written).number == number else number
    except ValueError:  # as only YAML writes it
        return number


def _not_finite(card: Card) -> Iterator[Found]:
    for path, metric in card.indexed_metrics:
        value = metric.get("value")
        if _is_not_finite(value):
            place = (*path, "value")
            yield Found("a metric's value is not a finite number", metadata_span(card, *place), show_path(place))


def _is_not_finite(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, str) and value.strip().lower() in ("nan", "inf", "-inf")


def _drop_not_finite(draft: CardDraft) -> None:
    """Drop the metrics; a result that has no other goes with them."""
    for at in reversed(list(results(current(draft)))):
        listed = at.result.get("metrics")
        if not isinstance(listed, list):
            continue
        bad = [k for k, metric in enumerate(listed) if isinstance(metric, dict) and _is_not_finite(metric.get("value"))]
        if bad and len(bad) == len(listed):
            draft.metadata.delete(at.path)
            continue
        for k in reversed(bad):
            draft.metadata.delete((*at.path, "metrics", k))


# `Config: sv-SE, Training split: train+validation, Eval split: test` (transformers' speech scripts) and
# `config: hi, split: test` (the Whisper recipe).
_ARGUMENT = re.compile(
    r"\s*(?P<key>config|split|eval split|training split)\s*:\s*(?P<value>[^,\s][^,]*)(?:,|\Z)", re.IGNORECASE
)


def _parsed_arguments(text: str) -> dict[str, str] | None:
    """Return `config` and `split` from an arguments text; None when it is of another form."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ARGUMENT.match(text, at)
        if match is None:
            return None
        key = match["key"].lower()
        value = match["value"].rstrip()
        if key != "training split" and not says_nothing(value):
            found["split" if key.endswith("split") else "config"] = value
        at = match.end()
    return found


def _text_arguments(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        args = at.part("dataset").get("args")
        if args is not None and not isinstance(args, dict):
            path = (*at.path, "dataset", "args")
            clear = _replacement(at.part("dataset")) is not None
            message = f"`args` must be a mapping, and is the text {str(args)!r}"
            place = metadata_span(card, *path), show_path(path)
            yield Found(message, *place) if clear else Found(message, *place, "results", Severity.ADVICE, FixClass.ASK)


def _replacement(dataset: dict[str, Any]) -> dict[str, str] | None:
    """Return what `args` says, to stand as `config` and `split`; None when it cannot be told."""
    args = str(dataset.get("args"))
    if args == str(dataset.get("config")):
        return {}
    parsed = _parsed_arguments(args)
    if parsed is None or any(
        not says_nothing(dataset.get(key)) and str(dataset[key]) != value for key, value in parsed.items()
    ):
        return None
    return parsed


def _spread_arguments(draft: CardDraft) -> None:
    for at in results(current(draft)):
        dataset = at.part("dataset")
        if dataset.get("args") is None or isinstance(dataset["args"], dict):
            continue
        found = _replacement(dataset)
        if found is None:
            continue
        for key, value in found.items():
            draft.metadata.set((*at.path, "dataset", key), value)
        draft.metadata.delete((*at.path, "dataset", "args"))


def _unknown_dataset(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        value = at.part("dataset").get("type")
        if isinstance(value, str) and value.lower() == "unknown":
            path = (*at.path, "dataset", "type")
            yield Found("a result on an unknown dataset", metadata_span(card, *path), show_path(path), "results")


def _card(dataset: str = "", metrics: str = "    - type: wer\n      value: 0.3\n") -> str:
    task = "    task:\n      type: automatic-speech-recognition\n"
    head = "---\nmodel-index:\n- name: m\n  results:\n  -" + task[3:]
    return f"{head}    dataset:\n      type: a/b\n      name: B\n{dataset}    metrics:\n{metrics}---\n"


RULES = (
    Rule(
        id="value-not-a-number",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A metric's value is a mapping or a list.",
        why="`evaluate` returns a dict, and transformers copies it as it is; the Hub shows single values.",
        before=_card(metrics="    - type: rouge\n      value:\n        rouge1: 41.2\n        rouge2: 20.1\n"),
        after=_card(
            metrics="    - name: rouge1\n      type: rouge\n      value: 41.2\n"
            "    - name: rouge2\n      type: rouge\n      value: 20.1\n"
        ),
        near_miss=_card(metrics="    - type: mean_reward\n      value: 245.30 +/- 20.27\n"),
        find=_mappings,
        reads=INDEX,
        needs=INDEX,
        repair=_split_mappings,
    ),
    Rule(
        id="value-not-finite",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A metric's value is NaN or infinite.",
        why="It is no result. The training run that printed it went wrong.",
        before=_card(metrics="    - type: wer\n      value: .nan\n    - type: cer\n      value: 0.1\n"),
        after=_card(metrics="    - type: cer\n      value: 0.1\n"),
        near_miss=_card(metrics="    - type: wer\n      value: 0.0\n"),
        find=_not_finite,
        reads=INDEX,
        needs=INDEX,
        repair=_drop_not_finite,
    ),
    Rule(
        id="args-not-a-mapping",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A dataset's `args` is a text; the specification wants a mapping.",
        why="Example scripts put config and split into one text, where no filter finds them.",
        before=_card("      args: 'config: hi, split: test'\n"),
        after=_card("      config: hi\n      split: test\n"),
        near_miss=_card("      args:\n        language: hi\n"),
        find=_text_arguments,
        reads=INDEX,
        needs=INDEX,
        repair=_spread_arguments,
    ),
    Rule(
        id="unknown-result-dataset",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A result was measured on `unknown`.",
        why="sentence-transformers and SetFit write it when nobody names the dataset.",
        before=_card().replace("type: a/b", "type: unknown").replace("name: B", "name: Unknown"),
        after=_card(),
        near_miss=_card(),
        find=_unknown_dataset,
        reads=INDEX,
        needs=INDEX,
    ),
)
