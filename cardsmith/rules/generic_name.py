"""The model is called by the name of its output folder."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.facts.names import is_output_folder, is_untitled
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import DIALECTS, INDEX, Found, Rule


def _find(card: Card) -> Iterator[Found]:
    """Look at the names that programs read, and when these are fine, at the one in the title."""
    path, model = next(iter(card.indexed_models), ((), {}))
    places = [((*path, "name"), model.get("name")), (("model_name",), card.metadata.get("model_name"))]
    named = [(where, name) for where, name in places if isinstance(name, str)]
    for where, name in named:
        if is_output_folder(name):
            yield Found(_message(name), metadata_span(card, *where), show_path(where), "model_name")
            return
    title = card.titled_name
    if card.dialects and title is not None and is_output_folder(title.value):
        yield Found(_message(title.value), title.span, title.value, "model_name")


def _message(name: str) -> str:
    what = "a template's title" if is_untitled(name) else "an output folder"
    return f"{name!r} is {what}, not the model's name"


RULES = (
    Rule(
        id="generic-name",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The model is called by the name of its output folder.",
        why="transformers takes the last part of `output_dir` for the title, `model-index` and `model_name`.",
        before="---\nmodel-index:\n- name: results\n  results: []\n---\n\n# results\n",
        after="---\nmodel-index:\n- name: wav2vec2-urdu-emotion\n  results: []\n---\n\n# wav2vec2-urdu-emotion\n",
        near_miss="---\nmodel-index:\n- name: results-of-bert\n  results: []\n---\n",
        find=_find,
        reads=("model_name", *DIALECTS, *INDEX),
    ),
)
