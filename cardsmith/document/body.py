"""The Markdown body: headings, sections, code, comments and tables, each with its span. One scan, no tree, no HTML.

The scanner follows CommonMark and GitHub's tables as far as they decide where a heading, a fence, a comment or a table
starts and ends; it knows nothing about inline markup.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from cardsmith.document.tables import Table, is_table_head
from cardsmith.text import Span, with_line_feeds

# Lines that can start or end a block, by their first characters (CommonMark 0.31 §4.2 to 4.6, GFM §4.10). Every other
# line is prose, and the scan never looks at it.
_BLOCK_START = re.compile(
    r"""^[ ]{0,3}(?:
        (?P<hashes>\#{1,6})(?=[ \t\n]|\Z)
      | (?P<fence>`{3,}(?=[^`\n]*$)|~{3,})
      | (?P<html><(?:!--|[A-Za-z/]))
      | (?P<rule>[-=|:][-=|: \t]*)$
    )""",
    re.MULTILINE | re.VERBOSE,
)
_VERBATIM_TAG = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl"
    r"|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main"
    r"|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title"
    r"|tr|track|ul)(?=[\s>/]|\Z)",
    re.IGNORECASE,
)
_LONE_TAG = re.compile(r"</?[A-Za-z][^<>]*>[ \t]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|\Z)")
_NOT_A_PARAGRAPH = re.compile(r"[ ]{0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|>|\#{1,6}(?:[ \t]|$)|```|~~~|<|\|)|[ ]{4}|\t|[ \t]*$")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+[ \t]*$")


class Heading(NamedTuple):
    """A heading line (or, underlined, its lines). `span` leaves out the final line end."""

    level: int
    title: str
    span: Span


class Section(NamedTuple):
    """A heading with what stands below it.

    Attributes:
        heading: None for the text before the first heading.
        text: From the end of the heading line to the next heading of any level: the section's own words.
        whole: From the heading's start to the next heading of the same or a higher level.
    """

    heading: Heading | None
    text: Span
    whole: Span

    @property
    def title(self) -> str:
        """The heading's title, empty for the text before the first heading."""
        return self.heading.title if self.heading else ""


