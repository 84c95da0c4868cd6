"""How a plain YAML scalar reads: under YAML 1.1 as PyYAML does, and under YAML 1.2 as ruamel.yaml does.

The two disagree on more than one expects: `no`, `on`, `1e-05`, `12:30`, `010`. The structure of a document is the same
under both, so it is scanned once and only its plain scalars are resolved twice.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import yaml
from yaml.constructor import SafeConstructor

Reading: TypeAlias = Literal["1.1", "1.2"]
"""Which YAML rules resolve a plain scalar."""

Tagged: TypeAlias = tuple[str, object]
"""A resolved scalar: the short name of its tag (`str`, `int`, `float`, `bool`, `null`, `timestamp`) and its value."""

_PREFIX = "tag:yaml.org,2002:"

# Most plain scalars are words. One look at the shape settles that both readings call them a string: a letter first, and
# not one of the words that either reading treats specially (`.inf` and `.nan` start with a dot).
_SPECIAL_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})

# YAML 1.1 has types for these, which PyYAML cannot construct.
_NO_VALUE_11 = frozenset({"=", "<<"})

# YAML 1.2 as ruamel.yaml 0.18 and 0.19 resolve it (`implicit_resolvers` in resolver.py). Order matters.
_YAML_12: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")),
    (
        "float",
        re.compile(
            r"""(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
            |[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
            |[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?
            |[-+]?\.(?:inf|Inf|INF)
            |\.(?:nan|NaN|NAN))\Z""",
            re.VERBOSE,
        ),
    ),
    ("int", re.compile(r"(?!_)(?:[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)\Z")),
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z")),
    (
        "timestamp",
        re.compile(
            r"""(?:[0-9]{4}-[0-9]{2}-[0-9]{2}
            |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
            (?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?)\Z""",
            re.VERBOSE,
        ),
    ),
)

_constructor = SafeConstructor()

_MOST_DIGITS = 4300
"""Python refuses to read longer decimal numbers; PyYAML's base 60 (`1:30:00`) would take quadratic time for them."""


def is_word(raw: str) -> bool:
    """Whether a plain scalar is text under both readings by its looks: a letter first, and no special word."""
    return raw[:1].isalpha() and (len(raw) > 5 or raw.lower() not in _SPECIAL_WORDS)


def resolve(raw: str, reading: Reading) -> Tagged:
    """Return the tag and value of a plain scalar.

    Args:
        raw: The scalar's characters, line folding already done.
        reading: Which rules to follow.

    Raises:
        ValueError: The scalar looks like a number or a date but is none (`2023-13-45`), or is the value key `=` or
            the merge key `<<`, which PyYAML cannot construct.

    >>> resolve("no", "1.1"), resolve("no", "1.2")
    (('bool', False), ('str', 'no'))
    >>> resolve("1e-05", "1.1"), resolve("1e-05", "1.2")
    (('str', '1e-05'), ('float', 1e-05))
    """
    if is_word(raw):
        return "str", raw
    return _resolve_11(raw) if reading == "1.1" else _resolve_12(raw)


def may_be_no_value(raw: str) -> bool:
    """Whether YAML 1.1, and with it every client of the Hub, may be unable to read a plain scalar of YAML 1.2."""
    return raw in _NO_VALUE_11 or len(raw) > _MOST_DIGITS


def resolve_tagged(tag: str, raw: str) -> Tagged:
    """Return the value of a scalar with an explicit tag; a tag outside YAML's core set is kept and never constructed.

    Raises:
        ValueError: The text does not fit its tag (`!!int x`).
    """
    short = tag.removeprefix(_PREFIX)
    if short == "str":
        return "str", raw
    if short in {"int", "float", "bool", "null", "timestamp"}:
        return short, _construct(short, raw)
    return tag, raw


def _resolve_11(raw: str) -> Tagged:
    # The Hub's clients read with PyYAML's SafeLoader: ask its own table.
    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(raw[:1], ()):
        if pattern.match(raw):
            short = tag.removeprefix(_PREFIX)
            return short, _construct(short, raw)
    return "str", raw


def _resolve_12(raw: str) -> Tagged:
    for short, pattern in _YAML_12:
        if pattern.match(raw):
            if short == "int":
                return short, _int_12(raw)
            return short, _construct(short, raw)
    return "str", raw


def _int_12(raw: str) -> int:
    digits = raw.replace("_", "")
    body = digits.lstrip("+-").lower()
    base = {"0b": 2, "0o": 8, "0x": 16}.get(body[:2], 10)
    if len(raw) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(raw):,} characters")
    try:
        value = int(body if base == 10 else body[2:], base)
    except ValueError as error:
        raise ValueError(f"{raw[:40]!r} is not a valid int") from error
    return -value if digits.startswith("-") else value


def _construct(short: str, raw: str) -> object:
    if short == "int" and len(raw) > _MOST_DIGITS:
        raise ValueError(f"a number of {len(raw):,} characters")
    node = yaml.ScalarNode(_PREFIX + short, raw)
    try:
        return getattr(_constructor, f"construct_yaml_{short}")(node)
    except (ValueError, AttributeError, LookupError, ArithmeticError) as error:
        raise ValueError(f"{raw[:40]!r} is not a valid {short}") from error
