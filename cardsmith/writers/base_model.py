"""The base model: `base_model`, and the link of the opening sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.draft import CardDraft
from cardsmith.writers.metadata import write_metadata


def write_base_model(draft: CardDraft, field: str, value: Any, chosen: Mapping[str, Any]) -> None:
    """Set the key; when it is one model, the sentence says so too."""
    write_metadata(draft, field, value, chosen)
    model = value[0] if isinstance(value, list) and len(value) == 1 else value
    fact = draft.card.base_model
    if fact is None or not isinstance(model, str) or fact.id == model:
        return
    link = f"[{model}](https://huggingface.co/{model})"
    if fact.link is not None:
        draft.replace(fact.link, link)
    else:
        before = draft.card.text[: fact.phrase.start]
        was = next((verb for verb in ("was ", "is ") if before.endswith(verb)), "")
        span = fact.phrase._replace(start=fact.phrase.start - len(was))
        draft.replace(span, f"{'is a ' if was else ''}fine-tuned version of {link}")
