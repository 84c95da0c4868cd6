"""Nothing that a terminal obeys, and nothing that people cannot see, is shown as itself."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest

from cardsmith.visible import json_text, visible

SEEN = {"\t", "\n"}
# Format characters that are drawn: the number signs of Arabic, Syriac and Kaithi, joiners of hieroglyphs.
DRAWN = range(0x600, 0x606), range(0x6DD, 0x6DE), range(0x70F, 0x710), range(0x890, 0x892), range(0x8E2, 0x8E3)
DRAWN_TOO = range(0x110BD, 0x110BE), range(0x110CD, 0x110CE), range(0x13430, 0x13440)
FILLERS = {*"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159", *map(chr, range(0x180B, 0x1810))}
# What chooses another form of the character before it; the last two of the first sixteen are part of many an emoji.
SELECTORS = {*map(chr, range(0xFE00, 0xFE0E)), *map(chr, range(0xE0100, 0xE01F0))}


def test_every_character_is_seen_or_escaped() -> None:
    hidden = FILLERS | SELECTORS
    wrong = []
    for start in range(0, sys.maxunicode + 1, 256):
        chars = [chr(code) for code in range(start, start + 256)]
        escapes_some = visible("".join(chars)) != "".join(chars)
        for char in chars:
            category = unicodedata.category(char)
            invisible = category in ("Cc", "Cf", "Cs", "Zl", "Zp") or char in hidden
            escaped = escapes_some and visible(char) != char
            if invisible and not escaped and not _is_drawn(char):
                wrong.append(f"U+{ord(char):04X}")
            if escaped and not invisible and category != "Cn":
                wrong.append(f"U+{ord(char):04X} is escaped")
    assert wrong == []


def _is_drawn(char: str) -> bool:
    return char in SEEN or any(ord(char) in some for some in (*DRAWN, *DRAWN_TOO))


@pytest.mark.parametrize("text", ["\U000e0041", "\x1b[31m", "\u202e", "\U0001d173", "\xad", "\ud800", "é🤗"])
def test_json_keeps_what_it_escapes(text: str) -> None:
    shown = json_text({"text": text})
    assert visible(shown) == shown
    assert json.loads(shown) == {"text": text}
