"""What training left behind in numbers: `eval_results.json` and its kin, and the log in `trainer_state.json`.

`Trainer.save_metrics` and `TrainerState.save_to_json` of transformers 5.23 write them, with every digit and with `NaN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.facts.metrics import RUN_STATISTIC, Metric, resolve_metric
from cardsmith.facts.results import agree_with
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.reader import JsonFile, ModelFiles, count_of, number_of

SERVES = ("metrics", "about.metrics", "about.examples")

_FILE = re.compile(r"[A-Za-z]\w{0,40}_results\.json")
_OF_TRAINING = "train_results.json"
OPENS: FileNames = ("trainer_state.json", _FILE)

_EVALUATED = ("eval_", "test_", "predict_")
_MOST_NUMBERS = 500


class Evaluation(NamedTuple):
    """The numbers of one evaluation.

    Attributes:
        numbers: By the key of the log, such as `eval_accuracy`; those that are not finite are left out.
        confidence: How sure it is that these are the numbers of the model that is here.
        evidence: Where they stand.
    """

    numbers: dict[str, int | float]
    confidence: float
    evidence: Evidence


def read(files: ModelFiles, request: Request) -> Iterator[Suggestion]:
    """Yield the unrounded numbers, the metrics they belong to, and how many examples there were."""
    found = list(_evaluations(files, request.card))
    for item in found:
        yield Suggestion("about.metrics", item.numbers, item.confidence, False, (item.evidence,))
    yield from _metrics(found, request.card)
    yield from _examples(files)


def _evaluations(files: ModelFiles, card: Card) -> Iterator[Evaluation]:
    """Every file of results, and from the log the entry that the card reports, else the last one."""
    for name in _result_files(files):
        file = files.json(name)
        numbers = _numbers(file) if file is not None else {}
        if file is not None and numbers:
            confidence = 0.95 if name == "eval_results.json" else 0.9
            yield Evaluation(numbers, _judged(numbers, card, confidence), file.evidence(words=_shown(numbers)))
    if files.is_far and _result_files(files):
        return
    state = files.json("trainer_state.json")
    logged = list(_logged(state)) if state is not None else []
    if state is None or not logged:
        return
    agreeing = [item for item in logged if agree_with(card.sorted_results[0], item[1])]
    index, numbers = (agreeing or logged)[-1]
    evidence = state.evidence("log_history", index, words=_shown(numbers))
    yield Evaluation(numbers, _judged(numbers, card, 0.75), evidence)


def _result_files(files: ModelFiles) -> list[str]:
    """Return the names; of files that are far away the one that merges the others is enough."""
    names = sorted(name for name in files.names if _FILE.fullmatch(name) and name != _OF_TRAINING)
    return names[:1] if files.is_far else names


def _numbers(file: JsonFile, *path: str | int) -> dict[str, int | float]:
    """Return the scores of an evaluation by key, without run times, counts and what is not finite."""
    found: dict[str, int | float] = {}
    for key, value in file.mapping(*path).items():
        number = number_of(value)
        if number is None or not key.startswith(_EVALUATED) or not key.isprintable() or len(found) >= _MOST_NUMBERS:
            continue
        if resolve_metric(key) is not RUN_STATISTIC:
            found[key] = number
    return found


def _logged(state: JsonFile) -> Iterator[tuple[int, dict[str, int | float]]]:
    for index, _ in enumerate(state.listed("log_history")):
        numbers = _numbers(state, "log_history", index)
        if numbers:
            yield index, numbers


def _shown(numbers: dict[str, int | float]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in numbers.items())


def _judged(numbers: dict[str, int | float], card: Card, confidence: float) -> float:
    """Return how sure it is that the numbers are those of the card: its own, rounded, prove or disprove it."""
    agrees = agree_with(card.sorted_results[0], numbers)
    return confidence if agrees is None else 0.98 if agrees else 0.2


# -- what follows ------------------------------------------------------------------------------------------------------

_BELIEVED = 0.7


def _metrics(found: list[Evaluation], card: Card) -> Iterator[Suggestion]:
    """The metrics of all evaluations behind those that the card lists. The card's own results say it better."""
    kept = [metric for metric in card.listed("metrics") if isinstance(metric, str)]
    places: dict[str, Evidence] = {}
    for item in found if card.yaml_problem is None else ():
        for key in item.numbers if item.confidence >= _BELIEVED else ():
            metric = resolve_metric(key)
            if isinstance(metric, Metric) and metric.id not in kept:
                places.setdefault(metric.id, item.evidence)
    if places:
        evidence = tuple(dict.fromkeys(places.values()))
        yield Suggestion("metrics", [*kept, *places], 0.85, False, evidence)


def _examples(files: ModelFiles) -> Iterator[Suggestion]:
    """How many examples each split had; a file for all splits and one for each say the same."""
    counts: dict[str, int] = {}
    evidence: dict[Evidence, None] = {}
    for name in [*_result_files(files), *(() if files.is_far else (_OF_TRAINING,))]:
        file = files.json(name)
        for key, value in file.mapping().items() if file is not None else ():
            split, _, rest = key.rpartition("_")
            number = count_of(value)
            if (
                file is not None
                and rest == "samples"
                and split in _SPLITS
                and number is not None
                and split not in counts
            ):
                counts[split] = number
                evidence[file.evidence(key)] = None
    if counts:
        yield Suggestion("about.examples", counts, 0.9, False, tuple(evidence))


_SPLITS = ("train", "eval", "test", "predict")
