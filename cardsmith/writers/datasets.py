"""The training data: `datasets`, and the dataset part of the opening sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.document.metadata_edit import MISSING
from cardsmith.draft import CardDraft


def write_datasets(draft: CardDraft, field: str, value: list[str], chosen: Mapping[str, Any]) -> None:
    """Set the key and name the datasets in the sentence. An empty list says that none of them is on the Hub."""
    if value:
        draft.metadata.set((field,), value)
    elif draft.metadata.get((field,)) is not MISSING:
        draft.metadata.delete((field,))
    phrase = draft.card.dataset_phrase
    name = _name(chosen, value)
    if phrase is None or phrase.names == (tuple(value) or (name,)):
        return
    if value:
        links = [f"the [{name or dataset}](https://huggingface.co/datasets/{dataset})" for dataset in value]
        listed = links[0] if len(links) == 1 else ", ".join(links[:-1]) + " and " + links[-1]
        draft.replace(phrase.span, f"{listed} dataset{'s' if len(links) > 1 else ''}")
    elif name:
        draft.replace(phrase.span, f"the {name} dataset")
    elif not phrase.names:
        draft.replace(phrase.span, "an unknown dataset")


def _name(chosen: Mapping[str, Any], datasets: list[str]) -> str:
    """Return what people call the dataset, when it is one and the results say so."""
    dataset = (chosen.get("results") or {}).get("dataset") or {}
    if len(datasets) > 1 or (datasets and dataset.get("type", datasets[0]) != datasets[0]):
        return ""
    return str(dataset.get("name") or "")
