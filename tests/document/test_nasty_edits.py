"""Every kind of edit on every place of every nasty front matter: exactly right, or refused with a reason.

What is right is decided by others: huggingface_hub's pattern, PyYAML and ruamel.yaml read the card before and after, and
the values must differ by the intended change and nothing else. The lines that an edit is about are those that PyYAML's
marks name; all others must still be there, byte for byte and in order.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import yaml

from cardsmith.card import Card
from cardsmith.document.metadata_edit import MetadataEditor
from cardsmith.document.metadata_path import Path
from cardsmith.draft import Edited
from cardsmith.errors import EditRefused
from tests.document.nasty import NASTY
from tests.document.readers import READERS, block_of, card_of, first_line, line_end_of, typed, unordered

TEXT = "first line\n\n  - third: line\n"
MAPPING = {"type": "asr", "names": ["no", "x: y"], "deep": {"value": 1e-05}}


class Place(NamedTuple):
    """A value in a front matter, as libyaml sees it."""

    path: Path
    id: str
    lines: tuple[int, int]
    """The lines the entry or item is written on."""
    lines_to_delete: tuple[int, int]
    """The same, but those of all around it when nothing else stands in there."""


class Kind(NamedTuple):
    """A kind of edit: where it can be asked for, what is asked for, and what the values must be afterwards."""

    applies: Callable[[Place], bool]
    edit: Callable[[MetadataEditor, Path], None]
    change: Callable[[Any, Any], None]
    """Gets the container (dict or list) and the key or index of the value."""
    keeps_comments: bool = True


def _is(kind: str) -> Callable[[Place], bool]:
    return lambda place: place.id == kind


def _put(value: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, key: Any) -> None:
        parent[key] = copy.deepcopy(value)

    return change


def _set(value: Any) -> Callable[[MetadataEditor, Path], None]:
    return lambda metadata, path: metadata.set(path, value)


def _delete(parent: Any, key: Any) -> None:
    del parent[key]


def _rename(parent: Any, key: Any) -> None:
    items = [("new name" if name == key else name, value) for name, value in parent.items()]
    parent.clear()
    parent.update(items)


def _wrap(parent: Any, key: Any) -> None:
    parent[key] = [parent[key]]


KINDS: dict[str, Kind] = {
    "set a scalar": Kind(_is("scalar"), _set("cc-by-4.0"), _put("cc-by-4.0")),
    "set a scalar that needs quotes": Kind(_is("scalar"), _set("no"), _put("no")),
    "set a number": Kind(_is("scalar"), _set(1e-05), _put(1e-05)),
    "set null": Kind(_is("scalar"), _set(None), _put(None)),
    "set text": Kind(_is("scalar"), _set(TEXT), _put(TEXT)),
    "scalar to list": Kind(_is("scalar"), _set(["a", "no", 1.5]), _put(["a", "no", 1.5])),
    "scalar to mapping": Kind(_is("scalar"), _set(MAPPING), _put(MAPPING)),
    "list to scalar": Kind(_is("sequence"), _set("x"), _put("x"), keeps_comments=False),
    "mapping to scalar": Kind(_is("mapping"), _set("x"), _put("x"), keeps_comments=False),
    "list to text": Kind(_is("sequence"), _set(TEXT), _put(TEXT), keeps_comments=False),
    "list to mapping": Kind(_is("sequence"), _set(MAPPING), _put(MAPPING), keeps_comments=False),
    "set another list": Kind(_is("sequence"), _set(["b", "new"]), _put(["b", "new"]), keeps_comments=False),
    "set an empty list": Kind(_is("sequence"), _set([]), _put([]), keeps_comments=False),
    "mapping to list": Kind(_is("mapping"), _set([1, "x"]), _put([1, "x"]), keeps_comments=False),
    "set another mapping": Kind(_is("mapping"), _set(MAPPING), _put(MAPPING), keeps_comments=False),
    "append": Kind(
        _is("sequence"),
        lambda metadata, path: metadata.append(path, "new"),
        lambda parent, key: parent[key].append("new"),
    ),
    "append a mapping": Kind(
        _is("sequence"),
        lambda metadata, path: metadata.append(path, MAPPING),
        lambda parent, key: parent[key].append(copy.deepcopy(MAPPING)),
    ),
    "append text": Kind(
        _is("sequence"),
        lambda metadata, path: metadata.append(path, TEXT),
        lambda parent, key: parent[key].append(TEXT),
    ),
    "add a key": Kind(
        _is("mapping"),
        lambda metadata, path: metadata.set((*path, "added"), "on"),
        lambda parent, key: parent[key].__setitem__("added", "on"),
    ),
    "add a list": Kind(
        _is("mapping"),
        lambda metadata, path: metadata.set((*path, "added"), [MAPPING, "x"]),
        lambda parent, key: parent[key].__setitem__("added", [copy.deepcopy(MAPPING), "x"]),
    ),
    "rename": Kind(
        lambda place: isinstance(place.path[-1], str),
        lambda metadata, path: metadata.rename(path, "new name"),
        _rename,
    ),
    "delete": Kind(lambda place: True, lambda metadata, path: metadata.delete(path), _delete, keeps_comments=False),
    "wrap": Kind(lambda place: place.id != "sequence", lambda metadata, path: metadata.wrap(path), _wrap),
}


class Value:
    """A value with the lines it is written on, from libyaml's events; an alias is a scalar."""

    def __init__(self, event: yaml.NodeEvent, line: int) -> None:
        self.id = {"Mapping": "mapping", "Sequence": "sequence"}.get(type(event).__name__[:-10], "scalar")
        self.event = event
        self.line = line
        self.stop = line + 1
        self.parts: list[tuple[str | None, Value]] = []


