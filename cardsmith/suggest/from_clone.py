"""The repository's id and the model's name, from the folder that the card lies in."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.facts.names import is_output_folder
from cardsmith.gaps import Suggestion
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request
from cardsmith.suggest.folder import LocalFolder
from cardsmith.suggest.repo_ids import FoundId, find_repo_id


class CloneProvider:
    """Suggests the id that a clone, or the cache of the Hub's client, was made from, and the name that is part of it.

    Args:
        found: The id.
    """

    name = "clone"
    need = Need.FOLDER
    cost = 8
    serves = ("repo_id", "model_name")

    def __init__(self, found: FoundId) -> None:
        self._found = found

    def suggest(self, _request: Request) -> Iterator[Suggestion]:
        """Yield the id, and its last part as the name, unless that is what people call any folder."""
        evidence = (self._found.evidence,)
        yield Suggestion("repo_id", self._found.id, 0.97, True, evidence)
        name = self._found.id.rpartition("/")[2]
        if not is_output_folder(name):
            yield Suggestion("model_name", name, 0.93, True, evidence)


def provider(sources: Sources) -> CloneProvider | None:
    """Return the provider where the card lies in a clone or in the cache."""
    if not isinstance(sources.files, LocalFolder):
        return None
    found = find_repo_id(sources.files.path)
    return CloneProvider(found) if found is not None else None
