"""What the author's other models say: people keep their licence, and train siblings on the same data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cardsmith import catalogue
from cardsmith.facts.tokens import telling_tokens
from cardsmith.gaps import Suggestion
from cardsmith.hub.reader import HubReader, HubRepo
from cardsmith.ids import is_hub_id
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, on_hub

_MOST_EVIDENCE = 3
_HABITS = {"license": 0.45, "language": 0.3}  # what all of an author's cards may have in common, and how surely


class AuthorProvider:
    """Suggests what most of the author's other cards say. It is a habit and never proof, so nothing of it is safe."""

    name = "author"
    need = Need.HUB
    cost = 40
    serves = ("license", "language", "datasets", "pipeline_tag")

    def __init__(self, hub: HubReader, repo_id: str) -> None:
        self.hub = hub
        self.repo_id = repo_id

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield the values that the author's other cards agree on, those of the nearest namesakes first."""
        author = self.repo_id.rpartition("/")[0]
        others = [repo for repo in self.hub.models_of(author) if repo.id != self.repo_id]
        tokens = set(telling_tokens(self.repo_id))
        siblings = [repo for repo in others if tokens & set(telling_tokens(repo.id))]
        for field in self.serves:
            if request.wants(field):
                yield from _agreed(field, siblings, 0.6)
                if field in _HABITS:
                    yield from _agreed(field, others, _HABITS[field])


def _agreed(field: str, repos: list[HubRepo], confidence: float) -> Iterator[Suggestion]:
    """Yield what more than half of those cards say that say anything."""
    said = [(value, repo) for repo in repos if (value := _value(field, repo)) is not None]
    if not said:
        return
    most, count = Counter(str(value) for value, _ in said).most_common(1)[0]
    if count * 2 > len(said):
        saying = [(value, repo) for value, repo in said if str(value) == most]
        evidence = tuple(on_hub(repo, field, value) for value, repo in saying[:_MOST_EVIDENCE])
        yield Suggestion(field, saying[0][0], confidence, False, evidence)


def _value(field: str, repo: HubRepo) -> Any:
    """Return what a card says of a field in the shape of an answer, None when that is nothing or nonsense."""
    value = repo.card.get(field)
    listed = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    known = {
        "license": catalogue.licenses().__contains__,
        "language": catalogue.is_language_code,
        "datasets": is_hub_id,
        "pipeline_tag": catalogue.pipeline_tags().__contains__,
    }[field]
    if not listed or not all(map(known, listed)):
        return None
    return listed if field == "datasets" or len(listed) > 1 else listed[0]


def provider(sources: Sources) -> AuthorProvider | None:
    """Return the provider where the author is known and the Hub may be asked."""
    if sources.hub is None or "/" not in (sources.repo_id or ""):
        return None
    return AuthorProvider(sources.hub, sources.repo_id or "")
