"""A key of the front matter, and the bullet of the body that repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.document.metadata_path import MISSING
from cardsmith.draft import CardDraft
from cardsmith.facts.prose import find_labels
from cardsmith.fields import FIELDS
from cardsmith.gaps import section_field
from cardsmith.rules.wrong_keys import SPELLINGS

_MISSPELT = {right: [key for key, meant in SPELLINGS.items() if meant == right] for right in SPELLINGS.values()}


def write_metadata(draft: CardDraft, field: str, value: Any, chosen: Mapping[str, Any]) -> None:
    """Set the key. A single value for a key that holds a list becomes a list of one.

    A bullet that a template left open for it says so too, unless it has an answer of its own.
    """
    replace_misspelt(draft, field)
    if isinstance(value, str) and isinstance(draft.metadata.get((field,)), list):
        value = [value]
    draft.metadata.set((field,), value)
    if FIELDS[field].label:
        _fill_bullets(draft, FIELDS[field].label, value, chosen)


def write_metrics(draft: CardDraft, field: str, value: list[str], chosen: Mapping[str, Any]) -> None:
    """Set the key. A metric that the card reports a number for is listed whatever else is."""
    if "incomplete-metrics" not in draft.card.ignored_rules:
        value = list(dict.fromkeys([*value, *draft.card.reported_metrics]))
    write_metadata(draft, field, value, chosen)


def replace_misspelt(draft: CardDraft, field: str) -> None:
    """Let the key take the place of its misspelling; where both stand, the misspelt one goes."""
    metadata = draft.metadata
    for found in _MISSPELT.get(field, ()):
        if metadata.get((found,)) is MISSING:
            continue
        if metadata.get((field,)) is MISSING:
            metadata.rename((found,), field)
        else:
            metadata.delete((found,))


def _fill_bullets(draft: CardDraft, label: str, value: Any, chosen: Mapping[str, Any]) -> None:
    card = draft.card
    open_spans = set(card.placeholders) if card.mentions(label) else ()
    for section in card.sections if open_spans else ():
        for item in find_labels(card.body, section):
            if item.label == label and item.value in open_spans and section_field(section.title, label) not in chosen:
                draft.replace(item.value, ", ".join(value) if isinstance(value, list) else str(value))
