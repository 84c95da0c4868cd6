"""What the card hints at: links to data, languages that it names, and what `model-index` says of the datasets.

Nothing here is more than a hint but what a generator wrote: people link related work, and name languages that a model
does not speak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.links import Link, dataset_id, find_links, is_data_archive
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.training import NO_DATASET
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.places import metadata_span
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, quoted
from cardsmith.text import Span

_WORD = re.compile(r"\b[A-Z][a-z]+\b")
_CODE_IN_NAME = re.compile(r"(?:\A|[-_])(?P<code>[a-z]{2})(?=[-_]|\Z)")


class TextProvider:
    """Suggests what the card's own prose hints at."""

    name = "card"
    need = Need.CARD
    cost = 5
    serves = ("datasets", "language", "results")

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield values for the open fields that the prose hints at."""
        for field in self.serves:
            if request.wants(field):
                yield from _READERS[field](request.card)


def _at(card: Card, span: Span) -> Evidence:
    return Evidence("card", f"line {card.lines.position(span.start)[0]}", quoted(span.of(card.text)))


def _datasets(card: Card) -> Iterator[Suggestion]:
    yield from _datasets_of_results(card)
    data_section = card.body.section("Training and evaluation data")
    elsewhere: Link | None = None
    for link in find_links(card.body):
        linked = dataset_id(link)
        if linked and is_hub_id(linked) and not is_loader(linked):
            at_home = data_section is not None and data_section.whole.start <= link.span.start < data_section.whole.end
            yield Suggestion("datasets", [linked], 0.85 if at_home else 0.7, False, (_at(card, link.span),))
        elif elsewhere is None and is_data_archive(link):
            elsewhere = link
    if elsewhere is not None:
        yield Suggestion("datasets", [], 0.6, False, (_at(card, elsewhere.span),))


def _datasets_of_results(card: Card) -> Iterator[Suggestion]:
    """The Trainer writes `datasets` and the dataset of its one result from the same argument.

    What an agent is measured in is an environment, and no dataset.
    """
    environments = {at.path for at in card.indexed_results if at.part("task").get("type") == "reinforcement-learning"}
    named: dict[str, Span] = {}
    for path, dataset in _dataset_parts(card):
        if path[:-1] in environments:
            continue
        kind = dataset.get("type")
        if isinstance(kind, str) and is_hub_id(kind) and kind.lower() not in NO_DATASET and not is_loader(kind):
            named.setdefault(kind, metadata_span(card, *path, "type"))
    if named:
        evidence = tuple(_at(card, span) for span in named.values())
        owned = all(map(is_namespaced, named))  # without an owner it may be an environment, a split, a column
        yield Suggestion("datasets", list(named), 0.9 if owned else 0.6, owned and len(named) == 1, evidence)


def _dataset_parts(card: Card) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    entries = card.metadata.get("model-index")
    for at, entry in enumerate(entries if isinstance(entries, list) else ()):
        results = entry.get("results") if isinstance(entry, dict) else None
        for index, result in enumerate(results if isinstance(results, list) else ()):
            dataset = result.get("dataset") if isinstance(result, dict) else None
            if isinstance(dataset, dict):
                yield ("model-index", at, "results", index, "dataset"), dataset


def _language(card: Card) -> Iterator[Suggestion]:
    yield from _languages_of_results(card)
    codes = _codes_by_name()
    named: dict[str, Span] = {}
    for match in _WORD.finditer(card.body.prose):
        code = codes.get(match.group().casefold())
        if code is not None and code not in named:
            at = card.text.find(match.group(), card.body_start)
            named[code] = Span(at, at + len(match.group()))
    if 0 < len(named) <= 3:
        evidence = tuple(_at(card, span) for span in named.values())
        yield Suggestion("language", _one_or_list(list(named)), 0.7 if len(named) == 1 else 0.4, False, evidence)
    title = card.titled_name
    for match in _CODE_IN_NAME.finditer(title.value if title is not None else ""):
        if title is not None and match["code"] in catalogue.languages():
            yield Suggestion("language", match["code"], 0.55, False, (_at(card, title.span),))


@cache
def _codes_by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in catalogue.languages().items() if len(code) == 2}


def _languages_of_results(card: Card) -> Iterator[Suggestion]:
    """The configurations of a dataset of many languages are called by their codes."""
    for path, dataset in _dataset_parts(card):
        args = dataset.get("args")
        for key, said in (("config", dataset.get("config")), ("args", args)):
            code = said.partition("_")[0].partition("-")[0].lower() if isinstance(said, str) else ""
            if code and code in catalogue.languages() and len(str(said)) <= 5:
                yield Suggestion("language", code, 0.85, False, (_at(card, metadata_span(card, *path, key)),))
                return


def _one_or_list(items: list[str]) -> str | list[str]:
    return items[0] if len(items) == 1 else items


def _results(card: Card) -> Iterator[Suggestion]:
    """Data outside the Hub has a name and no id: the name is what people link, the id a slug of it."""
    task = card.word("pipeline_tag")
    for link in find_links(card.body):
        if is_data_archive(link):
            name = re.sub(r"\s*data ?set\s*\Z", "", link.text, flags=re.IGNORECASE) or _last_part(link.url)
            dataset = {"type": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), "name": name}
            if dataset["type"]:
                value = {**({"task": {"type": task}} if task else {}), "dataset": dataset}
                yield Suggestion("results", value, 0.5, False, (_at(card, link.span),))
            return


def _last_part(url: str) -> str:
    words = url.partition("#")[0].partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return "" if words.isdigit() else words.replace("-", " ").replace("_", " ").title()


_READERS: dict[str, Callable[[Card], Iterator[Suggestion]]] = {
    "datasets": _datasets,
    "language": _language,
    "results": _results,
}


def provider(_sources: Sources) -> TextProvider:
    """Return the provider; it needs nothing but the card."""
    return TextProvider()
