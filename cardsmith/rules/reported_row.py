"""Which row of the training table was reported, when that is worth a look."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY
from cardsmith.gaps import FixClass, Group, Severity
from cardsmith.rules.base import Found, Rule
from cardsmith.text import Span


def _find(card: Card) -> Iterator[Found]:
    row = card.reported_row
    if row is None:
        return
    first, last = card.reported_results[0].span, card.reported_results[-1].span
    span = Span(first.start, last.end)
    if row.row is None:
        yield Found("the reported results match no row of the training table: another evaluation?", span)
    elif row.best_by is None and row.best is not None:
        place = "the last row" if row.is_last else f"row {row.row + 1}"
        best = row.best
        message = f"the reported results are {place}; the best {best.column} is {best.text}, in row {best.row + 1}"
        yield Found(message, span)


_CARD = """It achieves the following results on the evaluation set:
- Wer: {}

| Epoch | Step  | Wer    |
|:-----:|:-----:|:------:|
| 27.43 | 39500 | 0.8487 |
| 29.86 | 43000 | 0.8603 |
"""

RULES = (
    Rule(
        id="reported-row",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="The reported results are not the training table's best row, or none of its rows.",
        why="The numbers should belong to the weights that are published: the last checkpoint, or the best one.",
        before=_CARD.format("0.8603"),
        after=_CARD.format("0.8487"),
        near_miss=_CARD.format("0.8487"),
        find=_find,
        reads=(BODY,),
        about=Group.RESULTS,
    ),
)
