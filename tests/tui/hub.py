"""The editor on a card of a local Hub."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from cardsmith.card import Card
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.retries import Pacer, Policy
from cardsmith.hub.writer import HubWriter
from cardsmith.journal import Journals
from cardsmith.suggest.from_card import CardProvider
from cardsmith.suggest.history import History
from cardsmith.tui.app import CardsmithApp
from cardsmith.tui.desk import Opening
from cardsmith.tui.hub_side import HubSide
from cardsmith.tui.settings import Settings
from tests.local_hub import LocalHub

REPO = "user/voices"


class Reached:
    """A local Hub as an account sees it; nobody waits long for it."""

    def __init__(self, hub: LocalHub, token: str | None = "hf_user") -> None:
        self._url = hub.url
        self._token = token
        self._pacer = Pacer(Policy(tries=2, first=0.01, budget=5.0), dice=lambda: 0.01)

    @cached_property
    def reader(self) -> OnlineReader:
        return OnlineReader(self._url, token=self._token, pacer=self._pacer)

    @cached_property
    def writer(self) -> HubWriter:
        return HubWriter(self._url, self._token, pacer=self._pacer, settling=0.0)


def hub_editor(
    hub: LocalHub, folder: Path, *, token: str | None = "hf_user", theme: str = "forge", why_not: str = ""
) -> CardsmithApp:
    """The editor on the card that stands on the Hub."""
    side = HubSide(None if why_not else Reached(hub, token), why_not, REPO, "main", hub.repo(REPO).head)
    card = Card.from_bytes(hub.read(REPO), REPO)
    opening = Opening(
        REPO, card, None, lambda _: (CardProvider(),), frozenset(), side, History(folder / "answers.jsonl")
    )
    return CardsmithApp(opening, Journals(folder / "state"), Settings(theme, {}))


def file_editor(hub: LocalHub, path: Path, repo_id: str = "") -> CardsmithApp:
    """The editor on a file, with the Hub behind it."""
    side = HubSide(Reached(hub), "", repo_id)
    opening = Opening(path.name, Card.load(path), path, lambda _: (CardProvider(),), frozenset(), side)
    return CardsmithApp(opening, Journals(path.parent / "state"), Settings("forge", {}))
