"""The name of a loader where the name of a dataset should stand."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.metadata_path import show_path
from cardsmith.draft import BODY
from cardsmith.facts.loaders import is_loader
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import listed


def _find(card: Card) -> Iterator[Found]:
    for path, value in listed(card.metadata, "datasets"):
        if is_loader(value):
            yield Found(_message(value), metadata_span(card, *path), show_path(path), "datasets")
    for at in card.indexed_results:
        for key in ("type", "name"):
            named = at.part("dataset").get(key)
            if isinstance(named, str) and is_loader(named):
                path = (*at.path, "dataset", key)
                yield Found(_message(named), metadata_span(card, *path), show_path(path), "datasets")
    phrase = card.dataset_phrase
    for name in phrase.names if phrase is not None else ():
        if is_loader(name) and phrase is not None:
            yield Found(_message(name), phrase.span, "", "datasets")


def _message(name: str) -> str:
    return f"{name!r} is the loader the data was read with, not a dataset"


RULES = (
    Rule(
        id="loader-as-dataset",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="`imagefolder`, `generator` or another loader stands where a dataset should.",
        why="The `datasets` library names data after the loader that read it, and transformers copies that into the "
        "sentence, `datasets` and whole results.",
        before="---\ndatasets:\n- imagefolder\n---\n",
        after="---\ndatasets:\n- user/flowers\n---\n",
        near_miss="---\ndatasets:\n- user/imagefolder\n---\n",
        find=_find,
        reads=(BODY, "datasets", *INDEX),
    ),
)
