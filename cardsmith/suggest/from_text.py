"""What the card hints at: links to data, languages that it names, and what `model-index` says of the datasets.

Nothing here is more than a hint but what a generator wrote: people link related work, and name languages that a model
does not speak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.evaluated_on import is_about_evaluation_alone, sentence_at
from cardsmith.facts.links import Link, dataset_id, find_links, is_data_archive
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.training import NO_DATASET
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.places import metadata_span
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, seen_in
from cardsmith.suggest.language_codes import code_of, codes_by_name, codes_in_name
from cardsmith.suggest.measured_on import open_parts
from cardsmith.text import Span

_WORD = re.compile(r"\b[A-Z][a-z]+\b")


class TextProvider:
    """Suggests what the card's own prose hints at."""

    name = "prose"
    need = Need.CARD
    cost = 5
    serves = ("datasets", "language", "results")

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield values for the open fields that the prose hints at."""
        for field in self.serves:
            if request.wants(field):
                yield from _READERS[field](request.card)


def _at(card: Card, span: Span) -> Evidence:
    return seen_in("card", f"line {card.lines.position(span.start)[0]}", span.of(card.text))


def _datasets(card: Card) -> Iterator[Suggestion]:
    yield from _datasets_of_results(card)
    data_section = card.body.section("Training and evaluation data")
    elsewhere: Link | None = None
    for link in find_links(card.body):
        linked = _linked_dataset(link)
        if linked and not _is_evaluated_on(card, link):
            at_home = data_section is not None and data_section.whole.start <= link.span.start < data_section.whole.end
            yield Suggestion("datasets", [linked], 0.85 if at_home else 0.7, False, (_at(card, link.span),))
        elif elsewhere is None and is_data_archive(link):
            elsewhere = link
    if elsewhere is not None:
        yield Suggestion("datasets", [], 0.6, False, (_at(card, elsewhere.span),))


def _linked_dataset(link: Link) -> str | None:
    linked = dataset_id(link)
    return linked if linked and is_hub_id(linked) and not is_loader(linked) else None


def _is_evaluated_on(card: Card, link: Link) -> bool:
    return is_about_evaluation_alone(sentence_at(card.body, link.span).of(card.body.lines))


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
    for at in card.indexed_results:
        yield (*at.path, "dataset"), at.part("dataset")


def _language(card: Card) -> Iterator[Suggestion]:
    yield from _language_codes(card)
    yield from _languages_of_results(card)
    codes = codes_by_name()
    named: dict[str, Span] = {}
    for match in _WORD.finditer(card.body.prose):
        code = codes.get(match.group().casefold())
        if code is not None and code not in named:
            place = re.compile(rf"\b{match.group()}\b").search(card.text, card.body_start)
            assert place is not None
            named[code] = Span(*place.span())
    if 0 < len(named) <= 3:
        evidence = tuple(_at(card, span) for span in named.values())
        yield Suggestion("language", _one_or_list(list(named)), 0.7 if len(named) == 1 else 0.4, False, evidence)
    title = card.titled_name
    for found in codes_in_name(title.value) if title is not None else ():
        if title is not None:
            confidence = 0.55 if len(found) == 1 else 0.5
            yield Suggestion("language", _one_or_list(found), confidence, False, (_at(card, title.span),))


def _language_codes(card: Card) -> Iterator[Suggestion]:
    """What the key says in a form that the Hub rejects: `EN`, `pt-BR`, `English`."""
    said = card.listed("language")
    codes = [code_of(word) if isinstance(word, str) else None for word in said]
    known = [code for code in codes if code is not None]
    if said and len(known) == len(said):
        place = (_at(card, metadata_span(card, "language")),)
        yield Suggestion("language", _one_or_list(list(dict.fromkeys(known))), 0.85, False, place)


def _languages_of_results(card: Card) -> Iterator[Suggestion]:
    """The configurations of a dataset of many languages are called by their codes."""
    for path, dataset in _dataset_parts(card):
        args = dataset.get("args")
        for key, said in (("config", dataset.get("config")), ("args", args)):
            code, _, region = said.replace("_", "-").partition("-") if isinstance(said, str) else ("", "", "")
            if region.islower():  # `en-fr` is a pair
                continue
            code = code.lower()
            if code and code in catalogue.languages() and len(str(said)) <= 5:
                yield Suggestion("language", code, 0.85, False, (_at(card, metadata_span(card, *path, key)),))
                return


def _one_or_list(items: list[str]) -> str | list[str]:
    return items[0] if len(items) == 1 else items


def _results(card: Card) -> Iterator[Suggestion]:
    """Data that a sentence about evaluation links; and data outside the Hub, whose id is a slug of its name."""
    task, parts = card.word("pipeline_tag"), open_parts(card)
    task_part = {"task": {"type": task}} if task and "task" in parts else {}
    if "dataset" not in parts:
        return
    for link in find_links(card.body):
        linked = _linked_dataset(link)
        if linked and _is_evaluated_on(card, link):
            named = {"type": linked, "name": linked.rsplit("/", 1)[-1]}
            yield Suggestion("results", {**task_part, "dataset": named}, 0.8, False, (_at(card, link.span),))
            return
        if is_data_archive(link):
            name = re.sub(r"\s*data ?set\s*\Z", "", link.text, flags=re.IGNORECASE) or _last_part(link.url)
            dataset = {"type": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), "name": name}
            if dataset["type"]:
                yield Suggestion("results", {**task_part, "dataset": dataset}, 0.5, False, (_at(card, link.span),))
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
