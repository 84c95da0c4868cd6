"""Edit a front matter: say what should stand where, get the smallest edits that make it so.

A `MetadataEditor` holds a draft of the metadata. Nodes that nobody touched are kept by reference; `edits()` compares
the draft with the tree it came from and writes only the difference. What cannot be edited without risk is refused. A
change that is refused leaves the draft as it was.
"""

from __future__ import annotations

from collections.abc import Sequence as SequenceABC
from typing import Any

from cardsmith.document.comparing import first_difference, is_same
from cardsmith.document.draft_nodes import DraftEntry, DraftItem, DraftMapping, DraftSequence, last_value
from cardsmith.document.emit import Digits, learn_style, reads_as
from cardsmith.document.metadata_path import MISSING, Path, show_path
from cardsmith.document.nodes import BLOCK_SCALAR_HEADER, Alias, Mapping, Node, Scalar, Sequence, walk
from cardsmith.document.render import Renderer
from cardsmith.document.yaml_tree import YamlTree, node_to_python
from cardsmith.edits import Edit
from cardsmith.errors import EditRefused


class MetadataEditor:
    """Collects changes to one front matter.

    Args:
        text: The whole card.
        tree: Its YAML; None when the card has no front matter yet.
        content: Offsets of the YAML in `text`; where the new block goes when there is none.
        newline: Line end for new lines.
        order: Keys in the order they should stand; a new key goes behind all the earlier ones that are there.
        inner_order: The same for keys below the top.

    Raises:
        EditRefused: From every changing method, when the path cannot be edited safely.
    """

    def __init__(
        self,
        text: str,
        tree: YamlTree | None,
        content: tuple[int, int],
        newline: str,
        order: SequenceABC[str] = (),
        inner_order: SequenceABC[str] = (),
    ) -> None:
        self._text = text
        self._tree = tree or YamlTree()
        self._has_block = tree is not None
        self._content = content
        self._newline = newline
        self._order = {key: index for index, key in enumerate(order)}
        self._inner_order = {key: index for index, key in enumerate(inner_order)}
        self._root: Any = self._tree.root
        self._open_end = _open_end(self._tree.root, text)
        self.changes = 0
        """How many changes were made so far."""

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return self._root is not self._tree.root

    def changed_keys(self) -> set[str]:
        """Return the top-level keys that were added, removed, renamed, or whose value was opened for changes."""
        root = self._root
        if not isinstance(root, DraftMapping):
            return set()
        kept = {id(entry.origin) for entry in root.entries if entry.untouched}
        old = root.origin.entries if root.origin is not None else []
        return {entry.name for entry in root.entries if not entry.untouched} | {
            entry.name or "" for entry in old if id(entry) not in kept
        }

    # -- reading the draft ---------------------------------------------------------------------------------------------

    def get(self, path: Path) -> Any:
        """Return the Python value that stands at `path` in the draft, or `MISSING`."""
        here = self._at(path)
        return MISSING if here is MISSING else self._python(here)

    def printed(self, path: Path) -> str:
        """Return the value at `path` as text, the way it is written: `1.10` is no `1.1`."""
        here = self._at(path)
        return here.raw if isinstance(here, Scalar) else str(self._python(here))

    def _at(self, path: Path) -> Any:
        here = self._root
        for step in path:
            here = self._child(here, step)
            if here is MISSING:
                break
        return here

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
        if isinstance(here, (DraftSequence, Sequence)):
            item = here.items[step] if -len(here.items) <= step < len(here.items) else MISSING
            return item.value if isinstance(item, DraftItem) else item
        return here[step] if isinstance(here, (list, tuple)) and -len(here) <= step < len(here) else MISSING

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
        if self._reads_as(path, value):
            return
        parent = self._open(path[:-1])
        if isinstance(parent, DraftMapping):
            name = _key(path)
            entry = self._entry(parent, name, path)
            if entry is None:
                order = self._order if len(path) == 1 else self._inner_order
                at = _place(parent, name, order)
                parent.entries.insert(self._before_open_end(parent.entries, at), DraftEntry(name, value))
            else:
                entry.value = self._merged(entry.value, value, path)
        else:
            item = self._item(parent, path[-1], path)
            item.value = self._merged(item.value, value, path)
        self.changes += 1

    def append(self, path: Path, value: Any) -> None:
        """Add `value` at the end of the list at `path`."""
        sequence = self._open(path)
        if not isinstance(sequence, DraftSequence):
            raise EditRefused("only a list can be appended to", where=show_path(path), hint="wrap the value first")
        if self._before_open_end(sequence.items, len(sequence.items)) < len(sequence.items):
            raise EditRefused(
                "its last item is a text that ends with the front matter: a line behind it would add a line end to it",
                where=show_path(path),
                hint="put an empty line before the closing `---` first",
            )
        sequence.items.append(DraftItem(value))
        self.changes += 1

    def delete(self, path: Path) -> None:
        """Remove the key or list item at `path`."""
        if not path:
            raise EditRefused("the whole front matter cannot be removed", hint="delete its keys one by one")
        parent = self._open(path[:-1])
        if isinstance(parent, DraftMapping):
            entry = self._existing(parent, path)
            self._check_removable(entry.value, path)
            parent.entries.remove(entry)
        else:
            item = self._item(parent, path[-1], path)
            self._check_removable(item.value, path)
            parent.items.remove(item)
        self.changes += 1

    def rename(self, path: Path, name: str) -> None:
        """Give the key at `path` another name; its value and place stay."""
        parent = self._open(path[:-1])
        if not path or not isinstance(parent, DraftMapping):
            raise EditRefused("a list item has no key to rename", where=show_path(path))
        entry = self._existing(parent, path)
        if entry.name == name:
            return
        if parent.find(name) is not None:
            raise EditRefused(f"there is a key {name!r} already", where=show_path(path), hint="merge the two by hand")
        if entry.origin is not None and (entry.origin.key.anchor or entry.origin.key.tag):
            raise EditRefused("its key carries an anchor or a tag", where=show_path(path), hint="edit it by hand")
        entry.name = name
        self.changes += 1

    def wrap(self, path: Path) -> None:
        """Turn the value at `path` into a list that holds it: a scalar `en` into `- en`, a mapping into one item."""
        value = self.get(path) if path else MISSING
        if value is MISSING:
            raise EditRefused("there is nothing to wrap", where=show_path(path))
        if isinstance(value, (list, tuple)):
            raise EditRefused("it is a list already", where=show_path(path))
        parent = self._open(path[:-1])
        holder: DraftEntry | DraftItem = (
            self._existing(parent, path) if isinstance(parent, DraftMapping) else self._item(parent, path[-1], path)
        )
        current = holder.value
        node = current.origin if isinstance(current, DraftMapping) else current
        if isinstance(node, Scalar) and node.start == node.end:
            holder.value = DraftSequence(None, None, [DraftItem(None)])
        elif isinstance(node, Node):
            self._check_movable(node, path)
            holder.value = DraftSequence(None, node, [DraftItem(current, node)])
        else:
            holder.value = DraftSequence(None, None, [DraftItem(current)])
        self.changes += 1

    def _open(self, path: Path) -> Any:
        """Return the draft container at `path`, opening every container on the way."""
        if self._has_block and not self._tree.plain_document:
            raise EditRefused(
                "the front matter has document markers, directives, a byte order mark or line ends only YAML 1.1 knows",
                hint="remove them by hand first",
            )
        if isinstance(self._root, Node) or self._root is None:
            if self._root is not None and not isinstance(self._root, Mapping):
                raise EditRefused("the front matter is not a mapping", hint="write it as `key: value` lines")
            self._root = self._opened(self._root, ())
        here = self._root
        for depth, step in enumerate(path, 1):
            holder: DraftEntry | DraftItem
            if isinstance(here, DraftMapping):
                holder = self._existing(here, path[:depth])
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
            return DraftMapping(None, [DraftEntry(str(k), v) for k, v in value.items()])
        if isinstance(value, (list, tuple)):
            return DraftSequence(None, None, [DraftItem(v) for v in value])
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

    def _existing(self, mapping: DraftMapping, path: Path) -> DraftEntry:
        entry = self._entry(mapping, _key(path), path)
        if entry is None:
            raise EditRefused("there is no such key", where=show_path(path))
        return entry

    def _item(self, sequence: DraftSequence, index: str | int, path: Path) -> DraftItem:
        if isinstance(index, int) and -len(sequence.items) <= index < len(sequence.items):
            return sequence.items[index]
        raise EditRefused("there is no such list item", where=show_path(path))

    def _reads_as(self, path: Path, value: Any) -> bool:
        here = self._at(path)
        if isinstance(here, Alias):
            here = here.target
        return isinstance(here, Node) and reads_as(here, value, anchored=isinstance(here, Scalar))

    def _before_open_end(self, parts: SequenceABC[DraftEntry | DraftItem], at: int) -> int:
        """Return `at`, or the place before the last part when nothing can stand behind that without changing it."""
        if self._open_end is not None and at == len(parts) > 0 and last_value(parts[-1].value) is self._open_end:
            return at - 1
        return at

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
        if isinstance(node, Scalar) and is_same(node, new):
            return node
        return new

    def _merged_mapping(self, old: Mapping | DraftMapping, new: dict[str, Any], path: Path) -> DraftMapping:
        draft = old if isinstance(old, DraftMapping) else self._opened(old, path)
        assert isinstance(draft, DraftMapping)
        entries: list[DraftEntry] = []
        for entry in draft.entries:
            if entry.name in new:
                self._entry(draft, entry.name, (*path, entry.name))  # refuses one that stands there twice
                value = new[entry.name]
                same = is_same(entry.value, value)
                kept = entry.value if same else self._merged(entry.value, value, (*path, entry.name))
                entries.append(DraftEntry(entry.name, kept, entry.origin))
        there = {entry.name for entry in entries}
        for at, (name, value) in enumerate(new.items()):
            if name not in there:
                entries.insert(self._before_open_end(entries, min(at, len(entries))), DraftEntry(str(name), value))
        return DraftMapping(draft.origin, entries)

    def _merged_sequence(self, old: Sequence | DraftSequence, new: SequenceABC[Any], path: Path) -> DraftSequence:
        draft = old if isinstance(old, DraftSequence) else self._opened(old, path)
        assert isinstance(draft, DraftSequence)
        before, items = draft.items, []
        done = 0
        for index, value in enumerate(new):
            same = next((i for i in range(done, len(before)) if is_same(before[i].value, value)), None)
            if same is not None:
                items.append(before[same])
                done = same + 1
            elif done < len(before) and len(before) - done >= len(new) - index and isinstance(value, dict):
                items.append(DraftItem(self._merged(before[done].value, value, (*path, done)), before[done].origin))
                done += 1
            else:
                items.append(DraftItem(value))
        return DraftSequence(draft.origin, draft.wraps, items)

    # -- what comes out ------------------------------------------------------------------------------------------------

    def differs_from(self, root: Node | None) -> str | None:
        """Compare a front matter that was read again with the draft.

        Returns:
            The path of the first value that does not read as intended under YAML 1.1 and 1.2 (empty for the whole front
            matter); None when everything does.
        """
        path = first_difference(self._root, root, ())
        return None if path is None else show_path(path)

    def edits(self) -> list[Edit]:
        """Return the edits that turn the card's front matter into the draft."""
        if not self.changed:
            return []
        style = learn_style(self._tree, self._text, self._newline)
        return Renderer(self._text, style).document(self._root, self._content, self._has_block)


