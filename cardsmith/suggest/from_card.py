"""What the card itself says somewhere else: sentences, links, bullets, tags, the words of its generator."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.dialects import Dialect
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.names import is_output_folder
from cardsmith.facts.paths import id_in_cache_path
from cardsmith.fields import LABELS
from cardsmith.gaps import SECTION_PREFIX, Evidence, Suggestion, section_of
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.places import metadata_span
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, seen_in
from cardsmith.text import Span


class CardProvider:
    """Suggests what the card itself says somewhere else."""

    name = "card"
    need = Need.CARD
    cost = 0

    @property
    def serves(self) -> Collection[str]:
        """The fields that a card may state somewhere else."""
        return _SERVES

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield values for the open fields that the card states."""
        for field in request.fields & _READERS.keys():
            yield from _READERS[field](request.card)
        for field in request.fields:
            if field.startswith(SECTION_PREFIX) and section_of(field)[1]:
                yield from _detail(request.card, field)


def _suggestion(card: Card, field: str, value: Any, confidence: float, safe: bool, *spans: Span) -> Suggestion:
    return Suggestion(field, value, confidence, safe, tuple(_evidence(card, span) for span in spans))


def _evidence(card: Card, span: Span) -> Evidence:
    line, _ = card.lines.position(span.start)
    return seen_in("card", f"line {line}", span.of(card.text))


def _base_model(card: Card) -> Iterator[Suggestion]:
    fact = card.base_model
    if fact is not None and fact.id and _may_be_a_model(fact.id):
        yield _suggestion(card, "base_model", fact.id, 0.99, True, fact.phrase)
        return
    paths = [(card.word("base_model") or "", metadata_span(card, "base_model"))]
    if fact is not None and fact.link is not None:
        paths.append((fact.name, fact.link))
    for path, span in paths:
        cached = id_in_cache_path(path)
        if cached and is_hub_id(cached):
            yield _suggestion(card, "base_model", cached, 0.95, True, span)
            return


def _may_be_a_model(name: str) -> bool:
    return is_hub_id(name) and name.lower() != "none" and not is_output_folder(name)


def _library_name(card: Card) -> Iterator[Suggestion]:
    """The library whose own words stand in the card, before transformers, which many of them build on."""
    named = [dialect for dialect in card.dialects if dialect.library is not None]
    special = [dialect for dialect in named if dialect.library != "transformers"]
    version = card.framework_versions.get("Transformers")
    if special:
        certain = len({dialect.library for dialect in special}) == 1 and bool(special[0].signs)
        span = _sign(card, special[0])
        yield _suggestion(card, "library_name", special[0].library, 0.95 if certain else 0.7, certain, span)
    elif named:
        span = version.span if version is not None else _sign(card, named[0])
        certain = version is not None
        yield _suggestion(card, "library_name", "transformers", 0.99 if certain else 0.8, certain, span)


def _sign(card: Card, dialect: Dialect) -> Span:
    """Return what tells that a generator wrote the card."""
    if dialect.id in card.signed_dialects:
        return dialect.sign_in(card.text, card.body_start)
    tags = (index for index, tag in enumerate(card.listed("tags")) if isinstance(tag, str) and tag in dialect.tags)
    tagged = next(tags, None)
    return metadata_span(card, "library_name") if tagged is None else metadata_span(card, "tags", tagged)


def _metrics(card: Card) -> Iterator[Suggestion]:
    kept = [metric for metric in card.listed("metrics") if isinstance(metric, str)]
    places = {metric: result.span for metric, result in card.reported_metrics.items() if metric not in kept}
    if places:
        yield _suggestion(card, "metrics", [*kept, *places], 0.99, True, *places.values())


# Tags that say how a model was made, or what it can be used for beside its own task.
_BROAD_TASKS = frozenset({"feature-extraction", "reinforcement-learning"})


