"""One card in the place of another, told as fills."""

from __future__ import annotations

from collections.abc import Iterable

from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import GIVEN, SECTION_PREFIX, Evidence, Gap, section_of
from cardsmith.merging import edits_between
from cardsmith.push_text import PROPOSED
from cardsmith.score import completeness
from cardsmith.visible import value_text

_EMPTIED = frozenset(
    {
        *("empty-section", "missing-section", "placeholder-section", "prompt-section"),
        *("generic-name", "placeholder-id", "unknown-base-model", "unknown-dataset"),
    }
)
"""The rules whose gaps stand where words were."""


def replacing(old: Card, new: Card) -> Outcome:
    """Return the outcome that turns one card into another, with the gaps that this closes as fills.

    What the new card no longer says is told, too: as fixes with a field and no value.
    """
    before, after = check(old), check(new)
    still = {_identity(new, gap) for gap in after}
    closed = [gap for gap in before if _identity(old, gap) not in still]
    fixes = [_closed(gap, old, new) for gap in closed]
    named = {fix.field for fix in fixes} | {gap.where for gap in closed}  # a key that was misspelt is not removed
    for key in [*new.metadata, *old.metadata]:
        if key not in named and old.metadata.get(key) != new.metadata.get(key):
            named.add(key)
            fixes.append(_changed(key, old.metadata.get(key), new.metadata.get(key)))
    known = {_identity(old, gap) for gap in before}
    emptied = [gap for gap in after if gap.rule in _EMPTIED and _identity(new, gap) not in known]
    fixes += [
        _removed(gap.field, gap.message, gap.rule) for gap in emptied if gap.field not in named and _stood_in(old, gap)
    ]
    edits = edits_between(old.text, new.text)
    return Outcome(new, _once(fixes), after, [], edits, completeness(before), completeness(after), [], [])


def _identity(card: Card, gap: Gap) -> tuple[str, str | None, str]:
    """Return by what a gap is known again in another text of the card: a heading above it may have another name."""
    return gap.rule, gap.field, gap.where if gap.span.start < card.body_start else ""


def _closed(gap: Gap, old: Card, new: Card) -> Fix:
    value = _value(new, gap.field)
    # Where neither card has a value, such as for data that is not on the Hub, the words were put right.
    field = gap.field if value is not None or gap.field in old.metadata else None
    return Fix((gap.rule,), field, value, gap.message, GIVEN)


def _changed(key: str, old: object, new: object) -> Fix:
    if new is None:
        return _removed(key, value_text(old))
    return Fix((), key, new, f"`{key}` was changed", GIVEN)


def _stood_in(old: Card, gap: Gap) -> bool:
    """Whether there was something where a card has a gap now."""
    if gap.field is None or not gap.field.startswith(SECTION_PREFIX):
        return gap.field is not None
    return old.body.section(section_of(gap.field)[0]) is not None


def _removed(field: str | None, was: str, *rules: str) -> Fix:
    return Fix(rules, field, None, was, GIVEN)


def all_proposed(main: Card, new: Card, known: Iterable[Fix]) -> Outcome:
    """Return the outcome that turns a branch's card into the one that a pull request holds, whoever filled what in it.

    Args:
        main: The card of the branch.
        new: The one that is proposed.
        known: Fills whose evidence is known; the first with a value counts.
    """
    evidence: dict[tuple[str | None, str], tuple[Evidence, ...]] = {}
    for fix in known:
        evidence.setdefault((fix.field, value_text(fix.value)), fix.evidence)
    outcome = replacing(main, new)
    filled = [
        fix if fix.value is None else fix._replace(evidence=evidence.get((fix.field, value_text(fix.value)), PROPOSED))
        for fix in outcome.filled
    ]
    return outcome._replace(filled=filled)


def _once(fixes: list[Fix]) -> list[Fix]:
    """Return one fix a field, and one a repair."""
    first: dict[str, Fix] = {}
    for fix in fixes:
        first.setdefault(fix.field or f"repair {fix.rules[0]}", fix)
    return list(first.values())


def _value(new: Card, field: str | None) -> object:
    if field == "results":
        return {}  # the answer that says: as the card reports them
    if field == "model_name":
        return _model_name(new)
    if field is None or not field.startswith(SECTION_PREFIX):
        return new.metadata.get(field or "")
    section = new.body.section(section_of(field)[0])
    return section.text.of(new.text).strip() if section is not None else None


def _model_name(card: Card) -> object:
    index = card.metadata.get("model-index")
    first = index[0] if isinstance(index, list) and index else None
    name = first.get("name") if isinstance(first, dict) else card.metadata.get("model_name")
    return name or (card.titled_name.value if card.titled_name is not None else None)
