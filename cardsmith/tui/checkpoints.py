"""Which numbers of a training are reported: the choices there are, and the `model-index` that each makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cardsmith.answers import CHECKPOINTS
from cardsmith.card import Card
from cardsmith.decisions import Verdict
from cardsmith.document import nodes
from cardsmith.document.emit import Style, entry_lines
from cardsmith.errors import CardsmithError, EditRefused
from cardsmith.facts.results import LeftOut
from cardsmith.facts.training_log import TrainingLog
from cardsmith.review import written_for
from cardsmith.session import Session, State
from cardsmith.text import Span
from cardsmith.tui.curves import BEST, LAST, REPORTED
from cardsmith.writers.results import missing_parts, reported_at

RESULTS = "results"
_ASKED_BY = {"task": "pipeline_tag", "dataset": "datasets"}


class Choice(NamedTuple):
    """One of the rows to report.

    Attributes:
        checkpoint: `reported`, `last` or `best`.
        label: A word or two.
        row: Its index in the training table; None for none.
        place: Which row that is, in words.
        numbers: The metrics it has, as printed, by name.
        left_out: What stays out of `model-index`, and why.
        refused: Why it cannot be chosen; empty when it can.
    """

    checkpoint: str
    label: str
    row: int | None
    place: str
    numbers: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    refused: str


class Missing(NamedTuple):
    """Something that `model-index` waits for, and the question that asks for it."""

    what: str
    key: str


class Made(NamedTuple):
    """The `model-index` that a choice makes.

    Attributes:
        card: The card that holds it; a card of nothing else where it cannot be written yet.
        shown: Where in that card's text it stands.
        new: The lines of it that come from the choice.
        missing: What it waits for.
        refused: Why it cannot be written; empty when it can, and when something is missing.
        changes: Whether choosing it would change the card.
    """

    card: Card
    shown: Span
    new: tuple[Span, ...] = ()
    missing: tuple[Missing, ...] = ()
    refused: str = ""
    changes: bool = False


def has_results(card: Card) -> bool:
    """Whether there is something to look at: reported results, or a table of the training."""
    return bool(card.reported_results) or card.training_results is not None


def choices(card: Card) -> list[Choice]:
    """Return the choices that a card leaves."""
    return [_choice(card, checkpoint) for checkpoint in CHECKPOINTS]


def _choice(card: Card, checkpoint: str) -> Choice:
    try:
        metrics, left_out = reported_at(card, {"checkpoint": checkpoint})
        refused = ""
    except EditRefused as error:
        metrics, left_out, refused = [], [], error.message
    label = {REPORTED: "as reported", LAST: "last row", BEST: "best row"}[checkpoint]
    row, place = _place(card, checkpoint)
    numbers = {item.name: item.value.text for item in metrics}
    return Choice(checkpoint, label, row, place, numbers, tuple(left_out), refused)


def _place(card: Card, checkpoint: str) -> tuple[int | None, str]:
    log, reported = card.training_results, card.reported_row
    if log is None:
        return None, "there is no training table"
    if checkpoint == LAST:
        return len(log) - 1, _row_words(log, len(log) - 1)
    if checkpoint == BEST:
        best = log.best
        return (best.row, f"{_row_words(log, best.row)} by {best.column}") if best is not None else (None, "")
    if reported is None:
        return None, "not in the training table"
    return reported.row, _row_words(log, reported.row) if reported.row is not None else "none of the table's rows"


def _row_words(log: TrainingLog, row: int) -> str:
    return f"row {row + 1} of {len(log)}"


# -- the session -------------------------------------------------------------------------------------------------------


def chosen(session: Session) -> str:
    """Return which row a session reports now."""
    return _answer(session).get("checkpoint") or REPORTED


def answer(session: Session, checkpoint: str) -> dict[str, Any]:
    """Return the answer that reports a row, and says of task and dataset what was said before."""
    said = {key: value for key, value in _answer(session).items() if key != "checkpoint"}
    return said if checkpoint == REPORTED else {**said, "checkpoint": checkpoint}


def _answer(session: Session) -> Mapping[str, Any]:
    decision = session.decisions.get(RESULTS)
    return (decision.value or {}) if decision is not None and decision.verdict is Verdict.CHOSEN else {}


def make(session: Session, checkpoint: str) -> Made:
    """Return the `model-index` that a choice would make of the card as it is now."""
    trial = session.snapshot()
    try:
        trial.choose(RESULTS, answer(session, checkpoint))
    except CardsmithError as error:
        return _unfinished(session, checkpoint, error)
    changes = trial.card.text != session.card.text or RESULTS not in session.decisions
    return Made(trial.card, _index_span(trial.card), tuple(written_for(trial, RESULTS)), changes=changes)


def _unfinished(session: Session, checkpoint: str, error: CardsmithError) -> Made:
    wanted = answer(session, checkpoint)
    missing = [
        Missing(part, _question_of(session, _ASKED_BY[part])) for part in missing_parts(session.card, wanted, {})
    ]
    if error.where == "model_name":
        missing.append(Missing("model's name", _question_of(session, "model_name")))
    try:
        metrics = reported_at(session.base, wanted)[0]
    except EditRefused:
        metrics = []
    lines = entry_lines("metrics", [item.as_metadata() for item in metrics], 0, Style()) if metrics else []
    card = Card("---\n" + "".join(f"{line}\n" for line in lines) + "---\n")
    refused = "" if missing else error.message
    return Made(card, Span(4, len(card.text) - 4), (), tuple(missing), refused)


def _question_of(session: Session, key: str) -> str:
    """Return the question to go to: the narrow one while it is open, else that of the results."""
    return key if key in session.questions and session.state(key) is State.OPEN else RESULTS


def _index_span(card: Card) -> Span:
    root = card.yaml.root if card.yaml is not None else None
    entry = root.get("model-index") if isinstance(root, nodes.Mapping) else None
    return Span(entry.key.start, entry.value.end) if entry is not None else Span(0, 0)
