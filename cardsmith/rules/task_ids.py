"""Task ids that the Hub has retired, or never had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import results
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current

# Old id → the one task it can only mean now; None where it became several.
RETIRED: dict[str, str | None] = {
    "conversational": "text-generation",
    "speech-recognition": "automatic-speech-recognition",
    "text2text-generation": None,
}
"""Retired ids, and what each means now."""


def _tasks(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    tag = metadata.get("pipeline_tag")
    if isinstance(tag, str):
        yield ("pipeline_tag",), tag
    for at in results(metadata):
        task = at.part("task").get("type")
        if isinstance(task, str):
            yield (*at.path, "task", "type"), task


def _retired(card: Card) -> Iterator[Found]:
    for path, task in _tasks(card.metadata):
        if task in RETIRED:
            now = RETIRED[task]
            means = f"it is `{now}` now" if now else "it became several: text-generation, summarization, translation"
            field = "pipeline_tag" if len(path) == 1 else "results"
            fix = FixClass.SAFE if now else FixClass.ASK
            yield Found(
                f"`{task}` is a retired task; {means}", metadata_span(card, *path), show_path(path), field, fix=fix
            )


def _replace(draft: CardDraft) -> None:
    for path, task in list(_tasks(current(draft))):
        now = RETIRED.get(task)
        if now is None:
            continue
        draft.metadata.set(path, now)
        tags = draft.metadata.get(("tags",))
        if task == "conversational" and isinstance(tags, list) and task not in tags:
            draft.metadata.append(("tags",), task)  # the Hub tells chat models by this tag


def _unknown(card: Card) -> Iterator[Found]:
    tag = card.word("pipeline_tag")
    if tag is not None and tag not in RETIRED and tag not in catalogue.pipeline_tags():
        yield Found(
            f"{tag!r} is not a task of the Hub", metadata_span(card, "pipeline_tag"), "pipeline_tag", "pipeline_tag"
        )


RULES = (
    Rule(
        id="retired-task",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A task id that the Hub has retired.",
        why="No filter and no widget knows it any more.",
        before="---\npipeline_tag: conversational\ntags:\n- pytorch\n---\n",
        after="---\npipeline_tag: text-generation\ntags:\n- pytorch\n- conversational\n---\n",
        near_miss="---\npipeline_tag: text-generation\ntags:\n- conversational\n---\n",
        find=_retired,
        reads=("pipeline_tag", *INDEX),
        needs=("pipeline_tag", *INDEX),
        repair=_replace,
    ),
    Rule(
        id="unknown-task",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="`pipeline_tag` is not a task of the Hub.",
        why="The Hub lets it through and shows the model under no task.",
        before="---\npipeline_tag: emotion-recognition\n---\n",
        after="---\npipeline_tag: audio-classification\n---\n",
        near_miss="---\npipeline_tag: text-to-3d\n---\n",
        find=_unknown,
        reads=("pipeline_tag",),
        needs=("pipeline_tag",),
    ),
)
