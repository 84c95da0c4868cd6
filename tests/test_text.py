"""Lines and columns are the same in whatever order they are asked for."""

from __future__ import annotations

from itertools import permutations

from cardsmith.text import LineMap, lines_of

TEXT = "one\ntwo\r\nthree\rfour\n\nsix"


def test_a_position_does_not_depend_on_what_was_asked_before() -> None:
    places = (0, 4, 9, 14, 19, len(TEXT))
    alone = {offset: LineMap(TEXT).position(offset) for offset in places}
    assert alone[9] == (3, 1)
    for order in permutations(places):
        lines = LineMap(TEXT)
        assert [lines.position(offset) for offset in order] == [alone[offset] for offset in order]


def test_lines_end_where_git_and_patch_end_them() -> None:
    text = "a\r\nb\u2028- c\x85\x0cd\n\ne"
    assert lines_of(text) == ["a\r\n", "b\u2028- c\x85\x0cd\n", "\n", "e"]
