"""What of a card is painted: open gaps, what was filled, and what the current question is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from cardsmith.gaps import Gap, Severity
from cardsmith.questions import key_of
from cardsmith.session import Session, State
from cardsmith.text import Span, line_start, line_stop


class Paint(str, Enum):
    """The look of a mark; a later one lies over an earlier one."""

    FILLED = "filled"
    ADVICE = "advice"
    GAP = "gap"
    ERROR = "error"
    FOUND = "found"
    CURRENT = "current"


class Mark(NamedTuple):
    """A span in paint."""

    start: int
    end: int
    paint: Paint
    key: str = ""


_PAINT = {Severity.ERROR: Paint.ERROR, Severity.GAP: Paint.GAP, Severity.ADVICE: Paint.ADVICE}


class Marks:
    """Marks in order, found by place."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self.all = sorted(marks)
        self._longest = max((mark.end - mark.start for mark in self.all), default=0)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def within(self, start: int, end: int) -> list[Mark]:
        """Return the marks that touch the characters `[start, end]`, the uppermost last."""
        first = bisect_left(self.all, start - self._longest, key=lambda mark: mark.start)
        found = []
        for mark in self.all[first:]:
            if mark.start > end:
                break
            if mark.end >= start and (mark.end > start or mark.start == mark.end or mark.start >= start):
                found.append(mark)
        return sorted(found, key=lambda mark: list(Paint).index(mark.paint))


def marks_of(session: Session, current: str | None, lines: Iterable[Span] = ()) -> Marks:
    """Return the marks of a session; `lines` are what was written for the current question."""
    marks = list(_filled(session))
    for gap in session.outcome.open:
        key = key_of(gap)
        if session.state(key) is State.OPEN:
            marks.append(Mark(*_seen(session.card.text, gap), _PAINT[gap.severity], key))
        if key == current:
            marks.append(Mark(*_seen(session.card.text, gap), Paint.CURRENT, key))
    marks += [Mark(*span, Paint.CURRENT, current or "") for span in lines]
    return Marks(marks)


def _seen(text: str, gap: Gap) -> Span:
    """Return a gap's span without blanks and line ends around it."""
    own = gap.span.of(text)
    lead = len(own) - len(own.lstrip())
    return Span(gap.span.start + lead, gap.span.start + len(own.rstrip())) if own.strip() else gap.span


def _filled(session: Session) -> Iterable[Mark]:
    shift = 0
    for edit in session.outcome.edits:
        start = edit.start + shift
        shift += edit.shift
        lead = len(edit.text) - len(edit.text.lstrip())
        if edit.text.strip():
            yield Mark(start + lead, start + len(edit.text.rstrip()), Paint.FILLED)


def target(session: Session, key: str, lines: Iterable[Span] = ()) -> Span:
    """Return the place to show for a question: its first open gap, else what was written, else where it was."""
    open_places = session.places(key)
    if open_places:
        return open_places[0].span
    first = next(iter(lines), None)
    if first is not None:
        return first
    question = session.questions.get(key)
    if question is None or not question.gaps:
        return Span(0, 0)
    offset = min(session.outcome.edits.place(question.gaps[0].span.start), len(session.card.text))
    return Span(line_start(session.card.text, offset), line_stop(session.card.text, offset))
