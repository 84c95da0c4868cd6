"""Rows of a text: whatever a card holds is shown, takes the columns it seems to take, and is never obeyed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cardsmith.tui.rows import Rows, line_spans, pieces, shown
from cardsmith.tui.widgets.source_view import SourceView
from tests.tui.driver import editor, opened, run

HOSTILE = "\x1b[31mred \x1b]0;title\x07 \u202eabc\u202c \u200bzero\u200d [bold]markup[/] \x00\x9b1m é e\u0301 日本語 🎉 \ufeff\t|"
texts = st.text(st.one_of(st.characters(), st.sampled_from(" \t\n\r\x1b\u202e\u200b日🎉é|-#`")), max_size=300)


@given(texts)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    for line in text.splitlines():
        drawn, places = shown(line)
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in drawn.replace("\ud800", ""))
        assert "\u202e" not in drawn
        assert "\u200b" not in drawn
        assert places is None or (len(places) == len(line) + 1 and places[-1] == len(drawn))


@given(texts, st.integers(10, 80))
def test_rows_are_the_text(text: str, width: int) -> None:
    rows = Rows(text, width, lambda _: True)
    for index, (start, end) in enumerate(rows.lines):
        own = [row for row in rows if row.line == index]
        assert "".join(text[row.start : row.end] for row in own) == text[start:end]
        assert rows[rows.row_at(start)] == own[0]
    for at in range(len(text)):
        row = rows[rows.row_at(at)]
        assert row.start <= at


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=300), st.integers(10, 80))
def test_a_wrapped_row_fits(line: str, width: int) -> None:
    for start, end in pieces(line, width):
        assert cell_len(line[start:end].rstrip()) <= width


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\r\nb\r\n", 2), ("a\rb", 2), ("\n", 1), ("\n\n", 2)],
)
def test_lines_end_where_the_card_says(text: str, count: int) -> None:
    assert len(line_spans(text)) == count


def test_a_hostile_card_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    table = f"| {'a' * 240} | {'b' * 240} |\n|{'-' * 242}|{'-' * 242}|\n| {'1' * 240} | {'2' * 240} |\n"
    path.write_text(f"---\nlicense: mit\n---\n# {HOSTILE}\n\n{HOSTILE}\n\n{table}", encoding="utf-8")

    async def story() -> None:
        async with opened(editor(path)) as driver:
            source = driver.bench.query_one(SourceView)
            lines = [source.render_line(y) for y in range(source.size.height)]
            assert {line.cell_length for line in lines} == {source.scrollable_content_region.width}
            text = "".join(line.text for line in lines)
            assert "\\x1b[31mred" in text
            assert "[bold]markup[/]" in text
            source.scroll_to(x=200, animate=False)
            await driver.pilot.pause()
            rows = [source.render_line(y).text for y in range(source.size.height)]
            head = next(row for row in rows if row.rstrip().endswith("b" * 5) or "a | b" in row)
            line = next(row for row in rows if "1 | 2" in row)
            assert head.index("|") == line.index("|"), "a table stays aligned when it is scrolled"
            assert any("\\x1b[31mred" in row for row in rows), "prose stays where it is"

    run(story())
