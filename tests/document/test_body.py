"""The body's blocks, against markdown-it-py as an independent reader."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardsmith import Card
from cardsmith.document.body import Body
from tests.support import examples

CARDS = sorted((Path(__file__).parents[2] / "fixtures" / "cards").glob("*/*.md"))
INSTALLED = sorted(Path(sysconfig.get_path("purelib")).rglob("*.md"))
READER = MarkdownIt("commonmark").enable("table")

# Lines that open, close or look like blocks. Left out, because cardsmith reads them in another way on purpose:
# - lists and quotes: the scanner does not open them (`test_lists_and_quotes` says what that means);
# - `[a]: b`, a link definition, which is no paragraph to be underlined;
# - a table whose first cell is a tag (`<td>| a |`): markdown-it-py asks for tables before HTML, GitHub after it.
LINES = st.sampled_from(
    [
        *("# One", "## Two ##", "# a \\#", "#\tb", "# ", "#", "   ### Three", "    # code", "\t# code", "#nothing"),
        *(
            "####### seven",
            "Title",
            "=====",
            "=",
            "--",
            "---",
            "***",
            "* * *",
            "___",
            " ---",
            "    ---",
            "- - -",
            "===x",
        ),
        *("```", "```python", "``` `x", "~~~", "~~~ `x", "````", "  ```", "    ```", "<!-- comment -->", "<!-- open"),
        *("-->", "<!-->", "text <!-- x", "<div>", "</div>", "<div", "<b>", "<b>x", "<a href='x'>", "</span>", "<pre>"),
        *("</pre>", "<script>x</script> y", "<?php", "?>", "<!DOCTYPE html>", "<![CDATA[", "]]>", "<table>"),
        *("| a | b |", "|---|:-:|", "| 1 | 2 |", "a | b", "--- | ---", "|-|", "|a|", "-|-", ":-:", "|", "\\| a |"),
        *("| `a|b` | c |", "text", "more text", "  indented", "    four", "\\# x", "# x\\", "a\u2028b", "\u3000"),
        *("", "", "", "   ", "\t"),
    ]
)


class Blocks(NamedTuple):
    """Headings as level, first line, line behind the last and words; tables as first line, line behind the last, columns."""

    headings: list[tuple[int, int, int, str]]
    tables: list[tuple[int, int, list[str]]]


def blocks(text: str) -> Blocks:
    """Return what cardsmith sees."""
    body = Body(text, 0)

    def line(offset: int) -> int:
        return body.lines.count("\n", 0, offset)

    return Blocks(
        [(h.level, line(h.span.start), line(h.span.end) + 1, " ".join(h.title.split())) for h in body.headings],
        [(line(t.span.start), line(t.span.end) + 1, t.columns) for t in body.tables],
    )


def blocks_by_reader(text: str, *, nested: bool = False) -> Blocks:
    """Return what markdown-it-py sees at the top level, or everywhere."""
    tokens = READER.parse(text.replace("\r\n", "\n").replace("\r", "\n"))
    found = Blocks([], [])
    for index, token in enumerate(tokens):
        if token.map is None or (token.level and not nested):
            continue
        if token.type == "heading_open":
            words = " ".join(tokens[index + 1].content.split())
            first, last = token.map
            found.headings.append((int(token.tag[1]), first, last, words))
        elif token.type == "table_open":
            row = next(at for at in range(index, len(tokens)) if tokens[at].type == "tr_close")
            # The reader takes the backslash before a pipe away, cardsmith leaves the cell as it is written.
            columns = [cell.content.replace("|", "\\|") for cell in tokens[index:row] if cell.type == "inline"]
            first, last = token.map
            found.tables.append((first, last, columns))
    return found


@pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_card_reads_as_markdown_it_reads_it(path: Path) -> None:
    card = Card.load(path)
    text = card.text[card.body_start :]
    found, expected = blocks(text), blocks_by_reader(text)
    assert found.headings == expected.headings
    # sentence-transformers puts tables into lists: cardsmith sees them too, the reader has them a level deeper.
    assert [table for table in found.tables if table in expected.tables] == expected.tables
    nested = blocks_by_reader(text, nested=True)
    assert all(table in nested.tables for table in found.tables)


@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.name)
def test_every_installed_document_reads_as_markdown_it_reads_it(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    assert blocks(text).headings == blocks_by_reader(text).headings
    assert [table[0] for table in blocks(text).tables] == [table[0] for table in blocks_by_reader(text).tables]


@examples(8.5)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example(["a", "---", "b", "---"], "\n", True)
@example(["---", "a", "---"], "\n", True)
@example(["***", "<b>", "---"], "\n", True)
@example(["    # code", "</span>", "# One"], "\n", True)
@example(["<!-->", "# One"], "\n", True)
@example(["<pre>", "</script>", "# One"], "\n", True)
@example(["|", "|-|"], "\n", True)
@example(["|a|", "-"], "\n", True)
@example(["a | b", "-|-", "    four"], "\n", True)
@example(["a | b", "-|-", "<b> | c"], "\n", True)
def test_tricky_lines(lines: list[str], newline: str, ends: bool) -> None:
    text = newline.join(lines) + newline * ends
    assert blocks(text) == blocks_by_reader(text)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("- item\ntext\n---\n", []),  # the text belongs to the item, and `---` is a rule
        ("> quote\ntext\n===\n", []),
        ("1. item\ntext\n---\n", []),
        ("text\n2. no item\n---\n", ["text 2. no item"]),
        ("- item\n\ntext\n---\n", ["text"]),
        ("- # in an item\n> # in a quote\n", []),
        ("- ```\n  # code\n  ```\n# One\n", ["One"]),
        ("1. ```sh\n   # code\n   ```\n# One\n", ["One"]),
        ("- ```\n  # code\n# One\n", ["One"]),  # the item ends, and its code with it
        ("* text\n\n  ```\n  # code\n  ```\n\n# One\n", ["One"]),
    ],
)
def test_lists_and_quotes(text: str, headings: list[str]) -> None:
    """What stands in lists and quotes is not taken for a heading of the card, nor does it hide one."""
    assert [heading.title for heading in Body(text, 0).headings] == headings
    assert [heading[3] for heading in blocks_by_reader(text).headings] == headings


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        ("- item\n\n  ## In an item\n", ["In an item"], []),
        ("* item\n  ```\n# Behind code that the item's end closes\n", [], ["Behind code that the item's end closes"]),
        ("[a]: b\n===\n", ["[a]: b"], []),
    ],
)
def test_known_deviations(text: str, ours: list[str], theirs: list[str]) -> None:
    """A list item is no block of its own here: its headings count as the card's, and it closes no code."""
    assert [heading.title for heading in Body(text, 0).headings] == ours
    assert [heading[3] for heading in blocks_by_reader(text).headings] == theirs


def test_code_and_comments_know_their_places() -> None:
    text = "# T\n```\n# a\n```\n<!-- b\n\nc --> d\n<pre>e\n\n</pre>\nf\n"
    body = Body(text, 0)
    assert [span.of(text) for span in body.code] == ["```\n# a\n```", "<pre>e\n\n</pre>"]
    assert [span.of(text) for span in body.comments] == ["<!-- b\n\nc -->"]
    inside = {char: (body.in_code(text.index(char)), body.in_comment(text.index(char))) for char in "abdef"}
    assert inside == {
        "a": (True, False),
        "b": (False, True),
        "d": (False, False),
        "e": (True, False),
        "f": (False, False),
    }


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
