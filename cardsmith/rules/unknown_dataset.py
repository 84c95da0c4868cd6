"""The dataset is `None`, or unknown: in the sentence, or as null in the metadata."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import metadata_span
from cardsmith.rules.base import Found, Rule


def _find(card: Card) -> Iterator[Found]:
    for index, item in enumerate(card.listed("datasets")):
        if item is None or (isinstance(item, str) and item.strip().lower() in ("none", "null")):
            span = metadata_span(card, "datasets", index)
            where = f"datasets[{index}]"
            yield Found("a dataset without a name; the Hub rejects it", span, where, "datasets", Severity.ERROR)
    phrase = card.dataset_phrase
    if phrase is not None and not phrase.names:
        yield Found(f'the sentence says "{phrase.span.of(card.text)}"', phrase.span, "", "datasets")


_SENTENCE = "This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on {}.\n"

RULES = (
    Rule(
        id="unknown-dataset",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="The card says that the model was trained on the None dataset, or on an unknown one.",
        why="transformers does not know the name of a dataset built in memory and prints `None`.",
        before=_SENTENCE.format("the None dataset"),
        after=_SENTENCE.format("the [MESD](https://huggingface.co/datasets/hackathon-pln-es/MESD) dataset"),
        near_miss=_SENTENCE.format("the NoneTheLess dataset") + "Trained on the None dataset, says the template.\n",
        find=_find,
        reads=(BODY, "datasets"),
    ),
)
