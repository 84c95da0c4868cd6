"""A session on its way to the Hub: what its answers come to on the text that stands there."""

from __future__ import annotations

from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.decisions import Verdict
from cardsmith.errors import CardsmithError
from cardsmith.filling import Outcome
from cardsmith.gaps import GIVEN
from cardsmith.merging import merged, on_top
from cardsmith.questions import REPAIR_PREFIX
from cardsmith.replacing import replacing
from cardsmith.session import PutAside, Session


class Sending(NamedTuple):
    """What is to be sent.

    Attributes:
        outcome: The new card; its edits are against the text that stands on the Hub.
        aside: Decisions that do not fit that text.
    """

    outcome: Outcome
    aside: tuple[PutAside, ...] = ()


def plan_sending(session: Session, theirs: Card, known: Card | None = None, *, own: bool = False) -> Sending:
    """Return what a session comes to on the text that stands on the Hub.

    Answers that were given for a text of the Hub are given again to its newer text. A card that comes from somewhere
    else, such as a file, takes the place of that text; as soon as it is known which one it was made from, both
    changes are brought together.

    Args:
        session: The session; nobody may decide anything in it meanwhile (see `Session.snapshot`).
        theirs: What stands on the Hub.
        known: What stood there when the session's card was made from it, or was sent; None when that is not known.
        own: Whether `theirs` is what the same account proposed before, so that the session counts more.

    Raises:
        EditConflict: Somebody else has changed the same words.
    """
    if theirs == session.base:
        return Sending(_with_reasons(session.outcome, session))
    if known is not None and known == session.base:
        newer = session.snapshot()
        aside = [item for item in newer.rebase(theirs) if theirs.metadata.get(item.key) != item.decision.value]
        aside = [item for item in aside if not (own and _chosen_again(newer, item))]
        return Sending(_with_reasons(newer.outcome, session), tuple(aside))
    together = on_top if own else merged
    ours = session.card if known is None or known == theirs else together(known, session.card, theirs)
    return Sending(_with_reasons(replacing(theirs, ours), session))


def _chosen_again(session: Session, item: PutAside) -> bool:
    """Answer a question once more that is closed by another answer; return whether that can be done."""
    if item.decision.verdict is not Verdict.CHOSEN or item.key.startswith(REPAIR_PREFIX):
        return False
    try:
        session.choose(item.key, item.decision.value, item.decision.evidence)
    except CardsmithError:
        return False
    return True


def _with_reasons(outcome: Outcome, session: Session) -> Outcome:
    """Return the outcome with the evidence that the session has for its fills."""
    known = {fix.field: fix.evidence for fix in session.outcome.filled if fix.evidence}
    filled = [fix._replace(evidence=known.get(fix.field) or fix.evidence or GIVEN) for fix in outcome.filled]
    return outcome._replace(filled=filled)
