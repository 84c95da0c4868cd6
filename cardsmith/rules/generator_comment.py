"""The generator's comment asks to be removed once the card is complete."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.dialects import generator_comment
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule
from cardsmith.text import LINE_END, Span


def _comment(card: Card) -> Span | None:
    match = generator_comment(card.body)
    return Span(*match.span()) if match else None


def _find(card: Card) -> Iterator[Found]:
    span = _comment(card)
    if span is not None:
        yield Found("the card is complete: the generator's comment can go, as it says itself", span)


def _remove(draft: CardDraft) -> None:
    span = _comment(draft.card)
    if span is None:
        return
    end = span.end
    for _ in range(2):  # its own line end and the blank line behind it
        match = LINE_END.match(draft.card.text, end)
        end = match.end() if match else end
    draft.replace(Span(span.start, end), "")


_COMMENT = (
    "<!-- This model card has been generated automatically according to the information the Trainer had access to. "
    "You\nshould probably proofread and complete it, then remove this comment. -->"
)

RULES = (
    Rule(
        id="generator-comment",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="The generator's comment is still there although the card is complete.",
        why='It says "you should probably proofread and complete it, then remove this comment".',
        before=f"---\nlicense: mit\n---\n\n{_COMMENT}\n\n# my-model\n",
        after="---\nlicense: mit\n---\n\n# my-model\n",
        near_miss="---\nlicense: mit\n---\n\n<!-- This model card was written by hand. -->\n\n# my-model\n",
        find=_find,
        reads=(BODY,),
        repair=_remove,
        when_complete=True,
    ),
)
