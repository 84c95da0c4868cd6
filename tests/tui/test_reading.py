"""A card laid out for reading: every block where it belongs, every row within the page, and nothing obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from bench.editor import long_card
from cardsmith import Card
from cardsmith.tui.folding import fold
from cardsmith.tui.marks import Mark, Marks, Paint
from cardsmith.tui.page import Page, Stop
from cardsmith.tui.prose import Run, Writer, text_of
from cardsmith.tui.reading import Block, batch, lay_out
from tests.support import SEEDS, seed

WIDTH = 60
marks = st.sampled_from(["#", "*", "`", "|", "-", ">", "[", "]", "(", ")", "<", "!", "&#27;", "&#x202e;", "1. ", "\n"])
texts = st.lists(st.one_of(st.text(max_size=8), marks, st.sampled_from([" ", "\n\n", "日本", "\x1b", "\t", "word"])))


def laid_out(text: str, width: int = WIDTH, unfolded: bool = False) -> list[Block]:
    return list(lay_out(fold(Card(text), unfolded), width))


def rows_of(text: str, width: int = WIDTH) -> list[str]:
    """What stands on the page, row by row."""
    return [text_of(row).rstrip() for block in laid_out(text, width) for row in (*block.above, *block.rows)]


def runs_of(text: str) -> Iterator[Run]:
    return (run for block in laid_out(text) for row in block.rows for run in row)


def page_of(text: str) -> str:
    return "\n".join(rows_of(text)).strip("\n")


# -- blocks ------------------------------------------------------------------------------------------------------------


def test_lists_are_as_tight_as_they_are_written() -> None:
    text = "- one\n- two\n  - three\n    - four\n\n7. a\n\n   b\n8. c\n\n- \n- x\n"
    assert page_of(text) == "• one\n• two\n  ◦ three\n    ▪ four\n\n7. a\n\n   b\n\n8. c\n\n•\n• x"


def test_what_follows_the_first_row_of_an_item_stands_below_its_text() -> None:
    assert page_of(f"10. {'word ' * 12}\n    > {'word ' * 12}\n") == dedent(
        """\
        10. word word word word word word word word word word word
            word
            │ word word word word word word word word word word word
            │ word"""
    )


def test_quotes_keep_their_bar() -> None:
    assert page_of("> a\n>\n> - b\n>\n> > c\n") == "│ a\n│\n│ • b\n│\n│ │ c"


def test_code_is_not_wrapped_and_not_read() -> None:
    line = "x = '*' # " + "long " * 20
    (block,) = laid_out(f"```python\n\tif x:\n{line}\n```\n")
    assert block.text == f"     if x: \n {line} "
    assert block.wide == cell_len(line) + 2
    looks = {look: text for text, look, _ in runs_of(f"```python\n{line}\n```\n")}
    assert looks["fence string"] == "'*'"
    assert looks["fence comment"].startswith("# long")
    assert {look for _, look, _ in runs_of(f"```\n{line}\n```\n")} == {"fence"}


def test_columns_stand_below_each_other() -> None:
    table = "| a | b | c |\n|---|--:|:-:|\n| 日本語 | 1 | **x** |\n| y | 22222 | |\n"
    assert page_of(table) == dedent(
        """\
        a            b   c
        ──────   ─────   ─
        日本語       1   x
        y        22222"""
    )


def test_long_cells_are_wrapped_and_ruled() -> None:
    rows = page_of(f"| name | text |\n|---|---|\n| n | {'word ' * 20}|\n| m | x |\n").split("\n")
    assert rows[2] == "n      " + "word " * 9 + "word"
    assert rows[3] == "       " + "word " * 9 + "word"
    assert rows[4] == rows[1]
    assert rows[5] == "m      x"


def test_a_table_that_cannot_fit_is_wide() -> None:
    blocks = laid_out("|" + " column |" * 50 + "\n|" + "---|" * 50 + "\n|" + " a |" * 50 + "\n")
    assert {block.wide > WIDTH for block in blocks} == {True}
    assert len({block.wide for block in blocks}) <= 2


@pytest.mark.parametrize("row", ["| 1 | 2 |", "| 1 |", "| 1 | *2* | 3 |", r"| \| | 2 |", "| 1 | `2` |"])
def test_a_long_table_reads_like_a_short_one(row: str) -> None:
    head = "| a | b |\n|---|---|\n"
    short = laid_out(head + f"{row}\n" * 5)
    long = laid_out(head + f"{row}\n" * 200, unfolded=True)
    assert [block.rows for block in long] == [*(block.rows for block in short), *[short[-1].rows] * 195]
    assert [block.lines for block in long] == [(0, 2), *((line, line + 1) for line in range(2, 202))]


def test_images_are_told_and_links_lead_somewhere() -> None:
    text = (
        "![a *cat*](cat.png) [![badge](b.svg)](https://example.org) [x][ref] ![](d/e.png)\n\n[ref]: https://a.example\n"
    )
    assert [run for run in runs_of(text) if run[2]] == [
        ("▣ a cat", "link image", "cat.png"),
        ("▣ badge", "link image", "https://example.org"),
        ("x", "link", "https://a.example"),
        ("▣ e.png", "link image", "d/e.png"),
    ]


def test_links_are_known_wherever_they_are_defined() -> None:
    text = "[here] and [there][a]\n\n" + "Words.\n\n" * 200 + "[a]: #a\n\n# H\n\n[HERE]: #b\n"
    assert [run[::2] for run in runs_of(text) if run[2]] == [("here", "#b"), ("there", "#a")]


def test_headings_have_the_names_that_links_use() -> None:
    blocks = laid_out("# A b, c & `d`\n\n## É_x\n\n# A b, c & d\n")
    assert [block.anchor for block in blocks] == ["a-b-c--d", "é_x", "a-b-c--d-1"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p align='center'>a<br/>b</p>", "a\nb"),
        ("<ul><li>one<li>two</ul>", "• one\n• two"),
        ("<table><tr><th>a</th><td>b &lt; c</td></tr></table>", "a   b < c"),
        ("<img alt='a > b' src=x.png>", "▣ a > b"),
        ("<img src='https://example.org/a/b.png'/>", "▣ b.png"),
        ("<details><summary>More</summary>\n  text\n</details>", "▸ More\ntext"),
        ("<!-- a > b --><script>x < y</script><style>p {}</style> c", "c"),
        ("<div>a <!-- not closed", "a"),
        ("<p>&#128;[31m &#x202e;x &#x200b;</p>", "€[31m \\u202ex \\u200b"),
    ],
)
def test_html_is_read_as_text(html: str, expected: str) -> None:
    assert page_of(html + "\n") == expected


def test_html_inside_a_text() -> None:
    writer = Writer()
    for token in MarkdownIt("gfm-like").parseInline('a<br>**b** <a href="#c">c</a> <b>d</b> H<sub>2</sub>'):
        writer.markdown(token.children or ())
    assert list(map(text_of, writer.lines)) == ["a", "b c d H2"]
    assert ("c", "link", "#c") in writer.lines[1]
    assert ("d", "strong", "") in writer.lines[1]


# -- whatever a card holds ---------------------------------------------------------------------------------------------


@given(texts, st.integers(20, 90))
def test_rows_fit_and_hold_nothing_that_a_terminal_obeys(parts: list[str], width: int) -> None:
    for block in laid_out("".join(parts), width):
        assert block.rows
        for row in (*block.rows, *block.above):
            text = text_of(row)
            assert cell_len(text) <= max(width, block.wide)
            assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u200b" for char in text)


@pytest.mark.parametrize("unfolded", [False, True])
@pytest.mark.parametrize("stem", SEEDS)
def test_every_block_knows_its_lines(stem: str, unfolded: bool) -> None:
    folded = fold(seed(stem), unfolded)
    end = 0
    for block in lay_out(folded, WIDTH):
        first, last = block.lines
        assert end <= first < last <= len(folded.lines)
        end = last
        source = "\n".join(folded.lines[first:last])
        words = [word for word in block.text.split() if word.isalnum()]
        assert all(word in source for word in words)


# -- only what is needed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unfolded", [False, True])
def test_the_first_page_costs_the_same_for_any_card(monkeypatch: pytest.MonkeyPatch, unfolded: bool) -> None:
    calls: list[str] = []
    for name in ("parse", "parseInline"):
        plain = getattr(MarkdownIt, name)

        def counted(self: MarkdownIt, *args: object, name: str = name, plain: object = plain) -> object:
            calls.append(name)
            return plain(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(MarkdownIt, name, counted)
    counts = []
    for lines in (1_000, 10_000):
        calls.clear()
        batch(lay_out(fold(Card(long_card(lines)), unfolded), 100), 60)
        counts.append(len(calls))
    assert counts[0] == counts[1] < 20


def test_batches_are_the_whole() -> None:
    folded = fold(Card(long_card(500)))
    blocks = lay_out(folded, 80)
    found = []
    while part := batch(blocks, 50):
        assert sum(len(block.rows) + len(block.above) for block in part[:-1]) < 50
        found += part
    assert found == list(lay_out(folded, 80))


# -- the page ----------------------------------------------------------------------------------------------------------


def test_a_page_knows_its_rows_and_its_gaps() -> None:
    text = f"# Title\n\n{'word ' * 20}\n\n- one\n- two\n"
    folded = fold(Card(text))
    found = [Mark(9, 20, Paint.GAP, "a"), Mark(30, 120, Paint.ERROR, "b"), Mark(0, 0, Paint.ADVICE, "none")]
    page = Page(folded, Marks(found), WIDTH)
    page.add(lay_out(folded, WIDTH))
    assert [page.find(row) for row in range(len(page))] == [
        *[(0, -1), (0, 0), (0, 1)],
        *[(1, -1), (1, 0), (1, 1)],
        *[(2, -1), (2, 0), (3, 0)],
    ]
    assert page.stops == [Stop("a", 1), Stop("b", 1)]
    assert [page.paint(block) for block in range(4)] == [None, Paint.ERROR, Paint.ERROR, Paint.ERROR]
    assert page.is_about(3, "b")
    assert not page.is_about(3, "a")
    assert page.row_at(text.index("two")) == 8
    assert page.offset_at(8) == text.index("- two")
    assert page.anchor("title") == 0


def test_a_comment_is_seen_where_a_gap_is_in_it() -> None:
    folded = fold(Card("<!-- Describe\n your model -->\n\n<!-- Or not -->\n\nWords.\n"))
    for marks, expected in [
        (Marks(), ["Words."]),
        (Marks([Mark(0, 30, Paint.GAP, "a")]), ["<!-- Describe your model -->", "Words."]),
    ]:
        page = Page(folded, marks, WIDTH)
        page.add(lay_out(folded, WIDTH))
        assert [block.text for block in page.blocks] == expected
