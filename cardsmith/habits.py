"""What a person answered is remembered for the next card of the same author."""

from __future__ import annotations

from cardsmith.decisions import Verdict
from cardsmith.questions import REPAIR_PREFIX
from cardsmith.session import Session
from cardsmith.suggest.history import History


def remember_answers(session: Session, repo_id: str | None, card: str, history: History) -> None:
    """Add what a person answered about a card to the history, as far as it may hold for another one.

    Args:
        session: What was decided.
        repo_id: The card's repository on the Hub; where it is not known, the answer to `repo_id` counts. Without an
            author nothing is remembered.
        card: What messages call the card.
        history: Where to add it.

    Raises:
        CardsmithError: The history cannot be read or written.
    """
    chosen = {key: decision.value for key, decision in session.decisions.items() if decision.verdict is Verdict.CHOSEN}
    author = str(repo_id or chosen.get("repo_id") or "").rpartition("/")[0]
    given = {key: value for key, value in chosen.items() if not key.startswith(REPAIR_PREFIX)}
    if not author or not given:
        return
    known = {item.field: item for item in history.answers(author) if item.card == card}
    for key, value in given.items():
        if key not in known or known[key].value != value:
            history.remember(author, key, value, card)
