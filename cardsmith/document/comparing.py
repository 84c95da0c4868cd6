"""Compare what stands in a draft with a plain value, or with what was read again of a text."""

from __future__ import annotations

from typing import Any

from cardsmith.document.draft_nodes import DraftEntry, DraftMapping, DraftSequence
from cardsmith.document.emit import reads_as
from cardsmith.document.metadata_path import Path
from cardsmith.document.nodes import Mapping, Node, Sequence, same_node


def is_same(old: Any, new: Any) -> bool:
    """Whether what stands in a draft reads as this Python value already."""
    if isinstance(old, Node):
        return reads_as(old, new)
    if isinstance(old, DraftMapping):
        return (
            isinstance(new, dict)
            and [entry.name for entry in old.entries] == list(new)
            and all(is_same(entry.value, new[entry.name]) for entry in old.entries)
        )
    if isinstance(old, DraftSequence):
        items = [item.value for item in old.items]
        return isinstance(new, (list, tuple)) and len(items) == len(new) and all(map(is_same, items, new))
    return type(old) is type(new) and bool(old == new)


def first_difference(draft: Any, node: Node | None, path: Path) -> Path | None:
    """Return the path at which a node that was read again is not what the draft holds, None when it is."""
    if isinstance(draft, DraftMapping):
        if not isinstance(node, Mapping) or len(node.entries) != len(draft.entries) or not _same_marks(draft, node):
            return path
        for intended, found in zip(draft.entries, node.entries, strict=True):
            here = (*path, intended.name)
            if not _same_key(intended, found.key):
                return here
            inner = first_difference(intended.value, found.value, here)
            if inner is not None:
                return inner
        return None
    if isinstance(draft, DraftSequence):
        if not isinstance(node, Sequence) or len(node.items) != len(draft.items) or not _same_marks(draft, node):
            return path
        for index, (item, found_item) in enumerate(zip(draft.items, node.items, strict=True)):
            inner = first_difference(item.value, found_item, (*path, index))
            if inner is not None:
                return inner
        return None
    if node is None:
        return None if draft is None else path
    same = same_node(draft, node) if isinstance(draft, Node) else reads_as(node, draft)
    return None if same else path


def _same_marks(draft: DraftMapping | DraftSequence, node: Node) -> bool:
    origin = draft.origin
    return (node.anchor, node.tag) == ((origin.anchor, origin.tag) if origin is not None else (None, None))


def _same_key(intended: DraftEntry, key: Node) -> bool:
    origin = intended.origin
    if origin is not None and (origin.name or "") == intended.name:
        return same_node(origin.key, key)
    return reads_as(key, intended.name)
