"""What the base model's card says, from the copy that huggingface_hub keeps on this disk."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.gaps import Suggestion
from cardsmith.hub.reader import HubReader
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request
from cardsmith.suggest.from_base_model import BaseModelProvider


class CacheProvider:
    """Suggests what `BaseModelProvider` does, without the Hub. Whoever trained a model downloaded its base."""

    name = "cache"
    need = Need.FOLDER
    cost = 12
    serves = BaseModelProvider.serves

    def __init__(self, cache: HubReader) -> None:
        self._base_model = BaseModelProvider(cache)

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield what the downloaded card of the base model says; none of it is safe.

        Raises:
            HubError: The copy cannot be read.
        """
        for item in self._base_model.suggest(request):
            yield item._replace(safe=False)


def provider(sources: Sources) -> CacheProvider | None:
    """Return the provider where there is a cache."""
    return CacheProvider(sources.cache) if sources.cache is not None else None
