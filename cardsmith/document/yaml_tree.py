"""The front matter's YAML as a tree of nodes with exact spans.

The tree is built from libyaml's events, one pass, without recursion. Aliases stay aliases (a leaf), so a hostile card
cannot make the tree larger than its text; tags are kept as text and never construct anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from cardsmith.document.nodes import BLOCK_SCALAR_HEADER, Alias, Entry, Mapping, Node, Scalar, Sequence
from cardsmith.document.scalars import Reading, is_word, may_be_no_value
from cardsmith.read_only import ReadOnlyDict, ReadOnlyList
from cardsmith.text import BOM

# What a loader adds to libyaml's parser constructs objects, and is not wanted here.
_Parser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else yaml.SafeLoader  # type: ignore[attr-defined]

MAX_DEPTH = 64
"""Deeper nesting than this is not metadata anybody wrote: it is reported as unreadable."""

_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"

MAX_VALUES = 100_000
"""A front matter to which aliases add more values than this is not expanded."""

MAX_EVENTS = 1_000_000
"""Nor is one read that has more keys, values and brackets than this: that is not metadata anybody wrote, either."""

# libyaml follows YAML 1.1 and ends lines at these too, YAML 1.2 readers do not: the two would see different documents.
_LINE_ENDS_OF_YAML_11 = ("\x85", "\u2028", "\u2029")


class YamlProblem(Exception):
    """Why a front matter cannot be read as YAML, and the offset in the card where reading stopped."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset


class YamlTree:
    """A document's root node (None when empty).

    Attributes:
        root: The document.
        anchors: Anchored nodes by name; an alias holds its own target, because a name can be used again.
        aliased: Names of anchors that some alias refers to.
        quotes: How many scalars stand in each kind of quotes.
        has_odd_values: Whether a value is neither quoted nor a word, so that YAML 1.1 and 1.2 may read it differently.
        plain_document: False when there are directives, document markers, more than one document, or characters that
            YAML 1.1 and 1.2 take apart at different places.
    """

    __slots__ = ("aliased", "anchors", "has_odd_values", "plain_document", "quotes", "root")

    def __init__(self) -> None:
        self.root: Node | None = None
        self.anchors: dict[str, Node] = {}
        self.aliased: set[str] = set()
        self.quotes = {"'": 0, '"': 0}
        self.has_odd_values = False
        self.plain_document = True


def read_yaml(content: str, offset: int) -> YamlTree:
    """Scan `content`, which stands at `offset` in the card.

    Raises:
        YamlProblem: libyaml cannot read it, or it is nested too deeply.
    """
    try:
        return _build(content, offset)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(part for part in (error.problem, error.context) if part) or "not valid YAML"
        if "maximum nesting depth" in message:  # newer versions of libyaml look ahead so far, and no further
            message = _TOO_DEEP
        raise YamlProblem(message, offset + min(mark.index if mark else 0, len(content))) from None
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        found = yaml.reader.Reader.NON_PRINTABLE.search(content)
        at = found.start() if found else 0
        raise YamlProblem(f"a character YAML does not allow ({error.reason})", offset + at) from None


def _build(content: str, offset: int) -> YamlTree:
    tree = YamlTree()
    if any(char in content for char in _LINE_ENDS_OF_YAML_11):
        tree.plain_document = False
    if BOM in content:  # libyaml passes over one before the first key, and counts no column for it
        tree.plain_document = False
    if content.startswith(BOM):
        offset += 1
        content = content[1:]
    parser = _Parser(content)
    try:
        _read_events(parser.get_event, content, offset, tree)
    finally:
        parser.dispose()
    return tree


def _read_events(next_event: Callable[[], Any], content: str, offset: int, tree: YamlTree) -> None:
    builder = _Builder(content, offset, tree)
    documents = 0
    for _ in range(MAX_EVENTS):
        event = next_event()
        build = _BUILD.get(type(event))
        if build is not None:
            build(builder, event)
            continue
        if isinstance(event, StreamEndEvent):
            return
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1 or _marks_a_document(event):
            tree.plain_document = False
        if documents > 1:
            return
    raise YamlProblem("it has too many keys and values to be metadata", offset)


