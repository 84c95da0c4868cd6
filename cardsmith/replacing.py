"""One card in the place of another, told as fills."""

from __future__ import annotations

from collections.abc import Iterable

from cardsmith.card import Card
from cardsmith.filling import Fix, Outcome, check
from cardsmith.gaps import SECTION_PREFIX, Evidence, section_of
from cardsmith.merging import edits_between
from cardsmith.push_text import PROPOSED
from cardsmith.score import completeness
from cardsmith.visible import value_text

GIVEN: tuple[Evidence, ...] = (Evidence("answers", "", "given by the user"),)
"""The evidence of what somebody typed."""


def replacing(old: Card, new: Card) -> Outcome:
    """Return the outcome that turns one card into another, with the gaps that this closes as fills."""
    before, after = check(old), check(new)
    still = {(gap.rule, gap.where) for gap in after}
    closed = [gap for gap in before if (gap.rule, gap.where) not in still]
    fixes = [Fix((gap.rule,), gap.field, _value(new, gap.field), gap.message, GIVEN) for gap in closed]
    named = {fix.field for fix in fixes}
    for key in [*new.metadata, *old.metadata]:
        if key not in named and old.metadata.get(key) != new.metadata.get(key):
            named.add(key)
            fixes.append(Fix((), key, new.metadata.get(key), f"`{key}` was changed", GIVEN))
    edits = edits_between(old.text, new.text)
    return Outcome(new, _once(fixes), after, [], edits, completeness(before), completeness(after), [], [])


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
        fix._replace(evidence=evidence.get((fix.field, value_text(fix.value)), PROPOSED)) if fix.field else fix
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
    if field is None or not field.startswith(SECTION_PREFIX):
        return new.metadata.get(field or "")
    section = new.body.section(section_of(field)[0])
    return section.text.of(new.text).strip() if section is not None else None
