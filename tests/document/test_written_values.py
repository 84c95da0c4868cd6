"""Whatever value is written, PyYAML, libyaml and ruamel.yaml read exactly that value, wherever it stands."""

import datetime
import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.document.emit import Digits
from tests.document.readers import block_of, card_of, pyyaml, ruamel, ruamel_round_trip, typed, unordered

STRINGS = [
    *("no", "on", "yes", "off", "y", "n", "true", "False", "null", "~", "", " ", "  x", "x ", "\t", "x\t"),
    *("1", "-1", "+1", "010", "0o17", "0x1F", "0b1", "1_000", "_", "-", "--", "---", "...", "--- x", "- x"),
    *("1e-05", "1e5", "1.10", "1.", ".5", "+.5", ".inf", "-.Inf", ".nan", "inf", "12:30", "1:2:3.4", "2024-01-01"),
    *("2024-01-01T12:00:00Z", "=", "<<", "*", "*a", "&a", "!", "!x", "?", "? x", ":", ": x", ":x", "a:", "a: b", "a:b"),
    *(
        "#",
        "# x",
        "a #b",
        "a# b",
        "#b",
        ",",
        "a,b",
        "[",
        "]",
        "[a]",
        "{",
        "{a: b}",
        "}",
        "|",
        ">",
        "|-",
        "%x",
        "@x",
        "`x",
    ),
    *("'", "it's", '"', 'say "x"', "\\", "\\n", "'a'", '"a"', "a\nb", "a\nb\n", "\na", "a\n\n", "a\n\nb\n", " a\nb"),
    *(
        "a\n b\n",
        "a\n\tb\n",
        "a \nb\n",
        "a\n \nb\n",
        "a\r\nb",
        "a\rb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "\ufeff",
        "a\ufeffb",
    ),
    *(
        "\x00",
        "\x07",
        "\x1b[31mred\x1b[0m",
        "\x7f",
        "\x9f",
        "\ud7ff",
        "\ue000",
        "\ufffd",
        "\ufffe",
        "\U0001f917",
        "é",
        "\u00a0",
    ),
    *(
        "a\u00a0",
        "\u3000x",
        "- - x",
        "a: |\n  b",
        "---\na",
        "a\n---\nb\n",
        "a\n---",
        "# a\nb\n",
        "x" * 200,
        "w " * 100 + "w",
    ),
    *(
        "license: mit\n---\n# Title",
        "<<: *a",
        "!!python/object/apply:os.system",
        "{{ x }}",
        "${x}",
        "<b>",
        "a|b",
        "a\\",
    ),
]
NUMBERS: list[Any] = [
    *(
        0,
        1,
        -1,
        10**20,
        0.0,
        -0.0,
        0.1,
        1e-05,
        -1e-05,
        1e16,
        1.5e300,
        5e-324,
        123456789.123,
        math.inf,
        -math.inf,
        math.nan,
    ),
    *(True, False, None),
]
DIGITS = [
    *("0", "0.9790", "1.10", "1e-05", "1E5", "-0.50", "+1", "00012", "010", "1_000", ".5", "5.", "nan", "inf", "-inf"),
    *("1e400", "3e-4", "0.1e1", " 7", "٣"),
]
DATES = [
    datetime.date(2024, 1, 1),
    datetime.datetime(2024, 1, 1, 12, 30),
    datetime.datetime(2024, 1, 1, 12, 30, 1, 5000),
]
TEXT = st.text() | st.text(alphabet=" \t\n\r-:#,[]{}'\"&*!|>%@`=?~<.0e1noy\u0085\u2028\ufeff", max_size=12)
FLOATS = st.floats()

SHAPES: dict[str, tuple[str, tuple[str | int, ...]]] = {
    "a plain value": ("a: x #c\nb: y\n", ("a",)),
    "a quoted value": ("a: 'x' #c\nb: y\n", ("a",)),
    "a double-quoted value": ('a: "x" #c\nb: y\n', ("a",)),
    "no value": ("a: #c\nb: y\n", ("a",)),
    "a new key": ("b: y\n", ("a",)),
    "the last value": ("b: y\na: x\n", ("a",)),
    "a text": ("a: | #c\n  x\n  y\nb: y\n", ("a",)),
    "a list item": ("a:\n- x #c\n- y\nb: y\n", ("a", 0)),
    "the last list item": ("a:\n    - 'x'\n", ("a", 0)),
    "an item in brackets": ("a: [x, 'y'] #c\n", ("a", 0)),
    "a value in braces": ("a: {k: x, l: y} #c\n", ("a", "k")),
    "a value deep down": ("a:\n- k:\n    l: x\n", ("a", 0, "k", "l")),
    "a card without front matter": ("", ("a",)),
}


def _set(front_matter: str, path: tuple[str | int, ...], value: Any) -> str:
    card = card_of(front_matter) if front_matter else Card("# T\n")
    draft = card.draft()
    draft.metadata.set(path, value)
    return draft.finish().card.text


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _assert_reads(shape: str, value: Any, written: Any = None) -> None:
    front_matter, path = SHAPES[shape]
    text = _set(front_matter, path, value if written is None else written)
    for read in (pyyaml, ruamel, ruamel_round_trip, lambda content: yaml.load(content, Loader=yaml.CSafeLoader)):
        found = _at(read(block_of(text)), path)
        if isinstance(value, (dict, list)):
            assert unordered(found) == unordered(value), text
        elif isinstance(value, datetime.date):
            assert found == value, text
        else:
            assert typed(found) == typed(value), text


@pytest.mark.parametrize("shape", SHAPES)
def test_strings(shape: str) -> None:
    for value in STRINGS:
        _assert_reads(shape, value)


@pytest.mark.parametrize("shape", SHAPES)
def test_numbers(shape: str) -> None:
    for value in (*NUMBERS, *DATES):
        _assert_reads(shape, value)


@pytest.mark.parametrize("shape", SHAPES)
def test_digits(shape: str) -> None:
    for digits in DIGITS:
        _assert_reads(shape, Digits(digits).number, written=Digits(digits))


def test_digits_stand_as_they_were_printed() -> None:
    for digits in ("0.9790", "1.10", "-0.50", "0", "12"):
        assert f"a: {digits}\n" in _set("a: x\n", ("a",), Digits(digits))


@given(st.sampled_from(list(SHAPES)), TEXT)
@example("a plain value", "\ufeff")
@example("a list item", "a\n\n\n")
def test_any_text(shape: str, value: str) -> None:
    _assert_reads(shape, value)


@given(st.sampled_from(list(SHAPES)), FLOATS | st.integers())
def test_any_number(shape: str, value: float) -> None:
    _assert_reads(shape, value)


@given(st.sampled_from(list(SHAPES)), st.from_regex(r"\A[-+]?[0-9]{1,6}(\.[0-9]{0,6})?([eE][-+]?[0-9]{1,2})?\Z"))
def test_any_digits(shape: str, digits: str) -> None:
    _assert_reads(shape, Digits(digits).number, written=Digits(digits))


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(list(SHAPES)), NESTED)
def test_any_value(shape: str, value: Any) -> None:
    _assert_reads(shape, value)


@given(TEXT)
def test_any_key(key: str) -> None:
    draft = card_of("a: x\nb: {}\n").draft()
    draft.metadata.set((key,), "value")
    draft.metadata.set(("b",), {key: [1], "other": {key: None}})
    text = draft.finish().card.text
    for read in (pyyaml, ruamel):
        found = read(block_of(text))
        if key != "b":
            assert found[key] == "value"
        assert found["b"] == {key: [1], "other": {key: None}}
