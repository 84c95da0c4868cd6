"""Sections without words: a placeholder, nothing at all, or not even the heading."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.body import Section
from cardsmith.draft import BODY
from cardsmith.facts.prose import SectionState, find_labels
from cardsmith.fields import SECTIONS
from cardsmith.gaps import FixClass, Severity, section_field
from cardsmith.rules.base import DIALECTS, Found, Rule
from cardsmith.text import Span, starting_in

_TITLES = {section.title.casefold() for section in SECTIONS}


def _placeholders(card: Card) -> Iterator[Found]:
    spans = card.placeholders
    if not spans:
        return
    at = 0
    for section in card.sections:
        if at == len(spans) or spans[at].start >= section.text.end:
            continue
        labels = {item.value: item.label for item in find_labels(card.body, section)}
        while at < len(spans) and spans[at].start < section.text.end:
            yield _placeholder(card, section, spans[at], labels.get(spans[at], ""))
            at += 1


def _placeholder(card: Card, section: Section, span: Span, label: str) -> Found:
    place = " in ".join(f'"{words}"' for words in (label, section.title) if words) or "the text before the title"
    field = section_field(section.title, label) if section.title or label else None
    optional = any(words.endswith("[optional]") for words in (label, section.title))
    severity = Severity.ADVICE if optional else None
    return Found(f'{place} says only "{span.of(card.text)}"', span, section.title, field, severity)


def _empty(card: Card) -> Iterator[Found]:
    for section in card.sections:
        heading = section.heading
        if heading and heading.title.casefold() in _TITLES and card.section_state(section) is SectionState.EMPTY:
            yield Found(f'"{heading.title}" is empty', heading.span, heading.title, section_field(heading.title))


def _prompts(card: Card) -> Iterator[Found]:
    """A section that holds nothing but the template's prompt, which is a comment."""
    comments = iter(card.body.comments)
    comment = next(comments, None)
    for section in card.sections:
        start, end = section.text
        while comment is not None and comment.start < start:
            comment = next(comments, None)
        if comment is None or not section.title or comment.end > end or section.whole.end != end:
            continue
        if starting_in(card.placeholders, comment):
            continue  # adapters' prompt and sentence-transformers' are placeholders, and told as such
        if not (card.text[start : comment.start] + card.text[comment.end : end]).strip():
            message = f'"{section.title}" holds only the template\'s prompt'
            yield Found(message, comment, section.title, section_field(section.title))


def _missing(card: Card) -> Iterator[Found]:
    if not any(dialect.opens_sections for dialect in card.dialects):
        return
    signed = [dialect for dialect in card.dialects if dialect.id in card.signed_dialects]
    if any(dialect.writes_body for dialect in signed) and not any(dialect.opens_sections for dialect in signed):
        return
    titles = {heading.title.casefold() for heading in card.body.headings}
    if titles.isdisjoint(_TITLES) and any(dialect.signs for dialect in card.dialects):
        return  # another tool wrote the body and kept the tag
    for section in SECTIONS:
        if section.title.casefold() not in titles:
            at = _place(card, section.title)
            yield Found(
                f'there is no section "{section.title}"', Span(at, at), section.title, section_field(section.title)
            )


def _place(card: Card, title: str) -> int:
    """Return where the section would stand: behind the one before it, else before the one after it, else last."""
    titles = [section.title for section in SECTIONS]
    for before in reversed(titles[: titles.index(title)]):
        section = card.body.section(before)
        if section is not None:
            return section.whole.end
    for after in (*titles[titles.index(title) + 1 :], "Training procedure"):
        section = card.body.section(after)
        if section is not None:
            return section.whole.start
    return len(card.text)


_WHY = "It is what a reader wants to know first, and what no other file of the repository says."

_CARD = """---
tags:
- generated_from_trainer
---

## Model description

Classifies the emotion of Spanish speech.

{}## Training and evaluation data

Private recordings.
"""

RULES = (
    Rule(
        id="placeholder-section",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A section only holds the generator's placeholder.",
        why=_WHY,
        before="## Model description\n\nMore information needed\n",
        after="## Model description\n\nClassifies the emotion of Spanish speech.\n",
        near_miss='## Model description\n\nThe template says "More information needed" here.\n',
        find=_placeholders,
        reads=(BODY,),
    ),
    Rule(
        id="empty-section",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A section has a heading and no words.",
        why=_WHY,
        before="## Model description\n\n## Intended uses & limitations\n",
        after="## Model description\n\nClassifies emotions.\n\n## Intended uses & limitations\n\nNone are known.\n",
        near_miss="## Training procedure\n\n### Training results\n",
        find=_empty,
        reads=(BODY,),
    ),
    Rule(
        id="prompt-section",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A section holds nothing but the comment with which a template asks for words.",
        why=_WHY,
        before="## Evaluation\n\n<!-- This section describes the evaluation protocols. -->\n",
        after="## Evaluation\n\nAccuracy on the test split.\n",
        near_miss="## Evaluation\n\n<!-- This section describes the evaluation protocols. -->\n\nNot evaluated.\n",
        find=_prompts,
        reads=(BODY,),
    ),
    Rule(
        id="missing-section",
        severity=Severity.GAP,
        fix=FixClass.ASK,
        summary="A section that the generator writes was removed.",
        why=_WHY,
        before=_CARD.format(""),
        after=_CARD.format("## Intended uses & limitations\n\nNone are known.\n\n"),
        near_miss="## Model description\n\nWritten by hand.\n",
        find=_missing,
        reads=DIALECTS,
    ),
)
