"""What the Hub knows about datasets: whether a named one exists and what it holds, and which could be the one meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.links import find_links, is_data_archive
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.tokens import telling_tokens
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.hub.reader import HubReader, HubRepo
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, on_hub, seen_in

_SPOKEN_OR_WRITTEN = frozenset({"audio", "nlp", "multimodal"})
_MOST_CANDIDATES = 5
_LIKELY = 0.55


class DatasetsProvider:
    """Confirms datasets that are named, and searches by the telling words of names where none is.

    A dataset that was only found by its name is never safe: look-alikes are common.
    """

    name = "datasets"
    need = Need.HUB
    cost = 30
    serves = ("datasets", "language", "about.datasets")

    def __init__(self, hub: HubReader, author: str = "") -> None:
        self.hub = hub
        self.author = author

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield what the named datasets say; the datasets that could be meant when none is named."""
        # Names that stand in the card without their owner are what the Hub answers with the whole id for.
        listed = request.ids("datasets") or (
            [] if "datasets" in request.given else _listed(request.card.listed("datasets"))
        )
        named = [name for name in listed if is_hub_id(name) and not is_loader(name)][:3]
        if named:
            yield from self._confirmed(request, named)
        elif request.wants("datasets") and "datasets" not in request.given:
            yield from self._searched(request)

    def _confirmed(self, request: Request, named: list[str]) -> Iterator[Suggestion]:
        found = [repo for name in named if (repo := self.hub.dataset(name)) is not None]
        if len(found) == len(named):
            ids = [
                name if name.lower() == repo.id.lower() else repo.id for name, repo in zip(named, found, strict=True)
            ]
            evidence = tuple(on_hub(repo, "id", repo.id) for repo in found)
            yield Suggestion("datasets", ids, 0.9, False, evidence)
        if found:
            about = [about_dataset(repo) for repo in found]
            evidence = tuple(on_hub(repo, "cardData", repo.card.get("pretty_name") or repo.id) for repo in found)
            yield Suggestion("about.datasets", about, 0.9, False, evidence)
        yield from _languages(found, _speaks(request))

    def _searched(self, request: Request) -> Iterator[Suggestion]:
        wanted = _Wanted.of(request, self.author)
        if not wanted.tokens:
            return
        candidates = self.hub.search_datasets(wanted.tokens[0]) or self._own(wanted)
        scored = [(wanted.score(repo), repo) for repo in candidates]
        scored.sort(key=lambda item: (-item[0], -item[1].downloads))
        likely = [(score, repo) for score, repo in scored[:_MOST_CANDIDATES] if score > 0]
        for score, repo in likely:
            yield Suggestion("datasets", [repo.id], score, False, tuple(wanted.reasons(repo)))
        if likely and likely[0][0] >= _LIKELY:
            for suggestion in _languages([likely[0][1]], speaks=False):
                yield suggestion._replace(confidence=min(suggestion.confidence, likely[0][0]))

    def _own(self, wanted: _Wanted) -> list[HubRepo]:
        own = self.hub.datasets_of(self.author) if self.author else []
        return [repo for repo in own if wanted.matching(repo)]


class _Wanted(NamedTuple):
    """What a dataset that is only hinted at looks like."""

    tokens: tuple[str, ...]
    said: dict[str, Evidence]
    task: str | None
    languages: tuple[str, ...]
    author: str

    @classmethod
    def of(cls, request: Request, author: str) -> _Wanted:
        said = dict(_hints(request))
        task, language = request.value("pipeline_tag", 0.5), request.value("language", 0.6)
        languages = [language] if isinstance(language, str) else language if isinstance(language, list) else []
        return cls(tuple(said), said, task if isinstance(task, str) else None, tuple(languages), author)

    def matching(self, repo: HubRepo) -> list[str]:
        words = re.sub(r"[^a-z0-9]", "", f"{repo.id.rsplit('/', 1)[-1]}{repo.card.get('pretty_name') or ''}".lower())
        return [token for token in self.tokens if token in words]

    def score(self, repo: HubRepo) -> float:
        """Return how likely this is the dataset meant, at most 0.75; 0 for one that speaks against it."""
        matching = self.matching(repo)
        if not matching:
            return 0.0
        name = re.sub(r"[^a-z0-9]", "", repo.id.rsplit("/", 1)[-1].lower())
        score = 0.35 + (0.15 if name in self.tokens else 0.0) + (0.1 if repo.author == self.author else 0.0)
        score += 0.05 * (len(matching) - 1)
        tasks, languages = _said(repo, "task_categories"), _said(repo, "language")
        if self.task and tasks:
            score += 0.1 if self.task in tasks else -0.2
        if self.languages and languages:
            score += 0.1 if set(self.languages) & set(languages) else -0.2
        return round(max(0.05, min(score, 0.75)), 3)

    def reasons(self, repo: HubRepo) -> Iterator[Evidence]:
        yield on_hub(repo, "id", repo.id)
        for token in self.matching(repo):
            yield self.said[token]