class _Builder:
    """Puts a node for each event into the tree; it keeps the open containers itself, so that no card is too deep."""

    __slots__ = ("content", "entries", "inside", "items", "key", "offset", "outside", "tree")

    def __init__(self, content: str, offset: int, tree: YamlTree) -> None:
        self.content = content
        self.offset = offset
        self.tree = tree
        # Of the innermost open container: a mapping's entries with the key that waits for its value, or a list's items.
        self.inside: Mapping | Sequence | None = None
        self.entries: list[Entry] | None = None
        self.items: list[Node] | None = None
        self.key: Node | None = None
        self.outside: list[tuple[Mapping | Sequence | None, list[Entry] | None, list[Node] | None, Node | None]] = []

    def scalar(self, event: Any) -> None:
        start, end, offset, tree = event.start_mark.index, event.end_mark.index, self.offset, self.tree
        raw, style = event.value, event.style
        node = Scalar(start + offset, end + offset, event.anchor, event.tag, raw, style or "")
        if style:
            node.is_text = not node.tag
            if style in tree.quotes:
                tree.quotes[style] += 1
            else:
                node.end = _end_of_block_scalar(self.content, start, end) + offset
        elif self.entries is None or self.key is not None:  # a value, not a key
            node.is_text = is_word(raw) and not node.tag
            tree.has_odd_values |= bool(raw) and not node.is_text
        self.put(node)

    def mapping(self, event: Any) -> None:
        node = Mapping(event.start_mark.index + self.offset, event.anchor, event.tag, bool(event.flow_style))
        self.open(node)
        self.entries, self.items = node.entries, None

    def sequence(self, event: Any) -> None:
        node = Sequence(event.start_mark.index + self.offset, event.anchor, event.tag, bool(event.flow_style))
        self.open(node)
        self.entries, self.items = None, node.items

    def alias(self, event: Any) -> None:
        start, name = event.start_mark.index + self.offset, event.anchor
        target = self.tree.anchors.get(name)
        if target is None:
            raise YamlProblem(f"found undefined alias {name!r}", start)
        self.tree.aliased.add(name)
        self.put(Alias(start, event.end_mark.index + self.offset, name, target))

    def put(self, node: Node) -> None:
        if node.anchor:
            self.tree.anchors[node.anchor] = node
        if self.entries is not None:
            if self.key is None:
                self.key = node
            else:
                self.entries.append(Entry(self.key, node))
                self.key = None
        elif self.items is not None:
            self.items.append(node)
        else:
            self.tree.root = self.tree.root or node

    def open(self, node: Mapping | Sequence) -> None:
        self.put(node)
        if len(self.outside) >= MAX_DEPTH:
            raise YamlProblem(_TOO_DEEP, node.start)
        self.outside.append((self.inside, self.entries, self.items, self.key))
        self.inside, self.key = node, None

    def close(self, event: Any) -> None:
        """Set where a container ends: at its bracket, else where the last value in it does."""
        node = self.inside
        if node is None:
            return
        if node.flow:
            node.end = event.end_mark.index + self.offset
        else:
            node.end = node.entries[-1].value.end if isinstance(node, Mapping) else node.items[-1].end
        self.inside, self.entries, self.items, self.key = self.outside.pop()


_BUILD: dict[type[Any], Callable[[_Builder, Any], None]] = {
    ScalarEvent: _Builder.scalar,
    MappingStartEvent: _Builder.mapping,
    MappingEndEvent: _Builder.close,
    SequenceStartEvent: _Builder.sequence,
    SequenceEndEvent: _Builder.close,
    AliasEvent: _Builder.alias,
}


def _marks_a_document(event: Any) -> bool:
    """Whether the start or end of a document is written out, or has directives before it."""
    return bool(getattr(event, "explicit", False) or getattr(event, "version", None) or getattr(event, "tags", None))


def _end_of_block_scalar(content: str, start: int, end: int) -> int:
    """Return where the last line of `|` or `>` text ends: blank lines behind it count only when `+` keeps them."""
    header = BLOCK_SCALAR_HEADER.match(content, start)
    if header is None or "+" not in header.group("indicators"):
        return start + len(content[start:end].rstrip(" \t\r\n"))
    kept = content[start:end].rstrip(" \t")
    return start + len(kept) - (2 if kept.endswith("\r\n") else kept.endswith(("\n", "\r")))


def to_python(tree: YamlTree, reading: Reading, *, read_only: bool = False) -> Any:
    """Return the document as dicts, lists and scalars. Aliased nodes are shared, not copied; keys become text.

    Args:
        tree: The document.
        reading: By which rules to read its scalars.
        read_only: Whether dicts and lists are such as cannot be changed.

    Raises:
        YamlProblem: A scalar that cannot be constructed, or aliases that expand without end or beyond `MAX_VALUES`.
    """
    return _Converter(reading, read_only).convert(tree.root)


def node_to_python(node: Node | None, reading: Reading) -> Any:
    """Return one node as `to_python` does the document."""
    return _Converter(reading).convert(node)


class _Converter:
    def __init__(self, reading: Reading, read_only: bool = False) -> None:
        self.reading: Reading = reading
        self.read_only = read_only
        self.shared: dict[int, tuple[Any, int]] = {}
        self.open: set[int] = set()
        self.size = 0
        self.added = 0

    def convert(self, node: Node | None) -> Any:
        if isinstance(node, Scalar):
            self.size += 1
            if node.is_text:
                return node.raw
            try:
                if may_be_no_value(node.raw):
                    node.value("1.1")
                return node.value(self.reading)
            except ValueError as error:
                raise YamlProblem(str(error), node.start) from None
        if node is None:
            return None
        if isinstance(node, Alias):
            target = node.target
            if isinstance(target, Scalar):
                return self.convert(target)
            if id(target) in self.open:
                raise YamlProblem(f"the alias *{node.name} contains itself", node.start)
            if id(target) not in self.shared:
                self.convert(target)
            value, size = self.shared[id(target)]
            self.size += size
            self.added += size
            if self.added > MAX_VALUES:
                raise YamlProblem(f"its aliases expand to more than {MAX_VALUES:,} values", node.start)
            return value
        self.open.add(id(node))
        before = self.size
        self.size += 1
        value = (
            self._mapping(node) if isinstance(node, Mapping) else [self.convert(item) for item in node.items]  # type: ignore[attr-defined]
        )
        if self.read_only:
            value = ReadOnlyDict(value) if isinstance(value, dict) else ReadOnlyList(value)
        self.open.discard(id(node))
        if node.anchor:
            self.shared[id(node)] = (value, self.size - before)
        return value

    def _mapping(self, node: Mapping) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        result: dict[str, Any] = {}
        for entry in node.entries:
            value = self.convert(entry.value)
            name = entry.name
            if name == "<<" and isinstance(entry.key, Scalar) and not entry.key.style:
                for source in value if isinstance(value, list) else [value]:
                    if isinstance(source, dict):
                        merged = {**source, **merged}
            else:
                result[name if name is not None else _text_of(entry.key)] = value
        return {**merged, **result} if merged else result


def _text_of(key: Node) -> str:
    if isinstance(key, Alias):
        return key.target.raw if isinstance(key.target, Scalar) else f"*{key.name}"
    return f"<{type(key).__name__.lower()} key>"
