"""How texts of a card, shares and values are shown to people: on one line, and nothing in them obeyed."""

from __future__ import annotations

import json
import re
from typing import Any

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Controls, escapes, the characters that reorder or hide what stands around them or are never seen, and those that no
encoding has. The two that choose between an emoji and its letter stay."""

_BACKTICKS = re.compile("`+")


def visible(text: str) -> str:
    r"""Return the text with every character that a terminal would obey written as its escape.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    return INVISIBLE.sub(lambda match: ascii(match.group())[1:-1], text)


def json_text(value: Any) -> str:
    """Return a value as JSON over several lines, for people and programs."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return INVISIBLE.sub(lambda match: json.dumps(match.group())[1:-1], text)


def shortened(text: str, width: int) -> str:
    """Return a text on one line, cut to a width."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def code_span(line: str) -> str:
    """Return a line as a code span of Markdown, which nothing in it can end.

    >>> code_span("a`b"), code_span("`b")
    ('``a`b``', '`` `b ``')
    """
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(line)), default=0))
    blank = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{blank}{line}{blank}{fence}"


def percent(share: float) -> str:
    """Return a share as people say it: `31 %`; only the whole is 100 %."""
    return f"{100 if share == 1 else min(99, round(share * 100))} %"


def value_text(value: Any) -> str:
    """Return the value of an answer as people read it.

    >>> value_text(["en", "es"]), value_text([]), value_text({"dataset": {"type": "a/b", "name": "B"}})
    ('en, es', 'none', 'dataset: type a/b, name B')
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return visible(", ".join(value)) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_part_text(part)}" for key, part in value.items()) or "from the card"
    return "" if value is None else visible(json.dumps(value, ensure_ascii=False, default=str))


def _part_text(part: Any) -> str:
    if isinstance(part, dict):
        return ", ".join(f"{key} {value_text(value)}" for key, value in part.items())
    return value_text(part)
