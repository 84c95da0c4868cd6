"""A card: what it is made of, where things stand in it, and that it never changes."""

import copy
import json
import pickle
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.document.tables import Table
from cardsmith.errors import CardError, CardsmithError
from cardsmith.facts.training_log import TrainingLog
from cardsmith.filling import fill
from cardsmith.text import LINE_END, Span, line_start, line_stop, newline_near, with_newlines


def test_front_matter_and_body() -> None:
    card = Card("---\nlicense: mit\ntags: [a, b]\n---\nintro\n\n# One\ntext\n")
    assert dict(card.metadata) == {"license": "mit", "tags": ["a", "b"]}
    assert card.text[card.body_start :].startswith("intro")
    assert [section.title for section in card.sections] == ["", "One"]
    assert card.yaml_problem is None
    assert card.unclosed is None


def test_metadata_is_read_under_yaml_12() -> None:
    card = Card("---\nlanguage: no\non: yes\nsmall: 1e-05\ntime: 12:30\nversion: 1.10\n---\n")
    assert dict(card.metadata) == {"language": "no", "on": "yes", "small": 1e-05, "time": "12:30", "version": 1.1}


def test_metadata_is_read_only() -> None:
    card = Card("---\nlicense: mit\n---\n")
    with pytest.raises(TypeError):
        card.metadata["license"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("front_matter", "message", "place"),
    [
        ("license: [mit\n", "did not find expected ',' or ']'", (2, 14)),
        ("license: mit\n\ttags: x\n", "found a tab character that violates indentation", (3, 1)),
        ("license: mit\ntags: a: b\n", "mapping values are not allowed in this context", (3, 8)),
        ("license: *x\n", "found undefined alias 'x'", (2, 10)),
        ("license: mit\nx: \x07\n", "a character YAML does not allow", (3, 4)),
        ("- a\n", "not a mapping of keys to values", (2, 1)),
        ("just text\n", "not a mapping of keys to values", (2, 1)),
        ("x: 1\nday: 2023-13-45\n", "'2023-13-45' is not a valid timestamp", (3, 6)),
        ("x: 1\nday: !!int word\n", "'word' is not a valid int", (3, 6)),
        ("a: &a [*a]\n", "the alias *a contains itself", (2, 8)),
    ],
)
def test_a_front_matter_that_cannot_be_read(front_matter: str, message: str, place: tuple[int, int]) -> None:
    card = Card(f"---\n{front_matter}---\n# T\n")
    assert card.metadata == {}
    assert card.yaml_problem is not None
    assert message in card.yaml_problem.message
    assert card.lines.position(card.yaml_problem.offset) == place
    assert [heading.title for heading in card.body.headings] == ["T"]


@pytest.mark.parametrize(
    "text", ["---\n# only a comment\n---\n", "---\n\n---\n", "---\nnull\n---\n", "---\n{}\n---\n", ""]
)
def test_an_empty_front_matter(text: str) -> None:
    card = Card(text)
    assert card.metadata == {}
    assert card.yaml_problem is None


def test_aliases_and_merge_keys() -> None:
    card = Card(
        "---\na: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: &s word\ne: *s\n*s : key\n"
        "f: &again 1\ng: *again\nh: &again 2\ni: *again\n---\n"
    )
    assert card.metadata["b"] == {"x": 1, "y": 2}
    assert card.metadata["c"] == {"x": 1, "y": 3}
    assert card.metadata["e"] == "word"
    assert card.metadata["word"] == "key"
    assert (card.metadata["g"], card.metadata["i"]) == (1, 2)  # the anchor that stands above the alias counts


def test_the_last_of_two_keys_counts() -> None:
    card = Card("---\na: 1\na: 2\n---\n")
    assert card.metadata["a"] == 2


