"""Lists that say the same thing twice, and containers that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span, metadata_span
from cardsmith.rules.base import Found, Rule

_LISTS = ("tags", "datasets", "metrics", "language", "base_model", "license")
_DROPPED_WHEN_EMPTY = ("tags", "datasets", "language", "widget", "metrics", "base_model")


def _repeats(values: object) -> list[int]:
    """Return the indexes of items that stand earlier in the list already."""
    if not isinstance(values, list) or len(values) < 2:
        return []
    seen: set[str] = set()
    repeats = []
    for index, item in enumerate(values):
        if isinstance(item, str):
            if item in seen:
                repeats.append(index)
            seen.add(item)
    return repeats


def _find_repeats(card: Card) -> Iterator[Found]:
    for key in _LISTS:
        values = card.metadata.get(key)
        for index in _repeats(values):
            message = f"`{key}` lists {card.listed(key)[index]!r} twice"
            yield Found(message, metadata_span(card, key, index), f"{key}[{index}]")


def _drop_repeats(draft: CardDraft) -> None:
    for key in _LISTS:
        values = draft.metadata.get((key,))
        repeats = set(_repeats(values))
        if repeats:
            draft.metadata.set((key,), [value for index, value in enumerate(values) if index not in repeats])


def _find_empty(card: Card) -> Iterator[Found]:
    for key in _DROPPED_WHEN_EMPTY:
        if card.metadata.get(key) == []:
            yield Found(f"`{key}` is an empty list", key_span(card, key), key)


def _drop_empty(draft: CardDraft) -> None:
    for key in _DROPPED_WHEN_EMPTY:
        if draft.metadata.get((key,)) == []:
            draft.metadata.delete((key,))


RULES = (
    Rule(
        id="repeated-value",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A list names the same thing twice.",
        why="diffusers' scripts append their tags on every run, unsloth writes its own twice.",
        before="---\ntags:\n- lora\n- lora\n- flux\n---\n",
        after="---\ntags:\n- lora\n- flux\n---\n",
        near_miss="---\ntags:\n- lora\n- LoRA\n---\n",
        find=_find_repeats,
        reads=_LISTS,
        needs=_LISTS,
        repair=_drop_repeats,
    ),
    Rule(
        id="empty-list",
        severity=Severity.ADVICE,
        fix=FixClass.SAFE,
        summary="A key holds an empty list.",
        why="It says nothing; templates leave it behind. It goes when nothing fills it.",
        before="---\nlicense: mit\ntags: []\n---\n",
        after="---\nlicense: mit\n---\n",
        near_miss="---\nlicense: mit\nmodel-index:\n- name: m\n  results: []\n---\n",
        find=_find_empty,
        reads=_DROPPED_WHEN_EMPTY,
        needs=_DROPPED_WHEN_EMPTY,
        repair=_drop_empty,
        after_writing=True,
    ),
)
