"""Edit a front matter: say what should stand where, get the smallest edits that make it so.

A `MetadataEditor` holds a draft of the metadata. Nodes that nobody touched are kept by reference; `edits()` compares the
draft with the tree it came from and writes only the difference. What cannot be edited without risk is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as SequenceABC
from typing import Any, TypeAlias

from cardsmith.document.emit import (
    Digits,
    Style,
    entry_lines,
    flow_text,
    inline_text,
    is_block,
    item_lines,
    learn_style,
    lines_behind,
    reads_as,
    scalar_text,
)
from cardsmith.document.yaml_tree import (
    Alias,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    YamlTree,
    node_to_python,
    same_node,
    walk,
)
from cardsmith.edits import Edit, EditSet
from cardsmith.errors import EditRefused
from cardsmith.text import LINE_END, line_start, line_stop

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indexes from the top, e.g. `("model-index", 0, "name")`."""

MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING", "__bool__": lambda _: False})()
"""What `get` returns for a path that does not exist."""

_COLON = re.compile(r"\s*:")


class DraftEntry:
    """One key of an opened mapping. `origin` is the entry it was, None for a new one."""

    __slots__ = ("name", "origin", "value")

    def __init__(self, name: str, value: Any, origin: Entry | None = None) -> None:
        self.name = name
        self.value = value
        self.origin = origin


class DraftMapping:
    """A mapping that was opened for changes."""

    __slots__ = ("entries", "origin")

    def __init__(self, origin: Mapping | None) -> None:
        self.origin = origin
        self.entries = [DraftEntry(e.name or "", e.value, e) for e in origin.entries] if origin else []

    def find(self, name: str) -> DraftEntry | None:
        """Return the entry with this key."""
        for entry in self.entries:
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
    """A list that was opened for changes. `wraps` is the node that became its first item, when it was made by `wrap`."""

    __slots__ = ("items", "origin", "wraps")

    def __init__(self, origin: Sequence | None, wraps: Node | None = None) -> None:
        self.origin = origin
        self.wraps = wraps
        self.items = [DraftItem(node, node) for node in origin.items] if origin else []


