"""Find the front matter the way the Hub does."""

from __future__ import annotations

import re
from typing import NamedTuple

from cardsmith.text import BOM, Span

# The Hub server's own pattern, as huggingface_hub 2.4.0 repeats it (`REGEX_YAML_BLOCK` in repocard.py), cut in two so
# that the search for the closing fence is one linear scan.
_OPENING = re.compile(r"\s*---(?P<blanks>[ \t]*)(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")
_CLOSING_CR = re.compile(r"\r---[ \t]*\r")
_LOOKS_LIKE_A_KEY = re.compile(r"[ \t]*[A-Za-z][\w-]*:(?:[ \t\r\n]|\Z)")
# Behind blanks the pattern wants no block, so `Note: …` below a horizontal rule is prose; keys are in lower case.
_IS_A_KEY = re.compile(r"[a-z][a-z0-9_-]*:(?:[ \t\r\n]|\Z)")


class Fence(NamedTuple):
    """Where the front matter stands.

    Attributes:
        block: From the start of the text (behind a BOM) to the first character of the body.
        content: The YAML between the fences, without the line end before the closing one.
        bare_cr: Whether the closing fence ends in a bare CR, which the Hub's pattern does not accept.
        blanks: The blanks behind the opening `---`, which the Hub's pattern does not accept; None for none.
    """

    block: Span
    content: Span
    bare_cr: bool = False
    blanks: Span | None = None

    @property
    def seen_by_hub(self) -> bool:
        """Whether the Hub finds the block."""
        return not self.bare_cr and self.blanks is None


def find_fence(text: str) -> Fence | None:
    """Return where the front matter stands, or None when the text has none."""
    start = len(BOM) if text.startswith(BOM) else 0
    opening = _opening(text)
    if opening is None:
        return None
    blanks = Span(*opening.span("blanks")) if opening["blanks"] else None
    closing = _CLOSING.search(text, opening.end())
    if closing is None and text.startswith("\r\n", opening.end() - 2):
        # An empty block `---` CRLF `---`: the pattern takes the CR for the first fence and the LF for the second.
        closing = _CLOSING.match(text, opening.end() - 1)
        if closing is not None:
            return Fence(Span(start, closing.end()), Span(closing.start(), closing.start()))
    if closing is not None:
        return Fence(Span(start, closing.end()), Span(opening.end(), closing.start()), blanks=blanks)
    closing = _CLOSING_CR.search(text, opening.end())
    if closing is not None:
        return Fence(Span(start, closing.end()), Span(opening.end(), closing.start()), bare_cr=True, blanks=blanks)
    return None


def _opening(text: str) -> re.Match[str] | None:
    """Return the first fence; one with blanks behind it only when a key follows at once."""
    opening = _OPENING.match(text, len(BOM) if text.startswith(BOM) else 0)
    if opening is not None and opening["blanks"] and not _IS_A_KEY.match(text, opening.end()):
        return None
    return opening


def unclosed_fence(text: str) -> Span | None:
    """Return the span of an opening `---` that is never closed although metadata follows it, else None.

    A first line `---` with prose behind it is a horizontal rule, not front matter.
    """
    opening = _opening(text)
    if opening is None or not _LOOKS_LIKE_A_KEY.match(text, opening.end()) or find_fence(text) is not None:
        return None
    dashes = text.index("---", opening.start())
    return Span(dashes, dashes + 3)
