"""The Markdown body: headings, sections, code, comments and tables, each with its span. One scan, no tree, no HTML.

The scanner follows CommonMark and GitHub's tables as far as they decide where a heading, a fence, a comment or a table
starts and ends; it knows nothing about inline markup.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import NamedTuple

from cardsmith.document.tables import Table, is_table_head
from cardsmith.lazy import cached_property
from cardsmith.read_only import read_only_list
from cardsmith.text import BOM, Span, moved, with_line_feeds

# Lines that can start or end a block, by their first characters (CommonMark 0.31 §4.2 to 4.6, GFM §4.10). Every other
# line is prose, and the scan never looks at it. A fence may stand behind the mark of a list item.
# Each kind begins with its own character, and the group behind it: so most lines are passed over at their first one.
_BLOCK_START = r"""[ ]{0,3}(?:
        \#(?P<hashes>\#{0,5})(?=[ \t\n]|\Z)
      | <(?P<html>[!?/A-Za-z])
      | [-=|:](?P<rule>[-=|: \t]*)$
      | (?=[-*+0-9`~])(?:(?:[-*+]|[0-9]{1,9}[.)])[ ]+)?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})
    )"""
# Behind a line end rather than at `^`: a pattern that begins with a character is searched for many times faster.
_NEXT_BLOCK_START = re.compile(rf"\n{_BLOCK_START}", re.MULTILINE | re.VERBOSE)
# What ends a block of HTML that may hold blank lines, by what opens it (§4.6, kinds 1 to 5). Most cards need neither
# these patterns nor those of the tags below: `re` compiles one when it is first used.
_VERBATIM = r"(?i:<(?:script|pre|style|textarea)(?=[\s>]|\Z))"
_HTML_ENDS = (
    (_VERBATIM, r"(?i:</(?:script|pre|style|textarea)>)"),
    (r"<\?", r"\?>"),
    (r"<![A-Za-z]", r">"),
    (r"<!\[CDATA\[", r"\]\]>"),
)
_BLOCK_TAG = (
    r"(?i:</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl"
    r"|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main"
    r"|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title"
    r"|tr|track|ul)(?=[\s>]|/>|\Z))"
)
_ATTRIBUTE = r"""[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s"'=<>`]+|'[^'\n]*'|"[^"\n]*"))?"""
_LONE_TAG = rf"(?m:(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*[ \t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)[ \t]*$)"
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|\Z)")
_THEMATIC_BREAK = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_CONTAINER = re.compile(r"[ ]{0,3}(?:>|[-*+](?:[ \t]|\Z)|(?P<number>[0-9]{1,9})[.)](?:[ \t]|\Z))")
_INDENTED = re.compile(r"[ ]{0,3}\t|[ ]{4}")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_PIPED_ROWS = re.compile(r"(?:\n\|[^\n]*)*")
_TABLE_BREAK = re.compile(
    r"[ ]{0,3}(?:\#{1,6}(?:[ \t]|\Z)|>|`{3,}[^`]*\Z|~~~|<[!?]|[-*+](?:[ \t]|\Z)|[0-9]{1,9}[.)](?:[ \t]|\Z))"
    r"|[ ]{0,3}\t|[ ]{4}"
)


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

    __slots__ = ("__dict__", "_lazy", "code", "comments", "headings", "lines", "start", "text")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.lines = _lines(text, start)
        """The text with every line end as one LF, at the same offsets."""
        self.headings: list[Heading] = []
        self.code: list[Span] = []
        self.comments: list[Span] = []
        self._tables: list[tuple[int, int, int]] = []
        self._lazy = start
        self._scan()
        self.headings, self.code = read_only_list(self.headings), read_only_list(self.code)
        self.comments = read_only_list(self.comments)

    def moved(self, text: str, by: int) -> Body:
        """Return the same blocks in `text`, where the same body starts `by` characters further on."""
        body = Body.__new__(Body)
        body.text = text
        body.start = self.start + by
        body.lines = _lines(text, body.start)
        body.headings = moved(self.headings, by)
        body.code = moved(self.code, by)
        body.comments = moved(self.comments, by)
        body._tables = [(head + by, rule + by, stop + by) for head, rule, stop in self._tables]
        if "prose" in self.__dict__:
            body.__dict__["prose"] = self.prose
        return body

    def _scan(self) -> None:
        lines, at = self.lines, self.start
        search = _NEXT_BLOCK_START.search
        floor = at  # where the first line starts that can still belong to an open paragraph
        if at > 0:
            match = search(lines, at - 1)
        else:
            match = re.compile(_BLOCK_START, re.MULTILINE | re.VERBOSE).match(lines) or search(lines)
        while match:
            kind = match.lastgroup
            start = match.start() + lines.startswith("\n", match.start())
            stop = lines.find("\n", match.end())
            stop = len(lines) if stop < 0 else stop
            if kind == "hashes":
                title = lines[match.end() : stop].strip(" \t")
                if title.endswith("#"):
                    title = _CLOSING_HASHES.sub("", title).rstrip(" \t")
                level = 1 + match.end("hashes") - match.start("hashes")
                self.headings.append(Heading(level, title, self._trimmed(start, stop)))
                at = stop
                floor = at + 1
            elif kind == "rule":
                at = stop
                head = self._line_above(start, floor)
                if head < start and is_table_head(lines, head, start, stop):
                    at = self._table_end(stop)
                    self._tables.append((head, start, at))
                    floor = at + 1
                else:
                    floor = self._underlined(lines[start:stop], floor, start, stop)
            elif kind == "fence":
                at = self._fenced(match, start, stop)
                floor = at + 1
            else:
                end = self._html(match.start("html") - 1, floor, start, stop)
                at = stop if end is None else end
                floor = floor if end is None else end + 1
            match = search(lines, at)

    def _trimmed(self, start: int, stop: int) -> Span:
        return Span(start, stop - 1 if self.text[stop - 1 : stop] == "\r" else stop)

    def _line_above(self, start: int, floor: int) -> int:
        """Return where the line above the one at `start` starts; `start` itself when that is not to be looked at."""
        if start <= floor:
            return start
        above = self.lines.rfind("\n", floor, start - 1)
        return floor if above < 0 else above + 1

    def _fenced(self, match: re.Match[str], start: int, stop: int) -> int:
        """Pass a fenced code block; return where it ends. One in a list item ends with that at the latest."""
        fence = match.group("fence")
        indent = match.start("fence") - start
        marked = not self.lines[start : start + indent].isspace() and indent > 0
        closing = rf"[ ]{{0,{indent + 3 if marked else 3}}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$"
        outside = rf"|(?![ ]{{{indent}}})(?=[ \t]*[^ \t\n])" if marked else ""
        end = re.compile(rf"^(?:(?P<closing>{closing}){outside})", re.MULTILINE).search(self.lines, stop)
        at = len(self.lines) if end is None else end.end() if end.group("closing") else end.start() - 1
        self.code.append(Span(start, at))
        return at

    def _html(self, opening: int, floor: int, start: int, stop: int) -> int | None:
        """Return where a block of HTML ends; None when the tag does not open one."""
        lines = self.lines
        if lines.startswith("<!--", opening):
            end = lines.find("-->", opening + 2)
            end = len(lines) if end < 0 else end + 3
            self.comments.append(Span(opening, end))
            return self._line_stop(end)
        for index, (head, tail) in enumerate(_HTML_ENDS):
            if re.compile(head).match(lines, opening):
                closing = re.compile(tail).search(lines, opening)
                end = closing.end() if closing else len(lines)
                if index == 0:
                    self.code.append(Span(start, end))
                return self._line_stop(end)
        if re.compile(_BLOCK_TAG).match(lines, opening) or (
            re.compile(_LONE_TAG).match(lines, opening) and not self._in_paragraph(floor, start)
        ):
            blank = _BLANK_LINE.search(lines, stop)
            return blank.start() if blank else len(lines)
        return None

    def _in_paragraph(self, floor: int, start: int) -> bool:
        """Whether the line at `start` can go on with a paragraph above it."""
        while (above := self._line_above(start, floor)) < start:
            line = self.lines[above : start - 1]
            if not line.strip(" \t") or _THEMATIC_BREAK.match(line):
                return False
            if not _INDENTED.match(line):
                return True
            start = above
        return False

    def _line_stop(self, offset: int) -> int:
        stop = self.lines.find("\n", offset)
        return len(self.lines) if stop < 0 else stop

    def _underlined(self, rule: str, floor: int, start: int, stop: int) -> int:
        """A paragraph with a line of `=` or `-` below it is a heading. Return the new floor."""
        mark = rule.strip(" \t")
        if mark in (mark[0] * len(mark), "") and mark[0] in "=-":
            head = self._paragraph(floor, start)
            if head is not None:
                title = " ".join(self.lines[head:start].split())
                self.headings.append(Heading(1 if mark[0] == "=" else 2, title, self._trimmed(head, stop)))
                return stop + 1
        return stop + 1 if _THEMATIC_BREAK.match(self.lines[start:stop]) else floor

    def _paragraph(self, floor: int, stop: int) -> int | None:
        """Return where the paragraph starts whose last line ends at `stop`; None for none, and in a list or quote."""
        lines, at = self.lines, stop
        while at > floor:
            above = self._line_above(at, floor)
            line = lines[above : at - 1]
            if not line.strip(" \t") or _THEMATIC_BREAK.match(line):
                break
            mark = _CONTAINER.match(line)
            if above < self._lazy or (mark and _interrupts(mark)):
                self._lazy = stop + 1  # a line that goes on from here is in the list or quote as well
                return None
            at = above
        while at < stop and _INDENTED.match(lines, at):
            at = self._line_stop(at) + 1
        if _CONTAINER.match(lines[at : self._line_stop(at)]):
            self._lazy = stop + 1
            return None
        return at if at < stop else None

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
            if not row.strip() or _TABLE_BREAK.match(row) or _THEMATIC_BREAK.match(row):
                break
            tag = row.lstrip(" ")
            if tag.startswith("<") and (re.match(_BLOCK_TAG, tag) or re.match(_VERBATIM, tag)):
                break
            stop = following
        return stop

    @cached_property
    def tables(self) -> list[Table]:
        """Pipe tables, in document order."""
        return read_only_list(Table(self.lines, *places) for places in self._tables)

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
        return read_only_list(sections)

    def section(self, title: str) -> Section | None:
        """Return the first section with this title; case and surrounding blanks do not matter."""
        return self._by_title.get(title.strip().casefold())

    @cached_property
    def _by_title(self) -> dict[str, Section]:
        return {section.title.casefold(): section for section in reversed(self.sections) if section.heading}

    def in_code(self, offset: int) -> bool:
        """Whether a character stands in a code block."""
        return self.code_at(offset) is not None

    def code_at(self, offset: int) -> Span | None:
        """Return the code block that a character stands in."""
        return _at(self.code, offset)

    def in_comment(self, offset: int) -> bool:
        """Whether a character stands in an HTML comment."""
        return _at(self.comments, offset) is not None


def _lines(text: str, start: int) -> str:
    """Return the text with one LF for every line end; a byte order mark before the body counts as one, too."""
    lines = with_line_feeds(text)
    return "\n" + lines[1:] if start == 1 and text.startswith(BOM) else lines


def _interrupts(mark: re.Match[str]) -> bool:
    """Whether a line with the mark of a list item or a quote ends a paragraph above it (§5.2, §5.3)."""
    return mark.group().endswith(">") or (
        mark.group("number") in (None, "1") and bool(mark.string[mark.end() :].strip(" \t"))
    )


def _at(spans: list[Span], offset: int) -> Span | None:
    """Return that of the spans, which are in order, that holds a character."""
    index = bisect_right(spans, offset, key=itemgetter(0))
    return spans[index - 1] if index > 0 and offset < spans[index - 1].end else None
