"""Plain scalars read as PyYAML reads them under YAML 1.1, and as ruamel.yaml does under YAML 1.2."""

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode

from cardsmith.document.scalars import Reading, resolve, resolve_tagged
from tests.document.readers import typed

# What one reading takes for a value of its own and the other does not, and what both agree on.
TABLE = [
    ("mit", "mit", "mit"),
    ("", None, None),
    ("~", None, None),
    ("null", None, None),
    ("Null", None, None),
    ("nUll", "nUll", "nUll"),
    ("no", False, "no"),
    ("on", True, "on"),
    ("Off", False, "Off"),
    ("yes", True, "yes"),
    ("y", "y", "y"),
    ("true", True, True),
    ("TRUE", True, True),
    ("tRUE", "tRUE", "tRUE"),
    ("1", 1, 1),
    ("+1", 1, 1),
    ("-1", -1, -1),
    ("010", 8, 10),
    ("08", "08", 8),
    ("0o10", "0o10", 8),
    ("0x1F", 31, 31),
    ("0b101", 5, 5),
    ("1_000", 1000, 1000),
    ("_", "_", "_"),
    ("_1", "_1", "_1"),
    ("12:30", 750, "12:30"),
    ("12:30.5", 750.5, "12:30.5"),
    ("1:99", "1:99", "1:99"),
    ("1.10", 1.1, 1.1),
    ("1.", 1.0, 1.0),
    (".5", 0.5, 0.5),
    ("+.5", "+.5", 0.5),
    ("1e5", "1e5", 100000.0),
    ("1e-05", "1e-05", 1e-05),
    ("1.e5", "1.e5", 100000.0),
    ("1.0e+5", 100000.0, 100000.0),
    ("1.0e5", "1.0e5", 100000.0),
    (".inf", float("inf"), float("inf")),
    ("-.INF", float("-inf"), float("-inf")),
    (".nan", float("nan"), float("nan")),
    ("inf", "inf", "inf"),
    ("nan", "nan", "nan"),
    ("2024-01-01", datetime.date(2024, 1, 1), datetime.date(2024, 1, 1)),
    ("2024-1-1", "2024-1-1", "2024-1-1"),
    ("2024-01-01 12:00:00", datetime.datetime(2024, 1, 1, 12), datetime.datetime(2024, 1, 1, 12)),
    ("1.2.3", "1.2.3", "1.2.3"),
    ("0.20.3", "0.20.3", "0.20.3"),
    ("1e400", "1e400", float("inf")),
    ("é", "é", "é"),
]


@pytest.mark.parametrize(("raw", "under_11", "under_12"), TABLE)
def test_table(raw: str, under_11: object, under_12: object) -> None:
    assert typed(resolve(raw, "1.1")[1]) == typed(under_11)
    assert typed(resolve(raw, "1.2")[1]) == typed(under_12)


@pytest.mark.parametrize("raw", ["2023-13-45", "2023-02-30", "0x_", "-_", "2024-01-01T99:00:00", "1" * 5000])
def test_what_looks_like_a_value_but_is_none(raw: str) -> None:
    with pytest.raises(ValueError, match=r".{10}"):
        resolve(raw, "1.2")


@pytest.mark.parametrize("raw", ["=", "<<"])
def test_special_keys_of_yaml_11(raw: str) -> None:
    assert resolve(raw, "1.2") == ("str", raw)
    with pytest.raises(ValueError, match=f"'{raw}' is not a valid"):
        resolve(raw, "1.1")


_UNREADABLE = object()


def _by_pyyaml(raw: str) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(yaml.ScalarNode(loader.resolve(yaml.ScalarNode, raw, (True, False)), raw))  # type: ignore[no-untyped-call]
    except Exception:  # whatever it stumbles over
        return _UNREADABLE


def _by_ruamel(raw: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    tag = reader.resolver.resolve(ScalarNode, raw, (True, False))
    try:
        return reader.constructor.construct_object(ScalarNode(tag, raw))
    except Exception:
        return _UNREADABLE


def _ours(raw: str, reading: Reading) -> Any:
    try:
        return resolve(raw, reading)[1]
    except ValueError:
        return _UNREADABLE


def _comparable(value: Any) -> Any:
    """Times with a zone are in that zone for PyYAML and in UTC for ruamel.yaml."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return typed(value)


NUMBERS = st.text(alphabet="0123456789_+-.:eExXobBaAfFiInNtTzZ ", max_size=12)
WORDS = st.sampled_from(
    [
        "true",
        "True",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "~",
        ".inf",
        ".nan",
        "=",
        "<<",
        "2024-01-01",
        "1e5",
        "0x1",
        "0b1",
        "0o7",
        "12:30",
    ]
)
NEARLY = st.builds(lambda word, extra, at: word[:at] + extra + word[at:], WORDS, NUMBERS, st.integers(0, 10))
# ruamel.yaml rounds what is finer than a microsecond, PyYAML cuts it off; and neither knows years before 1.
DATES = st.from_regex(
    r"\A[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}"
    r"([Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,6})?( ?Z|[+-][0-9]{1,2}(:[0-9]{2})?)?)?\Z"
)
PLAIN = st.one_of(NUMBERS, NEARLY, DATES, st.text(max_size=8))


@given(PLAIN)
@example("0_")
@example("+_")
@example("._")
@example("-0b1")
@example("+0o7")
@example("0b")
@example("<<")
@example("1:2:3:4.5")
def test_as_pyyaml(raw: str) -> None:
    assert _comparable(_ours(raw, "1.1")) == _comparable(_by_pyyaml(raw))


@given(PLAIN)
@example("0_")
@example("+_")
@example("._")
@example("-0b1")
@example("+0o7")
@example("0b")
def test_as_ruamel(raw: str) -> None:
    if raw in {"=", "<<", "&", "*", "!"}:
        return  # ruamel.yaml gives them tags of YAML 1.1, which it cannot construct; YAML 1.2 has no such tags
    assert _comparable(_ours(raw, "1.2")) == _comparable(_by_ruamel(raw))


TAG = "tag:yaml.org,2002:"


@given(st.sampled_from(["int", "float", "bool", "null", "timestamp", "str"]), PLAIN)
@example("int", "")
@example("float", "")
@example("timestamp", "x")
def test_tagged_as_pyyaml(short: str, raw: str) -> None:
    loader = yaml.SafeLoader("")
    try:
        expected = loader.construct_object(yaml.ScalarNode(TAG + short, raw))
    except Exception:
        expected = _UNREADABLE
    try:
        found = resolve_tagged(TAG + short, raw)[1]
    except ValueError:
        found = _UNREADABLE
    assert _comparable(found) == _comparable(expected)


@pytest.mark.parametrize("tag", ["!local", "tag:yaml.org,2002:python/object/apply:os.system", TAG + "binary"])
def test_other_tags_construct_nothing(tag: str) -> None:
    assert resolve_tagged(tag, "echo x") == (tag, "echo x")


def test_base_60_takes_no_quadratic_time() -> None:
    with pytest.raises(ValueError, match="a number of 2,000,001 characters"):
        resolve("1" + ":1" * 1_000_000, "1.1")
