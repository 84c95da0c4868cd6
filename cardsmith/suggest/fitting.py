"""What a suggestion must do to be one: bring what the card lacks there, and leave alone what is right."""

from __future__ import annotations

from collections.abc import Callable

from cardsmith.card import Card
from cardsmith.facts.loaders import is_loader, lacks_owner
from cardsmith.facts.training import NO_DATASET, may_be_training_data
from cardsmith.gaps import Suggestion
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.suggest.ranking import ranked


def fitted(card: Card, found: dict[str, list[Suggestion]]) -> dict[str, list[Suggestion]]:
    """Return suggestions as they can stand in a card, without those that would not close a gap there."""
    open_fields = found.keys() & _FITTING.keys()
    if not open_fields:
        return found
    fits = {field: [_FITTING[field](card, item) for item in found[field]] for field in open_fields}
    kept = {**found, **{field: ranked(item for item in items if item is not None) for field, items in fits.items()}}
    return {field: items for field, items in kept.items() if items}


def _datasets(card: Card, item: Suggestion) -> Suggestion | None:
    """A new id takes the place of the entry that is at fault; the others stay."""
    there = [entry for entry in card.listed("datasets") if isinstance(entry, str)]
    named = item.value
    if not there or not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        return item
    if any(name in there and _is_at_fault(name) for name in named):
        return None
    new = [name for name in named if name not in there]
    value, open_places = [], []
    for entry in there:
        same = next((name for name in new if is_namespaced(name) and name.rpartition("/")[2] == entry), None)
        if same is not None:
            new.remove(same)
            value.append(same)
        elif not _is_at_fault(entry):
            value.append(entry)
        elif lacks_owner(entry):
            open_places.append(len(value))
            value.append(entry)
    if len(new) < len(open_places):
        return None
    for place in open_places:
        value[place] = new.pop(0)
    added = bool(new) and not any(map(_is_at_fault, there))
    return item._replace(value=[*value, *new], safe=item.safe and not added)


def _is_at_fault(name: str) -> bool:
    return not is_hub_id(name) or name.lower() in NO_DATASET or is_loader(name) or lacks_owner(name)


_WHOLE = (("task", "type"), ("dataset", "type"), ("dataset", "name"))


def _results(card: Card, item: Suggestion) -> Suggestion | None:
    """Results that have their task and data lack at most the split, so a suggestion without one says nothing new."""
    results = card.indexed_results
    whole = all(at.part(part).get(key) not in (None, "", "unknown") for at in results for part, key in _WHOLE)
    if not results or not whole or not all(at.result.get("metrics") for at in results):
        return item
    dataset = item.value.get("dataset") if isinstance(item.value, dict) else None
    split = dataset.get("split") if isinstance(dataset, dict) else None
    return item if isinstance(split, str) and not may_be_training_data(split) else None


_FITTING: dict[str, Callable[[Card, Suggestion], Suggestion | None]] = {"datasets": _datasets, "results": _results}
