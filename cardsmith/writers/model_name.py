"""The model's name: in `model-index`, in `model_name`, and in the title where the title is that name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.document.metadata_edit import MISSING
from cardsmith.draft import CardDraft
from cardsmith.facts.names import is_output_folder


def write_model_name(draft: CardDraft, field: str, value: str, _chosen: Mapping[str, Any]) -> None:
    """Set the name wherever it stands. A title that is more than the name is the author's and stays."""
    card = draft.card
    old = {card.metadata.get(field)}
    if isinstance(draft.metadata.get(("model-index", 0)), dict):
        old.add(draft.metadata.get(("model-index", 0, "name")))
        draft.metadata.set(("model-index", 0, "name"), value)
    if draft.metadata.get((field,)) is not MISSING:
        draft.metadata.set((field,), value)
    if card.title is not None and (card.title.value in old or is_output_folder(card.title.value)):
        draft.replace(card.title.span, value)