def _hints(request: Request) -> Iterator[tuple[str, Evidence]]:
    """Yield the words that may name the data, the surest first, with the place that says so."""
    card = request.card
    for link in find_links(card.body):
        if is_data_archive(link):
            line, _ = card.lines.position(link.span.start)
            for token in telling_tokens(link.text or link.url.rstrip("/")):
                yield token, seen_in("card", f"line {line}", link.text or link.url)
    phrase = card.dataset_phrase
    for name in phrase.names if phrase is not None else ():
        for token in telling_tokens(name):
            yield token, seen_in("card", f"line {card.lines.position(phrase.span.start)[0] if phrase else 1}", name)
    name = _name(card, request)
    for token in telling_tokens(name):
        yield token, seen_in("card", "the model's name", name)


def _name(card: Card, request: Request) -> str:
    known = request.value("repo_id") or request.value("model_name", 0.5)
    title = card.titled_name.value if card.titled_name is not None else ""
    indexed = [model.get("name") for _, model in card.indexed_models[:1]]
    names = [name for name in (known, *indexed, title) if isinstance(name, str)]
    return next((name for name in names if name and " " not in name and not is_output_folder(name)), "")


def about_dataset(repo: HubRepo) -> dict[str, Any]:
    """Return what a dataset's card says: `id`, `pretty_name`, `splits`, `size`, `language`, `config`."""
    infos = repo.card.get("dataset_info")
    infos = [info for info in (infos if isinstance(infos, list) else [infos]) if isinstance(info, dict)]
    splits = {
        split["name"]: split["num_examples"]
        for info in (infos if len(infos) == 1 else ())  # one of several configurations is not the dataset
        for split in (info.get("splits") if isinstance(info.get("splits"), list) else ())
        if isinstance(split, dict) and isinstance(split.get("name"), str) and isinstance(split.get("num_examples"), int)
    }
    sizes = [size for size in _said(repo, "size_categories") if size]
    about = {
        "id": repo.id,
        "pretty_name": repo.card.get("pretty_name"),
        "splits": splits,
        "size": sizes[0] if len(sizes) == 1 else None,
        "language": _said(repo, "language"),
    }
    return {key: value for key, value in about.items() if value}


def _languages(found: list[HubRepo], speaks: bool) -> Iterator[Suggestion]:
    """What a model was trained on in one language, it works on in that language."""
    named = {code for repo in found for code in _said(repo, "language") if catalogue.is_language_code(code)}
    if named and all(_said(repo, "language") for repo in found):
        codes = sorted(named)
        one = len(codes) == 1
        evidence = tuple(on_hub(repo, "language", ", ".join(_said(repo, "language"))) for repo in found)
        confidence = 0.92 if one and speaks else 0.7 if one else 0.5
        yield Suggestion("language", codes[0] if one else codes, confidence, one and speaks, evidence)


def _speaks(request: Request) -> bool:
    """Whether the model's task is about speech or text, and the data is named by the card or the user."""
    task = request.value("pipeline_tag", 0.9)
    modality = catalogue.pipeline_tags()[task].modality if task in catalogue.pipeline_tags() else ""
    named = request.ids("datasets", 0.9)
    return modality in _SPOKEN_OR_WRITTEN and task != "translation" and all(map(is_namespaced, named))


def _said(repo: HubRepo, key: str) -> list[str]:
    """Return what a dataset's card says, else what the Hub tagged it with: lists of the Hub leave the cards out."""
    tagged = [tag.removeprefix(f"{key}:") for tag in repo.tags if tag.startswith(f"{key}:")]
    return _listed(repo.card.get(key)) or tagged


def _listed(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [item for item in listed if isinstance(item, str)]


def provider(sources: Sources) -> DatasetsProvider | None:
    """Return the provider where the Hub may be asked."""
    if sources.hub is None:
        return None
    return DatasetsProvider(sources.hub, (sources.repo_id or "").rpartition("/")[0])
