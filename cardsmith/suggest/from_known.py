"""A result needs a task and a dataset: where both are known, so is what the reported numbers belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith.facts.training import MeasuredOn
from cardsmith.gaps import GIVEN, Suggestion
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, seen_in
from cardsmith.suggest.measured_on import is_measured_on, open_parts

_UNPROVEN = 0.6  # what a model was trained on is often, and not always, what its numbers were measured on


class KnownProvider:
    """Makes the `results` answer from the task and the one dataset that are known by now."""

    name = "known"
    need = Need.CARD
    cost = 80
    serves = ("results",)

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield the answer; it is as sure as the less sure of its two halves, and where nobody said so, unsure."""
        if request.card.other_data is not None:
            yield from _on_other_data(request, request.card.other_data)
            return
        task, datasets = _known(request, "pipeline_tag"), _known(request, "datasets")
        if task is None or datasets is None or not isinstance(datasets.value, list) or len(datasets.value) != 1:
            return
        (dataset,) = datasets.value
        whole = {
            "task": ({"type": task.value}, task),
            "dataset": ({"type": dataset, "name": _pretty_name(request, dataset)}, datasets),
        }
        parts = open_parts(request.card)
        known = [known for part, (_, known) in whole.items() if part in parts]
        if not known:
            return
        value = {part: said for part, (said, _) in whole.items() if part in parts}
        answered = "datasets" in request.given and is_namespaced(dataset)
        safe = task.safe and datasets.safe and (answered or is_measured_on(request.card, dataset))
        confidence = min(1.0 if safe else _UNPROVEN, *(item.confidence for item in known))
        evidence = tuple(piece for item in known for piece in item.evidence)
        yield Suggestion("results", value, confidence, safe, evidence)


def _on_other_data(request: Request, data: MeasuredOn) -> Iterator[Suggestion]:
    """The sentence names what the numbers were measured on: that is not the training data, and may have no id."""
    task = _known(request, "pipeline_tag")
    if task is None or data.id is None or not is_hub_id(data.id):
        return
    line, _ = request.card.lines.position(data.span.start)
    value = {"task": {"type": task.value}, "dataset": {"type": data.id, "name": _pretty_name(request, data.id)}}
    evidence = (*task.evidence, seen_in("card", f"line {line}", data.words))
    yield Suggestion("results", value, min(task.confidence, 0.7), False, evidence)


def _known(request: Request, field: str) -> Suggestion | None:
    """Return what is known of a field, as a suggestion with its evidence."""
    if field in request.given:
        return Suggestion(field, request.given[field], 0.99, True, GIVEN)
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
