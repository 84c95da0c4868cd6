"""What a drafted section tells of the data that a model was trained and evaluated on."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from cardsmith.card import Card
from cardsmith.ids import is_namespaced, may_be_same
from cardsmith.suggest.english import MOST_NAMED, code, counted, dataset_link, language_names, listed, name, rounded
from cardsmith.suggest.evidenced import Telling
from cardsmith.text import Span

_SIZE = re.compile(r"(?:(?P<from>\d{1,3}[KMBT]?)<)?n<(?P<to>\d{1,3}[KMBT]?)|n>(?P<over>\d{1,3}[KMBT]?)")
_THOUSANDS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_MOST_DATASETS = 5


def trained_on(telling: Telling) -> str:
    """Which datasets it was trained on."""
    datasets: list[str] = telling.read("datasets")
    more = len(datasets) - _MOST_DATASETS
    links = [dataset_link(dataset) + _pretty_name(telling, dataset) for dataset in datasets[:_MOST_DATASETS]]
    return f"It was trained on {listed([*links, counted(more, 'more dataset')] if more > 0 else links)}."


def _pretty_name(telling: Telling, dataset: str) -> str:
    """A dataset's own name in brackets, where its id does not say it."""
    known = telling.look("about.datasets") or ()
    pretty = next((about["pretty_name"] for about in known if may_be_same(about["id"], dataset)), "")
    if pretty.lower() in ("", dataset.rpartition("/")[2].lower()):
        return ""
    telling.read("about.datasets")
    return f" ({name(pretty)})"


def data_is(telling: Telling) -> str:
    """Language, size and splits of each dataset."""
    datasets: list[str] = telling.look("datasets") or []
    told = []
    for about in telling.look("about.datasets"):
        dataset = next((dataset for dataset in datasets[:_MOST_DATASETS] if may_be_same(about["id"], dataset)), None)
        languages = [f"is in {language_names(about['languages'])}"] if about["languages"] else []
        words = listed([*languages, *filter(None, [_amounts(about)])])
        if dataset is not None and words:
            told.append(f"{'The dataset' if len(datasets) == 1 else dataset_link(dataset)} {words}.")
            telling.read("datasets")
            telling.read("about.datasets")
    return " ".join(told[:_MOST_DATASETS])


def _amounts(about: dict[str, Any]) -> str:
    """How many examples a dataset has, and in which splits."""
    category, low, high = _category(about["category"])
    counts: dict[str, int] = about["counts"]
    if not low <= sum(counts.values()) <= high:
        counts = {}  # those of one part of the dataset
    if counts and about["examples"]:
        parts = [f"{number:,} in {code(split)}" for split, number in counts.items()]
        return f"has {counted(about['examples'], 'example')}: {listed(parts[:MOST_NAMED])}"
    if counts:
        parts = [f"{counted(number, 'example')} in {code(split)}" for split, number in counts.items()]
        return f"has {listed(parts[:MOST_NAMED])}"
    examples = counted(about["examples"], "example") if about["examples"] else category
    splits = [code(split) for split in about["splits"][:MOST_NAMED]]
    named = f"the split{'' if len(splits) == 1 else 's'} {listed(splits)}" if splits else ""
    return f"has {' in '.join(filter(None, (examples, named)))}" if examples or named else ""


def _category(category: str) -> tuple[str, float, float]:
    """Return a size category of the Hub in words, and its bounds.

    >>> _category("1K<n<10K"), _category("n>1T")
    (('between 1,000 and 10,000 examples', 1000, 10000), ('more than 1 trillion examples', 1000000000000, inf))
    """
    match = _SIZE.fullmatch(category)
    if match is None:
        return "", 0, math.inf
    low, high, over = (int(part.rstrip("KMBT")) * _THOUSANDS.get(part[-1], 1) for part in match.groups("0"))
    if over:
        return f"more than {rounded(over)} examples", over, math.inf
    words = f"between {rounded(low)} and {rounded(high)}" if low else f"fewer than {rounded(high)}"
    return f"{words} examples", low, high


def evaluated_on(telling: Telling) -> str:
    """What the results were measured on."""
    dataset: dict[str, str] = telling.read("results")
    at = dataset.get("type", "")
    words = dataset_link(at) if is_namespaced(at) else name(dataset.get("name") or at)
    words += f" (configuration {code(dataset['config'])})" if dataset.get("config") else ""
    split = f"the {code(dataset['split'])} split of " if dataset.get("split") else ""
    return f"The model was evaluated on {split}{words}."


_EVALUATION_SPLITS = frozenset({"eval", "evaluation"})  # what the Trainer calls its split, whatever that is
_TRAINING_SPLITS = frozenset({"train", "training"})


def examples(telling: Telling) -> str:
    """How many examples were evaluated, where the card has no count for each class."""
    if _support(telling.card) is not None:
        return ""
    counts: dict[str, int] = telling.read("about.examples")
    parts = [
        counted(number, "example") + ("" if split in _EVALUATION_SPLITS else f" of the {code(split)} split")
        for split, number in counts.items()
        if split not in _TRAINING_SPLITS
    ]
    return f"The evaluation covered {listed(parts[:MOST_NAMED])}." if parts else ""


_SUPPORT = re.compile(r"(?P<what>.+?)[ _-]support", re.IGNORECASE)
_AVERAGES = frozenset({"macro avg", "weighted avg", "micro avg", "samples avg"})


class _Support(NamedTuple):
    """A count of scikit-learn's report: of a class, or of all."""

    what: str
    number: int
    span: Span


def counted_classes(telling: Telling) -> str:
    """The examples of the evaluation set, all and of each class."""
    support = _support(telling.card)
    if support is None:
        return ""
    total, classes = support
    telling.cite(total.span, *(item.span for item in classes))
    parts = [f"{item.number:,} of class {name(item.what)}" for item in classes]
    return f"The evaluation set has {counted(total.number, 'example')}" + (f": {listed(parts)}." if parts else ".")


def _support(card: Card) -> tuple[_Support, list[_Support]] | None:
    """The number of all examples and that of each class, these only when they are few and all there."""
    counts = []
    for result in card.reported_results:
        match, number = _SUPPORT.fullmatch(result.name[:200]), result.value.number
        if match is not None and number is not None and 0 < number < 10**15 and number == int(number):
            counts.append(_Support(match["what"], int(number), result.span))
    totals = [item for item in counts if item.what.casefold() in _AVERAGES]
    classes = [item for item in counts if item.what.casefold() not in _AVERAGES]
    if len({item.number for item in totals}) != 1:
        return None
    complete = len(classes) <= MOST_NAMED and sum(item.number for item in classes) == totals[0].number
    return totals[0], classes if complete else []
