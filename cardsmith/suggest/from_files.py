"""What the files beside a card say: configurations, results, emissions, the licence's text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePath
from types import ModuleType

from cardsmith.card import Card
from cardsmith.errors import CardsmithError
from cardsmith.gaps import Suggestion
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request
from cardsmith.suggest.files import FileNames, Files
from cardsmith.suggest.model_files import adapter, config, emissions, library, licence, processing, results, weights
from cardsmith.suggest.model_files.reader import ModelFiles

READERS: tuple[ModuleType, ...] = (config, adapter, library, processing, results, weights, emissions, licence)
"""The readers: each serves the fields `SERVES`, and opens the files `OPENS` and no other."""

OPENS: FileNames = tuple(dict.fromkeys(name for reader in READERS for name in reader.OPENS))


class FilesProvider:
    """Suggests what the files of the card's own model say.

    Args:
        files: The files.
        own_id: The model's id on the Hub, where that is known.
    """

    name = "files"
    cost = 10

    def __init__(self, files: Files, own_id: str | None = None) -> None:
        self.files = files
        self.own_id = own_id

    @property
    def need(self) -> Need:
        """The disk, or the Hub when the files are those of a repository: then nobody waits for them without end."""
        return Need.HUB if self.files.source else Need.FOLDER

    @property
    def serves(self) -> Collection[str]:
        """The fields that files tell."""
        return frozenset(field for reader in READERS for field in reader.SERVES)

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield what the files say, each only when somebody wants to know.

        Raises:
            CardsmithError: A file could not be read; what the others say came before.
        """
        files = ModelFiles(self.files, self.own_id)
        own = bool(self.files.source) or _is_readme(request.card)
        for reader in READERS:
            if request.wants(*reader.SERVES):
                for item in reader.read(files, request):
                    yield item if own else item._replace(safe=False)
        if files.problems:
            raise _together(list(files.problems.values()))


def _is_readme(card: Card) -> bool:
    """Whether a card is the one that the folder's files belong to. A card of another name may be one of many there."""
    name = PurePath(card.origin).name.lower()
    return not name or name == "readme.md"


def _together(problems: list[CardsmithError]) -> CardsmithError:
    if len(problems) == 1:
        return problems[0]
    return CardsmithError("; ".join(map(str, problems)))


def provider(sources: Sources) -> FilesProvider | None:
    """Return the provider where there are files."""
    return FilesProvider(sources.files, sources.repo_id) if sources.files is not None else None
