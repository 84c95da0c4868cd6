"""A section of the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cardsmith.document.body import Body
from cardsmith.draft import CardDraft
from cardsmith.errors import EditRefused
from cardsmith.fields import SECTIONS
from cardsmith.gaps import SECTION_PREFIX
from cardsmith.text import with_newlines

_TITLES = [section.title for section in SECTIONS]


def write_section(draft: CardDraft, field: str, value: str, _chosen: Mapping[str, Any]) -> None:
    """Put the text under the heading; a section that is not there is inserted where the generator would put it."""
    title = field.removeprefix(SECTION_PREFIX)
    section = draft.card.body.section(title)
    level = section.heading.level if section is not None and section.heading else 2
    text = value.strip("\r\n").rstrip()
    for heading in Body(text, 0).headings:
        if heading.level <= level:
            raise EditRefused(
                f"its text has a heading of level {heading.level} ({heading.title!r}), which would end the section",
                where=title,
                hint=f"use level {level + 1} or deeper",
            )
    if section is None:
        before, after = _neighbours(draft, title)
        draft.insert_section(title, text, before=before, after=after)
    elif not _stands_there(draft, section.text.start, text):
        draft.fill_section(section, text)


def _stands_there(draft: CardDraft, start: int, text: str) -> bool:
    """Whether the section begins with this very text, subsections of it included."""
    rest = draft.card.text[start:].lstrip()
    wanted = with_newlines(text, draft.card.newline_at(start)).lstrip()
    return rest.startswith(wanted) and rest[len(wanted) : len(wanted) + 1] in ("", "\n", "\r")


def _neighbours(draft: CardDraft, title: str) -> tuple[list[str], str]:
    wanted = [name.casefold() for name in _TITLES]
    if title.casefold() not in wanted:
        return ["Training procedure", "Framework versions"], ""
    at = wanted.index(title.casefold())
    there = (name for name in reversed(_TITLES[:at]) if draft.card.body.section(name) is not None)
    return [*_TITLES[at + 1 :], "Training procedure"], next(there, "")
