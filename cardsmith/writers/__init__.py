"""Write one answer everywhere it belongs: one writer a field, one registry.

A writer changes the front matter first and the body after it, so that a refused change leaves the body alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cardsmith.draft import CardDraft
from cardsmith.fields import FIELDS
from cardsmith.writers.base_model import write_base_model
from cardsmith.writers.datasets import write_datasets
from cardsmith.writers.metadata import write_metadata, write_metrics
from cardsmith.writers.model_name import write_model_name
from cardsmith.writers.repo_id import write_repo_id
from cardsmith.writers.results import write_results
from cardsmith.writers.sections import write_section

Writer: TypeAlias = Callable[[CardDraft, str, Any, Mapping[str, Any]], None]
"""Takes the draft, the field, its value, and everything chosen for this card."""

SPECIAL: dict[str, Writer] = {
    "base_model": write_base_model,
    "datasets": write_datasets,
    "metrics": write_metrics,
    "model_name": write_model_name,
    "repo_id": write_repo_id,
    "results": write_results,
}

# The name goes first because results are written under it, results after what they are made of.
FIELD_ORDER = ("model_name", *(key for key in FIELDS if key != "model_name"), "results")
_PLACES = {field: place for place, field in enumerate(FIELD_ORDER)}


def writer_of(field: str) -> Writer:
    """Return what writes a field: its own writer, or the plain one of a front matter key or of a section."""
    if field in SPECIAL:
        return SPECIAL[field]
    return write_metadata if field in FIELDS else write_section


def writing_order(field: str) -> int:
    """Return a field's place in the order of writing; sections come last."""
    return _PLACES.get(field, len(FIELD_ORDER))
