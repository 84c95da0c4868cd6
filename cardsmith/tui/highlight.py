"""Light syntax colours for a card, one line at a time: YAML in the front matter, Markdown below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from cardsmith.card import Card


class Kind(str, Enum):
    """What a run of characters is."""

    FENCE = "fence"
    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    HEADING = "heading"
    MARK = "mark"
    CODE = "code"
    LINK = "link"
    STRONG = "strong"


class Run(NamedTuple):
    """Characters `[start, end)` of a line, and what they are."""

    start: int
    end: int
    kind: Kind


_YAML = re.compile(
    r"""(?P<fence>^(?:---|\.\.\.)[ \t]*$)
      | (?P<comment>(?:^|(?<=[ \t]))\#.*$)
      | (?P<key>(?:^[ \t]*(?:-[ \t]+)*)[\w"'./-]+(?=:(?:[ \t]|$)))
      | (?P<string>"(?:\\.|[^"\\])*"|'(?:''|[^'])*')
      | (?P<number>(?<=[ \t])[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?=[ \t]*(?:$|[,\]}\#]))
          |(?<=[ \t])(?:true|false|null|yes|no)(?=[ \t]*$))
      | (?P<mark>^[ \t]*-(?=[ \t])|[\[\]{},](?=[ \t]|$)|(?<=:[ \t])[\[{|>])
    """,
    re.VERBOSE,
)
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})(?=[ \t]|$)")
_MARKDOWN = re.compile(
    r"""(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
      | (?P<link>!?\[[^\]\n]*\]\([^)\n]*\)|<?https?://[^\s>)\]]+>?)
      | (?P<strong>\*\*(?=\S)[^*\n]+\*\*|__(?=\S)[^_\n]+__)
      | (?P<comment><!--.*?(?:-->|$)|</?[A-Za-z][^>\n]*>)
      | (?P<mark>^[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t])|^[ \t]*>+|^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$)
    """,
    re.VERBOSE,
)
_PIPE = re.compile(r"\|[ \t:|-]*(?=\|)\||\|")
_LONGEST = 5_000  # a longer line is data; nobody reads its colours


def runs(card: Card, start: int, line: str) -> list[Run]:
    """Return the coloured runs of a line that starts at an offset of the card's text."""
    if not line or len(line) > _LONGEST:
        return []
    if start < card.body_start:
        return list(_matches(_YAML, line))
    if card.body.in_comment(start):
        return [Run(0, len(line), Kind.COMMENT)]
    if card.body.in_code(start):
        return [Run(0, len(line), Kind.CODE)]
    heading = _HEADING.match(line)
    if heading:
        return [Run(0, heading.end(), Kind.MARK), Run(heading.end(), len(line), Kind.HEADING)]
    if line.lstrip(" ").startswith("|"):
        return [Run(*match.span(), Kind.MARK) for match in _PIPE.finditer(line)]
    return list(_matches(_MARKDOWN, line))


def _matches(pattern: re.Pattern[str], line: str) -> Iterator[Run]:
    for match in pattern.finditer(line):
        kind = match.lastgroup if match.lastgroup != "ticks" else "code"
        if kind:
            yield Run(match.start(), match.end(), Kind(kind))