class Body:
    """The blocks of `text` from `start` on. Offsets are those of the whole text.

    Attributes:
        headings: In document order.
        code: Fenced code blocks and verbatim HTML (`<pre>`), fences included.
        comments: HTML comments that stand as a block of their own.
    """

    __slots__ = ("__dict__", "code", "comments", "headings", "lines", "start", "text")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.lines = with_line_feeds(text)
        """The text with every line end as one LF, at the same offsets."""
        self.headings: list[Heading] = []
        self.code: list[Span] = []
        self.comments: list[Span] = []
        self._tables: list[tuple[int, int, int]] = []
        self._scan()

    def moved(self, text: str, by: int) -> Body:
        """Return the same blocks in `text`, where the same body starts `by` characters further on."""
        body = Body.__new__(Body)
        body.text = text
        body.start = self.start + by
        body.lines = with_line_feeds(text)
        body.headings = [heading._replace(span=heading.span.shifted(by)) for heading in self.headings]
        body.code = [span.shifted(by) for span in self.code]
        body.comments = [span.shifted(by) for span in self.comments]
        body._tables = [(head + by, rule + by, stop + by) for head, rule, stop in self._tables]
        return body

    def _scan(self) -> None:
        lines, at = self.lines, self.start
        search = _BLOCK_START.search
        table_end = at
        while match := search(lines, at):
            start, kind = match.start(), match.lastgroup
            stop = lines.find("\n", match.end())
            stop = len(lines) if stop < 0 else stop
            if kind == "hashes":
                title = lines[match.end() : stop].strip(" \t")
                if title.endswith("#"):
                    title = _CLOSING_HASHES.sub("", title).rstrip(" \t")
                level = match.end("hashes") - match.start("hashes")
                self.headings.append(Heading(level, title, self._trimmed(start, stop)))
                at = stop
            elif kind == "rule":
                head = lines.rfind("\n", self.start, max(start - 1, self.start)) + 1 or self.start
                if start > self.start and head >= table_end and is_table_head(lines, head, start, stop):
                    table_end = at = self._table_end(stop)
                    self._tables.append((head, start, at))
                else:
                    if start > self.start and head >= table_end:
                        self._underlined(match.group("rule"), head, start, stop)
                    at = stop
            else:
                at = self._verbatim(match, start, stop)
            if at >= len(lines):
                break

    def _trimmed(self, start: int, stop: int) -> Span:
        return Span(start, stop - 1 if self.text[stop - 1 : stop] == "\r" else stop)

    def _verbatim(self, match: re.Match[str], start: int, stop: int) -> int:
        """Pass a fence, a comment or a block of HTML; return where the scan goes on."""
        lines = self.lines
        if fence := match.group("fence"):
            closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
            end = closing.search(lines, stop)
            self.code.append(Span(start, end.end() if end else len(lines)))
            return end.end() if end else len(lines)
        opening = match.start("html")
        if lines.startswith("<!--", opening):
            end = lines.find("-->", opening + 4)
            end = len(lines) if end < 0 else end + 3
            self.comments.append(Span(opening, end))
            stop = lines.find("\n", end)
            return len(lines) if stop < 0 else stop
        if tag := _VERBATIM_TAG.match(lines, opening):
            closing = re.compile(rf"</{tag.group(1)}>", re.IGNORECASE)
            end = closing.search(lines, opening)
            self.code.append(Span(start, end.end() if end else len(lines)))
            stop = lines.find("\n", end.end()) if end else -1
            return len(lines) if stop < 0 else stop
        above = lines[lines.rfind("\n", self.start, max(start - 1, self.start)) + 1 : start]
        if _BLOCK_TAG.match(lines, opening) or (not above.strip() and _LONE_TAG.match(lines, opening)):
            blank = _BLANK_LINE.search(lines, stop)
            return blank.start() if blank else len(lines)
        return stop

    def _underlined(self, rule: str, head: int, start: int, stop: int) -> None:
        """A paragraph with a line of `=` or `-` below it is a heading."""
        mark = rule.strip(" \t")
        if set(mark) not in ({"="}, {"-"}) or _NOT_A_PARAGRAPH.match(self.lines[head : start - 1]):
            return
        if self.headings and head < self.headings[-1].span.end:
            return
        while head > self.start:
            above = self.lines.rfind("\n", self.start, head - 1) + 1 or self.start
            if _NOT_A_PARAGRAPH.match(self.lines[above : head - 1]) or above >= head:
                break
            head = above
        title = " ".join(self.lines[head : start - 1].split())
        self.headings.append(Heading(1 if mark[0] == "=" else 2, title, self._trimmed(head, stop)))

    def _table_end(self, stop: int) -> int:
        """Return the end of the last row of the table whose delimiter row ends at `stop`."""
        lines = self.lines
        while stop < len(lines):
            rows = _PIPED_ROWS.match(lines, stop)
            assert rows is not None
            stop = rows.end()
            if stop >= len(lines):
                break
            following = lines.find("\n", stop + 1)
            following = len(lines) if following < 0 else following
            row = lines[stop + 1 : following]
            if not row.strip() or _TABLE_BREAK.match(row):
                break
            stop = following
        return stop

    @cached_property
    def tables(self) -> list[Table]:
        """Pipe tables, in document order."""
        return [Table(self.lines, *places) for places in self._tables]

    @cached_property
    def prose(self) -> str:
        """The body without its tables, to look for words in: a training table is most of a card, and holds none."""
        parts, at = [], self.start
        for head, _, stop in self._tables:
            parts.append(self.lines[at:head])
            at = stop
        return "".join((*parts, self.lines[at:]))

    @cached_property
    def sections(self) -> list[Section]:
        """The text before the first heading, then one section a heading, in document order."""
        headings = self.headings
        total = len(self.text)
        first = headings[0].span.start if headings else total
        sections = [Section(None, Span(self.start, first), Span(self.start, first))]
        ends = [total] * len(headings)
        open_: list[int] = []
        for index, heading in enumerate(headings):
            while open_ and headings[open_[-1]].level >= heading.level:
                ends[open_.pop()] = heading.span.start
            open_.append(index)
        for index, heading in enumerate(headings):
            after = headings[index + 1].span.start if index + 1 < len(headings) else total
            text = Span(heading.span.end, after)
            sections.append(Section(heading, text, Span(heading.span.start, ends[index])))
        return sections

    def section(self, title: str) -> Section | None:
        """Return the first section with this title; case and surrounding blanks do not matter."""
        wanted = title.strip().casefold()
        for section in self.sections:
            if section.heading and section.heading.title.casefold() == wanted:
                return section
        return None

    def in_code(self, offset: int) -> bool:
        """Whether a character stands in a code block."""
        return any(start <= offset < end for start, end in self.code)

    def in_comment(self, offset: int) -> bool:
        """Whether a character stands in an HTML comment."""
        return any(start <= offset < end for start, end in self.comments)


_PIPED_ROWS = re.compile(r"(?:\n\|[^\n]*)*")
_TABLE_BREAK = re.compile(r"[ ]{0,3}(?:#{1,6}(?:[ \t]|$)|>|```|~~~|<(?:!--|[A-Za-z/])|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:[-*_][ \t]*){3,}$)")
