"""`model-index`: misspelt, of the wrong shape, without results, or with half a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.model_index import REQUIRED, index_key, results_of
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span, metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import index_severity, is_empty, kind

_KEY = ("model-index",)


def _misspelt(card: Card) -> Iterator[Found]:
    if index_key(card.metadata) == "model_index":
        message = "`model_index` is not a key; the Hub reads `model-index`"
        fix = None if isinstance(card.metadata["model_index"], (list, dict)) else FixClass.ASK
        yield Found(message, key_span(card, "model_index"), "model_index", fix=fix)


def _rename(draft: CardDraft) -> None:
    draft.metadata.rename(("model_index",), "model-index")


def _not_a_list(card: Card) -> Iterator[Found]:
    key = index_key(card.metadata)
    index = card.metadata.get(key, [])
    if isinstance(index, dict):
        yield Found(f"`{key}` must be a list of models, and is one mapping", metadata_span(card, key), key)
    elif not isinstance(index, list) and key == _KEY[0]:
        message = f"`{key}` must be a list of models, and is {kind(index)}"
        yield Found(message, metadata_span(card, key), key, fix=FixClass.SAFE if is_empty(index) else FixClass.ASK)


def _wrap(draft: CardDraft) -> None:
    if not isinstance(draft.metadata.get(_KEY), dict):
        draft.metadata.delete(_KEY)
        return
    draft.metadata.wrap(_KEY)
    results = draft.metadata.get((*_KEY, 0, "results"))
    if isinstance(results, dict):
        draft.metadata.wrap((*_KEY, 0, "results"))
    elif not isinstance(results, list):
        draft.metadata.set((*_KEY, 0, "results"), [])


def _empty_results(card: Card) -> Iterator[Found]:
    metrics, _ = card.sorted_results
    if not metrics or card.yaml_problem is not None or card.unclosed is not None:
        return
    path, model = next(iter(card.indexed_models), ((index_key(card.metadata),), {}))
    if model.get("results"):
        return
    where = (*path, "results") if model else path
    count = f"{len(metrics)} metric{'s' if len(metrics) != 1 else ''}"
    message = f"the card reports {count}, and `model-index` holds no result"
    yield Found(message, metadata_span(card, *where), show_path(where), "results")


def _partial_results(card: Card) -> Iterator[Found]:
    for path, model in card.indexed_models:
        for where, result in results_of(path, model):
            missing = _missing_parts(result) if isinstance(result, dict) else []
            if missing:
                message = f"a result without {', '.join(f'`{part}`' for part in missing)}"
                severity = index_severity(where) if set(missing) - _let_through(result) else None
                yield Found(message, metadata_span(card, *where), show_path(where), "results", severity)


def _let_through(result: dict[str, Any]) -> set[str]:
    """Return what the Hub does not miss: a dataset that is not mentioned, and metrics in an empty list."""
    accepted = {"dataset": "dataset" not in result, "metrics": result.get("metrics") == []}
    return {part for part, accepts in accepted.items() if accepts}


def _missing_parts(result: dict[str, Any]) -> list[str]:
    missing = []
    for part, key in REQUIRED:
        value = result.get(part)
        if not isinstance(value, dict):
            if part not in missing:
                missing.append(part)
        elif not value.get(key):
            missing.append(f"{part}.{key}")
    if not isinstance(result.get("metrics"), list) or not result["metrics"]:
        missing.append("metrics")
    return missing


_REPORTED = "It achieves the following results on the evaluation set:\n- Accuracy: 0.9154\n"
_RESULT = """  - task:
      type: audio-classification
    dataset:
      type: hackathon-pln-es/MESD
      name: MESD
    metrics:
    - type: accuracy
      value: 0.9154
"""
_NAMELESS = _RESULT.replace("      name: MESD\n", "")

RULES = (
    Rule(
        id="misspelt-model-index",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="The key is `model_index`; the Hub reads `model-index`.",
        why="transformers 4.7 to 4.9 wrote the underscore, and nobody has read those results since.",
        before="---\nmodel_index:\n- name: my-model\n  results: []\n---\n",
        after="---\nmodel-index:\n- name: my-model\n  results: []\n---\n",
        near_miss="---\nmodel-index:\n- name: model_index\n  results: []\n---\n",
        find=_misspelt,
        reads=INDEX,
        needs=("model_index",),
        repair=_rename,
    ),
    Rule(
        id="model-index-not-a-list",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="`model-index` is a mapping, a text or empty; it must be a list of models.",
        why="The Hub rejects the card. transformers 4.7 to 4.13 wrote this when it knew neither task nor dataset.",
        before="---\nmodel-index:\n  name: my-model\n---\n",
        after="---\nmodel-index:\n- name: my-model\n  results: []\n---\n",
        near_miss="---\nmodel-index:\n- name: my-model\n  results: []\n---\n",
        find=_not_a_list,
        reads=INDEX,
        needs=INDEX,
        repair=_wrap,
    ),
    Rule(
        id="empty-results",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The card reports results that `model-index` does not hold.",
        why="Only numbers in `model-index` are shown on the model's page and found by the Hub's filters.",
        before=f"---\nmodel-index:\n- name: my-model\n  results: []\n---\n{_REPORTED}",
        after=f"---\nmodel-index:\n- name: my-model\n  results:\n{_RESULT}---\n{_REPORTED}",
        near_miss="---\nmodel-index:\n- name: my-model\n  results: []\n---\nNothing was evaluated.\n",
        find=_empty_results,
        reads=(BODY, *INDEX),
    ),
    Rule(
        id="partial-result",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A result lacks its task, dataset or metrics.",
        why="The Hub rejects the card, and huggingface_hub refuses to load it.",
        before=f"---\nmodel-index:\n- name: my-model\n  results:\n{_NAMELESS}---\n",
        after=f"---\nmodel-index:\n- name: my-model\n  results:\n{_RESULT}---\n",
        near_miss=f"---\nmodel-index:\n- name: my-model\n  results:\n{_RESULT}---\n",
        find=_partial_results,
        reads=INDEX,
        needs=INDEX,
    ),
)
