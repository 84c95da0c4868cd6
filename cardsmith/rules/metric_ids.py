"""Names of metrics where their ids should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.model_index import metrics
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current

# Libraries have ids of their own, such as `cosine_accuracy@1` and `mean_reward`: those are no names.
_NAME = re.compile(r"\s|[A-Z]")
_NO_IDS = {"f_score": "f1"}  # spaCy's


def _misnamed(metric: Mapping[str, Any]) -> str | None:
    """Return a metric's type when it is a name, or an id that the Hub does not have."""
    said = metric.get("type")
    if not isinstance(said, str) or said in catalogue.metrics():
        return None
    return said if said in _NO_IDS or _NAME.search(said) else None


def _meant(said: str) -> str | None:
    if said in _NO_IDS:
        return _NO_IDS[said]
    metric = resolve_metric(said)
    return metric.id if isinstance(metric, Metric) and metric.id in catalogue.metrics() and not metric.args else None


def _find(card: Card) -> Iterator[Found]:
    for path, metric in card.indexed_metrics:
        said = _misnamed(metric)
        if said is not None:
            meant = _meant(said)
            message = f"{said!r} is no id of a metric" + (f"; it is `{meant}`" if meant else "")
            place = (*path, "type")
            fix = FixClass.SAFE if meant else FixClass.NONE
            yield Found(message, metadata_span(card, *place), show_path(place), fix=fix)


def _spell(draft: CardDraft) -> None:
    """Write the id where the name can only mean one; the name stays as what the metric is called."""
    for path, metric in metrics(current(draft)):
        said = _misnamed(metric)
        meant = _meant(said) if said is not None else None
        if meant is None:
            continue
        if not metric.get("name"):
            draft.metadata.set((*path, "name"), said)
        draft.metadata.set((*path, "type"), meant)


def _card(metric: str) -> str:
    return (
        "---\nmodel-index:\n- name: m\n  results:\n  - task:\n      type: automatic-speech-recognition\n"
        f"    dataset:\n      type: a/b\n      name: B\n    metrics:\n    - {metric}\n      value: 0.3\n---\n"
    )


RULES = (
    Rule(
        id="misspelt-metric",
        severity=Severity.ADVICE,
        fix=FixClass.SAFE,
        summary="The name of a metric stands where its id should.",
        why="The Hub compares ids: no filter and no leaderboard knows the name. spaCy writes `f_score` for `f1`.",
        before=_card("type: Test WER\n      name: WER"),
        after=_card("type: wer\n      name: WER"),
        near_miss=_card("type: cosine_accuracy@1\n      name: Cosine Accuracy"),
        find=_find,
        reads=INDEX,
        needs=INDEX,
        repair=_spell,
    ),
)
