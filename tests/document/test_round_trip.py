"""A card that nobody edits comes out as it went in, whatever it is."""

import pickle
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.errors import CardError
from tests.document.front_matters import card_texts, front_matters
from tests.document.nasty import NASTY
from tests.document.readers import card_of

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "cards").rglob("*.md"))


def _read_everything(card: Card) -> None:
    """Ask a card for all it can say: reading must neither fail nor change it."""
    assert card.fence is None or card.fence.block.end <= len(card.text)
    assert len(card.metadata) >= 0
    for section in card.sections:
        assert section.whole.start <= section.whole.end <= len(card.text)
    for table in card.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert isinstance(card.dialects, tuple)
    assert isinstance(card.placeholders, list)
    assert isinstance(card.reported_results, list)


@given(st.binary(max_size=60) | st.text().map(str.encode) | card_texts().map(str.encode))
@example(b"\xef\xbb\xbf---\na: 1\n---\n")
@example(b"---\r\na: caf\xe9\r\n---\r\n")
def test_any_bytes(data: bytes) -> None:
    try:
        card = Card.from_bytes(data, "x.md")
    except CardError as error:
        with pytest.raises(UnicodeDecodeError) as expected:
            data.decode("utf-8")
        assert error.offset == expected.value.start
        before = data[: error.offset].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        if data[error.offset - 1 : error.offset] == b"\r":
            before = before[:-1] + "\n"
        assert error.line == before.count("\n") + 1
        assert error.column == len(before) - before.rfind("\n")
        assert error.where == f"x.md:{error.line}:{error.column}"
        return
    _read_everything(card)
    assert card.to_bytes() == data


@pytest.mark.parametrize(
    ("data", "offset", "line", "column"),
    [
        (b"\xff", 0, 1, 1),
        (b"ab\n\xe9", 3, 2, 1),
        (b"\xc3\xa9\xc3\xa9\xe9", 4, 1, 3),
        (b"a\r\nb\rc\xe9", 6, 3, 2),
        (b"\xef\xbb\xbfab\xe9", 5, 1, 4),
        (b"x\xf0\x9f\xa4\x97\xf0\x9f", 5, 1, 3),
        ("a\nä\n".encode() + b"\xed\xa0\x80", 5, 3, 1),
    ],
)
def test_where_it_does_not_decode(data: bytes, offset: int, line: int, column: int) -> None:
    with pytest.raises(CardError) as error:
        Card.from_bytes(data)
    assert (error.value.offset, error.value.line, error.value.column) == (offset, line, column)
    assert error.value.where == f"{line}:{column}"
    assert f"offset {offset}" in str(error.value)
    assert error.value.hint


@given(front_matters(), card_texts())
def test_any_front_matter(front_matter: str, body: str) -> None:
    text = f"---\n{front_matter}---\n{body}"
    card = Card.from_bytes(text.encode())
    _read_everything(card)
    assert card.draft().finish().card is card
    assert card.to_bytes() == text.encode()


@pytest.mark.parametrize("name", NASTY)
def test_nasty(name: str) -> None:
    card = card_of(NASTY[name])
    _read_everything(card)
    assert card.yaml_problem is None
    assert card.draft().finish().card is card


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_fixtures(path: Path) -> None:
    card = Card.load(path)
    _read_everything(card)
    assert card.to_bytes() == path.read_bytes()
    assert pickle.loads(pickle.dumps(card)) == card


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_ends(newline: str, bom: str, end: str) -> None:
    text = (bom + "---\nlicense: mit\n---\n\n# Title\n\ntext" + end).replace("\n", newline)
    card = Card.from_bytes(text.encode())
    assert card.metadata == {"license": "mit"}
    assert [heading.title for heading in card.body.headings] == ["Title"]
    assert card.to_bytes() == text.encode()


def test_a_byte_order_mark_and_no_front_matter() -> None:
    card = Card("\ufeff# Title\n")
    assert [heading.title for heading in card.body.headings] == ["Title"]
