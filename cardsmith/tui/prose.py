"""Inline Markdown and HTML as runs of text that know how they look, and how they are wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cardsmith.tui.rows import pieces, shown

if TYPE_CHECKING:
    from markdown_it.token import Token

Run = tuple[str, str, str]
"""A text, the names of its looks with blanks between them, and the address it leads to. Plain tuples, because a card
has tens of thousands of them, and the search for garbage passes over tuples of texts."""
Row = tuple[Run, ...]

IMAGE = "▣ "
_LOOKS = {
    **dict.fromkeys(("b", "strong", "summary", "th"), "strong"),
    **dict.fromkeys(("cite", "em", "i"), "em"),
    **dict.fromkeys(("del", "s", "strike"), "gone"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
}
_STARTS_LINE = re.compile(
    "address|article|blockquote|center|dd|details|div|dl|dt|figcaption|figure|h[1-6r]|li|ol|p|pre|section|summary"
    "|table|tbody|tfoot|thead|tr|ul"
)
_SIGNS = {"li": "• ", "summary": "▸ "}
_UNREAD = ("script", "style", "template")
_HTML = re.compile(
    r"""(?P<comment><!--.*?(?:-->|\Z))
      | <(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>
      | <[!?][^>]*(?:>|\Z)
      | (?P<text>[^<]+|<)""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_BLANKS = re.compile(r"\s+")


class Writer:
    """Collects runs, line by line.

    Attributes:
        lines: The runs of each line; a new one starts only where the author wants it.
        comments: What stands in comments, which are in no line.
    """

    def __init__(self, *looks: str) -> None:
        self.lines: list[list[Run]] = [[]]
        self.comments: list[str] = []
        self._looks = list(looks)
        self._address = ""
        self._unread = ""

    def text(self, text: str, *looks: str) -> None:
        """Write a text. What it says as character references is known only here, so it is made visible here."""
        if text and not self._unread:
            names = (*self._looks, *(("link",) if self._address else ()), *looks)
            drawn = shown(text.replace("\n", " "))[0]
            self.lines[-1].append((drawn, " ".join(dict.fromkeys(names)), self._address))

    def image(self, alt: str, source: str) -> None:
        """Write what stands for an image: nothing is fetched."""
        inside, self._address = self._address, self._address or source
        self.text(IMAGE + (alt.strip() or source.rstrip("/").rpartition("/")[2] or "image"), "image")
        self._address = inside

    def new_line(self) -> None:
        """Start a new line."""
        self.lines.append([])

    def markdown(self, tokens: Iterable[Token]) -> None:
        """Write what stands in a paragraph, a heading or a cell."""
        for token in tokens:
            if token.type == "text":
                self.text(token.content)
            elif token.type == "softbreak":
                self.text(" ")
            elif token.type == "hardbreak":
                self.new_line()
            elif token.type == "code_inline":
                self.text(token.content, "code")
            elif token.type == "image":
                self.image(_plain(token.children or ()), str(token.attrs.get("src", "")))
            elif token.type == "html_inline":
                self.html(token.content)
            elif token.tag == "a":
                self._address = str(token.attrs.get("href", ""))
            elif token.nesting:
                self._enter_or_leave(token.tag, token.nesting > 0)

    def html(self, source: str) -> None:
        """Write the text of a piece of HTML, its tags obeyed as far as a terminal can."""
        for match in _HTML.finditer(source):
            tag = (match["tag"] or "").lower()
            if match["text"]:
                blanks = _BLANKS.sub(" ", unescape(match["text"]))
                self.text(blanks if self.lines[-1] else blanks.lstrip())
            elif self._unread or tag in _UNREAD:
                self._unread = tag if not match["close"] and not self._unread else self._unread
                self._unread = "" if match["close"] and tag == self._unread else self._unread
            elif match["comment"]:
                self.comments.append(shown(_BLANKS.sub(" ", match["comment"]))[0])
            elif tag:
                self._tag(tag, bool(match["close"]), match["attributes"])

    def _tag(self, tag: str, closes: bool, source: str) -> None:
        attributes = {name.lower(): unescape("".join(values)) for name, *values in _ATTRIBUTE.findall(source)}
        if tag == "br" or (self.lines[-1] and _STARTS_LINE.fullmatch(tag)):
            self.new_line()
        if tag == "img":
            self.image(attributes.get("alt", ""), attributes.get("src", ""))
        elif tag == "a":
            self._address = "" if closes else attributes.get("href", "")
        elif tag in ("td", "th") and closes:
            self.text("   ")
        self._enter_or_leave(tag, not closes)
        if tag in _SIGNS and not closes:
            self.text(_SIGNS[tag])

    def _enter_or_leave(self, tag: str, enters: bool) -> None:
        look = _LOOKS.get(tag)
        if look and enters:
            self._looks.append(look)
        elif look in self._looks:
            self._looks.reverse()
            self._looks.remove(look)
            self._looks.reverse()


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(token.content or (" " if token.type.endswith("break") else "") for token in tokens)


def wrapped(lines: Iterable[Sequence[Run]], width: int) -> list[Row]:
    """Return lines as rows that are at most so many columns wide."""
    rows: list[Row] = []
    for runs in lines:
        text = text_of(runs)
        for start, end in pieces(text, width):
            rows.append(part_of(runs, start, start + len(text[start:end].rstrip())))
    return rows


def part_of(runs: Sequence[Run], start: int, end: int) -> Row:
    """Return the runs of some of the characters."""
    if len(runs) == 1:
        text, looks, address = runs[0]
        return ((text[start:end], looks, address),)
    found = []
    at = 0
    for text, looks, address in runs:
        part = text[max(start - at, 0) : max(end - at, 0)]
        if part:
            found.append((part, looks, address))
        at += len(text)
    return tuple(found)


def text_of(runs: Iterable[Run]) -> str:
    """Return what runs say."""
    return "".join(run[0] for run in runs)


def cells_of(runs: Iterable[Run]) -> int:
    """Return how many columns runs take."""
    return sum(cell_len(run[0]) for run in runs)
