"""Where a card is, and how it is read from there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cardsmith.card import Card
from cardsmith.config import Config, config_in, find_config
from cardsmith.errors import CardError

if TYPE_CHECKING:
    from cardsmith.hub.reader import HubReader, HubRepo
    from cardsmith.suggest.base import Provider


class CardPlace(NamedTuple):
    """Where a card is.

    Attributes:
        name: What messages call it.
        path: Its file; None for stdin and for the Hub.
        repo_id: The repository it is the README.md of; None for a file.
        revision: The revision asked for; None for the newest.
        listed_at: File and line of the list that names it; empty when it is in no list.
        problem: Why there is no card here; empty for a place that can be looked at.
    """

    name: str
    path: Path | None = None
    repo_id: str | None = None
    revision: str | None = None
    listed_at: str = ""
    problem: str = ""

    @property
    def is_stdin(self) -> bool:
        """Whether the card comes from standard input."""
        return self.path is None and self.repo_id is None

    @property
    def key(self) -> str:
        """The one name of a card that may be named in several ways."""
        if self.repo_id is not None:
            return f"hf://{self.repo_id}" + (f"@{self.revision}" if self.revision else "")
        return os.path.realpath(self.path) if self.path is not None else "-"


class LoadedCard(NamedTuple):
    """A card, and what the Hub said of its repository when it was loaded from there."""

    card: Card
    repo: HubRepo | None = None


class Access(Protocol):
    """Reaches the Hub, as far as a run may."""

    @property
    def reader(self) -> HubReader:
        """Whom to ask.

        Raises:
            HubError: There is nobody to ask.
        """
        ...

    def providers(self, place: CardPlace, loaded: LoadedCard) -> list[Provider]:
        """Return everything that can suggest something for one card."""
        ...


def load(place: CardPlace, hub: Access) -> LoadedCard:
    """Read the card.

    Raises:
        CardError: It cannot be read, or there is none.
        HubError: The Hub did not answer.
    """
    if place.problem:
        raise CardError(place.problem, where=place.name)
    if place.repo_id is not None:
        return _from_hub(place, place.repo_id, hub)
    if place.path is None:
        return LoadedCard(Card.from_bytes(sys.stdin.buffer.read(), "stdin"))
    return LoadedCard(Card.load(place.path))


def _from_hub(place: CardPlace, repo_id: str, hub: Access) -> LoadedCard:
    repo = hub.reader.model(repo_id, place.revision, fresh=True)
    if repo is None:
        hint = "for a private one, log in first: `hf auth login`"
        if place.revision:
            message = f"the Hub has no model {repo_id} with a branch, tag or commit {place.revision!r}"
            raise CardError(message, where=place.name, hint=hint)
        raise CardError("there is no file and no model of the Hub of this name", where=place.name, hint=hint)
    data = hub.reader.file(repo, "README.md")
    if data is None:
        raise CardError("the repository has no README.md", where=place.name, hint="there is no card to fill yet")
    return LoadedCard(Card.from_bytes(data, place.name), repo)


@lru_cache(maxsize=1024)
def _config_of(folder: Path) -> Config:
    from cardsmith.rules import RULES

    folder = folder.resolve()
    own = config_in(folder, RULES)
    return own if own is not None else _config_above(folder.parent)


@lru_cache(maxsize=1024)
def _config_above(folder: Path) -> Config:
    """Return the configuration that holds in a folder; below it there may be thousands with a card each."""
    from cardsmith.rules import RULES

    return find_config(folder, RULES)


def ignored_rules(place: CardPlace, option: Iterable[str], select: Iterable[str] = ()) -> frozenset[str]:
    """Return the rules not to look at in a card: those of `--ignore`, and of the configuration of its folder.

    Args:
        place: Where the card is.
        option: The rules of `--ignore`.
        select: The rules of `--select`: what somebody types wins over what a file settles.

    Raises:
        ConfigError: The configuration cannot be read, or sets something unknown.
    """
    folder = place.path.parent if place.path is not None else Path()
    return frozenset(option) | (_config_of(folder.absolute()).ignore - frozenset(select))
