"""Several cards side by side: how far each is, and which of them are looked at, in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any, NamedTuple

from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.gaps import Gap, Severity
from cardsmith.questions import questions
from cardsmith.score import completeness
from cardsmith.session import Session, State
from cardsmith.tui.desk import Desk, Opening
from cardsmith.visible import visible


class Stage(str, Enum):
    """How far a card is."""

    UNREAD = "unread"
    CHECKING = "checking"
    OPEN = "open"
    COMPLETE = "complete"
    UNSAVED = "unsaved"
    SAVED = "saved"
    FAILED = "failed"


class Order(str, Enum):
    """What the cards are sorted by."""

    GIVEN = "as given"
    NAME = "name"
    SCORE = "score"
    GAPS = "gaps"
    STAGE = "state"


class Listed(NamedTuple):
    """A card that can be opened.

    Attributes:
        name: What the board calls it.
        open: Reads it. Raises CardsmithError when it cannot be read.
    """

    name: str
    open: Callable[[], Opening]


class Findings(NamedTuple):
    """What is known of a card that was read.

    Attributes:
        share: Its completeness, 0 to 1.
        errors: How many gaps the Hub rejects.
        gaps: How many things are missing.
        advice: How much could be better.
        titles: What it is about, the gravest first.
    """

    share: float
    errors: int
    gaps: int
    advice: int
    titles: tuple[str, ...]

    @property
    def stage(self) -> Stage:
        """Open as long as something is missing."""
        return Stage.OPEN if self.errors or self.gaps else Stage.COMPLETE


class Row(NamedTuple):
    """A card on the board.

    Attributes:
        at: Its number, from 0, in the order in which the cards were named.
        name: What it is called.
        stage: How far it is.
        findings: What is known of it; None as long as it was not read.
        problem: Why it could not be read or written; empty when it could.
    """

    at: int
    name: str
    stage: Stage = Stage.UNREAD
    findings: Findings | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """What stands behind it: the reason of a failure, else what is open."""
        return self.problem or (", ".join(self.findings.titles) if self.findings is not None else "")


def look_at(card: Card, ignore: Collection[str]) -> Findings:
    """Return what is missing in a card as it stands in its file."""
    gaps = check(card, providers=(), ignore=ignore)
    titles = [question.title for question in questions(card, gaps) if question.severity is not Severity.ADVICE]
    return _findings(completeness(gaps), gaps, titles)


def look_at_session(session: Session) -> Findings:
    """Return what is missing in a card that somebody works on; what was set aside no longer counts."""
    keys = session.open_keys()
    open_gaps = [gap for key in session.questions if session.state(key) is State.OPEN for gap in session.places(key)]
    return _findings(session.outcome.after, open_gaps, [session.questions[key].title for key in keys])


def _findings(share: float, gaps: Iterable[Gap], titles: Iterable[str]) -> Findings:
    found = [gap.severity for gap in gaps]
    errors, missing, advice = (found.count(severity) for severity in (Severity.ERROR, Severity.GAP, Severity.ADVICE))
    return Findings(share, errors, missing, advice, tuple(visible(title) for title in titles))


class Shelf:
    """All cards, in the order in which they were named.

    Args:
        title: What they are together: a folder, or how they were named.
        source: Lists them, one after the other; it may take its time.
    """

    def __init__(self, title: str, source: Callable[[], Iterable[Listed]]) -> None:
        self.title = title
        self.source = source
        self.cards: list[Listed] = []
        self.rows: list[Row] = []

    def add(self, cards: Iterable[Listed]) -> None:
        """Put more cards behind the others."""
        for card in cards:
            self.rows.append(Row(len(self.rows), self._short(card.name)))
            self.cards.append(card)

    def _short(self, name: str) -> str:
        """Return a name without the folder that all share, and without the `README.md` that says nothing."""
        folder = self.title.rstrip("/") + "/"
        short = name.removeprefix(folder).removesuffix("/README.md")
        return visible(short or name)

    def begin(self, at: int) -> None:
        """Note that a card is being read."""
        if self.rows[at].stage is Stage.UNREAD:
            self.rows[at] = self.rows[at]._replace(stage=Stage.CHECKING)

    def found(self, at: int, findings: Findings) -> None:
        """Note what is missing in a card."""
        if self.rows[at].stage not in (Stage.UNSAVED, Stage.SAVED):
            self.rows[at] = self.rows[at]._replace(stage=findings.stage, findings=findings, problem="")

    def failed(self, at: int, problem: str) -> None:
        """Note that a card could not be read."""
        self.rows[at] = self.rows[at]._replace(stage=Stage.FAILED, problem=visible(problem))

    def worked_on(self, at: int, desk: Desk, problem: str = "") -> None:
        """Note what became of a card that somebody worked on, and why it could not be written if it could not."""
        if desk.worth_keeping or desk.written:
            findings = look_at_session(desk.session)
            stage = Stage.UNSAVED if desk.worth_keeping else Stage.SAVED
        else:
            findings = look_at(desk.session.base, desk.session.ignore)
            stage = findings.stage
        self.rows[at] = self.rows[at]._replace(stage=stage, findings=findings, problem=visible(problem))

    def forget(self, at: int) -> None:
        """Take back what is known of a card."""
        self.rows[at] = Row(at, self.rows[at].name)

    # -- looking -------------------------------------------------------------------------------------------------------

    def count(self, *stages: Stage) -> int:
        """Return how many cards are that far."""
        return sum(row.stage in stages for row in self.rows)

    @property
    def checked(self) -> int:
        """How many cards were read, or could not be."""
        return len(self.rows) - self.count(Stage.UNREAD, Stage.CHECKING)

    @property
    def share(self) -> float:
        """How complete the cards are that were read, on average."""
        shares = [row.findings.share for row in self.rows if row.findings is not None]
        return sum(shares) / len(shares) if shares else 0.0

    def view(self, words: str, stage: Stage | None, order: Order, reverse: bool) -> list[Row]:
        """Return the cards that hold all words and are in a state (None for any), sorted."""
        wanted = words.casefold().split()
        rows = [
            row
            for row in self.rows
            if (stage is None or row.stage is stage) and all(word in _text(row) for word in wanted)
        ]
        if order is not Order.GIVEN:
            rows.sort(key=_KEYS[order])
        return rows[::-1] if reverse else rows


def _text(row: Row) -> str:
    return f"{row.name} {row.stage.value} {row.words}".casefold()


def _rank(row: Row) -> tuple[int, int, int]:
    """The more and the graver the gaps, the earlier; what is not known comes last."""
    if row.findings is None:
        return (1, 0, 0)
    return (-row.findings.errors, -row.findings.gaps, -row.findings.advice)


_KEYS: dict[Order, Callable[[Row], Any]] = {
    Order.NAME: lambda row: row.name.casefold(),
    Order.SCORE: lambda row: row.findings.share if row.findings is not None else 2.0,
    Order.GAPS: _rank,
    Order.STAGE: lambda row: list(Stage).index(row.stage),
}
