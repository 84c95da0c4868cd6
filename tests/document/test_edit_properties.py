"""Edits of generated front matters: every byte outside the edits stays, and the values change as asked and no further."""

from __future__ import annotations

import copy
import re
from pathlib import Path as FilePath
from typing import Any

import yaml
from hypothesis import assume, event, given, note
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.edits import EditSet
from cardsmith.errors import EditRefused, VerificationError
from tests.document import test_nasty_edits as nasty
from tests.document.front_matters import front_matters
from tests.document.readers import READERS, block_of, card_of, first_line, line_end_of, typed, unordered

SEEDS = sorted((FilePath(__file__).parents[2] / "fixtures" / "cards").rglob("*.md"))

CARDS = st.one_of(
    front_matters().map(lambda text: card_of(text, newline=line_end_of(text))),
    front_matters().map(lambda text: Card(f"---{line_end_of(text)}{text}---")),
    st.sampled_from(SEEDS).map(Card.load) if SEEDS else st.nothing(),
)


def _readable(card: Card) -> dict[str, Any]:
    """The values as others read them; a card that one of them cannot read is no example."""
    values = {}
    for key, read in READERS.items():
        try:
            values[key] = read(block_of(card.text))
        except Exception:  # a tab, an indent or a key that one of the two readers does not allow
            event(f"not readable under YAML {key}")
            assume(False)
    assume(card.yaml_problem is None)
    return values


def _assert_only_the_edits(old: Card, new: Card, edits: EditSet) -> None:
    """Walk both texts side by side: between the edits they are the same."""
    before = after = 0
    for edit in edits:
        length = edit.start - before
        assert old.text[before : edit.start] == new.text[after : after + length]
        after += length
        assert new.text[after : after + len(edit.text)] == edit.text
        before, after = edit.end, after + len(edit.text)
    assert old.text[before:] == new.text[after:]


def _text_may_grow(card: Card) -> bool:
    """Whether text behind `|` could take in what follows, once the key or item between them is deleted.

    An indented comment would become part of it, and `|+` would keep an empty line more. No edit can prevent that and
    leave the comment or the empty line as it is, so the check after the edit refuses it.
    """
    kept = re.search(r"[|>][0-9]*\+", card.text)
    comment = re.search(r"[|>][-+0-9]*\s", card.text) and re.search(r"^ +#", card.text, re.M)
    return bool(kept or comment)


@given(CARDS, st.data())
def test_one_edit(card: Card, data: st.DataObject) -> None:
    before = _readable(card)
    places = nasty._places(block_of(card.text))
    assume(places)
    place = data.draw(st.sampled_from(places))
    kind_name = data.draw(st.sampled_from([name for name, kind in nasty.KINDS.items() if kind.applies(place)]))
    kind = nasty.KINDS[kind_name]
    note(card.text)
    try:
        new, edits = nasty._edited(card, kind, place.path)
    except EditRefused as error:
        event(f"refused: {error.message}")
        return
    except VerificationError:  # nothing was written, and the message says why
        return
    note(new.text)
    _assert_only_the_edits(card, new, edits)
    assert edits.inverse(card.text).apply(new.text) == card.text
    form = unordered if kind_name in ("add a key", "add a list") else typed
    for key, read in READERS.items():
        expected = nasty._intended(before[key], place.path, kind.change, read)
        assert form(read(block_of(new.text))) == form(expected)
    nasty._assert_lines(card, new, place.lines_to_delete if kind_name == "delete" else place.lines, kind_name)
    start, stop = (first_line(card.text) + line for line in place.lines)
    below = card.text.splitlines()[start + 1 : stop]
    if kind.keeps_comments and not any("#" in line for line in below):  # which may be text of the value
        assert len(nasty._comments(new.text)) >= len(nasty._comments(card.text))


