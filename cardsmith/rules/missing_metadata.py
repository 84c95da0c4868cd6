"""Metadata the Hub filters on that the card does not have: one row a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.facts.model_index import results_of
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import front_matter_span, metadata_span
from cardsmith.rules.base import DIALECTS, INDEX, Found, Rule
from cardsmith.rules.walk import is_empty

_REJECTED_WHEN_EMPTY = frozenset({"license", "language", "base_model", "datasets"})

_WITHOUT_LANGUAGE = frozenset({"cv", "rl", "tabular"})


class _Missing(NamedTuple):
    """A field whose absence is a gap; `wanted` says how much a card misses it, None for not at all.

    `reads` is what else `wanted` looks at.
    """

    key: str
    fix: FixClass
    why: str
    value: str
    wanted: Callable[[Card], Severity | None] = lambda _: Severity.GAP
    near_miss: str = ""
    reads: tuple[str, ...] = ()


def _base_model(card: Card) -> Severity | None:
    if card.base_model is None:
        return Severity.GAP if any(dialect.fine_tunes for dialect in card.dialects) else Severity.ADVICE
    return None if card.base_model.id is None and card.base_model.link is None else Severity.GAP


def _language(card: Card) -> Severity | None:
    task = catalogue.pipeline_tags().get(card.word("pipeline_tag") or "")
    return None if task is not None and task.modality in _WITHOUT_LANGUAGE else Severity.GAP


def _datasets(card: Card) -> Severity | None:
    """A card that names its data, which is not on the Hub, is complete without the key."""
    if card.dataset_phrase is not None:
        return Severity.ADVICE if _links_data(card) or _results_name_data(card) else Severity.GAP
    return Severity.ADVICE if _results_name_data(card) else Severity.GAP


def _links_data(card: Card) -> bool:
    phrase = card.dataset_phrase
    return phrase is not None and bool(phrase.names)


def _results_name_data(card: Card) -> bool:
    for path, model in card.indexed_models:
        for _, result in results_of(path, model):
            dataset = result.get("dataset") if isinstance(result, dict) else None
            if isinstance(dataset, dict) and dataset.get("name") and dataset.get("type"):
                return True
    return False


def _metrics(card: Card) -> Severity | None:
    return Severity.GAP if card.reported_metric_ids else None


_ROWS = (
    _Missing(
        "library_name",
        FixClass.SAFE,
        "The Hub shows the loading code of the library named here; since 2024 it no longer guesses.",
        "transformers",
    ),
    _Missing(
        "language",
        FixClass.ASK,
        "People filter models by language.",
        "es",
        _language,
        "---\npipeline_tag: image-classification\n---\n",
        ("pipeline_tag",),
    ),
    _Missing("license", FixClass.ASK, "Without a licence nobody may use the model.", "apache-2.0"),
    _Missing(
        "base_model",
        FixClass.SAFE,
        "The Hub links the model to the one it was made from, and back.",
        "facebook/wav2vec2-base",
        _base_model,
        "This model was trained from scratch on an unknown dataset.\n",
        DIALECTS,
    ),
    _Missing(
        "datasets",
        FixClass.ASK,
        "The Hub links the model to its training data.",
        "\n- hackathon-pln-es/MESD",
        _datasets,
        reads=(BODY, *INDEX),
    ),
    _Missing(
        "metrics",
        FixClass.SAFE,
        "People filter models by metric.",
        "\n- accuracy",
        _metrics,
        "# Nothing evaluated\n",
        (BODY,),
    ),
    _Missing(
        "pipeline_tag",
        FixClass.ASK,
        "The task decides under which filter and with which widget it is shown.",
        "audio-classification",
    ),
)


def _finder(row: _Missing) -> Callable[[Card], Iterator[Found]]:
    key, wanted = row.key, row.wanted

    def find(card: Card) -> Iterator[Found]:
        if card.yaml_problem is not None or card.unclosed is not None:
            return
        value = card.metadata.get(key)
        if not is_empty(value):
            return
        there = key in card.metadata
        span = metadata_span(card, key) if there else front_matter_span(card)
        if there and value != [] and key in _REJECTED_WHEN_EMPTY:
            yield Found(f"`{key}` is empty, and the Hub wants text there or no key", span, key, key, Severity.ERROR)
        elif (severity := wanted(card)) is not None:
            yield Found(f"`{key}` is {'empty' if there else 'missing'}", span, key, key, severity)

    return find


# A card that reports a metric and misses everything else, and one that has each key.
_BARE = (
    "---\ntags:\n- generated_from_trainer\n---\n"
    "It achieves the following results on the evaluation set:\n- Accuracy: 0.9\n"
)


def _with_key(row: _Missing) -> str:
    value = row.value if row.value.startswith("\n") else f" {row.value}"
    return _BARE.replace("tags:", f"{row.key}:{value}\ntags:")


RULES = tuple(
    Rule(
        id=f"missing-{row.key.replace('_', '-')}",
        severity=Severity.GAP,
        fix=row.fix,
        summary=f"The front matter has no `{row.key}`.",
        why=row.why,
        before=_BARE,
        after=_with_key(row),
        near_miss=row.near_miss or _with_key(row),
        find=_finder(row),
        reads=(row.key, *row.reads),
    )
    for row in _ROWS
)
