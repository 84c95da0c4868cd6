"""What a generator writes whatever is true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.loaders import is_loading_script, lacks_owner
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span, metadata_span
from cardsmith.rules.base import DIALECTS, INDEX, Found, Rule
from cardsmith.rules.walk import listed
from cardsmith.text import Span


def _hard_coded_license(card: Card) -> Iterator[Found]:
    license_ = card.word("license")
    made_from = bool(card.metadata.get("base_model") or (card.base_model is not None and card.base_model.link))
    for dialect in card.dialects:
        if license_ in dialect.licenses and (made_from or dialect.fine_tunes):
            message = f"{dialect.id} writes `license: {license_}` whatever the base model's licence is"
            yield Found(message, metadata_span(card, "license"), "license", "license")
            return


def _metrics_without_numbers(card: Card) -> Iterator[Found]:
    if not card.metadata.get("metrics") or card.reports_results or card.indexed_metrics:
        return
    if card.training_results is None and not _prints_one_of(card, card.listed("metrics")):
        yield Found("`metrics` lists metrics, and the card holds no value of any", key_span(card, "metrics"), "metrics")


_NAME_IN_COLUMN = re.compile(r"[a-z0-9_]+")


def _prints_one_of(card: Card, metrics: Iterable[Any]) -> bool:
    """Whether a table has a column for one of some metrics, such as `Test WER`, or prose gives one a number."""
    ids = {metric.lower() for metric in metrics if isinstance(metric, str)}
    named = (set(_NAME_IN_COLUMN.findall(column.lower())) for table in card.tables for column in table.columns)
    if any(not ids.isdisjoint(words) for words in named):
        return True
    return any(
        any(letter.isdigit() for letter in line) and not ids.isdisjoint(_NAME_IN_COLUMN.findall(line.lower()))
        for line in card.running_text.splitlines()
    )


def _drop_metrics(draft: CardDraft) -> None:
    draft.metadata.delete(("metrics",))


def _unnamespaced_dataset(card: Card) -> Iterator[Found]:
    for path, value in listed(card.metadata, "datasets"):
        if lacks_owner(value):
            what = "is the name of a loading script" if is_loading_script(value) else "names no owner"
            message = f"{value!r} {what}; the dataset's id has its owner in front"
            yield Found(message, metadata_span(card, *path), show_path(path), "datasets")


_TYPOS = (("an unkown dataset", "an unknown dataset"), ("further recomendations", "further recommendations"))


def _typos(card: Card) -> Iterator[Found]:
    for wrong, right in _TYPOS:
        at = card.text.find(wrong, card.body_start) if wrong in card.running_text else -1
        while at >= 0 and card.body.in_code(at):
            at = card.text.find(wrong, at + 1)
        if at >= 0:
            yield Found(f"the generator's misspelling of {right!r}", Span(at, at + len(wrong)))


def _spell(draft: CardDraft) -> None:
    for found in _typos(draft.card):
        if not draft.is_replaced(found.span):  # an answer may have taken the place of the words
            draft.replace(found.span, dict(_TYPOS)[found.span.of(draft.card.text)])


RULES = (
    Rule(
        id="hard-coded-license",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="The licence was written by a generator that always writes the same one.",
        why="A fine-tuned model is bound by its base model's licence, which may be another.",
        before="---\nlicense: apache-2.0\n---\nThis model was trained 2x faster with [Unsloth](https://example.org).\n",
        after="---\nlicense: llama3\n---\nThis model was trained 2x faster with [Unsloth](https://example.org).\n",
        near_miss="---\nlicense: apache-2.0\n---\nTrained with Unsloth.\n",
        find=_hard_coded_license,
        reads=("license", "base_model", *DIALECTS),
        needs=("license",),
    ),
    Rule(
        id="metrics-without-values",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="`metrics` lists metrics that the card gives no value for.",
        why="SetFit and SpanMarker list their default metrics even when nothing was evaluated.",
        before="---\nlicense: mit\nmetrics:\n- accuracy\n---\n# A model\n",
        after="---\nlicense: mit\n---\n# A model\n",
        near_miss="---\nmetrics:\n- wer\n---\n| Release | Test WER |\n|---|---|\n| 2.0 | 3.09 |\n",
        find=_metrics_without_numbers,
        reads=(BODY, "metrics", *INDEX),
        needs=("metrics",),
        repair=_drop_metrics,
    ),
    Rule(
        id="dataset-without-owner",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A dataset is named without its owner, as by its old loading script.",
        why="Most such names have moved to `owner/name`; the Hub redirects some and not others.",
        before="---\ndatasets:\n- common_voice_11_0\n---\n",
        after="---\ndatasets:\n- mozilla-foundation/common_voice_11_0\n---\n",
        near_miss="---\ndatasets:\n- imdb\n- user/my_data\n---\n",
        find=_unnamespaced_dataset,
        reads=("datasets",),
        needs=("datasets",),
    ),
    Rule(
        id="generator-typo",
        severity=Severity.ADVICE,
        fix=FixClass.SAFE,
        summary="A misspelling that a generator wrote.",
        why="transformers 4.6 to 4.9 wrote `unkown`, huggingface_hub's first template `recomendations`.",
        before="It was trained on an unkown dataset.\n",
        after="It was trained on an unknown dataset.\n",
        near_miss="It was trained on an unknown dataset.\n",
        find=_typos,
        reads=(BODY,),
        repair=_spell,
        after_writing=True,
    ),
)
