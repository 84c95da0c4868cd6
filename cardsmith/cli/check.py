"""`cardsmith check`: every gap with its place."""

from __future__ import annotations

import click

from cardsmith.batch.places import ignored_rules, load
from cardsmith.checking import check
from cardsmith.cli.cards import card_places
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import CARDS, chosen_format, output_options, rule_options
from cardsmith.cli.output import complain
from cardsmith.cli.reports import REPORTS
from cardsmith.errors import CardsmithError
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
@hub_options
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
    hub: HubAccess,
    verbose: bool,
) -> None:
    """Show every gap of a card, where it is, and what would fill it.

    The network is touched only to read a card that is named by its Hub id.
    """
    report = REPORTS[chosen_format(format_, as_json, quiet)](verbose)
    code = 0
    for place in card_places(cards):
        try:
            card = load(place, hub).card
            skipped = ignored_rules(place, ignore, select)
        except CardsmithError as error:
            complain(error)
            report.fail(place.name, error)
            code = 2
            continue
        found = check(card, ignore=skipped)
        gaps = [gap for gap in found if not select or gap.rule in select]
        report.add(place.name, card, gaps, found)
        if any(gap.severity is not Severity.ADVICE for gap in gaps):
            code = code or 1
    report.end()
    context.exit(code)
