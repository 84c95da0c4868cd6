"""A result needs a task and a dataset: where both are known, so is what the reported numbers belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.facts.evaluated_on import may_be_on_other_data
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.ids import is_namespaced
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, seen_in

_UNPROVEN = 0.6  # what a model was trained on is often, and not always, what its numbers were measured on


def is_measured_on(card: Card, dataset: str) -> bool:
    """Whether a card proves which dataset the numbers it reports were measured on.

    `datasets` alone may be no more than training data. A generator that wrote both names the same dataset in the
    sentence that introduces the numbers; and what somebody said of them since may speak against it.
    """
    phrase = card.dataset_phrase
    return (
        phrase is not None
        and phrase.names == (dataset,)
        and card.listed("datasets") == [dataset]
        and is_namespaced(dataset)
        and not card.indexed_results
        and not may_be_on_other_data(card.body, dataset)
    )


class KnownProvider:
    """Makes the `results` answer from the task and the one dataset that are known by now."""

    name = "card"
    need = Need.CARD
    cost = 80
    serves = ("results",)

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield the answer; it is as sure as the less sure of its two halves, and where nobody said so, unsure."""
        task, datasets = _known(request, "pipeline_tag"), _known(request, "datasets")
        if task is None or datasets is None or not isinstance(datasets.value, list) or len(datasets.value) != 1:
            return
        dataset = {"type": datasets.value[0], "name": _pretty_name(request, datasets.value[0])}
        value = {"task": {"type": task.value}, "dataset": dataset}
        proven = is_measured_on(request.card, dataset["type"])
        answered = "datasets" in request.given and is_namespaced(dataset["type"])
        safe = task.safe and datasets.safe and (proven or answered)
        confidence = min(task.confidence, datasets.confidence)
        evidence = (*task.evidence, *datasets.evidence)
        yield Suggestion("results", value, confidence if safe else min(confidence, _UNPROVEN), safe, evidence)


def _known(request: Request, field: str) -> Suggestion | None:
    """Return what is known of a field, as a suggestion with its evidence."""
    if field in request.given:
        return Suggestion(field, request.given[field], 0.99, True, (Evidence("answers", "", "given by the user"),))
    stated = request.card.metadata.get(field)
    if stated and field not in request.fields:
        value: Any = request.card.listed(field) if field == "datasets" else stated
        return Suggestion(field, value, 0.95, True, (seen_in("card", f"`{field}`", stated),))
    return next(iter(request.known.get(field, ())), None)


def _pretty_name(request: Request, dataset: str) -> str:
    about = next(iter(request.known.get("about.datasets", ())), None)
    listed = about.value if about is not None and isinstance(about.value, list) else ()
    names = [item.get("pretty_name") for item in listed if isinstance(item, dict) and item.get("id") == dataset]
    return next((name for name in names if isinstance(name, str) and name.strip()), dataset.rsplit("/", 1)[-1])


def provider(_sources: Sources) -> KnownProvider:
    """Return the provider; it needs nothing but what others found."""
    return KnownProvider()
