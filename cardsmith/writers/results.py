"""The results: the reported numbers as one result of `model-index`, and what those that stand there leave open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_path import Path
from cardsmith.draft import CardDraft
from cardsmith.errors import EditRefused
from cardsmith.facts.model_index import results
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.results import LeftOut, ReportedMetric, at_row, unrounded
from cardsmith.facts.training import NO_DATASET
from cardsmith.rules.walk import current
from cardsmith.writers.result_parts import (
    KEYS,
    Parts,
    completed,
    disagree,
    fits,
    fits_data,
    is_on_unknown_data,
    is_open,
    metric_identity,
    numbers_agree,
    part_of,
    prints_as,
    same_identity,
    shared_identity,
    shares_metric,
)

UNROUNDED = "about.metrics"
"""What was chosen under this key are the numbers of the training log, with every digit."""

_INDEX = ("model-index",)
_RESULTS = ("model-index", 0, "results")


def build_result(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result that `model-index` should hold, keys in the order transformers writes them.

    What the answer leaves out comes from the task and the dataset chosen for the card, or standing in it.

    Raises:
        EditRefused: Task, dataset type, dataset name or numbers are not known, so nothing may be written.
    """
    known = _known(card, answer, chosen)
    _require_whole(known)
    return _new_result(known, reported_at(card, answer)[0])


def reported_at(card: Card, answer: Mapping[str, Any]) -> tuple[list[ReportedMetric], list[LeftOut]]:
    """Return the card's metrics `reported`, or with the values of the training table's `last` or `best` row.

    What stays out of `model-index` comes second, with the reasons.

    Raises:
        EditRefused: The card reports no metric, or has no table to take the row from.
    """
    metrics, left_out = card.sorted_results
    checkpoint = _checkpoint(answer)
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


