"""Write the changes of what stands in brackets and braces, which may take one line or many, as edits of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardsmith.document.draft_nodes import DraftMapping, DraftSequence, plain
from cardsmith.document.emit import flow_text, scalar_text
from cardsmith.document.lines import Lines
from cardsmith.document.nodes import COLON, Alias, Mapping, Node, Scalar, Sequence
from cardsmith.edits import Edit, apply_within
from cardsmith.errors import EditRefused
from cardsmith.text import line_start

_COMMA = re.compile(r"[ \t]*,")
_END_OF_LINE = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?:(?<=[ \t,])#[^\r\n]*)?(?=[\r\n])")


class FlowRenderer(Lines):
    """Writes what was changed between brackets and braces."""

    def mapping(self, draft: DraftMapping) -> Iterator[Edit]:
        """Write the changes of a mapping in braces that stays where it is."""
        origin = draft.origin
        assert origin is not None
        spans = [(entry.key.start, max(entry.key.end, entry.value.end)) for entry in origin.entries]
        done = origin.start
        for start, end in spans:
            if "?" in self.text[done:start]:
                raise EditRefused("a key is written with `?`", hint="rewrite the mapping by hand")
            done = end
        places = {id(entry): index for index, entry in enumerate(origin.entries)}
        new: list[tuple[int | None, str]] = []
        for entry in draft.entries:
            if entry.origin is None:
                key = scalar_text(entry.name, flow=True, default_quote=self.style.quote)
                new.append((None, f"{key}: {flow_text(plain(entry.value), self.style)}"))
                continue
            new.append((places[id(entry.origin)], ""))
            key_node = entry.origin.key
            if entry.name != (entry.origin.name or ""):
                quote = key_node.style if isinstance(key_node, Scalar) else ""
                name = scalar_text(entry.name, quote, flow=True, default_quote=self.style.quote)
                yield Edit(key_node.start, key_node.end, name)
            if entry.value is not entry.origin.value:
                colon = COLON.match(self.text, key_node.end)
                if colon is None:
                    text = flow_text(plain(entry.value), self.style)
                    yield Edit(key_node.end, key_node.end, ": " + text)
                else:
                    yield from self._value(entry.origin.value, entry.value, " ")
        yield from self._items(origin, spans, new)

    def sequence(self, draft: DraftSequence) -> Iterator[Edit]:
        """Write the changes of a list in brackets that stays where it is."""
        origin = draft.origin
        assert origin is not None
        spans = [(node.start, node.end) for node in origin.items]
        places = {id(node): index for index, node in enumerate(origin.items)}
        new: list[tuple[int | None, str]] = []
        for item in draft.items:
            if item.origin is None:
                new.append((None, flow_text(plain(item.value), self.style)))
                continue
            new.append((places[id(item.origin)], ""))
            if item.value is not item.origin:
                yield from self._value(item.origin, item.value, "")
        yield from self._items(origin, spans, new)

    def _value(self, old: Node, new: Any, lead: str) -> Iterator[Edit]:
        if isinstance(new, DraftMapping) and new.origin is old and isinstance(old, Mapping):
            yield from self.mapping(new)
        elif isinstance(new, DraftSequence) and new.origin is old and isinstance(old, Sequence):
            yield from self.sequence(new)
        elif isinstance(new, DraftSequence) and new.wraps_still(old):
            first = new.items[0].value
            changes = [] if first is old else list(self._value(old, first, ""))
            parts = [apply_within(self.text, old.start, old.end, changes)]
            parts += [flow_text(plain(item.value), self.style) for item in new.items[1:]]
            yield Edit(old.start, old.end, "[" + ", ".join(parts) + "]")
        else:
            value = plain(new)
            if isinstance(old, (Scalar, Alias)) and not isinstance(value, (dict, list, tuple)):
                quote = old.style if isinstance(old, Scalar) else ""
                text = scalar_text(value, quote, flow=True, default_quote=self.style.quote)
            else:
                text = flow_text(value, self.style)
            yield Edit(old.start, old.end, (lead if old.start == old.end else "") + text)

    def _items(
        self, origin: Mapping | Sequence, spans: list[tuple[int, int]], new: list[tuple[int | None, str]]
    ) -> Iterator[Edit]:
        """Insert and remove items between brackets. `new` names an old item by its index or gives a new one's text."""
        kept = [index for index, _ in new if index is not None]
        gone = sorted(set(range(len(spans))) - set(kept))
        if (gone or len(new) > len(kept)) and self.text[origin.start] not in "{[":
            raise EditRefused("it is a mapping of one key without braces", hint="put braces around it")
        if not kept:
            if new or spans:
                brackets = "{}" if isinstance(origin, Mapping) else "[]"
                yield Edit(origin.start, origin.end, brackets[0] + ", ".join(text for _, text in new) + brackets[1])
            return
        last: int | None = None
        added: dict[int | None, list[str]] = {}
        for index, text in new:
            if index is not None:
                last = index
            else:
                added.setdefault(last, []).append(text)
        lines = [_END_OF_LINE.match(self.text, end) for _, end in spans]
        by_line = all(lines[index] and self.alone(spans[index][0]) for index in gone)
        final = lines[-1]
        if by_line:
            yield from self._lines_removed(spans, gone)
            if gone and gone[-1] > kept[-1] and kept[-1] not in added and final and not final.group("comma"):
                comma = _COMMA.match(self.text, spans[kept[-1]][1])
                if comma:
                    yield Edit(comma.start(), comma.end(), "")
        else:
            yield from self._removals(spans, kept, gone)
        for behind, texts in added.items():
            if behind is None:
                first = spans[kept[0]][0]
                yield Edit(first, first, "".join(text + ", " for text in texts))
            else:
                yield from self._insertions(*spans[behind], texts, lines[behind] if by_line else None)

    def _insertions(self, start: int, end: int, texts: list[str], line: re.Match[str] | None) -> Iterator[Edit]:
        """Insert items behind the one at `[start, end)`: on lines of their own when that one has a line of its own."""
        if line is None or not self.alone(start):
            yield Edit(end, end, "".join(", " + text for text in texts))
            return
        apart = self.newline + self.prefix(start)
        if line.group("comma"):
            yield Edit(line.end(), line.end(), "".join(apart + text + "," for text in texts))
        else:
            yield Edit(end, end, ",")
            yield Edit(line.end(), line.end(), ",".join(apart + text for text in texts))

    def _lines_removed(self, spans: list[tuple[int, int]], gone: list[int]) -> Iterator[Edit]:
        for index in gone:
            yield Edit(line_start(self.text, spans[index][0]), self.line_after(spans[index][1]), "")

    @staticmethod
    def _removals(spans: list[tuple[int, int]], kept: list[int], gone: list[int]) -> Iterator[Edit]:
        for index in gone:
            if index < kept[-1]:
                yield Edit(spans[index][0], spans[index + 1][0], "")
        if gone and gone[-1] > kept[-1]:
            yield Edit(spans[kept[-1]][1], spans[-1][1], "")
