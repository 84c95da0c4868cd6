"""A session on its way to the Hub: what its answers come to on the text that stands there."""

from __future__ import annotations

from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import GIVEN, SECTION_PREFIX, Gap, section_of
from cardsmith.merging import edits_between, merged
from cardsmith.score import completeness
from cardsmith.session import PutAside, Session


class Sending(NamedTuple):
    """What is to be sent.

    Attributes:
        outcome: The new card; its edits are against the text that stands on the Hub.
        aside: Decisions that do not fit that text.
    """

    outcome: Outcome
    aside: tuple[PutAside, ...] = ()


def plan_sending(session: Session, theirs: Card, known: Card | None = None) -> Sending:
    """Return what a session comes to on the text that stands on the Hub.

    Answers that were given for a text of the Hub are given again to its newer text. A card that comes from somewhere
    else, such as a file, takes the place of that text; as soon as it is known which one it was made from, both
    changes are brought together.

    Args:
        session: The session; nobody may decide anything in it meanwhile (see `Session.snapshot`).
        theirs: What stands on the Hub.
        known: What stood there when the session's card was made from it, or was sent; None when that is not known.

    Raises:
        EditConflict: Somebody else has changed the same words.
    """
    if theirs == session.base:
        return Sending(_with_reasons(session.outcome, session))
    if known is not None and known == session.base:
        newer = session.snapshot()
        aside = [item for item in newer.rebase(theirs) if theirs.metadata.get(item.key) != item.decision.value]
        return Sending(_with_reasons(newer.outcome, session), tuple(aside))
    ours = session.card if known is None or known == theirs else merged(known, session.card, theirs)
    return Sending(_with_reasons(replacing(theirs, ours), session))


def replacing(old: Card, new: Card) -> Outcome:
    """Return the outcome that turns one card into another, with the gaps that this closes as fills."""
    before, after = check(old), check(new)
    still = {_identity(new, gap) for gap in after}
    closed = [gap for gap in before if _identity(old, gap) not in still]
    fixes = [Fix((gap.rule,), gap.field, _value(new, gap.field), gap.message, GIVEN) for gap in closed]
    named = {fix.field for fix in fixes}
    for key in [*new.metadata, *old.metadata]:
        if key not in named and old.metadata.get(key) != new.metadata.get(key):
            named.add(key)
            fixes.append(Fix((), key, new.metadata.get(key), f"`{key}` was changed", GIVEN))
    edits = edits_between(old.text, new.text)
    return Outcome(new, _once(fixes), after, [], edits, completeness(before), completeness(after), [], [])


def _identity(card: Card, gap: Gap) -> tuple[str, str | None, str]:
    """Return by what a gap is known again in another text of the card: a heading above it may have another name."""
    return gap.rule, gap.field, gap.where if gap.span.start < card.body_start else ""


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


def _with_reasons(outcome: Outcome, session: Session) -> Outcome:
    """Return the outcome with the evidence that the session has for its fills."""
    known = {fix.field: fix.evidence for fix in session.outcome.filled if fix.evidence}
    filled = [fix._replace(evidence=known.get(fix.field) or fix.evidence or GIVEN) for fix in outcome.filled]
    return outcome._replace(filled=filled)
