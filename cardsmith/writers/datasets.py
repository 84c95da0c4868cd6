"""The training data: `datasets`, the dataset part of the opening sentence, and the results measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import MISSING
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import results
from cardsmith.facts.training import NO_DATASET
from cardsmith.ids import dataset_page
from cardsmith.rules.walk import current
from cardsmith.writers.metadata import replace_misspelt


def write_datasets(draft: CardDraft, field: str, value: list[str], chosen: Mapping[str, Any]) -> None:
    """Set the key and name the datasets in the sentence. An empty list says that none of them is on the Hub."""
    name = _name(chosen, value)
    replace_misspelt(draft, field)
    if value:
        draft.metadata.set((field,), value)
        _rename_in_results(draft, value, name, "results" in chosen)
    elif draft.metadata.get((field,)) is not MISSING:
        draft.metadata.delete((field,))
    phrase = draft.card.dataset_phrase
    if phrase is None or phrase.names == (tuple(value) or (name,)):
        return
    words = _words(value, name)
    if words and not draft.card.text.startswith(words, phrase.span.start):
        draft.replace(phrase.span, words)
    elif not words and not phrase.names:
        draft.replace(phrase.span, "an unknown dataset")


def _words(datasets: list[str], name: str) -> str:
    """Return the datasets as the sentence names them, empty when nobody says what they are called."""
    links = [f"the [{name or dataset}]({dataset_page(dataset)})" for dataset in datasets]
    if len(links) > 1:
        return f"{', '.join(links[:-1])} and {links[-1]} datasets"
    plain = name if name.lower().endswith("dataset") else f"{name} dataset"
    return f"{links[0]} dataset" if links else f"the {plain}" if name else ""


def _name(chosen: Mapping[str, Any], datasets: list[str]) -> str:
    """Return what people call the dataset, when it is one and the results say so."""
    dataset = (chosen.get("results") or {}).get("dataset") or {}
    if len(datasets) > 1 or (datasets and dataset.get("type", datasets[0]) != datasets[0]):
        return ""
    return str(dataset.get("name") or "")


def _rename_in_results(draft: CardDraft, datasets: list[str], name: str, answered: bool) -> None:
    """Where one dataset took the place of another, the results measured on that one were measured on this one.

    What a result on no dataset at all was measured on, an answer for the results says.
    """
    said = _said(draft.card)
    new = [dataset for dataset in datasets if dataset not in said]
    gone = [dataset for dataset in said if dataset not in datasets]
    if len(new) != 1 or len(gone) > 1:
        return
    for at in results(current(draft)):
        old = at.part("dataset").get("type")
        if isinstance(old, str) and (old in gone or (old.lower() in NO_DATASET and not answered)):
            draft.metadata.set((*at.path, "dataset", "type"), new[0])
            if str(at.part("dataset").get("name") or "").lower() in (old.lower(), *NO_DATASET):
                draft.metadata.set((*at.path, "dataset", "name"), name or new[0].rsplit("/", 1)[-1])


def _said(card: Card) -> list[str]:
    """Return the datasets that the card names now."""
    names = [*card.listed("datasets"), *(card.dataset_phrase.names if card.dataset_phrase is not None else ())]
    return [
        name
        for name in dict.fromkeys(filter(lambda name: isinstance(name, str), names))
        if name.lower() not in NO_DATASET
    ]
