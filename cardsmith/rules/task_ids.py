"""Task ids that the Hub has retired, or never had, and names of tasks in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import results
from cardsmith.facts.tasks import is_task_of_result
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
            fix = FixClass.SAFE if now else FixClass.ASK
            yield Found(
                f"`{task}` is a retired task; {means}",
                metadata_span(card, *path),
                show_path(path),
                _field(path),
                fix=fix,
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


def _meant(task: str) -> str | None:
    """Return the task whose id or name this is in another spelling, None when it is right or no such task."""
    if task in catalogue.pipeline_tags() or task in RETIRED:
        return None
    slug = "-".join(task.replace("_", " ").lower().split())
    return slug if slug in catalogue.pipeline_tags() else None


def _misspelt(card: Card) -> Iterator[Found]:
    for path, task in _tasks(card.metadata):
        meant = _meant(task)
        if meant:
            message = f"{task!r} is the name of a task; its id is `{meant}`"
            yield Found(message, metadata_span(card, *path), show_path(path), _field(path))


def _spell(draft: CardDraft) -> None:
    """Write the id; a name that is an id stands in the wrong place."""
    for path, task in list(_tasks(current(draft))):
        meant = _meant(task)
        if meant is None:
            continue
        draft.metadata.set(path, meant)
        name = (*path[:-1], "name")
        if len(path) > 1 and draft.metadata.get(name) in catalogue.pipeline_tags():
            draft.metadata.set(name, catalogue.task_name(meant))


def _unknown(card: Card) -> Iterator[Found]:
    for path, task in _tasks(card.metadata):
        known = task in catalogue.pipeline_tags() if len(path) == 1 else is_task_of_result(task)
        if not known and task not in RETIRED and _meant(task) is None:
            message = f"{task!r} is not a task of the Hub"
            yield Found(message, metadata_span(card, *path), show_path(path), _field(path))


def _field(path: Path) -> str:
    return "pipeline_tag" if len(path) == 1 else "results"


_RESULT = (
    "---\nmodel-index:\n- name: m\n  results:\n  - task:\n      type: {}\n      name: {}\n"
    "    dataset:\n      type: a/b\n      name: B\n    metrics:\n    - type: wer\n      value: 0.3\n---\n"
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
        id="misspelt-task",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="The name of a task stands where its id should.",
        why="The Hub compares ids: no filter and no leaderboard knows the name.",
        before=_RESULT.format("Automatic Speech Recognition", "automatic-speech-recognition"),
        after=_RESULT.format("automatic-speech-recognition", "Automatic Speech Recognition"),
        near_miss=_RESULT.format("automatic-speech-recognition", "Speech Recognition"),
        find=_misspelt,
        reads=("pipeline_tag", *INDEX),
        needs=("pipeline_tag", *INDEX),
        repair=_spell,
    ),
    Rule(
        id="unknown-task",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="`pipeline_tag`, or the task of a result, is not a task of the Hub.",
        why="The Hub lets it through and shows the model, or the result, under no task.",
        before="---\npipeline_tag: emotion-recognition\n---\n",
        after="---\npipeline_tag: audio-classification\n---\n",
        near_miss="---\npipeline_tag: text-to-3d\n---\n",
        find=_unknown,
        reads=("pipeline_tag", *INDEX),
        needs=("pipeline_tag", *INDEX),
    ),
)
