"""The questions of one card, one after the other: plain lines for screen readers, dumb terminals and pipes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cardsmith.cli.explain import explanation
from cardsmith.cli.keyboard import read_line
from cardsmith.cli.output import Styled, note
from cardsmith.cli.replies import note_error, prompt_for, value_of
from cardsmith.cli.suggest import shown_evidence
from cardsmith.cli.values import shown_value
from cardsmith.errors import CardsmithError
from cardsmith.gaps import Severity, Suggestion
from cardsmith.questions import Form, Question
from cardsmith.rules import RULES
from cardsmith.session import Session, State
from cardsmith.visible import percent, shortened, value_text

KEYS = (
    "A number takes a suggestion, anything else is the answer. An empty line skips, ? explains, b goes back, "
    "u takes back the last answer, n/a says that it does not apply, q stops. =text is the text itself."
)

_SEVERITY = {Severity.ERROR: "Error", Severity.GAP: "Gap", Severity.ADVICE: "Advice"}


class Stopped(Exception):
    """Somebody wants no more questions."""


class Dialogue:
    """Asks until nothing is open, or somebody stops.

    Args:
        session: What is decided goes there; it knows all rules.
        look_again: Looks for suggestions anew, after an answer that others follow from.
    """

    def __init__(self, session: Session, look_again: Callable[[], None]) -> None:
        self._session = session
        self._look_again = look_again
        self._trail: list[str] = []

    def run(self) -> None:
        """Ask every open question.

        Raises:
            Stopped: Somebody wants no more.
            EndOfInput: Nobody answers any more.
        """
        key = self._session.next_open()
        while key is not None:
            for line in self._told(self._session.questions[key]):
                note(line)
            key = self._led_on(self._session.questions[key])

    # -- what is told --------------------------------------------------------------------------------------------------

    def _told(self, question: Question) -> Iterator[str | Styled]:
        session = self._session
        gap = next(iter(session.places(question.key)), next(iter(question.gaps), None))
        others = sum(session.state(key) is State.OPEN for key in session.questions if key != question.key)
        place = f", line {gap.line}" if gap is not None else ""
        yield ""
        title = f"Question {len(self._trail) + 1}: {question.title}."
        yield Styled(f"{title} {_SEVERITY[question.severity]}{place}. {others} more open.", bold=True)
        yield question.prompt
        if question.form in (Form.REPAIR, Form.NOTE):
            yield from (gap.message for gap in question.gaps[:3])
        if question.why:
            yield f"Why: {shortened(question.why, 400)}"
        if question.example:
            yield f"For example: {question.example.strip('[]')}"
        yield from self._so_far(question)
        for number, item in enumerate(session.suggestions(question.key), 1):
            yield from _suggestion(number, item)

    def _so_far(self, question: Question) -> Iterator[str]:
        refused, state = self._session.why_refused(question.key), self._session.state(question.key)
        if refused:
            yield f"Cannot be written: {refused}"
        elif state is State.FILLED:
            value = value_text(self._session.value(question.key))
            yield f"Filled: {shortened(value, 200) or 'put right'}. An empty line keeps it."
        elif state is not State.OPEN:
            yield f"So far: {state.value}."

    # -- what is answered ----------------------------------------------------------------------------------------------

    def _led_on(self, question: Question) -> str | None:
        """Take lines until one leads on; return the next question, None when there is none."""
        session, key = self._session, question.key
        prompt = prompt_for(question, bool(session.suggestions(key)))
        while True:
            line = read_line(prompt).strip()
            if line == "q":
                raise Stopped
            if line == "?":
                self._explain(question)
            elif line == "b":
                before = self._back()
                if before is not None:
                    return before
                note("There is no question before this one.")
            elif line == "u":
                again = self._undone()
                if again is not None:
                    return again
            elif self._taken(question, line):
                self._trail.append(key)
                return session.next_open(key)

    def _taken(self, question: Question, line: str) -> bool:
        """Decide what a line says; return whether it says something."""
        session, key = self._session, question.key
        try:
            if line == "n/a":
                session.set_not_applicable(key)
            elif line:
                self._choose(question, line)
            elif session.state(key) is State.OPEN:
                session.skip(key)
        except CardsmithError as error:
            note_error(error)
            return False
        return True

    def _choose(self, question: Question, line: str) -> None:
        session, key = self._session, question.key
        suggestions = session.suggestions(key)
        if question.form is Form.NOTE:
            session.skip(key)
            return
        if line.isdecimal() and 1 <= int(line) <= len(suggestions):
            session.take(suggestions[int(line) - 1])
        else:
            session.choose(key, value_of(question, line.removeprefix("="), session.draft(key)))
        value = value_text(session.value(key))
        note(f"Taken: {question.title}" + (f" is {shortened(value, 200)}." if value else "."))
        if question.leads_on:
            self._look_again()

    def _back(self) -> str | None:
        while self._trail:
            key = self._trail.pop()
            if key in self._session.questions:
                return key
        return None

    def _undone(self) -> str | None:
        step = self._session.undo()
        if step is None:
            note("There is nothing to take back.")
            return None
        note(f"Took back: {step.label}")
        key = step.changes[0].key
        if key in self._trail:
            self._trail.remove(key)
        return key if key in self._session.questions else None

    def _explain(self, question: Question) -> None:
        for rule in question.rules:
            for line in explanation(RULES[rule]):
                note(*line)
            note()
        note(KEYS)


def _suggestion(number: int, item: Suggestion) -> Iterator[str]:
    lines = shown_value(item.value)
    sure = f"{percent(item.confidence)} sure, {shown_evidence(item.evidence[0])}"
    if len(lines) == 1:
        yield f"{number}. {lines[0]} ({sure})"
    else:
        yield f"{number}. {sure}:"
        yield from (f"   {line}" for line in lines)
