"""Which sections have words, and which only hold a generator's placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from cardsmith.document.body import Body, Section
from cardsmith.facts.placeholders import find_words
from cardsmith.text import Span, line_start, line_stop, starting_in

# transformers writes the first, huggingface_hub's templates the second; both alone on a line.
# The pattern starts in the middle of the words, with letters that are always the same, so that the search is fast.
_PLACEHOLDER = re.compile(r"nformation [Nn]eeded\]?\.?(?=[ \t]*$)", re.MULTILINE)
_PLACEHOLDER_START = re.compile(r"[ ]{0,3}(?P<words>\[?[Mm]ore [Ii])")

# `- **Developed by:** …`, `- Library: …`
_LABEL = re.compile(
    r"^[ \t]*[-*+][ ]+(?:\*\*(?P<bold>[^*\n]{1,80}?):?\*\*:?|(?P<plain>[^\n*\[:]{1,80}):)(?=[ \t]|$)", re.MULTILINE
)


# `**BibTeX:**` alone on its line, and what it announces below
_CAPTION = re.compile(r"^[ ]{0,3}\*\*(?P<label>[^*\n]{1,80}?):?\*\*:?[ \t]*$", re.MULTILINE)


class Labelled(NamedTuple):
    """One detail behind its label: the rest of a bullet, or what stands below bold words.

    Attributes:
        label: What the detail is.
        value: The span of the detail; empty where nothing stands.
        is_bullet: Whether it must fit on one line.
    """

    label: str
    value: Span
    is_bullet: bool = True


class SectionState(str, Enum):
    """What a section holds."""

    FILLED = "filled"
    PLACEHOLDER = "placeholder"
    EMPTY = "empty"


def find_placeholders(body: Body) -> list[Span]:
    """Return every placeholder's words: a line of nothing else, outside code and comments, in order."""
    found = []
    for end in _PLACEHOLDER.finditer(body.lines, body.start):
        start = _PLACEHOLDER_START.fullmatch(body.lines, body.lines.rfind("\n", 0, end.start()) + 1, end.start())
        if start is None:
            continue
        bracketed = body.lines.startswith("[", start.start("words"))
        if not bracketed and _in_paragraph(body.lines, start.start(), end.end()):
            continue
        if not body.in_code(end.start()) and not body.in_comment(end.start()):
            found.append(Span(start.start("words"), end.end()))
    return sorted({*found, *find_words(body)})


def find_labels(body: Body, section: Section) -> Iterator[Labelled]:
    """Yield the labelled details of a section, as huggingface_hub's templates write them."""
    start, end = section.text
    if body.lines.find(":", start, end) < 0 and body.lines.find("**", start, end) < 0:
        return
    yield from _captioned(body, start, end)
    for match in _LABEL.finditer(body.lines, start, end):
        stop = line_stop(body.lines, match.end())
        words = body.lines[match.end() : stop]
        if not body.in_code(match.start()) and not body.in_comment(match.start()):
            at = match.end() + len(words) - len(words.lstrip(" \t"))
            label = match["bold"] or match["plain"]
            yield Labelled(label.strip(), Span(at, at + len(words.strip(" \t"))))


def _captioned(body: Body, start: int, end: int) -> Iterator[Labelled]:
    if body.lines.find("**", start, end) < 0:
        return
    captions = [match for match in _CAPTION.finditer(body.lines, start, end) if not body.in_code(match.start())]
    stops = [*(match.start() for match in captions), end]
    for caption, stop in zip(captions, stops[1:], strict=True):
        words = body.lines[caption.end() : stop]
        at = caption.end() + len(words) - len(words.lstrip())
        yield Labelled(caption["label"].strip(), Span(at, max(at, caption.end() + len(words.rstrip()))), False)


def _in_paragraph(lines: str, start: int, end: int) -> bool:
    """Whether a line of other words stands right above or below a line."""
    next_line = line_stop(lines, end) + 1
    above = lines[line_start(lines, max(start - 1, 0)) : start].strip()
    below = lines[next_line : line_stop(lines, next_line)].strip()
    return any(line and not line.startswith(("#", "<", "---")) and not line.endswith("-->") for line in (above, below))


_IGNORE = re.compile(r"<!--\s*cardsmith:\s*ignore\s(?P<rules>[a-z0-9,\s-]*)-->")


def ignored_rules(body: Body) -> frozenset[str]:
    """Return the rules that the card's author has settled: `<!-- cardsmith: ignore RULE, RULE -->` in the body."""
    if "cardsmith:" not in body.prose:
        return frozenset()
    found = (_IGNORE.match(body.lines, comment.start) for comment in body.comments)
    return frozenset(rule for match in found if match for rule in re.split(r"[,\s]+", match["rules"]) if rule)


_OPT_OUT = re.compile(r"<!--\s*cardsmith:\s*ignore\s*-->")


def opts_out(body: Body) -> bool:
    """Return whether the card's author wants no changes from cardsmith: `<!-- cardsmith: ignore -->` in the body."""
    found = _OPT_OUT.finditer(body.lines, body.start) if "cardsmith:" in body.lines else ()
    return any(not body.in_code(match.start()) for match in found)


def section_state(body: Body, section: Section, placeholders: list[Span]) -> SectionState:
    """Return whether a section's own words are missing. A section with filled subsections is not empty."""
    start, end = section.text
    if starting_in(placeholders, section.text):
        return SectionState.PLACEHOLDER
    if not body.text[start:end].strip() and section.whole.end == end:
        return SectionState.EMPTY
    return SectionState.FILLED