def _key(path: Path) -> str:
    """Return the last step of a path that leads into a mapping."""
    name = path[-1]
    if not isinstance(name, str):
        raise EditRefused("it is a mapping of keys, not a list", where=show_path(path[:-1]))
    return name


def _open_end(root: Node | None, text: str) -> Scalar | None:
    """Return the text behind `|` or `>` that ends with the front matter and so has no final line end of its own.

    The last line end belongs to the closing fence, so PyYAML reads `|` text there without one. A line behind it would
    give it one.
    """
    last = last_value(root)
    if not isinstance(last, Scalar) or last.style not in ("|", ">") or not last.raw or last.raw.endswith("\n"):
        return None
    header = BLOCK_SCALAR_HEADER.match(text, last.start)
    return None if header is not None and "-" in header.group("indicators") else last


def _place(mapping: DraftMapping, name: str, order: dict[str, int]) -> int:
    """Return the index at which a new key fits best among those that are there."""
    rank = order.get(name)
    if rank is None:
        return len(mapping.entries)
    ranked = [(order[entry.name], index) for index, entry in enumerate(mapping.entries) if entry.name in order]
    before = [pair for pair in ranked if pair[0] < rank]
    if before:
        return max(index for _, index in before) + 1
    after = [pair for pair in ranked if pair[0] > rank]
    return min(after)[1] if after else len(mapping.entries)
