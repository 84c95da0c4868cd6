"""The base model: `base_model`, the tags that repeat it, and the link of the opening sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.draft import CardDraft
from cardsmith.ids import model_page
from cardsmith.writers.metadata import write_metadata

_TAG = "base_model:"
"""PEFT repeats the base model as a tag: `base_model:adapter:user/name`."""


def write_base_model(draft: CardDraft, field: str, value: Any, chosen: Mapping[str, Any]) -> None:
    """Set the key; when it is one model, the tags and the sentence say so too."""
    old = draft.card.listed(field)
    write_metadata(draft, field, value, chosen)
    model = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(model, str):
        return
    if len(old) == 1 and isinstance(old[0], str):
        _rename_in_tags(draft, old[0], model)
    _rename_in_sentence(draft, model)


def _rename_in_tags(draft: CardDraft, old: str, model: str) -> None:
    tags = draft.metadata.get(("tags",))
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        if isinstance(tag, str) and tag.startswith(_TAG) and tag.endswith(f":{old}"):
            draft.metadata.set(("tags", index), tag.removesuffix(old) + model)


def _rename_in_sentence(draft: CardDraft, model: str) -> None:
    fact = draft.card.base_model
    if fact is None or fact.id == model:
        return
    link = f"[{model}]({model_page(model)})"
    if fact.link is not None:
        draft.replace(fact.link, link)
        return
    before = draft.card.text[: fact.phrase.start]
    was = next((verb for verb in ("was ", "is ") if before.endswith(verb)), "")
    span = fact.phrase._replace(start=fact.phrase.start - len(was))
    draft.replace(span, f"{'is a ' if was else ''}fine-tuned version of {link}")
