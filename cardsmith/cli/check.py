"""`cardsmith check`: every gap with its place."""

from __future__ import annotations

import click

from cardsmith.cli.cards import card_files, explain_missing, ignored_rules
from cardsmith.cli.options import CARDS, chosen_format, offline_option, output_options, rule_options
from cardsmith.cli.output import complain
from cardsmith.cli.reports import REPORTS
from cardsmith.errors import CardsmithError
from cardsmith.filling import check
from cardsmith.gaps import Severity


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
@output_options(REPORTS)
@offline_option
@click.option("-v", "--verbose", is_flag=True, help="Explain the score: what counts, and how much.")
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
    verbose: bool,
) -> None:
    """Show every gap of a card: what is missing or wrong, where, and what would fill it."""
    report = REPORTS[chosen_format(format_, as_json, quiet)](verbose)
    code = 0
    for argument in card_files(cards):
        try:
            card = argument.load()
            skipped = ignored_rules(argument, ignore)
        except CardsmithError as error:
            shown = explain_missing(argument, error)
            complain(shown)
            report.fail(argument.name, shown)
            code = 2
            continue
        found = check(card, ignore=skipped)
        gaps = [gap for gap in found if not select or gap.rule in select]
        report.add(argument.name, card, gaps, found)
        if any(gap.severity is not Severity.ADVICE for gap in gaps):
            code = code or 1
    report.end()
    context.exit(code)
