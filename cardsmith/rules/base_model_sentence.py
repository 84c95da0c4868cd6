"""The opening sentence names no base model, or a local path."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.metadata_path import MISSING
from cardsmith.draft import BODY, CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.ids import is_hub_id
from cardsmith.rules.base import Found, Rule
from cardsmith.text import Span


def _find(card: Card) -> Iterator[Found]:
    fact = card.base_model
    if fact is None or fact.link is None:
        return
    named = fact.id or fact.name
    if not named or named.lower() == "none":
        yield Found("the sentence names no base model", fact.link, "", "base_model")
    elif not is_hub_id(named):
        yield Found(f"{named!r} in the sentence is not a model of the Hub", fact.link, "", "base_model")


def _say_from_scratch(draft: CardDraft) -> None:
    """Say so where the link is empty. No card proves it, so somebody has to ask for it."""
    fact, text = draft.card.base_model, draft.card.text
    verb = "is a "
    if fact is None or fact.link is None or fact.id or fact.name or draft.is_replaced(fact.link):
        return
    if text.endswith(verb, 0, fact.phrase.start):
        draft.replace(Span(fact.phrase.start - len(verb), fact.phrase.end), "was trained from scratch")
        if draft.card.metadata.get("base_model", MISSING) in ("", None, [], [""]):
            draft.metadata.delete(("base_model",))


_SENTENCE = "This model is a fine-tuned version of {} on the [B](https://huggingface.co/datasets/a/b) dataset.\n"
_FROM_SCRATCH = "This model was trained from scratch on the [B](https://huggingface.co/datasets/a/b) dataset.\n"

RULES = (
    Rule(
        id="unknown-base-model",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The opening sentence links to no base model: `[]()`, `[None]()`, a path.",
        why="transformers writes an empty link for a model trained from scratch, TRL writes `None`, and both print the "
        "local path that the model was loaded from. Somebody who selects the rule says of an empty link that the model "
        "was trained from scratch.",
        before=_SENTENCE.format("[](https://huggingface.co/)"),
        after=_FROM_SCRATCH,
        near_miss=_SENTENCE.format("[a/base](https://huggingface.co/a/base)"),
        find=_find,
        reads=(BODY,),
        repair=_say_from_scratch,
        after_writing=True,
    ),
)