@given(CARDS, st.data())
def test_one_after_the_other(card: Card, data: st.DataObject) -> None:
    """Each edit on the card that the one before left; all of them together do the same, and can be undone."""
    _readable(card)
    first = card
    done = EditSet()
    for _ in range(data.draw(st.integers(2, 4))):
        places = nasty._places(block_of(card.text))
        if not places:
            break
        place = data.draw(st.sampled_from(places))
        kind_name = data.draw(st.sampled_from([name for name, kind in nasty.KINDS.items() if kind.applies(place)]))
        try:
            new, edits = nasty._edited(card, nasty.KINDS[kind_name], place.path)
        except EditRefused:
            continue
        except VerificationError:
            assert _text_may_grow(card)
            continue
        done = done.then(edits)
        assert done.apply(first.text) == new.text
        assert done.inverse(first.text).apply(new.text) == first.text
        card = new
        assert Card(card.text).metadata == card.metadata


WORDS = ["mit", "no", "1.10", "a: b", "", "x y", "é", "1e-05", "- x", "# c", "two\nlines\n", "it's", '"', "[a", "~"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "l", "no", "1", "m n"]), inner, max_size=3)
    ),
    max_leaves=6,
)


class _Model:
    """What a draft must hold, as plain Python."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def paths(self) -> list[tuple[tuple[str | int, ...], Any]]:
        found: list[tuple[tuple[str | int, ...], Any]] = []

        def visit(value: Any, path: tuple[str | int, ...]) -> None:
            items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for key, item in items:
                found.append(((*path, key), item))
                visit(item, (*path, key))

        visit(self.value, ())
        return found

    def parent(self, path: tuple[str | int, ...]) -> Any:
        here: Any = self.value
        for step in path[:-1]:
            here = here[step]
        return here


@given(CARDS, st.data())
def test_many_edits_in_one_draft(card: Card, data: st.DataObject) -> None:
    """Any number of changes in one draft, also to what an earlier one wrote: the draft and a plain model of it agree."""
    values = _readable(card)
    assume(isinstance(values["1.2"], dict))
    model = _Model(copy.deepcopy(values["1.2"]))
    keys = [key for node in yaml.compose(block_of(card.text), Loader=yaml.CSafeLoader).value for key in [node[0]]]
    assume(all(isinstance(key, str) for key in values["1.2"]) and all(key.id == "scalar" for key in keys))
    note(card.text)
    draft = card.draft()
    for _ in range(data.draw(st.integers(1, 8))):
        paths = [(path, value) for path, value in model.paths() if all(isinstance(step, (str, int)) for step in path)]
        what = data.draw(st.sampled_from(["new", "set", "append", "delete", "rename", "wrap", "inside"]))
        if what == "new" or not paths:
            path, value = (data.draw(st.sampled_from(["new", "license", "model-index"])),), None
        else:
            path, value = data.draw(st.sampled_from(paths))
        given_value = data.draw(VALUES)
        note(f"{what} {path} {given_value!r}")
        parent, key = model.parent(path), path[-1]
        try:
            if what == "append":
                draft.metadata.append(path, given_value)
                value.append(copy.deepcopy(given_value))
            elif what == "delete":
                draft.metadata.delete(path)
                del parent[key]
            elif what == "rename":
                draft.metadata.rename(path, "renamed")
                items = [("renamed" if name == key else name, item) for name, item in parent.items()]
                parent.clear()
                parent.update(items)
            elif what == "wrap":
                draft.metadata.wrap(path)
                parent[key] = [value]
            elif what == "inside" and isinstance(value, dict):
                draft.metadata.set((*path, "inside"), given_value)
                value["inside"] = copy.deepcopy(given_value)
            else:
                draft.metadata.set(path, given_value)
                parent[key] = copy.deepcopy(given_value)
        except EditRefused as error:
            event(f"refused: {error.message}")
            continue
        assert unordered(draft.metadata.get(path[:1]) if path[0] in model.value else None) == unordered(
            model.value.get(path[0])
        )
    try:
        new, edits = draft.finish()
    except EditRefused as error:
        event(f"refused in the end: {error.message}")
        return
    except VerificationError:  # nothing was written, and the message says why
        return
    note(new.text)
    _assert_only_the_edits(card, new, edits)
    assert edits.inverse(card.text).apply(new.text) == card.text
    assert unordered(READERS["1.2"](block_of(new.text))) == unordered(model.value)
