"""The model is called by the name of its output folder."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.metadata_edit import show_path
from cardsmith.facts.names import is_output_folder
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule, metadata_span
from cardsmith.rules.walk import models


def _find(card: Card) -> Iterator[Found]:
    path, model = next(iter(models(card.metadata)), ((), {}))
    name = model.get("name")
    if isinstance(name, str) and is_output_folder(name):
        where = (*path, "name")
        message = f"{name!r} is an output folder, not the model's name"
        yield Found(message, metadata_span(card, *where), show_path(where), "model_name")
    elif card.dialects and card.title is not None and is_output_folder(card.title.value):
        title = card.title
        yield Found(f"{title.value!r} is an output folder, not the model's name", title.span, title.value, "model_name")


RULES = (
    Rule(
        id="generic-name",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The model is called by the name of its output folder.",
        why="transformers takes the last part of `output_dir` for the title and for `model-index`.",
        before="---\nmodel-index:\n- name: results\n  results: []\n---\n\n# results\n",
        after="---\nmodel-index:\n- name: wav2vec2-urdu-emotion\n  results: []\n---\n\n# wav2vec2-urdu-emotion\n",
        near_miss="---\nmodel-index:\n- name: results-of-bert\n  results: []\n---\n",
        find=_find,
    ),
)
