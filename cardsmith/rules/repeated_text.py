"""Paragraphs that a generator appended again on every save."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import DIALECTS, Found, Rule
from cardsmith.text import Span

_APPENDED_TO = ("Training procedure", "Framework versions")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_GENERATED = re.compile(r"The following `bitsandbytes` quantization config|- PEFT \d")


def _repeats(card: Card) -> Iterator[Span]:
    """Yield every later copy of a generated paragraph."""
    seen: set[str] = set()
    for section in card.sections:
        if section.title not in _APPENDED_TO:
            continue
        for match in _PARAGRAPH.finditer(card.body.lines, *section.text):
            words = match.group().rstrip()
            if _GENERATED.match(words) and words in seen:
                yield Span(match.start(), match.start() + len(words))
            seen.add(words)


def _find(card: Card) -> Iterator[Found]:
    if not any(dialect.id == "peft" for dialect in card.dialects):
        return
    for span in _repeats(card):
        words = span.of(card.text).partition("\n")[0]
        yield Found(f'"{words}" stands here again', span)


def _drop(draft: CardDraft) -> None:
    text = draft.card.text
    for span in _repeats(draft.card):
        start = span.start
        while start and text[start - 1].isspace():
            start -= 1
        draft.replace(Span(start, span.end), "")


_VERSIONS = "### Framework versions\n\n- PEFT 0.4.0\n"

RULES = (
    Rule(
        id="repeated-text",
        severity=Severity.ADVICE,
        fix=FixClass.SAFE,
        summary="A generated paragraph stands there more than once.",
        why="peft 0.4 to 0.6 appends its version, and how the model was quantized, on every save.",
        before=f"{_VERSIONS}\n- PEFT 0.4.0\n",
        after=_VERSIONS,
        near_miss=f"{_VERSIONS}\n- PEFT 0.5.0\n",
        find=_find,
        reads=DIALECTS,
        repair=_drop,
    ),
)
