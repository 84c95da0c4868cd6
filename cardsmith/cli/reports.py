"""The forms in which `check` reports, one class each; `REPORTS` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.cli.excerpt import excerpt
from cardsmith.cli.output import COLOURS, Line, Styled, github_annotation, github_error, say, say_json, terminal_width
from cardsmith.cli.values import shown_value
from cardsmith.errors import CardsmithError
from cardsmith.gaps import Gap, Severity, Suggestion
from cardsmith.score import completeness, shares
from cardsmith.shapes import checked_shape, failed_check_shape
from cardsmith.visible import percent, shortened


class Report:
    """Takes cards one after the other and prints them, at once or at the end."""

    def __init__(self, verbose: bool = False) -> None:
        self.verbose = verbose

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Report a card: the gaps asked for, and all that were found, which make the score."""

    def fail(self, name: str, error: CardsmithError) -> None:
        """Report a card that could not be read; the error itself is on stderr already."""

    def end(self) -> None:
        """Print what had to wait for the last card."""


class HumanReport(Report):
    """A line a gap, with the place in the card underlined and the best suggestions below it."""

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Print the gaps and the score."""
        width = max(terminal_width(), 40) - _MARGIN
        for gap in gaps:
            place = Styled(f"{name}:{gap.line}:{gap.column}", bold=True)
            say(place, ": ", Styled(gap.severity.value, COLOURS[gap.severity]), f": {gap.message} [{gap.rule}]")
            for line in _source(card, gap, width):
                say(*line)
            for suggestion in gap.suggestions[:3]:
                say("       ", *suggestion_line(suggestion))
        say(Styled(name, bold=True), f": {percent(completeness(found))} complete, {_counts(gaps)}")
        for line in _score(found) if self.verbose else ():
            say(*line)


class JsonReport(Report):
    """One list with an object a card."""

    def __init__(self, verbose: bool = False) -> None:
        super().__init__(verbose)
        self._objects: list[dict[str, Any]] = []

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Keep the card for the list."""
        self._objects.append(checked_shape(name, card, gaps, completeness(found)))

    def fail(self, name: str, error: CardsmithError) -> None:
        """Keep the error for the list."""
        self._objects.append(failed_check_shape(name, error))

    def end(self) -> None:
        """Print the list."""
        say_json(self._objects)


class GithubReport(Report):
    """An annotation a gap, for GitHub Actions."""

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Print the annotations."""
        for gap in gaps:
            say(github_annotation(name, gap))

    def fail(self, name: str, error: CardsmithError) -> None:
        """Print the error as an annotation, too."""
        say(github_error(name, error))


class SarifReport(Report):
    """One SARIF log."""

    def __init__(self, verbose: bool = False) -> None:
        super().__init__(verbose)
        self._checked: list[tuple[str, list[Gap]]] = []
        self._failed: list[tuple[str, CardsmithError]] = []

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Keep the gaps for the log."""
        self._checked.append((name, gaps))

    def fail(self, name: str, error: CardsmithError) -> None:
        """Keep the error for the log."""
        self._failed.append((name, error))

    def end(self) -> None:
        """Print the log."""
        from cardsmith.cli.sarif import sarif_log

        say_json(sarif_log(self._checked, self._failed))


class QuietReport(Report):
    """The names of the cards that have gaps open."""

    def add(self, name: str, card: Card, gaps: list[Gap], found: list[Gap]) -> None:
        """Print the name when the card is not complete."""
        if any(gap.severity is not Severity.ADVICE for gap in gaps):
            say(name)


REPORTS: dict[str, Callable[[bool], Report]] = {
    "human": HumanReport,
    "json": JsonReport,
    "github": GithubReport,
    "sarif": SarifReport,
    "quiet": QuietReport,
}

_MARGIN = 10  # columns in front of an excerpt, and one behind it


def _source(card: Card, gap: Gap, width: int) -> Iterator[Line]:
    # What is missing has no place of its own: its line would only be the opening `---`.
    shown = None if gap.span.of(card.text) == "---" else excerpt(card.text, gap.span, gap.line, width)
    if shown is not None:
        yield Styled(f"{shown.number:>6} | ", dim=True), shown.source
        yield Styled("       | ", dim=True), Styled(shown.underline, COLOURS[gap.severity])


def _counts(gaps: list[Gap]) -> str:
    counted = []
    for severity in Severity:
        count = sum(gap.severity is severity for gap in gaps)
        if count:
            plural = "s" if count != 1 and severity is not Severity.ADVICE else ""
            counted.append(f"{count} {severity.value}{plural}")
    return ", ".join(counted) or "no gaps"


def _score(gaps: list[Gap]) -> Iterator[Line]:
    """Yield what the score is made of, the heaviest first."""
    for share in sorted(shares(gaps), key=lambda share: -share.weight):
        mark = Styled("open  ", "yellow") if share.open else Styled("filled", "green")
        yield f"    {percent(share.weight):>5}  ", mark, f"  {share.field}"


def suggestion_line(suggestion: Suggestion) -> Line:
    """Return a suggestion with where it comes from, on one line."""
    value = " ".join(shown_value(suggestion.value))
    evidence = suggestion.evidence[0]
    sure = "sure" if suggestion.safe else f"{suggestion.confidence:.0%} sure"
    quote = f': "{shortened(evidence.quote, 60)}"' if evidence.quote else ""
    source = f"{evidence.place}{quote}"
    return "-> ", Styled(value, "green"), f" ({sure}; ", Styled(source, dim=True), ")"
