"""The model's name: in `model-index`, in `model_name`, and in the title where the title is that name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.document.metadata_path import MISSING
from cardsmith.draft import CardDraft
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.training import Fact
from cardsmith.text import Span


def write_model_name(draft: CardDraft, field: str, value: str, chosen: Mapping[str, Any]) -> None:
    """Set the name wherever it stands; where it stands nowhere, under its key.

    A title that is more than the name is the author's and stays.
    """
    metadata, title = draft.metadata, draft.card.titled_name
    old = [metadata.get((field,))]
    in_index = isinstance(metadata.get(("model-index", 0)), dict)
    if in_index:
        old.append(metadata.get(("model-index", 0, "name")))
        metadata.set(("model-index", 0, "name"), value)
    in_title = title is not None and (title.value in ("", value, *old) or is_output_folder(title.value))
    if title is not None and in_title:
        _write_title(draft, title, value)
    if old[0] is not MISSING or not (in_index or in_title or "results" in chosen):
        metadata.set((field,), value)


def _write_title(draft: CardDraft, title: Fact, value: str) -> None:
    """Replace the title; one without words is the end of `#`, or of `# `."""
    if title.value:
        draft.replace(title.span, value)
        return
    start = title.span.start - 1
    before = draft.card.text[start]
    draft.replace(Span(start, title.span.end), before + value if before.isspace() else f"{before} {value}")
