"""What a generator prints as the value of a result: the text after ``- Name: `` or in a table cell.

The transformers Trainer writes floats with at most four decimals and everything else with ``str()``, so next
to ``0.9154`` a card can hold ``nan``, ``[[24, 0], [9, 30]]``, ``{'accuracy': 0.96}`` or ``tf.Tensor(0.29,
shape=(), dtype=float32)`` (`modelcard.py`, 4.6 to 5.23). This module says which
of these a text is, and takes the numbers out of the last two.

A card is hostile input. Nothing here evaluates the text, recurses, or takes more than linear time; no
function raises for any string.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import NamedTuple

__all__ = ["PrintedValue", "ValueKind", "parse_value", "split_mapping", "unwrap_object"]


class ValueKind(str, Enum):
    """The shape of a printed value."""

    NUMBER = "number"
    """One finite number: ``0.9154``, ``24``, ``1e-05``."""
    NOT_FINITE = "not_finite"
    """``nan`` or ``inf`` in any case, or digits too large for a float (``1e999``)."""
    TEXT = "text"
    """Anything else a person can read: ``97.5%``, ``1,234``, ``245.30 +/- 20.27``, an empty text."""
    LIST = "list"
    """Starts with ``[``, for example a confusion matrix."""
    MAPPING = "mapping"
    """Starts with ``{``; see :func:`split_mapping`."""
    OBJECT = "object"
    """The printed form of a Python object; see :func:`unwrap_object`."""


class PrintedValue(NamedTuple):
    """A value as it stands in a card.

    ``number`` is the float that ``text`` stands for when ``kind`` is NUMBER or NOT_FINITE, else ``None``.
    Write ``text``, not ``number``, back to a card: ``0.9790`` is ``0.9790``, not ``0.979``.
    """

    text: str
    kind: ValueKind
    number: float | None


_match_number = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch

_NOT_FINITE = frozenset(sign + name for sign in ("", "+", "-") for name in ("nan", "inf", "infinity"))

_LONGEST_NUMBER = 128
"""No generator prints a longer number (a 64-bit float has at most 24 characters); a longer one is TEXT."""

_starts_like_object = re.compile(
    r"""[A-Za-z_][A-Za-z0-9_.]*\(               # np.float64(0.5), tensor(0.5, device='cuda:0')
      | <[A-Za-z_][A-Za-z0-9_.]*:[ ]            # <tf.Tensor: shape=(), dtype=float32, numpy=0.29>
      | <(?:class|function|bound[ ]method)[ ]   # <class 'float'>
    """,
    re.VERBOSE,
).match

_match_call = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_.]*)
        \(\s*(?P<number>[^\s,()]+)\s*
        (?:,\s*[a-z_]+=.*)?                     # shape=(), dtype=float32, device='cuda:0', grad_fn=<...>
        \)
    """,
    re.VERBOSE | re.DOTALL,
).fullmatch

_SCALAR_TYPES = frozenset(
    (
        *("Tensor", "tensor", "EagerTensor", "array", "Array", "DeviceArray"),
        *("float", "bfloat", "half", "single", "double", "longdouble", "int", "uint"),
    )
)
"""Names of types whose printed form begins with their number; their modules and bit widths are left out."""

_match_tensorflow_repr = re.compile(
    r"<tf\.Tensor: (?:id=[0-9]+, )?shape=\(\), dtype=[a-z0-9_]+, numpy=(?P<number>[^\s,<>]+)>"
).fullmatch


def parse_value(text: str) -> PrintedValue:
    """Say what a printed value is. White space around it does not count; never raises.

    >>> parse_value(" 0.9790 ")
    PrintedValue(text='0.9790', kind=<ValueKind.NUMBER: 'number'>, number=0.979)
    >>> [parse_value(text).kind.name for text in ("97.5%", "NaN", "{'accuracy': 0.96}", "tensor(0.5)")]
    ['TEXT', 'NOT_FINITE', 'MAPPING', 'OBJECT']
    """
    text = text.strip()
    if len(text) <= _LONGEST_NUMBER:
        if _match_number(text):
            number = float(text)
            kind = ValueKind.NOT_FINITE if math.isinf(number) else ValueKind.NUMBER
            return PrintedValue(text, kind, number)
        if text.lower() in _NOT_FINITE:
            number = float(text)
            # one object for every nan, so that equal texts make equal values
            return PrintedValue(text, ValueKind.NOT_FINITE, math.nan if math.isnan(number) else number)
    first = text[:1]
    if first == "[":
        return PrintedValue(text, ValueKind.LIST, None)
    if first == "{":
        return PrintedValue(text, ValueKind.MAPPING, None)
    return PrintedValue(text, ValueKind.OBJECT if _is_object(text) else ValueKind.TEXT, None)


def _is_object(text: str) -> bool:
    """Whether a text is what ``repr()`` gives for an object: ``name(…)``, ``<name: …>``, ``<… at 0x…>``."""
    last = text[-1:]
    if last == ")":
        return text[0] != "<" and _starts_like_object(text) is not None
    if last == ">" and text[0] == "<":
        return " at 0x" in text or _starts_like_object(text) is not None
    return False


def unwrap_object(value: PrintedValue) -> PrintedValue | None:
    """Take the one number out of a printed tensor, array or NumPy scalar, with its digits as printed.

    Knows ``tensor(0.5, device='cuda:0')`` (PyTorch), ``tf.Tensor(0.29, shape=(), dtype=float32)`` and
    ``<tf.Tensor: shape=(), dtype=float32, numpy=0.29>`` (TensorFlow), ``np.float64(0.5)`` and ``array(0.5)``
    (NumPy), ``Array(0.5, dtype=float32)`` (JAX).

    Returns:
        A NUMBER or NOT_FINITE value, or ``None`` for every other object and for values that are no OBJECT.

    >>> unwrap_object(parse_value("tf.Tensor(0.2945, shape=(), dtype=float32)"))
    PrintedValue(text='0.2945', kind=<ValueKind.NUMBER: 'number'>, number=0.2945)
    >>> unwrap_object(parse_value("tensor([0.5, 0.6])"))
    """
    if value.kind is not ValueKind.OBJECT:
        return None
    found = _match_tensorflow_repr(value.text)
    if found is None:
        found = _match_call(value.text)
        if found is None or found["name"].rpartition(".")[2].rstrip("0123456789") not in _SCALAR_TYPES:
            return None
    number = parse_value(found["number"])
    return None if number.number is None else number


_LONGEST_MAPPING = 20_000
"""Characters of a mapping that is still read; printed classification reports have a few thousand."""

_DEEPEST_MAPPING = 32
"""Open brackets at one place in a mapping that is still read."""

_find_mapping_tokens = re.compile(
    r"""'[^'\\]*(?:\\.[^'\\]*)*'    # strings, as Python prints them
      | "[^"\\]*(?:\\.[^"\\]*)*"
      | ['"]                        # a quote that is never closed
      | [][{}()<>,:]
    """,
    re.VERBOSE | re.DOTALL,
).finditer

_CLOSED_BY = {"{": "}", "[": "]", "(": ")", "<": ">"}
_CLOSING = frozenset(_CLOSED_BY.values())
_QUOTES = frozenset("'\"")

_unescape = re.compile(r"\\(['\"\\])").sub
_match_numpy_string = re.compile(r"np\.str_\((.*)\)", re.DOTALL).fullmatch


def split_mapping(value: PrintedValue) -> list[tuple[str, PrintedValue]]:
    """Split a printed ``dict`` into its entries, in their order, each value with its text as printed.

    Only brackets, quotes, commas and colons are looked at, so values may be anything that Python prints:
    numbers, ``nan``, ``np.float64(0.3)``, ``<tf.Tensor: …>``, nested dicts and lists. A nested dict is a
    MAPPING that can be split in turn.

    Returns:
        The entries, or ``[]`` when the value is no MAPPING, is empty, is not well formed (a set, a bracket
        left open, text after the end), is longer than 20 000 characters or deeper than 32 brackets.

    >>> mapping = parse_value("{'rouge1': 0.4100, 'rouge2': nan}")
    >>> [(name, entry.text) for name, entry in split_mapping(mapping)]
    [('rouge1', '0.4100'), ('rouge2', 'nan')]
    """
    text = value.text
    if value.kind is not ValueKind.MAPPING or len(text) > _LONGEST_MAPPING:
        return []
    entries: list[tuple[str, PrintedValue]] = []
    start, colon = 1, -1
    for mark, offset in _find_marks(text):
        if (mark == ":") != (colon < 0):
            return []  # a colon too many, or an entry without one
        if mark == ":":
            colon = offset
            continue
        key = text[start:colon].strip()
        entry = parse_value(text[colon + 1 : offset])
        if not key or not entry.text:
            return []
        entries.append((_read_key(key), entry))
        start, colon = offset + 1, -1
    return entries


def _find_marks(text: str) -> list[tuple[str, int]]:
    """Find the colons, the commas and the end of the outermost brackets of a text.

    Returns:
        Each mark with its offset; ``[]`` when a quote or bracket stays open or text follows after the end.
    """
    marks: list[tuple[str, int]] = []
    expected_closings: list[str] = []
    for found in _find_mapping_tokens(text):
        token = found.group()
        if token in _CLOSED_BY:
            expected_closings.append(_CLOSED_BY[token])
            if len(expected_closings) > _DEEPEST_MAPPING:
                return []
        elif token in _CLOSING:
            if not expected_closings or expected_closings.pop() != token:
                return []
            if not expected_closings:
                marks.append((token, found.start()))
                return marks if found.end() == len(text) else []
        elif token in _QUOTES:
            return []
        elif len(expected_closings) == 1 and token in (":", ","):
            marks.append((token, found.start()))
    return []


def _read_key(key: str) -> str:
    """Read a printed key: without its quotes when it is a string, else as it is."""
    numpy_string = _match_numpy_string(key)
    if numpy_string:
        key = numpy_string[1]
    if len(key) > 1 and key[0] in _QUOTES and key[-1] == key[0]:
        key = _unescape(r"\1", key[1:-1])
    return key