def _read(text: str) -> Value | None:
    lines = text.splitlines()
    stack: list[tuple[Value, list[yaml.NodeEvent]]] = []
    root: Value | None = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            value, _ = stack.pop()
            flow = getattr(value.event, "flow_style", False)
            value.stop = event.end_mark.line + 1 if flow else value.parts[-1][1].stop
        elif isinstance(event, yaml.NodeEvent):
            value = Value(event, event.start_mark.line)
            if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
                stop = event.end_mark.line + (event.end_mark.column > 0)
                header = lines[event.start_mark.line].partition(event.style)[2]
                while "+" not in header and not lines[stop - 1].strip():
                    stop -= 1
                value.stop = max(stop, value.line + 1)
            else:
                value.stop = event.end_mark.line + 1
            if stack and stack[-1][0].id == "mapping" and not stack[-1][1]:
                stack[-1][1].append(event)
            elif stack:
                parent, key = stack[-1]
                if key:
                    value.line = key[0].start_mark.line
                parent.parts.append((getattr(key[0], "value", None) if key else None, value))
                key.clear()
            else:
                root = value
            if value.id != "scalar":
                stack.append((value, []))
    return root


def _places(text: str) -> list[Place]:
    """Every value with a plain or quoted key, from the top; not merge keys."""
    found: list[Place] = []
    lines = text.splitlines()

    def visit(value: Value, path: Path) -> None:
        for index, (key, part) in enumerate(value.parts):
            if value.id == "mapping" and key in (None, "<<"):
                continue
            here = (*path, index if value.id == "sequence" else str(key))
            flow = getattr(value.event, "flow_style", False)
            if value.id == "sequence" and not flow:
                above = value.parts[index - 1][1].stop if index else value.event.start_mark.line
                part.line = next(at for at in range(above, part.line + 1) if lines[at].lstrip().startswith("-"))
            own = (part.line, max(part.stop, part.line + 1))
            around = own
            if len(value.parts) == 1 or flow:
                around = (value.line, value.stop)
            elif (
                index == 0
                and lines[part.line].lstrip().startswith("-")
                and (
                    (path and value.id == "mapping")
                    or value.event.start_mark.column != len(lines[part.line]) - len(lines[part.line].lstrip())
                )
            ):
                around = (part.line, value.parts[1][1].line + 1)  # the next one moves up behind the dash
            found.append(Place(here, part.id, own, around))
            visit(part, here)

    root = _read(text)
    if root is not None:
        visit(root, ())
    return found


def _key_in(container: Any, step: str | int, read: Callable[[str], Any]) -> Any:
    """The key as this reader knows it: `no` is False for one and text for the other."""
    return step if isinstance(step, int) or step in container else read(step)


