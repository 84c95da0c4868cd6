"""Edits: order, conflicts, undoing, one after the other."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardsmith.edits import Edit, EditSet
from cardsmith.errors import CardsmithError, EditConflict

TEXT = st.text(alphabet="abc\n", max_size=12)


@st.composite
def edit_sets(draw: st.DrawFn, length: int) -> EditSet:
    """Edits of a text of this length that do not overlap; some stand side by side or at the same place."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    cuts = cuts[: len(cuts) // 2 * 2]
    spans = list(zip(cuts[::2], cuts[1::2], strict=True))
    return EditSet([Edit(start, end, draw(TEXT)) for start, end in spans])


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, EditSet]:
    text = draw(TEXT)
    return text, draw(edit_sets(len(text)))


def by_hand(text: str, edits: EditSet) -> str:
    """Apply the edits from the end, one at a time."""
    for start, end, new in reversed(edits.edits):
        text = text[:start] + new + text[end:]
    return text


@given(edited_texts())
def test_apply(case: tuple[str, EditSet]) -> None:
    text, edits = case
    assert edits.apply(text) == by_hand(text, edits)


@given(edited_texts())
@example(("abc", EditSet([Edit(1, 1, "x"), Edit(1, 2, ""), Edit(2, 2, "y")])))
@example(("abcdef", EditSet([Edit(0, 2, ""), Edit(2, 4, ""), Edit(4, 4, "x")])))
def test_inverse(case: tuple[str, EditSet]) -> None:
    text, edits = case
    new = edits.apply(text)
    undo = edits.inverse(text)
    assert undo.apply(new) == text
    assert undo.inverse(new).apply(text) == new


@given(st.data())
def test_then(data: st.DataObject) -> None:
    text, first = data.draw(edited_texts())
    middle = first.apply(text)
    second = data.draw(edit_sets(len(middle)))
    both = first.then(second)
    assert both.apply(text) == second.apply(middle)
    assert both.inverse(text).apply(second.apply(middle)) == text


@given(st.data())
def test_then_is_associative(data: st.DataObject) -> None:
    text, one = data.draw(edited_texts())
    two = data.draw(edit_sets(len(one.apply(text))))
    three = data.draw(edit_sets(len(two.apply(one.apply(text)))))
    assert one.then(two).then(three).apply(text) == one.then(two.then(three)).apply(text)
    assert one.then(one.inverse(text)).apply(text) == text


@given(edited_texts(), st.data())
def test_place(case: tuple[str, EditSet], data: st.DataObject) -> None:
    """A character outside the edits is found again; one inside stands where the new text ends."""
    text, edits = case
    offset = data.draw(st.integers(0, len(text)))
    place = edits.place(offset)
    for edit in edits:
        if edit.start <= offset < edit.end:
            before = EditSet([other for other in edits if other.end <= edit.start and other != edit])
            assert place == len(before.apply(text[: edit.start])) + len(edit.text)
            return
    marked = EditSet([*edits, Edit(offset, offset, "\0")]) if offset < len(text) else None
    if marked is None:
        assert place == len(edits.apply(text))
    else:
        # An insertion at the place itself goes before the character.
        assert marked.apply(text).index("\0") == place
        assert edits.apply(text)[place] == text[offset]


def test_insertions_at_one_place_keep_their_order() -> None:
    edits = EditSet([Edit(1, 1, "x"), Edit(0, 0, "a"), Edit(1, 1, "y"), Edit(1, 2, "-"), Edit(1, 1, "z")])
    assert edits.apply("012") == "a0xyz-2"
    assert edits.place(1) == len("a0xyz-")
    assert edits.place(2) == 6


def test_what_changes_nothing_is_left_out() -> None:
    edits = EditSet([Edit(1, 1, ""), Edit(0, 0, "")])
    assert not edits
    assert list(edits) == []
    assert edits == EditSet()
    assert edits.apply("x") == "x"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 2, "x"), Edit(1, 3, "y")],
        [Edit(0, 3, "x"), Edit(1, 1, "y")],
        [Edit(0, 2, ""), Edit(0, 2, "")],
        [Edit(0, 2, "x"), Edit(0, 1, "y")],
        [Edit(2, 1, "x")],
        [Edit(-1, 1, "x")],
    ],
)
def test_conflicts(edits: list[Edit]) -> None:
    with pytest.raises(EditConflict) as error:
        EditSet(edits)
    assert isinstance(error.value, CardsmithError)


def test_side_by_side_is_no_conflict() -> None:
    assert EditSet([Edit(2, 4, "B"), Edit(0, 2, "A"), Edit(2, 2, "|")]).apply("aabb") == "A|B"


def test_behind_the_end() -> None:
    with pytest.raises(EditConflict):
        EditSet([Edit(2, 4, "x")]).apply("abc")


def test_equality() -> None:
    assert EditSet([Edit(0, 1, "x"), Edit(3, 3, "y")]) == EditSet([Edit(3, 3, "y"), Edit(0, 1, "x")])
    assert len({EditSet([Edit(0, 1, "x")]), EditSet([Edit(0, 1, "x")]), EditSet()}) == 2
    assert EditSet() != ()
    assert repr(EditSet([Edit(0, 1, "x")])) == "EditSet([Edit(start=0, end=1, text='x')])"
