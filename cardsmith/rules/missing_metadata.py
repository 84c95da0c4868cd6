"""Metadata the Hub filters on that the card does not have: one row a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.catalogue import Task
from cardsmith.draft import BODY
from cardsmith.facts.training import NO_DATASET
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import front_matter_span, metadata_span
from cardsmith.rules.base import Found, Rule
from cardsmith.rules.walk import is_empty

_REJECTED_WHEN_EMPTY = frozenset({"license", "language", "base_model", "datasets"})

_WITHOUT_LANGUAGE = frozenset({"cv", "rl", "tabular"})
_MADE_OF_MODELS = frozenset({"gguf", "merge", "mergekit"})


class _Missing(NamedTuple):
    """A field whose absence is a gap; `wanted` says how much a card misses it, None for not at all.

    `reads` is what else `wanted` looks at, None for the whole card, and `where` the keys of a card that misses it.
    """

    key: str
    fix: FixClass
    why: str
    value: str
    wanted: Callable[[Card], Severity | None] = lambda _: Severity.GAP
    near_miss: str = ""
    reads: tuple[str, ...] | None = ()
    where: str = ""


def _base_model(card: Card) -> Severity | None:
    if card.base_model is None:
        if any(dialect.fine_tunes for dialect in card.dialects):
            return Severity.GAP
        made = "base_model" in card.metadata or card.says_fine_tuned or _is_made_of_models(card)
        return Severity.ADVICE if made else None  # a model may be the first of its kind
    return None if card.base_model.id is None and card.base_model.link is None else Severity.GAP


def _tasks(card: Card) -> list[Task]:
    """Return the task that the card states, else those among its tags."""
    tasks = catalogue.pipeline_tags()
    named = [card.word("pipeline_tag")] if card.word("pipeline_tag") else card.listed("tags")
    if "trl" in named:
        return []  # to TRL reinforcement learning is a way to train a language model
    return [tasks[name] for name in named if isinstance(name, str) and name in tasks]


def _language(card: Card) -> Severity | None:
    tasks = _tasks(card)
    return None if tasks and all(task.modality in _WITHOUT_LANGUAGE for task in tasks) else Severity.GAP


def _datasets(card: Card) -> Severity | None:
    """A card that names its data, which is not on the Hub, is complete without the key.

    What learns in an environment, or is made of other models, has no data of its own.
    """
    if any(task.modality == "rl" for task in _tasks(card)) or _is_made_of_models(card):
        return None
    if card.dataset_phrase is not None:
        return Severity.ADVICE if _links_data(card) or _results_name_data(card) else Severity.GAP
    return Severity.ADVICE if _results_name_data(card) else Severity.GAP


def _is_made_of_models(card: Card) -> bool:
    """Whether the card is of a quantization, a conversion or a merge, none of which is a training."""
    return (
        card.word("base_model_relation") in ("quantized", "merge")
        or card.word("library_name") in ("gguf", "mlx")
        or any(isinstance(tag, str) and tag in _MADE_OF_MODELS for tag in card.listed("tags"))
        or any(dialect.id == "mergekit" for dialect in card.dialects)
    )


def _links_data(card: Card) -> bool:
    phrase = card.dataset_phrase
    return phrase is not None and bool(phrase.names)


def _results_name_data(card: Card) -> bool:
    datasets = (at.part("dataset") for at in card.indexed_results)
    return any(dataset.get("name") and _is_known(dataset.get("type")) for dataset in datasets)


def _is_known(dataset: Any) -> bool:
    return bool(dataset) and str(dataset).lower() not in NO_DATASET


def _metrics(card: Card) -> Severity | None:
    return Severity.GAP if card.reported_metric_ids else None


def _own_license(card: Card) -> Severity | None:
    return Severity.GAP if "other" in card.listed("license") else None


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
        "---\ntags:\n- image-classification\n- timm\n---\n",
        ("pipeline_tag", "tags"),
    ),
    _Missing("license", FixClass.ASK, "Without a licence nobody may use the model.", "apache-2.0"),
    _Missing(
        "license_name",
        FixClass.ASK,
        "`license: other` says that it is none of the Hub's list; the name says which one it is.",
        "my-licence",
        _own_license,
        "---\nlicense: mit\n---\n",
        ("license",),
        "license: other\n",
    ),
    _Missing(
        "license_link",
        FixClass.ASK,
        "`license: other` is read behind this link: `LICENSE`, `LICENSE.md` or a web address.",
        "LICENSE",
        _own_license,
        "---\nlicense: mit\n---\n",
        ("license",),
        "license: other\n",
    ),
    _Missing(
        "base_model",
        FixClass.SAFE,
        "The Hub links the model to the one it was made from, and back.",
        "facebook/wav2vec2-base",
        _base_model,
        "# BERT\n\nIt can be fine-tuned on a downstream task.\n",
        None,
    ),
    _Missing(
        "datasets",
        FixClass.ASK,
        "The Hub links the model to its training data.",
        "\n- hackathon-pln-es/MESD",
        _datasets,
        "---\nbase_model: a/b\nbase_model_relation: quantized\n---\n",
        None,
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


def _without_key(row: _Missing) -> str:
    return _BARE.replace("tags:", f"{row.where}tags:")


def _with_key(row: _Missing) -> str:
    value = row.value if row.value.startswith("\n") else f" {row.value}"
    return _without_key(row).replace("tags:", f"{row.key}:{value}\ntags:")


RULES = tuple(
    Rule(
        id=f"missing-{row.key.replace('_', '-')}",
        severity=Severity.GAP,
        fix=row.fix,
        summary=f"The front matter has no `{row.key}`.",
        why=row.why,
        before=_without_key(row),
        after=_with_key(row),
        near_miss=row.near_miss or _with_key(row),
        find=_finder(row),
        reads=() if row.reads is None else (row.key, *row.reads),
    )
    for row in _ROWS
)