def missing_parts(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> list[str]:
    """Return what neither the answer nor the card says of a result: its `task`, its `dataset`, both or nothing."""
    return [part for part, known in _known(card, answer, chosen).items() if "type" not in known]


def numbers_written(card: Card, answer: Mapping[str, Any]) -> str:
    """Return the numbers that an answer takes from a card, as people read them; empty when the card reports none."""
    metrics = reported_at(card, answer)[0] if card.sorted_results[0] else []
    return ", ".join(f"{item.name} {item.value.text}" for item in metrics)


def write_results(draft: CardDraft, _field: str, value: Mapping[str, Any], chosen: Mapping[str, Any]) -> None:
    """Write the reported numbers as a result, and say of the results that stand there what they leave open.

    No number is made up: on a card that reports none, the answer is about the results that stand there.
    """
    answered, known = _answered(value), _known(draft.card, value, chosen)
    standing = any(True for _ in results(current(draft)))
    if draft.card.sorted_results[0] or _checkpoint(value) != "reported" or not standing:
        _write_reported(draft, value, chosen, known)
        _complete_standing(draft, answered, known, only_open=True)
    elif not _complete_standing(draft, answered, known, only_open=False):
        raise EditRefused(
            "the card reports no number that is a metric, and no result of `model-index` is on this task and dataset",
            where="results",
            hint="give a result its numbers by hand, or answer for those that are there",
        )


def _checkpoint(answer: Mapping[str, Any]) -> str:
    return answer.get("checkpoint") or "reported"


# -- what is known of it -----------------------------------------------------------------------------------------------


def _answered(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    given = {part: answer.get(part) or {} for part in KEYS}
    return {part: {key: given[part][key] for key in KEYS[part] if given[part].get(key) is not None} for part in KEYS}


def _known(card: Card, answer: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the answer says; where it is silent, the task and the one dataset of the card.

    That is not the dataset of numbers that the card says were measured on another one.
    """
    known = _answered(answer)
    task = chosen.get("pipeline_tag") or card.word("pipeline_tag")
    if task:
        known["task"].setdefault("type", task)
    datasets = chosen["datasets"] if "datasets" in chosen else card.listed("datasets")
    if (
        card.other_data is None
        and len(datasets) == 1
        and isinstance(datasets[0], str)
        and datasets[0].lower() not in NO_DATASET
    ):
        known["dataset"].setdefault("type", datasets[0])
    return known


def _is_whole(known: Parts) -> bool:
    return all("type" in part for part in known.values())


def _require_whole(known: Parts) -> None:
    if known["task"].get("type") not in (None, *catalogue.pipeline_tags()):
        raise EditRefused("a new result needs a task of the Hub", where="results.task.type")
    if "type" not in known["task"]:
        raise EditRefused("a result needs its task", where="results.task.type", hint="answer `pipeline_tag`")
    if "type" not in known["dataset"]:
        raise EditRefused(
            "a result needs the dataset it was measured on",
            where="results.dataset.type",
            hint="answer `results: {dataset: {type: …, name: …}}`",
        )


def _new_result(known: Parts, metrics: Iterable[ReportedMetric]) -> dict[str, Any]:
    parts = {part: completed(part, {}, known[part], ()) for part in KEYS}
    return {**parts, "metrics": [item.as_metadata() for item in metrics]}


# -- the reported numbers ----------------------------------------------------------------------------------------------


def _write_reported(draft: CardDraft, value: Mapping[str, Any], chosen: Mapping[str, Any], known: Parts) -> None:
    """Write the result into the model's entry: over the same result when it is there, else behind the others."""
    metadata, answered = draft.metadata, _answered(value)
    metrics = reported_at(draft.card, value)[0]
    result = _new_result(known, metrics)
    there = metadata.get(_RESULTS)
    there = there if isinstance(there, list) else []
    at = _same_result(there, result, answered, _is_whole(known))
    if at is None:
        _require_whole(known)
    # Only a new result gets more digits than were printed: it is by those that one which stands there is known again.
    new = _new_result(known, unrounded(metrics, chosen.get(UNROUNDED) or {}))
    entries = metadata.get(_INDEX)
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        metadata.set(_INDEX, [{"name": _model_name(draft.card, chosen), "results": [new]}])
        return
    if not entries[0].get("name"):
        metadata.set((*_INDEX, 0, "name"), _model_name(draft.card, chosen))
    if at is not None:
        _complete(draft, (*_RESULTS, at), there[at], known, over=answered)
        _write_metrics(draft, (*_RESULTS, at, "metrics"), result["metrics"], _checkpoint(value) != "reported")
    elif there:
        metadata.append(_RESULTS, new)
    else:
        metadata.set(_RESULTS, [new])


def _same_result(there: list[Any], result: dict[str, Any], answered: Parts, whole: bool) -> int | None:
    """Return the index of the result on the same task and data (the Hub's identity).

    One that leaves some of it open is the same when nothing it says speaks against it, its numbers included. One that
    holds the reported numbers is the same as long as the answer itself does not speak against it.
    """
    found: list[tuple[int, int]] = []
    for index, old in enumerate(there):
        if not isinstance(old, dict):
            continue
        if whole and same_identity(old, result):
            return index
        on_it = (whole and fits(old, result)) or (shares_metric(old, result) and fits(old, answered))
        if on_it and numbers_agree(old, result):
            found.append((shared_identity(old, result), -index))
    return -max(found)[1] if found else None


def _write_metrics(draft: CardDraft, path: Path, metrics: list[dict[str, Any]], replace: bool) -> None:
    """Add the metrics that are not there. One that is there keeps its value: it may have more digits than were printed.

    Only a row that somebody chose (`replace`) is written over the value of another.
    """
    there = draft.metadata.get(path)
    if not isinstance(there, list) or not there:
        draft.metadata.set(path, metrics)
        return
    known = [metric_identity(metric) for metric in there]
    for metric in metrics:
        if metric_identity(metric) not in known:
            draft.metadata.append(path, metric)
            continue
        at = known.index(metric_identity(metric))
        if replace and not prints_as(there[at].get("value"), metric["value"]):
            draft.metadata.set((*path, at, "value"), metric["value"])


def _model_name(card: Card, chosen: Mapping[str, Any]) -> str:
    title = card.title.value if card.title is not None else ""
    name = chosen.get("model_name") or card.word("model_name") or title
    if is_output_folder(name):
        raise EditRefused("`model-index` needs the model's name", where="model_name", hint="answer `model_name`")
    return name


# -- the results that stand there --------------------------------------------------------------------------------------


def _complete_standing(draft: CardDraft, answered: Parts, known: Parts, only_open: bool) -> bool:
    """Say of every result that the answer can be about what it leaves open; return whether there is such a result."""
    standing = list(results(current(draft)))
    meant = [at for at in standing if fits(at.result, answered)]
    if not meant and not only_open:  # libraries call a task by other names than the Hub: then the data says it
        meant = [at for at in standing if fits_data(at.result, answered)]
    found = False
    for at in meant:
        if only_open and not is_open(at.result):
            continue
        # A name tells several results on unknown data apart; that of a single one gives way to the answer's.
        over = {"dataset": ("name",)} if len(standing) == 1 and is_on_unknown_data(at.result) else {}
        new = {**at.result, **{part: completed(part, at.part(part), known[part], over.get(part, ())) for part in KEYS}}
        if any(other.path != at.path and disagree(other.result, new) for other in results(current(draft))):
            continue
        found = True
        _complete(draft, at.path, at.result, known, over)
    return found


def _complete(
    draft: CardDraft, path: Path, there: Mapping[str, Any], known: Parts, over: Mapping[str, Collection[str]]
) -> None:
    for part in KEYS:
        old = part_of(there, part)
        new = completed(part, old, known[part], over.get(part, ()))
        if new != old:
            draft.metadata.set((*path, part), new)
