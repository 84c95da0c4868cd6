"""From the CARD arguments to cards."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cardsmith.card import Card
from cardsmith.config import Config, find_config
from cardsmith.errors import CardError
from cardsmith.ids import is_hub_id

if TYPE_CHECKING:
    from cardsmith.cli.hub import HubAccess
    from cardsmith.hub.reader import HubRepo

_ON_HUB = re.compile(r"(?P<scheme>hf://)?(?P<id>[\w.-]+/[\w.-]+|(?<=hf://)[\w.-]+)(?:@(?P<revision>[^@\s]+))?\Z")

STDIN = "-"


class CardPlace(NamedTuple):
    """Where a card is.

    Attributes:
        name: What messages call it.
        path: Its file; None for stdin and for the Hub.
        repo_id: The repository it is the README.md of; None for a file.
        revision: The revision asked for; None for the newest.
    """

    name: str
    path: Path | None = None
    repo_id: str | None = None
    revision: str | None = None

    @property
    def is_stdin(self) -> bool:
        """Whether the card comes from standard input."""
        return self.path is None and self.repo_id is None


class LoadedCard(NamedTuple):
    """A card, and what the Hub said of its repository when it was loaded from there."""

    card: Card
    repo: HubRepo | None = None


def load(place: CardPlace, hub: HubAccess) -> LoadedCard:
    """Read the card.

    Raises:
        CardError: It cannot be read, or there is none.
        HubError: The Hub did not answer.
    """
    if place.repo_id is not None:
        return _from_hub(place, place.repo_id, hub)
    if place.path is None:
        return LoadedCard(Card.from_bytes(sys.stdin.buffer.read(), "stdin"))
    return LoadedCard(Card.load(place.path))


def _from_hub(place: CardPlace, repo_id: str, hub: HubAccess) -> LoadedCard:
    repo = hub.reader.model(repo_id, place.revision)
    if repo is None:
        what = f"no revision {place.revision!r} of it" if place.revision else "no file and no model of the Hub"
        hint = "for a private one, log in first: `hf auth login`"
        raise CardError(f"there is {what} of this name", where=place.name, hint=hint)
    data = hub.reader.file(repo, "README.md")
    if data is None:
        raise CardError("the repository has no README.md", where=place.name, hint="there is no card to fill yet")
    return LoadedCard(Card.from_bytes(data, place.name), repo)


@cache
def _config_of(folder: Path) -> Config:
    from cardsmith.rules import RULES

    return find_config(folder, RULES)


def ignored_rules(place: CardPlace, option: Iterable[str]) -> frozenset[str]:
    """Return the rules not to look at in a card: those of `--ignore`, and of the configuration of its folder.

    Raises:
        ConfigError: The configuration cannot be read, or sets something unknown.
    """
    folder = place.path.parent if place.path is not None else Path()
    return frozenset(option) | _config_of(folder).ignore


def card_places(arguments: Iterable[str]) -> Iterator[CardPlace]:
    """Yield what each argument stands for: a file, a folder (its README.md), a Hub id, or stdin for `-`."""
    for argument in arguments:
        if not argument:
            raise click.UsageError("a CARD is empty; the README.md of this folder is `.`")
        if argument == STDIN:
            yield CardPlace("stdin")
        elif os.path.isdir(argument):
            name = os.path.join(argument, "README.md")
            yield CardPlace(name, Path(name))
        else:
            yield _on_hub(argument) or CardPlace(argument, Path(argument))


def _on_hub(argument: str) -> CardPlace | None:
    """Return the place on the Hub that an argument names; a file of that name comes first."""
    match = _ON_HUB.match(argument)
    if match is None or not is_hub_id(match["id"]):
        return None
    if not match["scheme"] and (argument.endswith((".md", ".markdown", ".txt")) or os.path.exists(argument)):
        return None
    return CardPlace(argument.removeprefix("hf://"), None, match["id"], match["revision"])
