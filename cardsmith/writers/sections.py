"""A section of the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.body import Body, Section
from cardsmith.draft import CardDraft
from cardsmith.errors import EditRefused
from cardsmith.facts.placeholders import with_id
from cardsmith.facts.prose import find_labels
from cardsmith.fields import SECTIONS
from cardsmith.gaps import section_of
from cardsmith.text import Span, line_start, line_stop, starting_in, with_newlines

_TITLES = [section.title for section in SECTIONS]


def write_section(draft: CardDraft, field: str, value: str, chosen: Mapping[str, Any]) -> None:
    """Put the text in the place of a placeholder that stands alone, else of the section's own words.

    A section that is not there is inserted where the generator would put it.
    """
    title, label = section_of(field)
    if label:
        _write_detail(draft, title, label, value)
        return
    card = draft.card
    section = card.body.section(title)
    if section is None and "repo_id" in chosen:  # its title was a made-up id, which that answer has replaced
        section = card.body.section(with_id(title, chosen["repo_id"]))
    text = value.strip("\r\n").rstrip()
    _check_headings(title, text, section.heading.level if section is not None and section.heading else 2)
    if section is None:
        before, after = _neighbours(card, title)
        draft.insert_section(title, text, before=before, after=after)
        return
    placeholders = starting_in(card.placeholders, section.text)
    alone = next((span for span in placeholders if _is_alone(card.text, span)), None)
    if alone is not None:
        draft.replace(alone, text)
    elif _stands_in(card, section, text):
        return
    elif placeholders:  # they stand behind labels, each for a detail: the text goes above them
        start = section.text.end - len(section.text.of(card.text).lstrip())
        draft.replace(Span(start, start), text + card.newline_at(start) * 2)
    else:
        draft.fill_section(section, text)


def _write_detail(draft: CardDraft, title: str, label: str, value: str) -> None:
    """Put the words behind their label."""
    detail = draft.card.details.get(title.casefold(), {}).get(label.casefold())
    if detail is None:
        body = draft.card.body
        sections = [section for section in body.sections if section.title.casefold() == title.casefold()]
        known = ", ".join(item.label for section in sections for item in find_labels(body, section))
        hint = f"its labels are {known}" if known else "it has no labels"
        raise EditRefused(f"there is no label {label!r} in the section {title!r}", where=title, hint=hint)
    if detail.is_bullet and len(value.strip().splitlines()) > 1:
        raise EditRefused("it must be one line: it stands behind the label of a bullet", where=f"{title} › {label}")
    blank = " " if draft.card.text[detail.value.start - 1 : detail.value.start] == ":" else ""
    draft.replace(detail.value, blank + value.strip())


def _is_alone(text: str, span: Span) -> bool:
    return text[line_start(text, span.start) : line_stop(text, span.end)].strip() == span.of(text)


def _check_headings(title: str, text: str, level: int) -> None:
    for heading in Body(text, 0).headings:
        if heading.level <= level:
            raise EditRefused(
                f"its text has a heading of level {heading.level} ({heading.title!r}), which would end the section",
                where=title,
                hint=f"use level {level + 1} or deeper",
            )


def _stands_in(card: Card, section: Section, text: str) -> bool:
    """Whether the section holds this very text already, subsections of it included."""
    wanted = re.escape(with_newlines(text, card.newline_at(section.text.start)).lstrip())
    there = card.text[section.text.start : section.whole.end]
    return re.search(rf"(?:\A|[\r\n])[ \t]*{wanted}(?=[ \t]*(?:[\r\n]|\Z))", there) is not None


def _neighbours(card: Card, title: str) -> tuple[list[str], str]:
    """Return the titles a new section goes before, and the one it goes behind."""
    known = [name.casefold() for name in _TITLES]
    at = known.index(title.casefold()) if title.casefold() in known else len(known)
    behind = _TITLES[:at] if at < len(known) else []
    there = (name for name in reversed(behind) if card.body.section(name) is not None)
    return [*_TITLES[at + 1 :], "Training procedure"], next(there, "")
