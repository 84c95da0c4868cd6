"""The difference that a session makes, cut into pieces, each with the answers it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cardsmith.card import Card
from cardsmith.decisions import Verdict
from cardsmith.diff import changed_lines
from cardsmith.edits import EditSet
from cardsmith.gaps import Evidence
from cardsmith.places import key_span, metadata_span
from cardsmith.questions import REPAIR_PREFIX, Question
from cardsmith.session import Origin, Session
from cardsmith.text import Span


class Entry(NamedTuple):
    """One answer or repair, as it is reviewed.

    Attributes:
        key: Its question.
        question: The question itself.
        value: What is written; None for a repair.
        evidence: Why; empty when it was typed.
        origin: Who filled it; None when it is left out.
        kept: Whether it is written.
    """

    key: str
    question: Question
    value: Any
    evidence: tuple[Evidence, ...]
    origin: Origin | None
    kept: bool


class Hunk(NamedTuple):
    """Lines that are replaced by others.

    Attributes:
        old_start: Index of its first line in the old text.
        old: The lines that go.
        new_start: Index of its first line in the new text.
        new: The lines that come.
        keys: The questions whose answers it comes from.
    """

    old_start: int
    old: tuple[str, ...]
    new_start: int
    new: tuple[str, ...]
    keys: tuple[str, ...]


def entries(session: Session) -> list[Entry]:
    """Return everything that is written or was left out, in the order of the questions."""
    found = []
    evidence = {fix.field: fix.evidence for fix in session.outcome.filled}
    repaired = {rule: fix.evidence for fix in session.outcome.filled if fix.field is None for rule in fix.rules}
    for key, question in session.questions.items():
        decision = session.decisions.get(key)
        if decision is not None and decision.verdict is Verdict.DROPPED:
            found.append(Entry(key, question, decision.value, decision.evidence, None, False))
        elif key in evidence:
            found.append(Entry(key, question, session.value(key), evidence[key], session.origin(key), True))
        else:
            rules = [rule for rule in question.rules if rule in repaired]
            if rules:
                found.append(Entry(key, question, None, repaired[rules[0]], session.origin(key), True))
    return found


def hunks(session: Session) -> list[Hunk]:
    """Return the difference between the card as it was read and as it is now.

    What an answer is responsible for is what would be different without it.
    """
    base, outcome = session.base.text, session.outcome
    kept = [entry.key for entry in entries(session) if entry.kept]
    owned = {key: _Owned(session, key) for key in kept}
    found: list[Hunk] = []
    grown = 0
    lines = lines_of(base)
    for start, stop, new in changed_lines(base, outcome.edits):
        found += _cut(start, tuple(lines[start:stop]), start + grown, tuple(new), owned)
        grown += len(new) - (stop - start)
    return found


def written_for(session: Session, key: str) -> list[Span]:
    """Return the lines of the new text, each without its line end, that come from one answer."""
    owned = _Owned(session, key)
    wanted = owned.new or owned.alone
    spans, at = [], 0
    for index, line in enumerate(lines_of(session.card.text)):
        if index in wanted and line.strip():
            spans.append(Span(at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return spans or _under_key(session.card, key)


def _under_key(card: Card, key: str) -> list[Span]:
    """Return where a key stands that was written because of another answer."""
    if key not in card.metadata:
        return []
    start, stop = key_span(card, key).start, metadata_span(card, key).end
    return [Span(start, stop)]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as a diff counts them: each ends at its LF, and a CR stays part of it."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [text[text.rfind("\n") + 1 :]]


class _Owned:
    """The lines that come from one answer: they would be different without it, or it alone would write them too."""

    def __init__(self, session: Session, key: str) -> None:
        base, edits, text = session.base.text, session.outcome.edits, session.card.text
        wanted = session.wanted(session.decisions)
        rules = {key.removeprefix(REPAIR_PREFIX)} | session.questions[key].safe_repairs
        without = session.settle(wanted.without(key, rules)).outcome.edits
        self.old = _touched(base, edits) - _touched(base, without)
        self.new = _touched(text, edits.inverse(base).then(without))
        alone = set(session.settle(wanted.only(key, rules)).outcome.edits)
        undone = zip(edits, edits.inverse(base), strict=True)
        self.alone = _touched(text, EditSet(undo for edit, undo in undone if edit in alone))


def _touched(text: str, edits: EditSet) -> set[int]:
    return {line for start, stop, _ in changed_lines(text, edits) for line in range(start, stop)}


def _cut(
    old_start: int, old: tuple[str, ...], new_start: int, new: tuple[str, ...], owned: dict[str, _Owned]
) -> Iterator[Hunk]:
    """Cut a run of changed lines where the new lines come from other answers; the old lines go with the first piece."""
    if not new:
        gone = set(range(old_start, old_start + len(old)))
        yield Hunk(old_start, old, new_start, (), tuple(key for key, lines in owned.items() if lines.old & gone))
        return
    at = 0
    while at < len(new):
        keys = _owners(owned, new_start + at)
        stop = at + 1
        while stop < len(new) and _owners(owned, new_start + stop) in (keys, ()):
            stop += 1
        yield Hunk(old_start, old, new_start + at, new[at:stop], keys)
        old_start, old = old_start + len(old), ()
        at = stop


def _owners(owned: dict[str, _Owned], line: int) -> tuple[str, ...]:
    needed = tuple(key for key, lines in owned.items() if line in lines.new)
    return needed or tuple(key for key, lines in owned.items() if line in lines.alone)
