"""Made-up ids in code samples, titles and links: `setfit_model_id`, `{MODEL_NAME}`, `model="None"`."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.facts.placeholders import find_ids, find_unfinished
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule


def _ids(card: Card) -> Iterator[Found]:
    for item in find_ids(card.body):
        yield Found(f"{item.words} stands for the repository's id", item.span, "", "repo_id")


def _unfinished(card: Card) -> Iterator[Found]:
    for item in find_unfinished(card.body):
        yield Found(f"{item.words} is to be replaced", item.span)


_CODE = '```python\nmodel = SetFitModel.from_pretrained("{}")\n```\n'

RULES = (
    Rule(
        id="placeholder-id",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A made-up id stands where the repository's own should.",
        why="The code sample does not run. A library saved the card before it knew where it would be pushed.",
        before=_CODE.format("setfit_model_id"),
        after=_CODE.format("user/my-model"),
        near_miss="The argument `setfit_model_id` is explained below.\n",
        find=_ids,
        reads=(BODY,),
    ),
    Rule(
        id="unfinished-code",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="A code sample or badge has a part that its author was meant to write.",
        why="It does not run, or shows a template's words.",
        before='```python\nentities = model.predict("None")\n```\n',
        after='```python\nentities = model.predict("Amelia flew from Newfoundland.")\n```\n',
        near_miss="```python\nmodel.predict(None)\n```\n",
        find=_unfinished,
        reads=(BODY,),
    ),
)