class MetadataEditor:
    """Collects changes to one front matter.

    Args:
        text: The whole card.
        tree: Its YAML; None when the card has no front matter yet.
        content: Offsets of the YAML in `text`; where the new block goes when there is none.
        newline: Line end for new lines.
        order: Keys in the order they should stand; a new key goes behind the nearest earlier one that is there.

    Raises:
        EditRefused: From every changing method, when the path cannot be edited safely.
    """

    def __init__(
        self, text: str, tree: YamlTree | None, content: tuple[int, int], newline: str, order: SequenceABC[str] = ()
    ) -> None:
        self._text = text
        self._tree = tree or YamlTree()
        self._has_block = tree is not None
        self._content = content
        self._newline = newline
        self._order = {key: index for index, key in enumerate(order)}
        self._root: Any = self._tree.root
        self.changes = 0
        """How many changes were made so far."""

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return self._root is not self._tree.root

    # -- reading the draft ---------------------------------------------------------------------------------------------

    def get(self, path: Path) -> Any:
        """Return the Python value that stands at `path` in the draft, or `MISSING`."""
        here = self._root
        for step in path:
            here = self._child(here, step)
            if here is MISSING:
                return MISSING
        return self._python(here)

    def _child(self, here: Any, step: str | int) -> Any:
        if isinstance(here, Alias):
            here = here.target
        if isinstance(step, str):
            if isinstance(here, DraftMapping):
                found = here.find(step)
                return found.value if found else MISSING
            if isinstance(here, Mapping):
                entry = here.get(step)
                return entry.value if entry else MISSING
            return here.get(step, MISSING) if isinstance(here, dict) else MISSING
        items = _items_of(here)
        return items[step] if items is not None and -len(items) <= step < len(items) else MISSING

    def _python(self, here: Any) -> Any:
        if isinstance(here, Node):
            return node_to_python(here, "1.2")
        if isinstance(here, DraftMapping):
            return {entry.name: self._python(entry.value) for entry in here.entries}
        if isinstance(here, DraftSequence):
            return [self._python(item.value) for item in here.items]
        return here.number if isinstance(here, Digits) else here

    # -- changing the draft --------------------------------------------------------------------------------------------

    def set(self, path: Path, value: Any) -> None:
        """Make `value` stand at `path`; a missing last key is added. What already reads so is left untouched."""
        if not path:
            raise EditRefused("the whole front matter cannot be replaced", hint="set its keys one by one")
        if self.get(path) is not MISSING and self._reads_as(path, value):
            return
        parent = self._open(path[:-1])
        self.changes += 1
        last = path[-1]
        if isinstance(parent, DraftMapping):
            entry = self._entry(parent, str(last), path)
            if entry is None:
                order = self._order if len(path) == 1 else {}
                parent.entries.insert(_place(parent, str(last), order), DraftEntry(str(last), value))
            else:
                entry.value = self._merged(entry.value, value, path)
        else:
            item = self._item(parent, last, path)
            item.value = self._merged(item.value, value, path)

    def append(self, path: Path, value: Any) -> None:
        """Add `value` at the end of the list at `path`."""
        sequence = self._open(path)
        if not isinstance(sequence, DraftSequence):
            raise EditRefused("only a list can be appended to", where=show_path(path), hint="wrap the value first")
        sequence.items.append(DraftItem(value))
        self.changes += 1

    def delete(self, path: Path) -> None:
        """Remove the key or list item at `path`."""
        parent = self._open(path[:-1])
        self.changes += 1
        if isinstance(parent, DraftMapping):
            entry = self._existing(parent, str(path[-1]), path)
            self._check_removable(entry.value, path)
            parent.entries.remove(entry)
        else:
            item = self._item(parent, path[-1], path)
            self._check_removable(item.value, path)
            parent.items.remove(item)

    def rename(self, path: Path, name: str) -> None:
        """Give the key at `path` another name; its value and place stay."""
        parent = self._open(path[:-1])
        self.changes += 1
        if not isinstance(parent, DraftMapping):
            raise EditRefused("a list item has no key to rename", where=show_path(path))
        entry = self._existing(parent, str(path[-1]), path)
        if parent.find(name) is not None:
            raise EditRefused(f"there is a key {name!r} already", where=show_path(path), hint="merge the two by hand")
        entry.name = name

    def wrap(self, path: Path) -> None:
        """Turn the value at `path` into a list that holds it: a scalar `en` into `- en`, a mapping into one item."""
        value = self.get(path)
        if value is MISSING:
            raise EditRefused("there is nothing to wrap", where=show_path(path))
        if isinstance(value, list):
            raise EditRefused("it is a list already", where=show_path(path))
        parent = self._open(path[:-1])
        self.changes += 1
        holder = (
            self._existing(parent, str(path[-1]), path)
            if isinstance(parent, DraftMapping)
            else self._item(parent, path[-1], path)
        )
        current = holder.value
        if isinstance(current, DraftMapping):
            wrapped = DraftSequence(None, current.origin)
            wrapped.items.append(DraftItem(current, current.origin))
        elif isinstance(current, Node):
            self._check_movable(current, path)
            wrapped = DraftSequence(None, current)
            wrapped.items.append(DraftItem(current, current))
        else:
            holder.value = [current]
            return
        holder.value = wrapped

    def _open(self, path: Path) -> Any:
        """Return the draft container at `path`, opening every container on the way."""
        if self._has_block and not self._tree.plain_document:
            raise EditRefused(
                "the front matter has document markers, directives or line ends that only YAML 1.1 knows",
                hint="remove them by hand first",
            )
        if isinstance(self._root, Node) or self._root is None:
            if self._root is not None and not isinstance(self._root, Mapping):
                raise EditRefused("the front matter is not a mapping", hint="write it as `key: value` lines")
            self._root = self._opened(self._root, ())
        here = self._root
        for depth, step in enumerate(path, 1):
            if isinstance(here, DraftMapping):
                holder: Any = self._existing(here, str(step), path[:depth])
            else:
                holder = self._item(here, step, path[:depth])
            if not isinstance(holder.value, (DraftMapping, DraftSequence)):
                holder.value = self._opened(holder.value, path[:depth])
            here = holder.value
        return here

    def _opened(self, value: Any, path: Path) -> DraftMapping | DraftSequence:
        if value is None and not path:
            return DraftMapping(None)
        if isinstance(value, (Mapping, Sequence)):
            self._check_movable(value, path)
            return DraftMapping(value) if isinstance(value, Mapping) else DraftSequence(value)
        if isinstance(value, dict):
            mapping = DraftMapping(None)
            mapping.entries = [DraftEntry(k, v) for k, v in value.items()]
            return mapping
        if isinstance(value, (list, tuple)):
            sequence = DraftSequence(None)
            sequence.items = [DraftItem(v) for v in value]
            return sequence
        if isinstance(value, Alias):
            raise EditRefused(f"it is an alias (*{value.name}) for a value elsewhere", where=show_path(path))
        raise EditRefused("it holds neither keys nor items", where=show_path(path))

    def _check_movable(self, node: Node, path: Path) -> None:
        if node.anchor in self._tree.aliased:
            raise EditRefused(
                f"an alias elsewhere (*{node.anchor}) refers to it", where=show_path(path), hint="edit it by hand"
            )
        if node.tag:
            raise EditRefused(f"it carries a tag ({node.tag})", where=show_path(path), hint="edit it by hand")
        if node.anchor and isinstance(node, (Mapping, Sequence)):
            raise EditRefused(f"it carries an anchor (&{node.anchor})", where=show_path(path), hint="edit it by hand")

    def _check_removable(self, value: Any, path: Path) -> None:
        node = getattr(value, "origin", value)
        if isinstance(node, Node):
            for inner in walk(node):
                if inner.anchor in self._tree.aliased:
                    raise EditRefused(f"an alias elsewhere (*{inner.anchor}) refers to it", where=show_path(path))

    def _entry(self, mapping: DraftMapping, name: str, path: Path) -> DraftEntry | None:
        found = [entry for entry in mapping.entries if entry.name == name]
        if len(found) > 1:
            raise EditRefused(f"the key {name!r} stands there twice", where=show_path(path), hint="delete one by hand")
        return found[0] if found else None

    def _existing(self, mapping: DraftMapping, name: str, path: Path) -> DraftEntry:
        entry = self._entry(mapping, name, path)
        if entry is None:
            raise EditRefused("there is no such key", where=show_path(path))
        return entry

    def _item(self, sequence: DraftSequence, index: str | int, path: Path) -> DraftItem:
        if isinstance(index, int) and -len(sequence.items) <= index < len(sequence.items):
            return sequence.items[index]
        raise EditRefused("there is no such list item", where=show_path(path))

    def _reads_as(self, path: Path, value: Any) -> bool:
        here = self._root
        for step in path:
            here = self._child(here, step)
        return isinstance(here, Node) and reads_as(here, value)

    def _merged(self, old: Any, new: Any, path: Path) -> Any:
        """Return `new` as a draft that keeps every node of `old` that reads the same."""
        node = old if isinstance(old, Node) else None
        if node is not None:
            self._check_removable(node, path)
            if node.tag:
                self._check_movable(node, path)
        if isinstance(new, dict) and new and isinstance(old, (Mapping, DraftMapping)):
            return self._merged_mapping(old, new, path)
        if isinstance(new, (list, tuple)) and new and isinstance(old, (Sequence, DraftSequence)):
            return self._merged_sequence(old, new, path)
        if isinstance(node, Scalar) and _same(node, new):
            return node
        return new

    def _merged_mapping(self, old: Mapping | DraftMapping, new: dict[str, Any], path: Path) -> DraftMapping:
        draft = old if isinstance(old, DraftMapping) else self._opened(old, path)
        assert isinstance(draft, DraftMapping)
        draft.entries = [entry for entry in draft.entries if entry.name in new]
        for at, (name, value) in enumerate(new.items()):
            entry = self._entry(draft, name, (*path, name))
            if entry is None:
                draft.entries.insert(min(at, len(draft.entries)), DraftEntry(name, value))
            elif not _same(entry.value, value):
                entry.value = self._merged(entry.value, value, (*path, name))
        return draft

    def _merged_sequence(self, old: Sequence | DraftSequence, new: SequenceABC[Any], path: Path) -> DraftSequence:
        draft = old if isinstance(old, DraftSequence) else self._opened(old, path)
        assert isinstance(draft, DraftSequence)
        before, items = draft.items, []
        done = 0
        for index, value in enumerate(new):
            same = next((i for i in range(done, len(before)) if _same(before[i].value, value)), None)
            if same is not None:
                items.append(before[same])
                done = same + 1
            elif done < len(before) and len(before) - done >= len(new) - index and isinstance(value, dict):
                before[done].value = self._merged(before[done].value, value, (*path, done))
                items.append(before[done])
                done += 1
            else:
                items.append(DraftItem(value))
        draft.items = items
        return draft

    # -- what comes out ------------------------------------------------------------------------------------------------

    def differs_from(self, root: Node | None) -> str | None:
        """Compare a front matter that was read again with the draft.

        Returns:
            The path of the first value that does not read as intended under YAML 1.1 and 1.2 (empty for the whole front
            matter); None when everything does.
        """
        path = _difference(self._root, root, ())
        return None if path is None else show_path(path)

    def edits(self) -> list[Edit]:
        """Return the edits that turn the card's front matter into the draft."""
        if not self.changed:
            return []
        style = learn_style(self._tree.root, self._text, self._newline)
        return list(_Renderer(self._text, style).document(self._root, self._content, self._has_block))