# What AutoTrain calls its tasks, where the Hub does not; last, whether it can be a task on other data than text.
_PROBLEM_TYPES: dict[str, tuple[str, bool]] = {
    "binary classification": ("text-classification", True),
    "multi-class classification": ("text-classification", True),
    "multi-label classification": ("text-classification", True),
    "single column regression": ("text-classification", True),
    "entity extraction": ("token-classification", False),
    "extractive question answering": ("question-answering", False),
    "sentence transformers": ("sentence-similarity", False),
}
_SAYS_TEXT = re.compile(r"^- text:|ForSequenceClassification|[Tt]ext [Cc]lassification", re.MULTILINE)


def _problem_type(card: Card) -> Iterator[Suggestion]:
    # Labels are only read where there is this one: it takes as long as all the rest.
    labelled = card.details.get("model trained using autotrain", {}) if card.mentions("Problem type") else {}
    said = labelled.get("problem type")
    if said is None:
        return
    words = said.value.of(card.text).strip().casefold()
    named = {task.name.casefold(): id_ for id_, task in catalogue.pipeline_tags().items()}
    task, may_be_other = (named[words], False) if words in named else _PROBLEM_TYPES.get(words, ("", False))
    text = _SAYS_TEXT.search(card.text) if may_be_other else None
    if task:
        confidence = 0.85 if not may_be_other else 0.8 if text is not None else 0.3
        places = (said.value, Span(*text.span())) if text is not None else (said.value,)
        yield _suggestion(card, "pipeline_tag", task, confidence, False, *places)


def _pipeline_tag(card: Card) -> Iterator[Suggestion]:
    tasks = catalogue.pipeline_tags()
    for index, tag in enumerate(card.listed("tags")):
        if isinstance(tag, str) and tag in tasks:
            confidence = 0.5 if tag in _BROAD_TASKS else 0.85
            yield _suggestion(card, "pipeline_tag", tag, confidence, False, metadata_span(card, "tags", index))
    yield from _problem_type(card)
    wer = card.reported_metrics.get("wer")
    if wer is not None:
        yield _suggestion(card, "pipeline_tag", "automatic-speech-recognition", 0.5, False, wer.span)


def _datasets(card: Card) -> Iterator[Suggestion]:
    phrase = card.dataset_phrase
    if phrase is None or not phrase.names or not all(is_hub_id(name) and not is_loader(name) for name in phrase.names):
        return
    certain = all(is_namespaced(name) for name in phrase.names)
    yield _suggestion(card, "datasets", list(phrase.names), 0.95 if certain else 0.5, certain, phrase.span)


def _model_name(card: Card) -> Iterator[Suggestion]:
    title = card.titled_name
    if title is not None and title.value and not is_output_folder(title.value):
        yield _suggestion(card, "model_name", title.value, 0.7, False, title.span)


def _detail(card: Card, field: str) -> Iterator[Suggestion]:
    """A bullet of the body that repeats a key of the front matter, where that is right itself."""
    key = LABELS.get(section_of(field)[1], "")
    words = [word for word in card.listed(key) if isinstance(word, str)]
    if words and all(map(_IS_RIGHT[key], words)):
        yield _suggestion(card, field, ", ".join(words), 0.99, True, metadata_span(card, key))


_IS_RIGHT: dict[str, Callable[[str], bool]] = {
    "base_model": _may_be_a_model,
    "language": catalogue.is_language_code,
    "license": lambda word: word in catalogue.licenses(),
}

_READERS: dict[str, Callable[[Card], Iterator[Suggestion]]] = {
    "base_model": _base_model,
    "library_name": _library_name,
    "metrics": _metrics,
    "pipeline_tag": _pipeline_tag,
    "datasets": _datasets,
    "model_name": _model_name,
}
_SERVES = frozenset({*_READERS, SECTION_PREFIX})


def provider(_sources: Sources) -> CardProvider:
    """Return the provider; it needs nothing."""
    return CardProvider()
