"""An earlier session of a card, whose answers were not written: offered, and put back."""

from __future__ import annotations

from cardsmith.errors import JournalError
from cardsmith.tui.desk import Desk
from cardsmith.tui.screens.answering import AnsweringScreen
from cardsmith.tui.screens.ask import Answer, AskScreen


def offer_to_resume(screen: AnsweringScreen) -> None:
    """Ask whether to put the answers of an earlier session back, where there are some."""
    try:
        question = _question_of(screen.desk)
    except JournalError as error:
        screen.status.warn(f"an earlier session {error.message}")
        return

    async def do(answer: str | None) -> None:
        if answer == "forget":
            screen.desk.journals.discard(screen.desk.identity)
        elif answer == "resume":
            await _resume(screen)

    if question is not None:
        screen.app.push_screen(question, do)


async def _resume(screen: AnsweringScreen) -> None:
    try:
        words = _put_back(screen.desk)
    except JournalError as error:
        screen.status.warn(f"the earlier session cannot be resumed: {error.message}")
        return
    screen.current = screen.desk.session.next_open()
    await screen.decided()
    screen.status.say(words, "↷", "$primary")


def _question_of(desk: Desk) -> AskScreen | None:
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


def _put_back(desk: Desk) -> str:
    """Put the answers of the earlier session back; return what came of it, in words."""
    kept = desk.kept()
    aside = desk.session.resume(kept.journal) if kept is not None else []
    left = f", {len(aside)} no longer fit" if aside else ""
    count, typed = len(desk.session.decisions), len(desk.session.typed)
    texts = f" and {typed} typed text{'s' if typed != 1 else ''}" if typed else ""
    return f"resumed {count} answer{'s' if count != 1 else ''}{texts}{left}"
