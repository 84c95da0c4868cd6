"""`cardsmith snapshot`: record what the Hub says about cards, so that a batch can be repeated."""

from __future__ import annotations

from pathlib import Path

import click

from cardsmith.batch.in_order import in_order
from cardsmith.batch.places import CardPlace, ignored_rules, load
from cardsmith.batch.run import AT_ONCE
from cardsmith.checking import Suggested, suggest
from cardsmith.cli.cards import card_places
from cardsmith.cli.hub import HubAccess
from cardsmith.cli.options import CARDS
from cardsmith.cli.output import complain, say
from cardsmith.errors import CardsmithError


@click.command(
    "snapshot",
    epilog="""\b
Examples:
  cardsmith snapshot --to hub-snapshot README.md user/my-model
  cardsmith fill --non-interactive --hub-snapshot hub-snapshot README.md

The folder gets one readable JSON file for each answer of the Hub, and can be committed. Recording again adds what
is new and rewrites what has changed.

\b
Exit codes: 0 done, 2 a card could not be read, or the Hub did not answer.""",
)
@CARDS
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder to record in; it is made when it is not there.",
)
@click.pass_context
def command(context: click.Context, cards: tuple[str, ...], folder: Path) -> None:
    """Record the Hub metadata that suggestions for these cards are made from."""
    hub = HubAccess(record=folder, refresh=True)
    code = 0

    def record(place: CardPlace) -> Suggested | CardsmithError:
        try:
            loaded = load(place, hub)
            ignore = ignored_rules(place, ())
            return suggest(loaded.card, providers=hub.providers(place, loaded), ignore=ignore)
        except CardsmithError as error:
            return error

    for place, asked in in_order(record, card_places(cards), AT_ONCE):
        if isinstance(asked, CardsmithError):
            complain(asked)
            code = 2
            continue
        hub.report(asked.problems)
        code = 2 if asked.problems else code
        say(f"{place.name}: recorded in {folder}")
    context.exit(code)
