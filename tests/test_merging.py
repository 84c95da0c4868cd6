"""Two changes of one card brought together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card
from cardsmith.edits import Edit, EditSet
from cardsmith.errors import EditConflict
from cardsmith.merging import check_nothing_overwritten, edits_between, merged, on_top, overwritten

BASE = "---\nlicense: mit\ntags:\n- a\n---\n\n# Voices\n\n## Uses\n\nMany.\n\n## Data\n\nMore information needed\n"


def merge(ours: str, theirs: str, base: str = BASE) -> str:
    return merged(Card(base), Card(ours), Card(theirs)).text


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c", "\n", "d\r\n"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_edits_between_two_texts_lead_from_one_to_the_other(old: str, new: str) -> None:
    assert edits_between(old, new).apply(old) == new


def test_large_texts_are_not_compared_line_by_line() -> None:
    old, new = "".join(f"{n}\n" for n in range(3000)), "".join(f"{n}\n" for n in range(3000, 6000))
    assert len(edits_between(old, new)) == 1


@given(TEXTS, TEXTS)
def test_one_change_alone_is_taken_as_it_is(body: str, other: str) -> None:
    base, new = f"# Title\n\n{body}", f"# Title\n\n{other}"
    assert merge(new, base, base) == new
    assert merge(base, new, base) == new
    assert merge(new, new, base) == new


def test_changes_in_different_places() -> None:
    ours = changed(("license: mit", "license: apache-2.0"), ("Many.", "Few."))
    theirs = changed(("More information needed", "Voices of actors."))

    assert merge(ours, theirs) == changed(
        ("license: mit", "license: apache-2.0"), ("Many.", "Few."), ("More information needed", "Voices of actors.")
    )


def test_new_keys_at_one_place() -> None:
    ours, theirs = changed(("- a\n", "- a\nlanguage: es\n")), changed(("- a\n", "- a\npipeline_tag: text-to-speech\n"))

    assert merge(ours, theirs) == changed(("- a\n", "- a\npipeline_tag: text-to-speech\nlanguage: es\n"))


def test_one_version_has_all_of_the_other() -> None:
    small, large = changed(("- a\n", "- a\nlanguage: es\n")), changed(("- a\n", "- a\nlanguage: es\nversion: 2\n"))

    assert merge(small, large) == merge(large, small) == large


def test_items_of_one_list() -> None:
    assert merge(changed(("- a\n", "- a\n- b\n")), changed(("- a\n", "- a\n- c\n"))) == changed(
        ("- a\n", "- a\n- c\n- b\n")
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (changed(("mit", "apache-2.0")), changed(("mit", "gpl-3.0"))),
        (changed(("license: mit\n", "")), changed(("mit", "gpl-3.0"))),
        (changed(("Many.", "Few.")), changed(("Many.", "None."))),
        (changed(("# Voices\n", "# Voices\n\nMine.\n")), changed(("# Voices\n", "# Voices\n\nTheirs.\n"))),
        (changed(("- a\n", "- a\nlanguage: es\n")), changed(("- a\n", "- a\nlanguage: fr\n"))),
        (
            changed(("- a\n", "- a\nlanguage: es\nversion: 1\n")),
            changed(("- a\n", "- a\nlanguage: es\ndatasets: [x/y]\n")),
        ),
        (
            changed(("license: mit", "license: other")),
            changed(("license: mit\n", ""), ("- a\n", "- a\nlicense: mit\n")),
        ),
    ],
)
def test_contradictions_are_refused(ours: str, theirs: str) -> None:
    with pytest.raises(EditConflict, match="nothing was written"):
        merge(ours, theirs)


def test_what_somebody_changed_is_not_overwritten() -> None:
    theirs = changed(("mit", "gpl-3.0"))
    same_line, elsewhere = theirs.replace("gpl-3.0", "mit"), theirs.replace("Many.", "Few.")

    assert len(overwritten(BASE, theirs, edits_between(theirs, same_line))) == 1
    with pytest.raises(EditConflict, match="somebody else has changed line 2 meanwhile"):
        check_nothing_overwritten(Card(BASE), Card(theirs), edits_between(theirs, same_line))
    check_nothing_overwritten(Card(BASE), Card(theirs), edits_between(theirs, elsewhere))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_that_are_added_beside_those_of_somebody_else_overwrite_nothing(newline: str) -> None:
    base, theirs = (
        text.replace("\n", newline) for text in (BASE, changed(("license", "a: 1\nb: 2\nlicense"), ("Many.", "A few.")))
    )
    for key in ("a: 1", "b: 2"):
        end = theirs.index(key) + len(key)
        assert overwritten(base, theirs, EditSet([Edit(end, end, f"{newline}c: 3")])) == []
        start = theirs.index(key)
        assert overwritten(base, theirs, EditSet([Edit(start, start, f"c: 3{newline}")])) == []
    middle = theirs.index(" few")
    assert overwritten(base, theirs, EditSet([Edit(middle, middle, " very")]))


def top(ours: str, theirs: str, base: str = BASE) -> str:
    return on_top(Card(base), Card(ours), Card(theirs)).text


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (
            changed(("mit", "apache-2.0")),
            changed(("mit", "gpl-3.0"), ("Many.", "Few.")),
            changed(("mit", "apache-2.0"), ("Many.", "Few.")),
        ),
        (
            changed(("- a\n", "- a\nlanguage: es\n")),
            changed(("- a\n", "- a\nlanguage: fr\nversion: 2\n")),
            changed(("- a\n", "- a\nlanguage: es\nversion: 2\n")),
        ),
        (
            changed(("license: mit\n", "")),
            changed(("mit", "gpl-3.0"), ("- a\n", "- a\n- b\n")),
            changed(("license: mit\n", ""), ("- a\n", "- a\n- b\n")),
        ),
        (
            changed(("license: mit", "license: other"), ("- a\n", "- a\n- c\n")),
            changed(("license: mit", "license: gpl-3.0\nlanguage: fr"), ("- a\n", "- a\n- b\n")),
            changed(("license: mit\n", "language: fr\nlicense: other\n"), ("- a\n", "- a\n- b\n- c\n")),
        ),
        (
            changed(("Many.", "Few."), ("mit", "apache-2.0")),
            changed(("Many.", "None."), ("More information needed", "Voices."), ("mit", "gpl-3.0")),
            changed(("Many.", "Few."), ("More information needed", "Voices."), ("mit", "apache-2.0")),
        ),
    ],
)
def test_on_top_of_what_was_proposed_nothing_of_it_is_forgotten(ours: str, theirs: str, both: str) -> None:
    assert top(ours, theirs) == both


def test_on_top_of_metadata_that_nobody_can_edit_is_refused() -> None:
    with pytest.raises(EditConflict, match="nothing was written"):
        top(changed(("license: mit", "license: [mit")), changed(("license: mit", "license: gpl")))
