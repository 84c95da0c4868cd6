"""An earlier session of a card, whose answers were not written: offered, and put back."""

from __future__ import annotations

from cardsmith.tui.desk import Desk
from cardsmith.tui.screens.ask import Answer, AskScreen


def question_of(desk: Desk) -> AskScreen | None:
    """Return the question whether to resume; None when there is nothing to put back.

    Raises:
        JournalError: There is a journal and it cannot be read.
    """
    kept = desk.kept()
    if kept is None or desk.session.decisions:
        return None
    count, typed = len(kept.journal.get("decisions", ())), len(kept.journal.get("typed", ()))
    lines = [f"{count} answer{'s were' if count != 1 else ' was'} not written in an earlier session."] if count else []
    lines += [f"{typed} text{'s were' if typed != 1 else ' was'} typed and not accepted."] if typed else []
    words = "\n".join(lines)
    answers = (
        Answer("r", "resume: put them back", "resume"),
        Answer("f", "forget them, and start afresh", "forget"),
        Answer("escape", "start afresh, and decide another time", "later"),
    )
    return AskScreen("Resume?", words, answers)


def put_back(desk: Desk) -> str:
    """Put the answers of the earlier session back; return what came of it, in words.

    Raises:
        JournalError: They cannot be read.
    """
    kept = desk.kept()
    aside = desk.session.resume(kept.journal) if kept is not None else []
    left = f", {len(aside)} no longer fit" if aside else ""
    count, typed = len(desk.session.decisions), len(desk.session.typed)
    texts = f" and {typed} typed text{'s' if typed != 1 else ''}" if typed else ""
    return f"resumed {count} answer{'s' if count != 1 else ''}{texts}{left}"
