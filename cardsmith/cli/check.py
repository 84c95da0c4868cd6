"""`cardsmith check`: every gap with its place."""

from __future__ import annotations

import shutil
from typing import Any

import click

from cardsmith.card import Card
from cardsmith.cli.cards import card_files, explain_missing
from cardsmith.cli.excerpt import excerpt
from cardsmith.cli.options import CARDS, chosen_format, offline_option, output_options, rule_options
from cardsmith.cli.output import (
    COLOURS,
    Line,
    Styled,
    complain,
    github_annotation,
    percent,
    say,
    say_json,
    shortened,
)
from cardsmith.errors import CardError, CardsmithError
from cardsmith.filling import check
from cardsmith.gaps import Gap, Severity, Suggestion
from cardsmith.score import completeness
from cardsmith.shapes import checked_shape, failed_check_shape

_MARGIN = 10  # columns in front of an excerpt, and one behind it


@click.command(
    "check",
    epilog="""\b
Examples:
  cardsmith check README.md
  cardsmith check --format github model-card/
  cardsmith check --json --ignore reported-row README.md

\b
Exit codes: 0 complete (advice does not count), 1 gaps are open, 2 a card could not be read.""",
)
@CARDS
@rule_options
@output_options()
@offline_option
@click.pass_context
def command(
    context: click.Context,
    cards: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_: str | None,
    as_json: bool,
    quiet: bool,
    offline: bool,
) -> None:
    """Show every gap of a card: what is missing or wrong, where, and what would fill it."""
    form = chosen_format(format_, as_json, quiet)
    objects: list[dict[str, Any]] = []
    checked: list[tuple[str, list[Gap]]] = []
    code = 0
    for argument in card_files(cards):
        try:
            card = argument.load()
        except CardError as error:
            shown: CardsmithError = explain_missing(argument, error)
            complain(shown)
            objects.append(failed_check_shape(argument.name, shown))
            code = 2
            continue
        found = check(card, ignore=ignore)
        gaps = [gap for gap in found if not select or gap.rule in select]
        if any(gap.severity is not Severity.ADVICE for gap in gaps):
            code = code or 1
            if form == "quiet":
                say(argument.name)
        if form == "json":
            objects.append(checked_shape(argument.name, card, gaps, completeness(found)))
        elif form == "sarif":
            checked.append((argument.name, gaps))
        elif form == "github":
            for gap in gaps:
                say(github_annotation(argument.name, gap))
        elif form == "human":
            _show(argument.name, card, gaps, completeness(found))
    if form == "json":
        say_json(objects)
    elif form == "sarif":
        from cardsmith.cli.sarif import sarif_log

        say_json(sarif_log(checked))
    context.exit(code)


def _show(name: str, card: Card, gaps: list[Gap], share: float) -> None:
    width = max(shutil.get_terminal_size().columns, 40) - _MARGIN
    for gap in gaps:
        place = Styled(f"{name}:{gap.line}:{gap.column}", bold=True)
        say(place, ": ", Styled(gap.severity.value, COLOURS[gap.severity]), f": {gap.message} [{gap.rule}]")
        # What is missing has no place of its own: its line would only be the opening `---`.
        shown = None if gap.span.of(card.text) == "---" else excerpt(card.text, gap.span, gap.line, width)
        if shown is not None:
            say(Styled(f"{shown.number:>6} | ", dim=True), shown.source)
            say(Styled("       | ", dim=True), Styled(shown.underline, COLOURS[gap.severity]))
        for suggestion in gap.suggestions[:3]:
            say("       ", *suggestion_line(suggestion))
    counts = ", ".join(
        f"{count} {severity.value}{'s' if count != 1 and severity is not Severity.ADVICE else ''}"
        for severity in Severity
        if (count := sum(gap.severity is severity for gap in gaps))
    )
    say(Styled(name, bold=True), f": {percent(share)} complete, {counts or 'no gaps'}")


def suggestion_line(suggestion: Suggestion) -> Line:
    """Return a suggestion with where it comes from, on one line."""
    value = ", ".join(suggestion.value) if isinstance(suggestion.value, list) else str(suggestion.value)
    evidence = suggestion.evidence[0]
    sure = "sure" if suggestion.safe else f"{suggestion.confidence:.0%} sure"
    quote = f': "{shortened(evidence.quote, 60)}"' if evidence.quote else ""
    source = f"{evidence.source}, {evidence.locator}{quote}"
    return "-> ", Styled(value, "green"), f" ({sure}; ", Styled(source, dim=True), ")"
