"""Write the difference between a draft of the front matter and the nodes it came from as edits of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as SequenceABC
from typing import Any

from cardsmith.document.draft_nodes import DraftEntry, DraftMapping, DraftSequence, last_value, plain
from cardsmith.document.emit import (
    Style,
    entry_lines,
    fits_literal,
    inline_text,
    is_block,
    item_lines,
    lines_behind,
    scalar_text,
)
from cardsmith.document.lines import Lines
from cardsmith.document.nodes import BLOCK_SCALAR_HEADER, COLON, Entry, Mapping, Node, Scalar, Sequence
from cardsmith.document.render_flow import FlowRenderer
from cardsmith.edits import Edit, EditSet, apply_within
from cardsmith.errors import EditRefused
from cardsmith.text import LINE_END, line_start, line_stop

_REST_OF_LINE = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_DASH = re.compile(r"[ ]*-")


class Renderer(Lines):
    """Writes one draft."""

    def __init__(self, text: str, style: Style) -> None:
        super().__init__(text, style)
        self._flow = FlowRenderer(text, style)
        self._end = len(text)

    # -- the document --------------------------------------------------------------------------------------------------

    def document(self, root: DraftMapping, content: tuple[int, int], has_block: bool) -> list[Edit]:
        """Return the edits that make the draft stand between the fences at `content`, or in a new block there."""
        if not has_block:
            return self._new_block(root, content[0])
        self._end = content[1]
        edits = list(self._root(root, content))
        return self._with_last_line_end(edits, root, content[1]) if edits else edits

    def _new_block(self, root: DraftMapping, at: int) -> list[Edit]:
        if not root.entries:
            return []
        lines = self._root_lines(root)
        if self._needs_line_end(last_value(root)):
            lines.append("")
        gap = "" if at >= len(self.text) or self.text[at] in "\r\n" else self.newline
        return [Edit(at, at, self.join(["---", *lines, "---"]) + self.newline + gap)]

    def _root(self, root: DraftMapping, content: tuple[int, int]) -> Iterator[Edit]:
        origin = root.origin
        if origin is not None and origin.entries:
            yield from self.mapping(root)
        elif not root.entries:
            return
        elif origin is not None:
            if self.prefix(origin.start).strip():
                raise EditRefused(
                    "an empty `{}` that shares its line cannot be filled", hint="give it a line of its own"
                )
            yield Edit(line_start(self.text, origin.start), origin.end, self.join(self._root_lines(root)))
        else:
            start, end = content
            if self.text.startswith("\r\n", end - 1):  # an empty block, see `find_fence`
                yield Edit(end + 1, end + 1, self.join(self._root_lines(root)) + self.newline)
                return
            lead = self.newline if end > start and self.text[end - 1] not in "\r\n" else ""
            yield Edit(end, end, lead + self.join(self._root_lines(root)))

    def _root_lines(self, root: DraftMapping) -> list[str]:
        return [line for entry in root.entries for line in entry_lines(entry.name, plain(entry.value), 0, self.style)]

    @staticmethod
    def _needs_line_end(last: Any) -> bool:
        """Whether a value is text whose final line end is part of it, when it is written behind `|`."""
        if isinstance(last, Scalar):
            return last.style in ("|", ">") and last.raw.endswith("\n")
        return isinstance(last, str) and fits_literal(last) and last.endswith("\n")

    def _with_last_line_end(self, edits: list[Edit], root: DraftMapping, end: int) -> list[Edit]:
        """Put an empty line behind text whose final line end would otherwise be the closing fence's."""
        last = last_value(root)
        if not self._needs_line_end(last):
            return edits
        changes = EditSet(edits)
        new = changes.apply(self.text[:end])
        if isinstance(last, Scalar):
            stands_last = not new[changes.place(last.end) :].strip(" \t")
        else:
            final = LINE_END.split(new)[-1]
            stands_last = final.lstrip(" ") == last.removesuffix("\n").rpartition("\n")[2].lstrip(" ")
        return [*edits, Edit(end, end, self.newline)] if stands_last else edits

    # -- mappings ------------------------------------------------------------------------------------------------------

    def mapping(self, draft: DraftMapping) -> Iterator[Edit]:
        """Write the changes of a mapping that stays where it is."""
        origin = draft.origin
        assert origin is not None
        if origin.flow:
            yield from self._flow.mapping(draft)
            return
        first = origin.start
        column = self.column(first)
        stay = [entry for entry in draft.entries if entry.origin is not None]
        if len(stay) == len(origin.entries):
            for entry in stay:
                if not entry.untouched and entry.origin is not None:
                    self._start(entry.origin, column, untouched=False)
        else:
            untouched = {id(entry.origin) for entry in stay if entry.untouched}
            starts = [self._start(entry, column, id(entry) in untouched) for entry in origin.entries]
            ends = [entry.value.end for entry in origin.entries]
            if not stay:
                style = self._style_at(line_stop(self.text, ends[0]), column)
                lines = [line for e in draft.entries for line in entry_lines(e.name, plain(e.value), column, style)]
                yield from self._replaced_lines(lines or [" " * column + "{}"], starts, ends)
                return
            yield from self._removals(origin.entries, starts, ends, [entry.origin for entry in draft.entries])
        last: Entry | None = None
        for item in draft.entries:
            if item.origin is not None:
                last = item.origin
                yield from self._changed_entry(item, last, column)
            else:
                style = self._style_at(line_stop(self.text, last.value.end) if last else None, column)
                lines = entry_lines(item.name, plain(item.value), column, style)
                yield self._insert_lines(lines, last.value.end if last else None, first, column)

    def _start(self, entry: Entry, column: int, untouched: bool) -> int:
        """Return where an entry starts. One that is touched must be written `key: value`, not `? key`."""
        prefix = self.prefix(entry.key.start)
        if len(prefix) == column and (untouched or COLON.match(self.text, entry.key.end)):
            return entry.key.start
        if not untouched:
            raise EditRefused(
                "its key is not written `key: value` on one line", where=entry.name or "", hint="rewrite it by hand"
            )
        return entry.key.start - len(prefix) + column

    def _removals(
        self, olds: SequenceABC[object], starts: list[int], ends: list[int], origins: Iterable[object]
    ) -> Iterator[Edit]:
        """Remove the keys or items that are not among `origins`. `starts` are those of keys or dashes."""
        origins = list(origins)
        kept = {id(origin) for origin in origins}
        gone = [id(old) not in kept for old in olds]
        tail = len(olds) - gone[::-1].index(False)
        index = 0
        if gone[0] and not self.alone(starts[0]):
            # The first shares its line with a dash further out: the next one moves there, comments stay above it.
            index = gone.index(False)
            above = self.text[self.line_after(ends[index - 1]) : line_start(self.text, starts[index])]
            if "#" in above and origins[0] is not None:
                prefix = self.prefix(starts[0])
                start = starts[0] - len(prefix) + len(prefix.rstrip())
                yield Edit(start, line_stop(self.text, ends[index - 1]), "")
            else:
                yield Edit(starts[0], starts[index], "")
        for at in range(index, tail):
            if gone[at]:
                yield Edit(line_start(self.text, starts[at]), self.line_after(ends[at]), "")
        for at in range(tail, len(olds)):
            yield self._without_lines(starts[at], ends[at])

    def _without_lines(self, start: int, end: int) -> Edit:
        """Remove whole lines and the line end before them, for the one behind them may be the closing fence's."""
        at, stop, after = line_start(self.text, start), line_stop(self.text, end), self.line_after(end)
        before = at - (2 if self.text.startswith("\r\n", at - 2) else 1)
        if after <= self._end and self.text[before:at] != self.text[stop:after]:
            return Edit(at, after, "")  # line ends of two kinds: the line above keeps its own
        return Edit(before, stop, "")

    def _replaced_lines(self, lines: list[str], starts: list[int], ends: list[int]) -> Iterator[Edit]:
        """Put new lines in the place of all keys or items. Comments between those stay."""
        yield Edit(line_start(self.text, starts[0]), line_stop(self.text, ends[0]), self.join(lines))
        for start, end in zip(starts[1:], ends[1:], strict=True):
            yield self._without_lines(start, end)

    def _insert_lines(self, lines: list[str], behind: int | None, first: int, column: int) -> Edit:
        """Insert whole lines behind the line that ends with the offset `behind`, or before the first key or dash."""
        if behind is not None:
            at = line_stop(self.text, behind)
            return Edit(at, at, self.below(lines))
        if self.alone(first):
            at = line_start(self.text, first)
            return Edit(at, at, self.join(lines) + self.newline)
        return Edit(first, first, self.join(lines)[column:] + self.newline + " " * column)

    def _changed_entry(self, item: DraftEntry, origin: Entry, column: int) -> Iterator[Edit]:
        key = origin.key
        if item.name != (origin.name or ""):
            quote = key.style if isinstance(key, Scalar) else ""
            yield Edit(key.start, key.end, scalar_text(item.name, quote, default_quote=self.style.quote))
        if item.value is origin.value:
            return
        colon = COLON.match(self.text, key.end)
        assert colon is not None
        if isinstance(item.value, DraftSequence) and item.value.wraps_still(origin.value):
            yield from self._wrapped(origin.value, item.value, colon.end(), column)
        else:
            yield from self._changed(origin.value, item.value, colon.end(), column, dash=False)

    # -- a value behind its key or dash --------------------------------------------------------------------------------

    def _changed(self, old: Node, new: Any, lead: int, column: int, *, dash: bool) -> Iterator[Edit]:
        """Write a changed value. The colon or dash before it ends at `lead`; `column` is the key's or the dash's."""
        if dash and isinstance(new, DraftSequence) and new.wraps_still(old):
            raise EditRefused("a list item cannot become a list of its own", hint="set the whole list instead")
        if self._stays(old, new):
            yield from self.mapping(new) if isinstance(new, DraftMapping) else self.sequence(new)
        else:
            yield from self._put(old, plain(new), lead, column, dash=dash)

    def _stays(self, old: Node, new: Any) -> bool:
        """Whether a container is changed inside, rather than replaced."""
        if not isinstance(new, (DraftMapping, DraftSequence)) or new.origin is not old:
            return False
        parts = new.entries if isinstance(new, DraftMapping) else new.items
        if any(part.origin is not None for part in parts):
            return True
        flow = isinstance(old, (Mapping, Sequence)) and old.flow
        return bool(parts) and not flow and self.alone(old.start)

    def _put(self, old: Node, value: Any, lead: int, column: int, *, dash: bool) -> Iterator[Edit]:
        """Write `value` where `old` stands; a comment behind `old` on its line stays."""
        style = self._style_at(line_stop(self.text, max(old.end, lead)), column)
        first, rest = self._written(old, value, column, style, dash=dash)
        below = self.below(rest)
        deep = dash and is_block(value)
        collection = isinstance(old, (Mapping, Sequence)) and not old.flow
        header = self._header(old)
        if old.start == old.end:
            blanks = _REST_OF_LINE.match(self.text, lead)
            if first:
                yield Edit(lead, blanks.end() if blanks else lead, " " + first)
            at = line_stop(self.text, lead)
            yield Edit(at, at, below)
        elif collection and not self.alone(old.start):  # behind its dash, or an anchor of its own behind its key
            yield Edit(lead, line_stop(self.text, old.end), (" " + first if first else "") + below)
        elif collection and not first:
            yield Edit(line_start(self.text, old.start), line_stop(self.text, old.end), self.join(rest))
        elif collection:
            yield Edit(lead, lead, " " + first)
            yield Edit(line_stop(self.text, lead), line_stop(self.text, old.end), below)
        elif header is not None:
            stop = line_stop(self.text, header)
            yield Edit(lead, header, " " + first if first else "")
            yield Edit(stop, max(stop, old.end), below)
        elif first and not deep:
            yield Edit(old.start, old.end, first)
            at = line_stop(self.text, old.end)
            yield Edit(at, at, below)
        elif LINE_END.search(self.text, lead, old.start):
            lines = [" " * (column + 2) + first, *rest] if first else rest
            yield Edit(line_start(self.text, old.start), old.end, self.join(lines))
        else:
            yield Edit(lead, old.end, " " + first if first else "")
            at = line_stop(self.text, old.end)
            yield Edit(at, at, below)

    def _written(self, old: Node, value: Any, column: int, style: Style, *, dash: bool) -> tuple[str, list[str]]:
        """Return what stands on the line of the colon or dash, and the lines below it."""
        quote = old.style if isinstance(old, Scalar) else ""
        if dash:
            first, *rest = item_lines(value, column, style, quote)
            return first[column + 2 :], rest
        if is_block(value) or (style.literal and isinstance(value, str) and fits_literal(value)):
            first, *rest = lines_behind("", value, column, style)
            return first.strip(), rest
        return inline_text(value, style, quote), []

    def _style_at(self, stop: int | None, column: int) -> Style:
        """Return the style for new lines behind the line that ends at `stop`, whose key or dash stands at `column`.

        A comment that follows further to the right would become part of text behind `|`.
        """
        at = self.line_after(stop) if stop is not None else 0
        while stop is not None and at < len(self.text):
            line = self.text[at : line_stop(self.text, at)]
            words = line.lstrip(" ")
            if words.strip():
                is_deeper_comment = words.startswith("#") and len(line) - len(words) > column
                return self.style._replace(literal=False) if is_deeper_comment else self.style
            at = self.line_after(at)
        return self.style

    def _header(self, node: Node) -> int | None:
        """Return where the `|` or `>` of a block scalar and its indicators end, None for any other node."""
        if not isinstance(node, Scalar) or node.style not in ("|", ">"):
            return None
        header = BLOCK_SCALAR_HEADER.match(self.text, node.start)
        if header is None:
            raise EditRefused("its tag or anchor stands on another line", hint="edit it by hand")
        return header.end()

    # -- lists ---------------------------------------------------------------------------------------------------------

    def sequence(self, draft: DraftSequence) -> Iterator[Edit]:
        """Write the changes of a list that stays where it is."""
        origin = draft.origin
        assert origin is not None
        if origin.flow:
            yield from self._flow.sequence(draft)
            return
        dashes = self._dashes(origin)
        column = self.column(dashes[0])
        ends = [node.end for node in origin.items]
        if all(item.origin is None for item in draft.items):
            style = self._style_at(line_stop(self.text, ends[0]), column)
            lines = [line for item in draft.items for line in item_lines(plain(item.value), column, style)]
            yield from self._replaced_lines(lines, dashes, ends)
            return
        yield from self._removals(origin.items, dashes, ends, [item.origin for item in draft.items])
        places = {id(node): dash for node, dash in zip(origin.items, dashes, strict=True)}
        last: Node | None = None
        quote = ""
        for item in draft.items:
            if item.origin is not None:
                last = item.origin
                quote = last.style if isinstance(last, Scalar) and last.style in ("'", '"') else ""
                if item.value is not last:
                    yield from self._changed(last, item.value, places[id(last)] + 1, column, dash=True)
            else:
                style = self._style_at(line_stop(self.text, last.end) if last else None, column)
                lines = item_lines(plain(item.value), column, style, quote)
                yield self._insert_lines(lines, last.end if last else None, dashes[0], column)

    def _dashes(self, origin: Sequence) -> list[int]:
        """Return where each item's `-` stands: the first at the list's start, the others at the start of a line."""
        dashes = [origin.start]
        for before, item in zip(origin.items, origin.items[1:], strict=False):
            at = self.line_after(before.end)
            while (dash := _DASH.match(self.text, at)) is None:
                if at >= item.start:
                    raise EditRefused("its items are not written one a line as `- item`", hint="rewrite it by hand")
                at = self.line_after(at)
            dashes.append(dash.end() - 1)
        return dashes

    # -- a value that becomes a list -----------------------------------------------------------------------------------

    def _wrapped(self, old: Node, new: DraftSequence, colon: int, column: int) -> Iterator[Edit]:
        """Write a value that stood behind a key as the first item of a list."""
        first, *more = new.items
        dash = column + self.style.list_offset
        tail = self.below([line for item in more for line in item_lines(plain(item.value), dash, self.style)])
        changes = [] if first.value is old else list(self.mapping(first.value))
        stop = line_stop(self.text, old.end)
        if isinstance(old, Mapping) and not old.flow:
            start = line_start(self.text, old.start)
            now = self.column(old.start)
            if now == dash + 2 and all(edit.start >= old.start for edit in changes):
                yield Edit(start, old.start, " " * dash + "- ")
                yield from changes
                yield Edit(stop, stop, tail)
            else:
                block = apply_within(self.text, start, stop, changes)
                yield Edit(start, stop, self._moved(block, now, dash) + tail)
            return
        value = apply_within(self.text, old.start, old.end, changes)
        head, *lines = LINE_END.split(value)
        moved = (" " * (dash - column) + line if line else line for line in lines)
        item = self.join([" " * dash + "- " + head, *moved])
        if LINE_END.search(self.text, colon, old.start):
            yield Edit(line_start(self.text, old.start), old.end, item)
            yield Edit(stop, stop, tail)
        else:
            yield Edit(colon, old.end, "")
            yield Edit(stop, stop, self.newline + item + tail)

    def _moved(self, block: str, now: int, dash: int) -> str:
        """Return a mapping's lines, which stand at column `now`, as a list item with its dash at `dash`."""
        lines = LINE_END.split(block)
        if any(line[:now].strip() for line in lines):
            raise EditRefused("its lines are not indented alike", hint="indent the mapping evenly first")
        moved = [" " * (dash + 2) + line[now:] if len(line) > now else line for line in lines]
        return self.join([" " * dash + "- " + lines[0][now:], *moved[1:]])