def _intended(before: Any, path: Path, change: Callable[[Any, Any], None], read: Callable[[str], Any]) -> Any:
    holder = {"": copy.deepcopy(before)}
    here: Any = holder[""]
    for step in path[:-1]:
        here = here[_key_in(here, step, read)]
    change(here, _key_in(here, path[-1], read))
    return holder[""]


def _comments(text: str) -> list[str]:
    return re.findall(r"(?:^|(?<=\s))#\S.*", text, re.MULTILINE)


def _edited(card: Card, kind: Kind, path: Path) -> Edited:
    draft = card.draft()
    kind.edit(draft.metadata, path)
    return draft.finish()


# Front matters that a reader of the tests cannot read: libyaml allows a tab before a comment, PyYAML's own scanner and
# ruamel.yaml do not; ruamel.yaml keeps the first of two keys, PyYAML and the Hub the last.
NOT_READ_BY = {"tabs": {"1.1", "1.2"}, "duplicate keys": {"1.2"}}


def _readers(name: str) -> dict[str, Callable[[str], Any]]:
    readers: dict[str, Callable[[str], Any]] = {
        key: read for key, read in READERS.items() if key not in NOT_READ_BY.get(name, ())
    }
    if name == "tabs":
        readers["libyaml"] = lambda content: yaml.load(content, Loader=yaml.CSafeLoader)
    return readers


# How often what is refused, over all kinds and places. A list item is never wrapped, so that is not counted.
REFUSED: dict[str, dict[str, int]] = {
    "anchors, aliases, merge keys": {
        "an alias elsewhere (*base) refers to it": 27,
        "an alias elsewhere (*lang) refers to it": 9,
        "it carries an anchor (&list)": 12,
    },
    "tags": {
        "it carries a tag (tag:yaml.org,2002:str)": 15,
        "it carries a tag (tag:yaml.org,2002:int)": 8,
        "it carries a tag (tag:yaml.org,2002:seq)": 24,
    },
    "flow on one line": {"it is a mapping of one key without braces": 4},
    "text in a list at the end": {
        "its last item is a text that ends with the front matter: a line behind it would add a line end to it": 3
    },
    "complex keys": {"its key is not written `key: value` on one line": 41},
    "duplicate keys": {"the key 'license' stands there twice": 20, "the key 'x' stands there twice": 20},
}


@pytest.mark.parametrize("name", NASTY)
def test_right_or_refused(name: str) -> None:
    card = card_of(NASTY[name], newline=line_end_of(NASTY[name]))
    readers = _readers(name)
    before = {key: read(block_of(card.text)) for key, read in readers.items()}
    refused: Counter[str] = Counter()
    for place in _places(block_of(card.text)):
        for kind_name, kind in KINDS.items():
            if not kind.applies(place):
                continue
            about = f"{kind_name} at {place.path}"
            try:
                new, edits = _edited(card, kind, place.path)
            except EditRefused as error:
                refused[error.message] += kind_name != "wrap" or isinstance(place.path[-1], str)
                continue
            assert edits.inverse(card.text).apply(new.text) == card.text, about
            assert new.text.endswith(card.text[card.body_start :]), about
            form = unordered if kind_name in ("add a key", "add a list") or "merge" in name else typed
            for key, read in readers.items():
                expected = _intended(before[key], place.path, kind.change, read)
                assert form(read(block_of(new.text))) == form(expected), f"{about}:\n{new.text}"
            _assert_lines(card, new, place.lines_to_delete if kind_name == "delete" else place.lines, about)
            if kind.keeps_comments:
                assert sorted(_comments(new.text)) == sorted(_comments(card.text)), f"{about}:\n{new.text}"
    assert +refused == REFUSED.get(name, {})


def _assert_lines(old: Card, new: Card, lines: tuple[int, int], about: str) -> None:
    before, after = old.text.splitlines(True), new.text.splitlines(True)
    above = first_line(old.text)
    head, tail = before[: above + lines[0]], before[above + lines[1] :]
    assert after[: len(head)] == head, f"{about}:\n{new.text}"
    assert after[-len(tail) :] == tail, f"{about}:\n{new.text}"
    assert len(after) >= len(head) + len(tail), f"{about}:\n{new.text}"
