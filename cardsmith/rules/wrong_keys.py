"""Keys that the Hub does not know because they are misspelt: one row a spelling."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.draft import CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span
from cardsmith.rules.base import Found, Rule
from cardsmith.rules.walk import strings

SPELLINGS = {
    "base-model": "base_model",
    "dataset": "datasets",
    "finetuned_from": "base_model",
    "languages": "language",
    "library-name": "library_name",
    "licence": "license",
    "metric": "metrics",
    "pipeline-tag": "pipeline_tag",
}
"""Key as found → key of the specification. `finetuned_from` is the older form that the Hub's type still lists."""


def _find(card: Card) -> Iterator[Found]:
    for found, right in SPELLINGS.items():
        if found in card.metadata and not _is_placeholder(card, found):
            message = f"`{found}` is not a key of the Hub; it reads `{right}`"
            may_rename = _may_rename(card, found)
            # With both keys there, an answer for the right one takes the other away; nobody else may choose.
            field = right if not may_rename and right not in card.metadata else None
            yield Found(message, key_span(card, found), found, field, fix=None if may_rename else FixClass.ASK)


def _may_rename(card: Card, found: str) -> bool:
    """A rename is safe when the right key is free and the value is one that the Hub takes there."""
    right = SPELLINGS[found]
    spelt = (key for key in card.metadata if SPELLINGS.get(key) == right and not _is_placeholder(card, key))
    if right in card.metadata or next(spelt, found) != found:
        return False
    values = strings(card.metadata[found])
    if right == "license":
        return all(value in catalogue.licenses() for value in values)
    if right == "language":
        return bool(values) and all(map(catalogue.is_language_code, values))
    return bool(values)


def _rename(draft: CardDraft) -> None:
    for found, right in SPELLINGS.items():
        if found in draft.card.metadata and _may_rename(draft.card, found) and not _is_placeholder(draft.card, found):
            draft.metadata.rename((found,), right)


def _is_placeholder(card: Card, key: str) -> bool:
    return key == "licence" and card.metadata[key] == "license"


def _licence_license(card: Card) -> Iterator[Found]:
    if "licence" in card.metadata and _is_placeholder(card, "licence"):
        yield Found(
            "`licence: license` is a template's leftover and names no licence", key_span(card, "licence"), "licence"
        )


def _drop_licence(draft: CardDraft) -> None:
    draft.metadata.delete(("licence",))


RULES = (
    Rule(
        id="misspelt-key",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A key is spelt in a way the Hub does not know.",
        why="Unknown keys are let through and ignored, so nobody notices that the value is not used.",
        before="---\nlanguages:\n- en\n---\n",
        after="---\nlanguage:\n- en\n---\n",
        near_miss="---\nlanguage:\n- en\nquantized_by: me\n---\n",
        find=_find,
        needs=tuple(SPELLINGS),
        repair=_rename,
    ),
    Rule(
        id="licence-license",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="`licence: license` is left over from TRL's template.",
        why="Every TRL release from 0.12 to 1.16 writes it; it is neither a key nor a licence.",
        before="---\nlicence: license\ntags:\n- trl\n---\n",
        after="---\ntags:\n- trl\n---\n",
        near_miss="---\nlicense: mit\ntags:\n- trl\n---\n",
        find=_licence_license,
        reads=("licence",),
        needs=("licence",),
        repair=_drop_licence,
    ),
)