def show_path(path: Path) -> str:
    """Return a path as the Hub writes it: `model-index[0].results[0].task`."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown


def _items_of(here: Any) -> SequenceABC[Any] | None:
    if isinstance(here, DraftSequence):
        return [item.value for item in here.items]
    if isinstance(here, Sequence):
        return here.items
    return here if isinstance(here, (list, tuple)) else None


def _same(old: Any, new: Any) -> bool:
    """Whether what stands in a draft reads as this Python value already."""
    if isinstance(old, Node):
        return reads_as(old, new)
    if isinstance(old, DraftMapping):
        return (
            isinstance(new, dict)
            and [entry.name for entry in old.entries] == list(new)
            and all(_same(entry.value, new[entry.name]) for entry in old.entries)
        )
    if isinstance(old, DraftSequence):
        items = [item.value for item in old.items]
        return isinstance(new, (list, tuple)) and len(items) == len(new) and all(map(_same, items, new))
    return type(old) is type(new) and bool(old == new)


def _difference(draft: Any, node: Node | None, path: Path) -> Path | None:
    """Return the path at which a node that was read again is not what the draft holds, None when it is."""
    if isinstance(draft, DraftMapping):
        if not isinstance(node, Mapping) or len(node.entries) != len(draft.entries) or not _same_marks(draft, node):
            return path
        for intended, found in zip(draft.entries, node.entries, strict=True):
            here = (*path, intended.name)
            if not _same_key(intended, found.key):
                return here
            inner = _difference(intended.value, found.value, here)
            if inner is not None:
                return inner
        return None
    if isinstance(draft, DraftSequence):
        if not isinstance(node, Sequence) or len(node.items) != len(draft.items) or not _same_marks(draft, node):
            return path
        for index, (item, found_item) in enumerate(zip(draft.items, node.items, strict=True)):
            inner = _difference(item.value, found_item, (*path, index))
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


def _place(mapping: DraftMapping, name: str, order: dict[str, int]) -> int:
    """Return the index at which a new key fits best among those that are there."""
    rank = order.get(name)
    if rank is None:
        return len(mapping.entries)
    ranked = [(order[entry.name], index) for index, entry in enumerate(mapping.entries) if entry.name in order]
    before = [pair for pair in ranked if pair[0] < rank]
    if before:
        return max(before)[1] + 1
    after = [pair for pair in ranked if pair[0] > rank]
    return min(after)[1] if after else len(mapping.entries)


def _plain(value: Any) -> Any:
    """Return a draft that holds no node of the card as plain Python."""
    if isinstance(value, DraftMapping):
        return {entry.name: _plain(entry.value) for entry in value.entries}
    if isinstance(value, DraftSequence):
        return [_plain(item.value) for item in value.items]
    if isinstance(value, Node):
        raise EditRefused("a value that is there cannot be moved into a new one", hint="set the whole value instead")
    return value


class _Renderer:
    """Writes the difference between a draft and the nodes it came from as edits."""

    def __init__(self, text: str, style: Style) -> None:
        self.text = text
        self.style = style
        self.newline = style.newline

    # -- the document --------------------------------------------------------------------------------------------------

    def document(self, root: DraftMapping, content: tuple[int, int], has_block: bool) -> Iterator[Edit]:
        origin = root.origin
        if origin is not None and not (origin.flow and not origin.entries):
            if not root.entries:
                yield Edit(origin.start, origin.end, "{}")
            else:
                yield from self.mapping(root)
            return
        if not root.entries:
            return
        lines = [line for entry in root.entries for line in entry_lines(entry.name, _plain(entry.value), 0, self.style)]
        if origin is not None:
            if self._prefix(origin.start).strip():
                raise EditRefused("an empty `{}` that shares its line cannot be filled", hint="give it a line of its own")
            yield Edit(line_start(self.text, origin.start), origin.end, self._join(lines))
        elif has_block:
            start, end = content
            yield Edit(end, end, (self.newline if end > start and not self._blank_end(end) else "") + self._join(lines))
        else:
            at = content[0]
            gap = "" if at >= len(self.text) or self.text[at] in "\r\n" else self.newline
            block = self._join(["---", *lines, "---"])
            yield Edit(at, at, block + self.newline + gap)

    def _blank_end(self, end: int) -> bool:
        return self.text[end - 1] in "\r\n"

    def _join(self, lines: list[str]) -> str:
        return self.newline.join(lines)

    def _prefix(self, offset: int) -> str:
        return self.text[line_start(self.text, offset) : offset]

    def _column(self, offset: int) -> int:
        prefix = self._prefix(offset)
        if "\t" in prefix:
            raise EditRefused("a tab stands before it on its line", hint="indent with blanks")
        return len(prefix)

    def _line_after(self, offset: int) -> int:
        """Return where the line behind the one of `offset` starts (at the latest, behind the front matter's last line)."""
        match = LINE_END.search(self.text, offset)
        return match.end() if match else len(self.text)

    # -- mappings ------------------------------------------------------------------------------------------------------

    def mapping(self, draft: DraftMapping) -> Iterator[Edit]:
        origin = draft.origin
        assert origin is not None
        if origin.flow:
            yield from self._flow_mapping(draft, origin)
            return
        first = origin.entries[0]
        column = self._column(first.key.start)
        self._check_entries(origin, column)
        kept = {id(entry.origin) for entry in draft.entries}
        for index, entry in enumerate(origin.entries):
            if id(entry) not in kept:
                yield self._remove_entry(origin, index)
        last: Entry | None = None
        for item in draft.entries:
            if item.origin is not None:
                last = item.origin
                yield from self._changed_entry(item, column)
            else:
                lines = entry_lines(item.name, _plain(item.value), column, self.style)
                yield self._insert_lines(lines, last.value.end if last else None, first.key.start, column)

    def _check_entries(self, origin: Mapping, column: int) -> None:
        for index, entry in enumerate(origin.entries):
            prefix = self._prefix(entry.key.start)
            usual = not prefix.strip() or (index == 0 and not prefix.replace("-", "").strip())
            if not usual or len(prefix) != column or not _COLON.match(self.text, entry.key.end):
                raise EditRefused(
                    "its keys are not written one a line as `key: value`",
                    where=entry.name or "",
                    hint="rewrite the mapping by hand",
                )

    def _insert_lines(self, lines: list[str], behind: int | None, first: int, column: int) -> Edit:
        """Insert whole lines behind the line that ends with the offset `behind`, or before the first key or dash."""
        if behind is not None:
            at = line_stop(self.text, behind)
            return Edit(at, at, self.newline + self._join(lines))
        if not self._prefix(first).strip():
            at = line_start(self.text, first)
            return Edit(at, at, self._join(lines) + self.newline)
        return Edit(first, first, self._join(lines)[column:] + self.newline + " " * column)

    def _remove_entry(self, origin: Mapping, index: int) -> Edit:
        entry = origin.entries[index]
        if not self._prefix(entry.key.start).strip():
            return Edit(line_start(self.text, entry.key.start), self._line_after(entry.value.end), "")
        return Edit(entry.key.start, origin.entries[index + 1].key.start, "")

    def _changed_entry(self, item: DraftEntry, column: int) -> Iterator[Edit]:
        origin = item.origin
        assert origin is not None
        if item.name != (origin.name or ""):
            key = origin.key
            quote = key.style if isinstance(key, Scalar) else ""
            yield Edit(key.start, key.end, scalar_text(item.name, quote, default_quote=self.style.quote))
        if item.value is origin.value:
            return
        colon = _COLON.match(self.text, origin.key.end)
        assert colon is not None
        yield from self._value(origin.value, item.value, colon.end(), column)

    # -- a value behind its key ----------------------------------------------------------------------------------------

    def _value(self, old: Node, new: Any, colon: int, column: int) -> Iterator[Edit]:
        if isinstance(new, DraftMapping) and new.origin is old and new.entries:
            yield from self.mapping(new)
        elif isinstance(new, DraftSequence) and new.origin is old and new.items and not self._empty_flow(old):
            yield from self.sequence(new)
        elif isinstance(new, DraftSequence) and new.wraps is old:
            yield from self._wrapped(old, new, colon, column)
        else:
            yield from self._replaced(old, _plain(new), colon, column)

    @staticmethod
    def _empty_flow(node: Node) -> bool:
        return isinstance(node, Sequence) and not node.items

    def _replaced(self, old: Node, new: Any, colon: int, column: int) -> Iterator[Edit]:
        on_lines_below = isinstance(old, (Mapping, Sequence)) and not old.flow
        absent = isinstance(old, Scalar) and old.start == old.end
        lines = lines_behind("", new, column, self.style)
        if len(lines) == 1 or not is_block(new):
            text = inline_text(new, self.style, old.style if isinstance(old, Scalar) else "")
            if len(lines) > 1:  # several lines of text behind `|`
                text = self._join([lines[0].lstrip(), *lines[1:]])
            if on_lines_below:
                yield Edit(colon, colon, " " + text)
                yield Edit(line_stop(self.text, colon), line_stop(self.text, old.end), "")
            elif absent:
                yield Edit(colon, colon, " " + text)
            else:
                yield Edit(old.start, old.end, text)
            return
        block = self._join(lines[1:])
        if on_lines_below:
            yield Edit(line_start(self.text, old.start), line_stop(self.text, old.end), block)
            return
        if not absent:
            yield Edit(colon, old.end, "")
        at = line_stop(self.text, old.end)
        yield Edit(at, at, self.newline + block)

    # -- lists ---------------------------------------------------------------------------------------------------------

    def sequence(self, draft: DraftSequence) -> Iterator[Edit]:
        origin = draft.origin
        assert origin is not None
        if origin.flow:
            yield from self._flow_sequence(draft, origin)
            return
        dashes = self._dashes(origin)
        column = self._column(dashes[0])
        kept = {id(item.origin) for item in draft.items}
        for index, node in enumerate(origin.items):
            if id(node) not in kept:
                if self._prefix(dashes[index]).strip():
                    raise EditRefused("the first item of a list inside a list cannot be removed", hint="edit by hand")
                yield Edit(line_start(self.text, dashes[index]), self._line_after(node.end), "")
        last: Node | None = None
        quote = ""
        for item in draft.items:
            if item.origin is not None:
                last = item.origin
                quote = last.style if isinstance(last, Scalar) and last.style in ("'", '"') else ""
                if item.value is not last:
                    yield from self._changed_item(last, item.value, dashes[origin.items.index(last)], column)
            else:
                if last is None and self._prefix(dashes[0]).strip():
                    raise EditRefused("nothing can be put before the first item of a list inside a list")
                lines = item_lines(_plain(item.value), column, self.style, quote)
                yield self._insert_lines(lines, last.end if last else None, dashes[0], column)

    def _dashes(self, origin: Sequence) -> list[int]:
        """Return where each item's `-` stands: the first at the list's start, the others first on a line of their own."""
        dashes = [origin.start]
        for before, item in zip(origin.items, origin.items[1:], strict=False):
            at = self._line_after(before.end)
            while at < item.start and not self.text[at : line_stop(self.text, at)].lstrip(" ").startswith("-"):
                at = self._line_after(at)
            dashes.append(at + len(self.text[at:]) - len(self.text[at:].lstrip(" ")))
        return dashes

    def _changed_item(self, old: Node, new: Any, dash: int, column: int) -> Iterator[Edit]:
        if isinstance(new, DraftMapping) and new.origin is old and new.entries:
            yield from self.mapping(new)
        elif isinstance(new, DraftSequence) and new.origin is old and new.items:
            yield from self.sequence(new)
        else:
            value = _plain(new)
            if not is_block(value) and isinstance(old, (Scalar, Alias)) and old.end > old.start:
                quote = old.style if isinstance(old, Scalar) else ""
                yield Edit(old.start, old.end, inline_text(value, self.style, quote))
            else:
                lines = item_lines(value, column, self.style)
                yield Edit(dash, line_stop(self.text, max(old.end, dash)), self._join(lines)[column:])

    def _wrapped(self, old: Node, new: DraftSequence, colon: int, column: int) -> Iterator[Edit]:
        """Write a value that stood behind a key as the first item of a list."""
        first, *more = new.items
        dash = column + self.style.list_offset
        added = [line for item in more for line in item_lines(_plain(item.value), dash, self.style)]
        tail = self.newline + self._join(added) if added else ""
        changes = [] if first.value is old else list(self.mapping(first.value))
        if isinstance(old, (Mapping, Sequence)) and not old.flow:
            start = line_start(self.text, old.start)
            now = self._column(old.start)
            stop = line_stop(self.text, old.end)
            if now == dash + 2:
                yield Edit(start, old.start, " " * dash + "- ")
                yield from changes
                if tail:
                    yield Edit(stop, stop, tail)
                return
            block = _apply_within(self.text, start, stop, changes)
            yield Edit(start, stop, self._reindented(block, now, dash) + tail)
            return
        value = _apply_within(self.text, old.start, old.end, changes)
        yield Edit(colon, old.end, "")
        at = line_stop(self.text, old.end)
        yield Edit(at, at, self.newline + " " * dash + "- " + value + tail)

    def _reindented(self, block: str, now: int, dash: int) -> str:
        lines = LINE_END.split(block)
        moved = [" " * (dash + 2) + line[now:] if line.strip() else line for line in lines]
        if any(line[:now].strip() for line in lines):
            raise EditRefused("its lines are not indented alike", hint="indent the mapping evenly first")
        moved[0] = " " * dash + "- " + lines[0][now:]
        return self._join(moved)

    # -- brackets and braces -------------------------------------------------------------------------------------------

    def _flow_mapping(self, draft: DraftMapping, origin: Mapping) -> Iterator[Edit]:
        spans = [(entry.key.start, max(entry.key.end, entry.value.end)) for entry in origin.entries]
        places = {id(entry): index for index, entry in enumerate(origin.entries)}
        new: list[tuple[int | None, str]] = []
        for entry in draft.entries:
            if entry.origin is None:
                key = scalar_text(entry.name, flow=True, default_quote=self.style.quote)
                new.append((None, f"{key}: {flow_text(_plain(entry.value), self.style)}"))
                continue
            new.append((places[id(entry.origin)], ""))
            if entry.name != (entry.origin.name or ""):
                key_node = entry.origin.key
                yield Edit(key_node.start, key_node.end, scalar_text(entry.name, flow=True))
            if entry.value is not entry.origin.value:
                colon = _COLON.match(self.text, entry.origin.key.end)
                yield from self._flow_value(entry.origin.value, entry.value, " " if colon else ": ")
        yield from self._flow_items(origin, spans, new)

    def _flow_sequence(self, draft: DraftSequence, origin: Sequence) -> Iterator[Edit]:
        spans = [(node.start, node.end) for node in origin.items]
        places = {id(node): index for index, node in enumerate(origin.items)}
        new: list[tuple[int | None, str]] = []
        for item in draft.items:
            if item.origin is None:
                new.append((None, flow_text(_plain(item.value), self.style)))
                continue
            new.append((places[id(item.origin)], ""))
            if item.value is not item.origin:
                yield from self._flow_value(item.origin, item.value, "")
        yield from self._flow_items(origin, spans, new)

    def _flow_value(self, old: Node, new: Any, lead: str) -> Iterator[Edit]:
        if isinstance(new, DraftMapping) and new.origin is old and isinstance(old, Mapping):
            yield from self._flow_mapping(new, old)
        elif isinstance(new, DraftSequence) and new.origin is old and isinstance(old, Sequence):
            yield from self._flow_sequence(new, old)
        elif isinstance(new, DraftSequence) and new.wraps is old:
            first = new.items[0].value
            changes = [] if first is old else list(self._flow_value(old, first, ""))
            parts = [_apply_within(self.text, old.start, old.end, changes)]
            parts += [flow_text(_plain(item.value), self.style) for item in new.items[1:]]
            yield Edit(old.start, old.end, "[" + ", ".join(parts) + "]")
        else:
            value = _plain(new)
            if isinstance(old, Scalar) and not isinstance(value, (dict, list, tuple)):
                text = scalar_text(value, old.style, flow=True, default_quote=self.style.quote)
            else:
                text = flow_text(value, self.style)
            yield Edit(old.start, old.end, (lead if old.start == old.end else "") + text)

    def _flow_items(
        self, origin: Mapping | Sequence, spans: list[tuple[int, int]], new: list[tuple[int | None, str]]
    ) -> Iterator[Edit]:
        """Insert and remove items between brackets. `new` names an old item by its index or gives a new one's text."""
        kept = [index for index, _ in new if index is not None]
        if not kept:
            if new or spans:
                brackets = "{}" if isinstance(origin, Mapping) else "[]"
                yield Edit(origin.start, origin.end, brackets[0] + ", ".join(text for _, text in new) + brackets[1])
            return
        gone = [index for index in range(len(spans)) if index not in set(kept)]
        for index in gone:
            if index > kept[-1]:
                continue
            yield Edit(spans[index][0], spans[index + 1][0], "")
        if gone and gone[-1] > kept[-1]:
            yield Edit(spans[kept[-1]][1], spans[-1][1], "")
        last: int | None = None
        for index, text in new:
            if index is not None:
                last = index
            elif last is None:
                yield Edit(spans[0][0], spans[0][0], text + ", ")
            else:
                yield Edit(spans[last][1], spans[last][1], ", " + text)


def _apply_within(text: str, start: int, end: int, edits: list[Edit]) -> str:
    """Return `text[start:end]` after edits that lie within it."""
    return EditSet(Edit(e.start - start, e.end - start, e.text) for e in edits).apply(text[start:end])
