"""The values of a front matter as nodes, each with its exact place in the card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.document.scalars import Reading, resolve, resolve_tagged

COLON = re.compile(r"\s*:")
"""What stands behind a key."""

BLOCK_SCALAR_HEADER = re.compile(r"(?:[&!]\S*[ \t]+)*[|>](?P<indicators>[-+0-9]*)")
"""What text in lines of its own begins with."""


class Node:
    """One YAML value. `start` and `end` are offsets in the card; trailing blanks and comments are outside."""

    __slots__ = ("anchor", "end", "start", "tag")

    def __init__(self, start: int, end: int, anchor: str | None, tag: str | None) -> None:
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag


class Scalar(Node):
    """A scalar.

    Attributes:
        raw: Its characters.
        style: `""` for plain, else the character it opens with: `'`, `"`, `|` or `>`.
        is_text: Whether a value is known to read as its characters, without a look at what else they may mean.
    """

    __slots__ = ("is_text", "raw", "style")

    def __init__(self, start: int, end: int, anchor: str | None, tag: str | None, raw: str, style: str) -> None:
        # Spelt out, here and below: a card is made of these, and the call would cost as much as the rest.
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag
        self.raw = raw
        self.style = style
        self.is_text = False

    def value(self, reading: Reading) -> object:
        """Return the Python value under one reading."""
        return self.tagged(reading)[1]

    def tagged(self, reading: Reading) -> tuple[str, object]:
        """Return tag and value under one reading."""
        if self.tag:
            return resolve_tagged(self.tag, self.raw)
        return ("str", self.raw) if self.style else resolve(self.raw, reading)


class Entry:
    """One `key: value` of a mapping. `name` is the key as text; None for one that is not a plain or quoted scalar."""

    __slots__ = ("key", "name", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value
        self.name = key.raw if isinstance(key, Scalar) else None


class Mapping(Node):
    """A mapping; `flow` when written in braces. Duplicate keys are kept."""

    __slots__ = ("entries", "flow")

    def __init__(self, start: int, anchor: str | None, tag: str | None, flow: bool) -> None:
        self.start = self.end = start
        self.anchor = anchor
        self.tag = tag
        self.entries: list[Entry] = []
        self.flow = flow

    def get(self, name: str) -> Entry | None:
        """Return the last entry with this key: the one every reader's value comes from."""
        for entry in reversed(self.entries):
            if entry.name == name:
                return entry
        return None


class Sequence(Node):
    """A sequence; `flow` when written in brackets."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, anchor: str | None, tag: str | None, flow: bool) -> None:
        self.start = self.end = start
        self.anchor = anchor
        self.tag = tag
        self.items: list[Node] = []
        self.flow = flow


class Alias(Node):
    """A reference `*name` to an anchored node, its `target`."""

    __slots__ = ("name", "target")

    def __init__(self, start: int, end: int, name: str, target: Node) -> None:
        super().__init__(start, end, None, None)
        self.name = name
        self.target = target


def same_node(one: Node, other: Node) -> bool:
    """Whether two nodes are written alike and so read alike under every reading: places, comments and indents aside."""
    if one.anchor != other.anchor or one.tag != other.tag:
        return False
    if isinstance(one, Scalar):
        return isinstance(other, Scalar) and one.raw == other.raw and bool(one.style) == bool(other.style)
    if isinstance(one, Mapping):
        return (
            isinstance(other, Mapping)
            and len(one.entries) == len(other.entries)
            and all(
                same_node(a.key, b.key) and same_node(a.value, b.value)
                for a, b in zip(one.entries, other.entries, strict=True)
            )
        )
    if isinstance(one, Sequence):
        return (
            isinstance(other, Sequence)
            and len(one.items) == len(other.items)
            and all(map(same_node, one.items, other.items))
        )
    return isinstance(one, Alias) and isinstance(other, Alias) and one.name == other.name


def containers(root: Node | None) -> Iterator[Mapping | Sequence]:
    """Yield every mapping and list, in document order."""
    waiting = [root] if isinstance(root, (Mapping, Sequence)) else []
    while waiting:
        node = waiting.pop()
        yield node
        inside = (
            (part for entry in node.entries for part in (entry.key, entry.value))
            if isinstance(node, Mapping)
            else node.items
        )
        waiting += reversed([part for part in inside if isinstance(part, (Mapping, Sequence))])


def walk(node: Node | None) -> Iterator[Node]:
    """Yield a node and every node below it, in document order, keys included."""
    waiting = [node] if node is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Mapping):
            for entry in reversed(node.entries):
                waiting += (entry.value, entry.key)
        elif isinstance(node, Sequence):
            waiting += reversed(node.items)
