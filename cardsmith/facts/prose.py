"""Which sections have words, and which only hold a generator's placeholder."""

from __future__ import annotations

import re
from enum import Enum

from cardsmith.document.body import Body, Section
from cardsmith.text import Span

# transformers writes the first, huggingface_hub's templates the second; both alone on a line.
# The pattern starts in the middle of the words, with letters that are always the same, so that the search is fast.
_PLACEHOLDER = re.compile(r"nformation [Nn]eeded\]?\.?(?=[ \t]*$)", re.MULTILINE)
_PLACEHOLDER_START = re.compile(r"[ \t]*(?P<words>\[?[Mm]ore [Ii])")

GENERATOR_COMMENT = re.compile(
    r"<!-- This model card has been generated automatically according to the information "
    r"(?P<who>the Trainer|Keras|the training script) had access to\. You\s+"
    r"should probably proofread and complete it, then remove this comment\. -->"
)
"""The comment with which a generator asks to be proofread."""


class SectionState(str, Enum):
    """What a section holds."""

    FILLED = "filled"
    PLACEHOLDER = "placeholder"
    EMPTY = "empty"


def find_placeholders(body: Body) -> list[Span]:
    """Return every placeholder line's words, outside code and comments."""
    found = []
    for end in _PLACEHOLDER.finditer(body.lines, body.start):
        start = _PLACEHOLDER_START.fullmatch(body.lines, body.lines.rfind("\n", 0, end.start()) + 1, end.start())
        if start and not body.in_code(end.start()) and not body.in_comment(end.start()):
            found.append(Span(start.start("words"), end.end()))
    return found


def section_state(body: Body, section: Section, placeholders: list[Span]) -> SectionState:
    """Return whether a section's own words are missing. A section with filled subsections is not empty."""
    start, end = section.text
    if any(start <= span.start < end for span in placeholders):
        return SectionState.PLACEHOLDER
    if not body.text[start:end].strip() and section.whole.end == end:
        return SectionState.EMPTY
    return SectionState.FILLED
