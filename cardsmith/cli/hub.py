"""Which Hub a command asks: the real one, a cache, a recording, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cardsmith.cli.output import Styled, note

if TYPE_CHECKING:
    from cardsmith.batch.places import CardPlace, LoadedCard
    from cardsmith.hub.cached import CachedReader
    from cardsmith.hub.reader import HubRepo
    from cardsmith.hub.retries import Pacer
    from cardsmith.hub.writer import HubWriter
    from cardsmith.suggest.base import Provider
    from cardsmith.suggest.engine import Problem
    from cardsmith.suggest.history import History
    from cardsmith.suggest.hub_cache import HubCache


PATIENCE_OF_A_BATCH = 330.0
"""For how many seconds a request about many cards is tried again: the Hub counts requests in windows of 300 seconds."""

_YES = ("1", "ON", "YES", "TRUE")  # what huggingface_hub reads as true


class HubAccess:
    """The Hub as the options of a command allow it. It is opened when it is first asked.

    Args:
        offline: Ask nothing but the cache.
        snapshot: A folder that `cardsmith snapshot` recorded, to ask instead.
        refresh: Ask again what the cache knows.
        record: A folder to record every answer in.
    """

    def __init__(
        self,
        offline: bool = False,
        snapshot: Path | None = None,
        refresh: bool = False,
        record: Path | None = None,
    ) -> None:
        # Asked here too, so that nobody waits for huggingface_hub's import to hear that it may not connect.
        self.offline = offline or os.environ.get("HF_HUB_OFFLINE", "").upper() in _YES
        self.snapshot = snapshot
        self.refresh = refresh
        self.record = record
        self.patience: float | None = None
        """For how many seconds a request is tried again; None for as long as somebody waits for it."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs: it opens the rest itself."""
        return {name: value for name, value in self.__dict__.items() if name not in ("reader", "writer", "pacer")}

    @property
    def is_on_this_disk(self) -> bool:
        """Whether all answers lie on this disk, so that nobody has to be waited for."""
        return self.offline or self.snapshot is not None

    @cached_property
    def pacer(self) -> Pacer:
        """What paces all requests of this process, reading and writing."""
        from cardsmith.hub.retries import Pacer, Policy

        return Pacer(Policy() if self.patience is None else Policy(budget=self.patience))

    @cached_property
    def reader(self) -> CachedReader:
        """The reader.

        Raises:
            HubError: There is no recording in the folder.
        """
        from cardsmith.hub.open import open_reader

        return open_reader(
            offline=self.offline, snapshot=self.snapshot, refresh=self.refresh, record=self.record, pacer=self.pacer
        )

    @cached_property
    def writer(self) -> HubWriter:
        """Who writes to the Hub."""
        from cardsmith.hub.writer import HubWriter

        return HubWriter(pacer=self.pacer, on_change=self.reader.forget)

    @cached_property
    def _cache(self) -> HubCache:
        from cardsmith.suggest.hub_cache import HubCache

        return HubCache.default()

    @cached_property
    def _history(self) -> History:
        from cardsmith.suggest.history import History

        return History.default()

    def models_of(self, author: str, tag: str | None = None) -> Iterator[str]:
        """Yield the ids of an author's models, or of those with a tag; without the Hub, of those that are known.

        Raises:
            HubError: There was no answer, or no permission.
        """
        from cardsmith.hub.online import OnlineReader

        if self.is_on_this_disk:
            found: Iterable[HubRepo] = (item for item in self.reader.models_of(author) if not tag or tag in item.tags)
        else:
            found = OnlineReader(pacer=self.pacer).every_model_of(author, tag)
        yield from (item.id for item in found)

    def repo_id(self, place: CardPlace, loaded: LoadedCard) -> str | None:
        """Return the id of a card's repository on the Hub, None when it is not known."""
        from cardsmith.suggest.repo_ids import repo_id_beside

        if loaded.repo is not None:
            return loaded.repo.id
        return repo_id_beside(place.path.parent) if place.path is not None else None

    def providers(self, place: CardPlace, loaded: LoadedCard) -> list[Provider]:
        """Return everything that can suggest something for one card."""
        from cardsmith.hub.budget import REQUESTS_A_CARD, BudgetedReader
        from cardsmith.hub.repo_files import RepoFiles
        from cardsmith.suggest import Sources, providers_for
        from cardsmith.suggest.folder import LocalFolder

        asked_already = 2 if loaded.repo is not None else 0  # for the repository and its README.md
        hub = BudgetedReader(self.reader, REQUESTS_A_CARD - asked_already)
        sources = Sources(None, hub, self.repo_id(place, loaded), loaded.repo, self._cache, self._history)
        if loaded.repo is not None:
            sources = sources._replace(files=RepoFiles(hub, loaded.repo))
        elif place.path is not None:
            sources = sources._replace(files=LocalFolder(place.path.parent))
        return providers_for(sources)

    def report(self, problems: Iterable[Problem]) -> None:
        """Tell which sources could not say all they know; of the Hub nothing, when it was not to be asked."""
        said: dict[str, list[str]] = {}
        for problem in problems:
            said.setdefault(problem.message, []).append(problem.provider)
        for message, providers in said.items() if not self.offline else ():
            note(Styled("Warning: ", "yellow"), f"{', '.join(providers)}: {message}")


def hub_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--offline`, `--hub-snapshot` and `--refresh`; the command gets them as one argument, `hub: HubAccess`."""

    @click.option("--offline", is_flag=True, help="Never touch the network: only the card, its folder, the cache.")
    @click.option(
        "--hub-snapshot",
        "snapshot",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Ask what `cardsmith snapshot` recorded there instead of the Hub.",
    )
    @click.option("--refresh", is_flag=True, help="Ask the Hub again for what the cache knows.")
    @wraps(command)
    def with_hub(*args: Any, offline: bool, snapshot: Path | None, refresh: bool, **rest: Any) -> Any:
        if refresh and (offline or snapshot is not None):
            raise click.UsageError("--refresh asks the Hub: it cannot stand beside --offline or --hub-snapshot")
        return command(*args, hub=HubAccess(offline, snapshot, refresh), **rest)

    return with_hub
