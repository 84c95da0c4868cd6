"""The words the rest is written in: gap, suggestion, evidence."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, NamedTuple

from cardsmith.text import Span


class Severity(str, Enum):
    """How much a gap matters."""

    ERROR = "error"
    """The Hub rejects the card, or cannot read its metadata."""
    GAP = "gap"
    """Something is unfilled or wrong."""
    ADVICE = "advice"
    """Something to look at; the card is complete without it."""


class FixClass(str, Enum):
    """Who may fix a gap."""

    SAFE = "safe"
    """The card proves the fix: `--non-interactive` applies it."""
    ASK = "ask"
    """A person, or an answers file, has to say."""
    NONE = "none"
    """There is nothing to apply: it is for reading."""


class Group(str, Enum):
    """The part of a card that something is about."""

    METADATA = "Metadata"
    RESULTS = "Results"
    TEXT = "Text"


class Evidence(NamedTuple):
    """Why a value is suggested.

    Attributes:
        source: Where it comes from: `card`, a file name, or a Hub repository.
        locator: The place there: a line, a key, a URL.
        quote: The words that say so.
    """

    source: str
    locator: str
    quote: str

    @property
    def part(self) -> str:
        """The place in the source as people say it: without the address of a page.

        >>> Evidence("a/b", "https://huggingface.co/a/b/blob/1234/config.json (id2label)", "cat, dog").part
        'config.json id2label'
        """
        return _ADDRESS.sub(lambda found: " ".join(filter(None, (found["file"], found["key"]))), self.locator)

    @property
    def place(self) -> str:
        """Source and place.

        >>> Evidence("card", "line 14", "").place, Evidence("a/b", "https://huggingface.co/a/b (license)", "").place
        ('card, line 14', 'a/b, license')
        """
        return f"{self.source}, {self.part}" if self.part else self.source


GIVEN: tuple[Evidence, ...] = (Evidence("answers", "", "given by the user"),)
"""The evidence of what somebody answered."""

_ADDRESS = re.compile(r"\Ahttps?://\S+?(?:/(?:blob|resolve)/[^/]+/(?P<file>[^\s]+))?(?: \((?P<key>.*)\))?\Z")


class Suggestion(NamedTuple):
    """A value for a field.

    Attributes:
        field: The answers key it fills: `license`, `results`, `sections.Model description`, …
        value: In the shape an answer has.
        confidence: 0 to 1.
        safe: Whether it may be applied without a person.
        evidence: At least one piece.
    """

    field: str
    value: Any
    confidence: float
    safe: bool
    evidence: tuple[Evidence, ...]

    @property
    def source(self) -> str:
        """Where the first piece of evidence comes from."""
        return self.evidence[0].source


class Gap(NamedTuple):
    """One thing missing or wrong in a card.

    Attributes:
        rule: The rule's id.
        severity: How much it matters.
        fix: Who may fix it.
        message: What is wrong, for people.
        where: Front matter path or section heading; empty for the card as a whole.
        span: The characters it is about.
        line: Line of the span's start, from 1.
        column: Column of the span's start, from 1.
        field: The answers key that fills it; None when no value is asked for.
        suggestions: Values for it, the best first.
    """

    rule: str
    severity: Severity
    fix: FixClass
    message: str
    where: str
    span: Span
    line: int
    column: int
    field: str | None = None
    suggestions: tuple[Suggestion, ...] = ()


SECTION_PREFIX = "sections."
"""A field of this prefix is a section of the body: `sections.Model description`."""

_LABEL_MARK = " › "


def section_field(title: str, label: str = "") -> str:
    """Return the field of a section, or of the bullet in it that starts with a label.

    >>> section_field("Model Description", "Developed by")
    'sections.Model Description › Developed by'
    """
    return SECTION_PREFIX + title + (_LABEL_MARK + label if label else "")


def section_of(field: str) -> tuple[str, str]:
    """Return the title and the label that a section's field names; the label is empty for the section's own words."""
    title, _, label = field.removeprefix(SECTION_PREFIX).partition(_LABEL_MARK)
    return title, label
