"""Suggestions with evidence: providers, the engine that asks them, and the ranking of what they say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cardsmith.hub.reader import HubReader, HubRepo
    from cardsmith.suggest.base import Provider
    from cardsmith.suggest.files import FileNames, Files
    from cardsmith.suggest.history import History

PROVIDERS: tuple[str, ...] = (
    "from_card",
    "from_text",
    "from_repo",
    "from_base_model",
    "from_datasets",
    "from_author",
    "from_known",
    "from_facts",
    "from_clone",
    "from_files",
    "from_cache",
    "from_history",
)
"""The providers, each a module of this package with a function `provider(sources)`.

One that opens files beside the card names them in `OPENS`.
"""


class Sources(NamedTuple):
    """What there is to read for one card beside the card.

    Attributes:
        files: The files beside it; None when it stands alone.
        hub: The Hub; None to leave it alone.
        repo_id: The card's own repository on the Hub, where that is known.
        repo: What the Hub said of that repository, where it was asked already.
        cache: What the Hub's own client downloaded to this disk before; None to leave it alone.
        history: What the user answered before; None to leave it alone.
    """

    files: Files | None = None
    hub: HubReader | None = None
    repo_id: str | None = None
    repo: HubRepo | None = None
    cache: HubReader | None = None
    history: History | None = None


def providers_for(sources: Sources) -> list[Provider]:
    """Return the providers that can work with these sources."""
    made = (make(sources) for make in _makers())
    return [provider for provider in made if provider is not None]


@cache
def _makers() -> list[Callable[[Sources], Provider | None]]:
    """Return the function `provider` of each; they are looked up once, for a batch asks for every card."""
    return [module.provider for module in _modules()]


@cache
def opened() -> FileNames:
    """Return the files beside a card that some provider opens: what their modules name in `OPENS`.

    No other file is ever opened. It counts by its name alone: above all a pickle, which is code.
    """
    return tuple(name for module in _modules() for name in getattr(module, "OPENS", ()))


def _modules() -> list[Any]:
    return [import_module(f"cardsmith.suggest.{name}") for name in PROVIDERS]
