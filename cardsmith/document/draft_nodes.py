"""Mappings and lists that were opened for changes. What nobody touched stays in them as the card's own node."""

from __future__ import annotations

from typing import Any

from cardsmith.document.nodes import Entry, Mapping, Node, Sequence
from cardsmith.errors import EditRefused


class DraftEntry:
    """One key of an opened mapping. `origin` is the entry it was, None for a new one."""

    __slots__ = ("name", "origin", "value")

    def __init__(self, name: str, value: Any, origin: Entry | None = None) -> None:
        self.name = name
        self.value = value
        self.origin = origin

    @property
    def untouched(self) -> bool:
        """Whether it is the card's entry, unchanged."""
        return self.origin is not None and self.value is self.origin.value and self.name == (self.origin.name or "")


class DraftMapping:
    """A mapping that was opened for changes; `origin` is None when the card does not have it."""

    __slots__ = ("entries", "origin")

    def __init__(self, origin: Mapping | None, entries: list[DraftEntry] | None = None) -> None:
        self.origin = origin
        if entries is None:
            entries = [DraftEntry(e.name or "", e.value, e) for e in origin.entries] if origin else []
        self.entries = entries

    def find(self, name: str) -> DraftEntry | None:
        """Return the last entry with this key: the one every reader's value comes from."""
        for entry in reversed(self.entries):
            if entry.name == name:
                return entry
        return None


class DraftItem:
    """One item of an opened list. `origin` is the node it was, None for a new one."""

    __slots__ = ("origin", "value")

    def __init__(self, value: Any, origin: Node | None = None) -> None:
        self.value = value
        self.origin = origin


class DraftSequence:
    """A list that was opened for changes. `wraps` is the node that `wrap` made its first item."""

    __slots__ = ("items", "origin", "wraps")

    def __init__(
        self, origin: Sequence | None, wraps: Node | None = None, items: list[DraftItem] | None = None
    ) -> None:
        self.origin = origin
        self.wraps = wraps
        if items is None:
            items = [DraftItem(node, node) for node in origin.items] if origin else []
        self.items = items

    def wraps_still(self, old: Node) -> bool:
        """Whether the list still begins with the value that `wrap` put there."""
        if self.wraps is not old or not self.items:
            return False
        first = self.items[0].value
        if isinstance(first, DraftMapping):
            return first.origin is old and any(entry.origin is not None for entry in first.entries)
        return first is old


def plain(value: Any) -> Any:
    """Return a draft that holds no node of the card as plain Python."""
    if isinstance(value, DraftMapping):
        return {entry.name: plain(entry.value) for entry in value.entries}
    if isinstance(value, DraftSequence):
        return [plain(item.value) for item in value.items]
    if isinstance(value, Node):
        raise EditRefused("a value that is there cannot be moved into a new one", hint="set the whole value instead")
    return value


def last_value(value: Any) -> Any:
    """Return the scalar that stands last in a value written over several lines, or the value itself."""
    while True:
        if isinstance(value, (DraftMapping, Mapping)) and value.entries and not getattr(value, "flow", False):
            value = value.entries[-1].value
        elif isinstance(value, (DraftSequence, Sequence)) and value.items and not getattr(value, "flow", False):
            last = value.items[-1]
            value = last.value if isinstance(last, DraftItem) else last
        elif isinstance(value, dict) and value:
            value = list(value.values())[-1]
        elif isinstance(value, (list, tuple)) and value:
            value = value[-1]
        else:
            return value
