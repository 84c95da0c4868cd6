"""The body's blocks, against markdown-it-py as an independent reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardsmith import Card
from cardsmith.document.body import Body

CARDS = sorted((Path(__file__).parents[2] / "fixtures" / "cards").glob("*/*.md"))
READER = MarkdownIt("commonmark").enable("table")

LINES = st.sampled_from(
    [
        *["# One", "## Two ##", "   ### Three", "    # code", "#nothing", "####### seven", "Title", "=====", "---", "***"],
        *["```", "```python", "~~~", "````", "<!-- comment -->", "<!-- open", "-->", "<div>", "</div>", "<pre>", "</pre>"],
        *["| a | b |", "|---|:-:|", "| 1 | 2 |", "a | b", "--- | ---", "|-|", "text", "more text", "> quote", "1. one"],
        *["", "", "", "   ", "\t", "|", "\\| a |", "| `a|b` | c |"],
    ]
)


def blocks(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the headings' levels and lines, and the tables' lines, as cardsmith sees them."""
    body = Body(text, 0)
    lines = body.lines
    headings = [(heading.level, lines.count("\n", 0, heading.span.start)) for heading in body.headings]
    return headings, [lines.count("\n", 0, table.span.start) for table in body.tables]


def blocks_by_reader(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the same as markdown-it-py sees them, at the top level."""
    tokens = [token for token in READER.parse(text.replace("\r\n", "\n").replace("\r", "\n")) if token.level == 0]
    headings = [(int(t.tag[1]), t.map[0]) for t in tokens if t.type == "heading_open" and t.map]
    return headings, [t.map[0] for t in tokens if t.type == "table_open" and t.map]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_card_reads_as_markdown_it_reads_it(path: Path) -> None:
    card = Card.load(path)
    text = card.text[card.body_start :]
    headings, tables = blocks(text)
    expected_headings, expected_tables = blocks_by_reader(text)
    assert headings == expected_headings
    # sentence-transformers puts tables into lists: cardsmith sees them too, the reader has them a level deeper.
    assert [line for line in tables if line in expected_tables] == expected_tables


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]))
def test_tricky_lines_outside_lists_and_quotes(lines: list[str], newline: str) -> None:
    """Lists and quotes are containers, which the scanner does not open; everything else must agree."""
    lines = [line for line in lines if not line.startswith((">", "1."))]
    text = newline.join(lines) + newline
    assert blocks(text)[0] == blocks_by_reader(text)[0]


def test_sections_nest_by_level() -> None:
    card = Card("intro\n# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\n")
    assert [section.title for section in card.sections] == ["", "A", "B", "C", "D", "E"]
    assert [section.text.of(card.text).strip() for section in card.sections] == ["intro", "a", "b", "c", "d", ""]
    assert card.sections[2].whole.of(card.text) == "## B\nb\n### C\nc\n"
    assert card.sections[1].whole.of(card.text).endswith("d\n")


def test_cells_know_their_places() -> None:
    card = Card("| a | b |\n|:-:|---|\n| 1 | |\n|  x \\| y | z | surplus |\n| alone\n")
    (table,) = card.tables
    assert table.columns == ["a", "b"]
    assert table.rows == [["1", ""], ["x \\| y", "z"], ["alone", ""]]
    for row in range(len(table)):
        for cell in table.cells(row):
            assert cell.span.of(card.text) == cell.text


@pytest.mark.parametrize("unit", ["<!--", "```\n", "| a |\n|---|\n", "# a\n", "a\n---\n", "<div>\n", "[[[[", "- a\n"])
def test_a_shape_repeated_many_times_comes_back(unit: str) -> None:
    body = Body(unit * (300_000 // len(unit)), 0)
    assert all(0 <= start <= end <= len(body.text) for start, end in (*body.code, *body.comments))
