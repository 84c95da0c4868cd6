"""`cardsmith edit`: the editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import click

from cardsmith.batch.places import CardPlace, LoadedCard, ignored_rules, load
from cardsmith.batch.sources import once
from cardsmith.cli.cards import card_places, check_arguments
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import CARDS, ignore_option
from cardsmith.cli.output import complain, say
from cardsmith.errors import CardsmithError

if TYPE_CHECKING:
    from cardsmith.tui.desk import Opening
    from cardsmith.tui.hub_side import HubSide


@click.command(
    "edit",
    epilog="""\b
Examples:
  cardsmith README.md
  cardsmith edit --offline model-folder/
  cardsmith models/

Several cards, and a folder that is none itself but holds some, open a board to choose from.

Every gap is shown in place, with what would fill it and why. Nothing is written before you save, and a
session that ends early is offered again. `?` in the editor lists its keys.

\b
Theme and keys can be set in config.toml of the user's configuration folder:
  theme = "forge-light"
  [keys]
  next = "n,down"

\b
Exit codes: 0 done, 2 the card could not be read, or there is no terminal.""",
)
@CARDS
@ignore_option
@hub_options
@click.pass_context
def command(context: click.Context, cards: tuple[str, ...], ignore: tuple[str, ...], hub: HubAccess) -> None:
    """Open a card in the editor, which leads from one gap to the next; or several, on a board."""
    from cardsmith.tui.garbage import held

    check_arguments(cards)
    first, *others = islice(once(card_places(cards)), 2)
    try:
        _require_terminal(first)
        with held():
            if others:
                _open_board(cards, ignore, hub)
            else:
                _open(_opening(first, ignore, hub))
    except CardsmithError as error:
        complain(error)
        context.exit(2)


def _require_terminal(place: CardPlace) -> None:
    if place.is_stdin or not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        hint = "`cardsmith fill` asks the same line by line; with --non-interactive it asks nothing"
        raise CardsmithError("the editor needs a terminal to read keys from and to draw on", hint=hint)
    if os.environ.get("TERM") == "dumb":
        raise CardsmithError("this terminal cannot be drawn on (TERM=dumb)", hint="use `cardsmith fill`")


def _opening(place: CardPlace, ignore: tuple[str, ...], hub: HubAccess) -> Opening:
    """Read a card, and return what the editor needs to know of it."""
    from cardsmith.suggest.history import History
    from cardsmith.tui.desk import Opening

    if place.is_stdin and not place.problem:
        raise CardsmithError("the editor reads keys from stdin, so no card can be", where=place.name)
    loaded = load(place, hub)
    return Opening(
        name=place.name,
        card=loaded.card,
        path=place.path,
        providers=lambda card: hub.providers(place, LoadedCard(card, loaded.repo)),
        ignore=ignored_rules(place, ignore),
        hub=_hub_side(place, loaded, hub),
        history=History.default(),
    )


def _hub_side(place: CardPlace, loaded: LoadedCard, hub: HubAccess) -> HubSide:
    """Return where a card can be sent to, or why it cannot."""
    from cardsmith.tui.hub_side import HubSide

    why_not = "--hub-snapshot is a recording of the Hub" if hub.snapshot is not None else ""
    if hub.offline:
        why_not = "the Hub is not to be asked (--offline, or HF_HUB_OFFLINE)"
    sha = loaded.repo.sha if loaded.repo is not None else ""
    repo_id = hub.repo_id(place, loaded) or ""
    return HubSide(None if why_not else hub, why_not, repo_id, place.revision or "main", sha)


def _open(opening: Opening) -> None:
    from cardsmith.tui.app import CardsmithApp
    from cardsmith.tui.settings import read_settings, settings_path

    app = CardsmithApp(opening, settings=read_settings(settings_path()))
    app.run()
    _tell_urls(app.pushed_urls)


def _tell_urls(urls: list[str]) -> None:
    for url in urls:
        say(url)


def _open_board(cards: tuple[str, ...], ignore: tuple[str, ...], hub: HubAccess) -> None:
    from cardsmith.tui.board_app import BoardApp
    from cardsmith.tui.settings import read_settings, settings_path
    from cardsmith.tui.shelf import Listed, Shelf

    def listed() -> Iterator[Listed]:
        for place in once(card_places(cards)):
            yield Listed(place.name, partial(_opening, place, ignore, hub))

    title = cards[0] if len(cards) == 1 else "cards"
    app = BoardApp(Shelf(title, listed), settings=read_settings(settings_path()))
    app.run()
    _tell_urls(app.pushed_urls)