def test_load(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_bytes(b"---\r\nlicense: mit\r\n---\r\n")
    assert Card.load(file) == Card.load(str(file)) == Card.load(tmp_path)
    assert Card.load(file).to_bytes() == file.read_bytes()
    assert Card.load(file).origin == str(file)
    with pytest.raises(CardError) as error:
        Card.load(tmp_path / "missing.md")
    assert error.value.offset is None
    assert "missing.md" in str(error.value)
    file.write_bytes(b"ok\n\xff")
    with pytest.raises(CardError) as error:
        Card.load(file)
    assert str(error.value).startswith(f"{file}:2:1: not UTF-8")


def test_a_path_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    with pytest.raises(CardError, match="cannot be read"):
        Card.load(file / "README.md")


def test_identity() -> None:
    card = Card("---\nlicense: mit\n---\n", "x.md")
    assert card == Card(card.text)
    assert hash(card) == hash(Card(card.text))
    assert card != Card("")
    assert card != card.text
    assert pickle.loads(pickle.dumps(card)).origin == "x.md"
    assert repr(card) == "Card(x.md, 21 characters)"


LINES = st.text(alphabet="ab\r\n", max_size=20)


@given(LINES, st.data())
def test_line_and_column(text: str, data: st.DataObject) -> None:
    card = Card(text)
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    for _ in range(3):
        offset = data.draw(st.integers(0, len(text)))
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # between the two characters of one line end
        line, column = card.lines.position(offset)
        assert starts[line - 1] + column - 1 == offset
        assert line == len(starts) or offset < starts[line]


@given(LINES, st.data())
def test_places_in_a_line(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    start = line_start(text, offset)
    assert start == max(at for at in starts if at <= offset)
    if text[offset - 1 : offset + 1] != "\r\n":
        assert text[start : line_stop(text, offset)] == LINE_END.split(text)[starts.index(start)]


@pytest.mark.parametrize(
    ("text", "offset", "newline"),
    [
        ("", 0, "\n"),
        ("a", 1, "\n"),
        ("a\r\nb\nc\rd", 0, "\r\n"),
        ("a\r\nb\nc\rd", 3, "\r\n"),
        ("a\r\nb\nc\rd", 5, "\n"),
        ("a\r\nb\nc\rd", 7, "\r"),
        ("a\r\nb", 2, "\r\n"),
        ("\nb", 1, "\n"),
    ],
)
def test_newline_near(text: str, offset: int, newline: str) -> None:
    assert newline_near(text, offset) == newline


def test_with_newlines() -> None:
    assert with_newlines("a\r\nb\rc\nd", "\r\n") == "a\r\nb\r\nc\r\nd"
    assert with_newlines("a\nb", "\n") == "a\nb"


def test_spans() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(1, 3).shifted(2) == (3, 5)


def test_a_title_over_two_lines_is_not_looked_for_elsewhere() -> None:
    card = Card("my\nmodel\n=====\n\nThe my model is good.\n")
    assert card.title is None


def whole_card() -> Card:
    index = "model-index:\n- name: m\n  results:\n  - task: {type: x}\n    metrics:\n    - type: wer\n      value: 1\n"
    front = f"---\ntags: [a, b]\nshared: &s [1]\nagain: *s\n{index}---\n\n# m\n\n"
    results = (
        "It achieves the following results on the evaluation set:\n- Loss: 0.5\n- Wer: 0.3\n\n## Training procedure\n\n"
    )
    settings = "### Training hyperparameters\n\n- learning_rate: 0.1\n\n### Training results\n\n"
    table = "| Training Loss | Epoch | Step | Wer |\n|:-:|:-:|:-:|:-:|\n| 0.1 | 1 | 2 | 0.3 |\n\n"
    return Card(front + results + settings + table + "### Framework versions\n\n- Transformers 4.20.0\n")


PUBLIC = [name for name, value in vars(Card).items() if not name.startswith("_") and not callable(value)]


def containers(value: object, depth: int = 0) -> Iterator[object]:
    """Yield every list and mapping that can be reached from a value of a card."""
    if isinstance(value, (list, Mapping)):
        yield value
    inner: Iterable[object] = value.values() if isinstance(value, Mapping) else ()
    for item in value if isinstance(value, (list, tuple)) else inner:
        yield from containers(item, depth + 1)
    if isinstance(value, (TrainingLog, Table)):
        for name in ("columns", "rows", "scored_columns"):
            yield from containers(getattr(value, name, None), depth + 1)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in ("gaps_found", "suggestions_found")])
def test_what_a_card_gives_cannot_be_changed(name: str) -> None:
    card = whole_card()
    found = list(containers(getattr(card, name)))
    for container in found:
        with pytest.raises((TypeError, AttributeError)):
            container.clear()  # type: ignore[attr-defined]
        with pytest.raises(TypeError):
            container[0] = 1  # type: ignore[index]
        with pytest.raises(TypeError):
            del container[0]  # type: ignore[attr-defined]


def test_what_a_card_gives_is_still_a_list_and_a_mapping() -> None:
    card = whole_card()
    for name in ("sections", "tables", "reported_results", "placeholders"):
        assert isinstance(getattr(card, name), list)
    assert isinstance(card.metadata["tags"], list)
    assert card.metadata["tags"] == ["a", "b"]
    assert json.dumps(dict(card.metadata))
    copied = copy.deepcopy(dict(card.metadata))
    copied["tags"].append("c")
    copied["model-index"][0]["name"] = "n"
    assert card.metadata["tags"] == ["a", "b"]
    assert type(pickle.loads(pickle.dumps(card.metadata["model-index"]))) is list
    assert card.training_results is not None
    with pytest.raises(TypeError):
        card.training_results.series("Wer").append(None)


@pytest.mark.parametrize("name", ["text", "origin", "metadata", "sections", "anything"])
def test_the_attributes_of_a_card_cannot_be_set(name: str) -> None:
    card = whole_card()
    with pytest.raises(AttributeError, match="a card never changes"):
        setattr(card, name, "x")
    with pytest.raises(AttributeError, match="a card never changes"):
        delattr(card, name)
    assert card == whole_card()


def test_a_card_that_somebody_tried_to_change_is_filled_the_same() -> None:
    card, expected = whole_card(), fill(whole_card(), {"license": "mit"}).card
    after = fill(card, {"license": "mit"}).card
    for container in (card.sections, card.reported_results, card.hyperparameters, card.body.headings):
        with pytest.raises(TypeError):
            container.clear()
    for container in (after.sections, after.reported_results, after.hyperparameters, after.body.headings):
        with pytest.raises(TypeError):  # what was carried over to the new card, too
            container.clear()
    assert fill(card, {"license": "mit"}).card == expected


@pytest.mark.parametrize("wrong", ["README.md", b"text", None])
def test_what_is_no_card_is_told_how_to_be_one(wrong: Any) -> None:
    for function in (check, fill):
        with pytest.raises(TypeError, match=r"this must be a Card, and is of type .*`Card.load\(path\)`"):
            function(wrong)


@pytest.mark.parametrize("wrong", ["text", None, Path("README.md")])
def test_what_are_no_bytes_is_told(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"these must be bytes, and are of type .*: `Card\(text\)` reads text"):
        Card.from_bytes(wrong)


@pytest.mark.parametrize("value", [7, -1, float("nan"), float("inf")])
def test_a_confidence_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(CardsmithError, match="min_confidence must be from 0 to 1, and is"):
        fill(whole_card(), min_confidence=value)


@pytest.mark.parametrize("value", ["a", None, True])
def test_a_confidence_that_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="min_confidence must be a number from 0 to 1, and is"):
        fill(whole_card(), min_confidence=value)
