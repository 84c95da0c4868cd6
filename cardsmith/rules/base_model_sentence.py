"""The opening sentence names no base model, or a local path."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.gaps import FixClass, Severity
from cardsmith.ids import is_hub_id
from cardsmith.rules.base import Found, Rule


def _find(card: Card) -> Iterator[Found]:
    fact = card.base_model
    if fact is None or fact.link is None:
        return
    named = fact.id or fact.name
    if not named or named.lower() == "none":
        yield Found("the sentence names no base model", fact.link, "", "base_model")
    elif not is_hub_id(named):
        yield Found(f"{named!r} in the sentence is not a model of the Hub", fact.link, "", "base_model")


_SENTENCE = "This model is a fine-tuned version of {} on the [B](https://huggingface.co/datasets/a/b) dataset.\n"

RULES = (
    Rule(
        id="unknown-base-model",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The opening sentence links to no base model: `[]()`, `[None]()`, a path.",
        why="transformers writes an empty link for a model trained from scratch, TRL writes `None`, and both print the "
        "local path that the model was loaded from.",
        before=_SENTENCE.format("[None](https://huggingface.co/None)"),
        after=_SENTENCE.format("[a/base](https://huggingface.co/a/base)"),
        near_miss="This model was trained from scratch on the [B](https://huggingface.co/datasets/a/b) dataset.\n",
        find=_find,
    ),
)
