"""Write new YAML fragments in a card's own style, each scalar so that YAML 1.1 and YAML 1.2 read the same value."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any, NamedTuple

from cardsmith.document.nodes import Mapping, Node, Scalar, Sequence, containers
from cardsmith.document.scalars import Tagged, is_word, resolve
from cardsmith.document.yaml_tree import YamlTree
from cardsmith.text import line_start


class Digits(str):
    """A number with the digits it was printed with: `0.9790` is written as it stands, and reads as 0.979.

    >>> Digits("0.9790").number
    0.979
    """

    __slots__ = ()

    @property
    def number(self) -> int | float:
        """The value. Raises ValueError when the text is not a number."""
        try:
            return int(self)
        except ValueError:
            return float(self)


class Style(NamedTuple):
    """How a card writes YAML.

    Attributes:
        newline: Line end.
        list_offset: Columns by which `-` stands to the right of its key (0 as PyYAML writes, often 2 by hand).
        indent: Columns by which a nested mapping stands to the right of its key.
        quote: The quote character used where quotes are needed.
        literal: Whether several lines of text may stand behind `|`.
    """

    newline: str = "\n"
    list_offset: int = 0
    indent: int = 2
    quote: str = "'"
    literal: bool = True


def learn_style(tree: YamlTree, text: str, newline: str) -> Style:
    """Read the style off the nodes that are there; what the card does not show is as PyYAML writes it."""
    list_offset = indent = None
    for node in containers(tree.root):
        for entry in node.entries if isinstance(node, Mapping) and not node.flow else ():
            value = entry.value
            if isinstance(value, (Mapping, Sequence)) and not value.flow and not value.anchor and not value.tag:
                column = value.start - line_start(text, value.start)
                offset = column - (entry.key.start - line_start(text, entry.key.start))
                if isinstance(value, Sequence) and list_offset is None:
                    list_offset = max(0, offset)
                elif isinstance(value, Mapping) and indent is None and offset > 0:
                    indent = offset
        if list_offset is not None and indent is not None:
            break
    quote = '"' if tree.quotes['"'] > tree.quotes["'"] else "'"
    return Style(newline, 0 if list_offset is None else list_offset, indent or 2, quote)


# Characters that must be escaped: controls, NEL, line and paragraph separators, BOM, surrogates, non-characters.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`= ]|.*(?::(?:\s|\Z)|\s#|\s\Z)", re.DOTALL)
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_DOCUMENT_MARKER = ("---", "...")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def scalar_text(value: object, quote: str = "", flow: bool = False, default_quote: str = "'") -> str:
    """Return a scalar on one line.

    Args:
        value: None, bool, int, float, `Digits`, date or str.
        quote: The quote character that stands there now; kept for strings. Empty for plain.
        flow: Whether it stands inside brackets or braces, where more characters need quotes.
        default_quote: What to quote with when plain would not read back and nothing stands there.

    >>> [scalar_text(v) for v in ("mit", "no", 1e-05, Digits("0.9790"), "a: b", None)]
    ['mit', "'no'", '1.0e-05', '0.9790', "'a: b'", 'null']
    """
    if isinstance(value, Digits):
        return _number_text(value, value.number)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_text(repr(value), value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} is not a YAML scalar")
    if quote in {"'", '"'}:
        return _quoted(value, quote)
    return value if _plain_reads_back(value, flow) else _quoted(value, default_quote)


def _plain_reads_back(value: str, flow: bool) -> bool:
    if not value or _NOT_PLAIN.match(value) or _ESCAPED.search(value) or value.startswith(_DOCUMENT_MARKER):
        return False
    if flow and _NOT_PLAIN_IN_FLOW.search(value):
        return False
    if is_word(value):
        return True
    try:
        return resolve(value, "1.1") == resolve(value, "1.2") == ("str", value)
    except ValueError:
        return False


def _quoted(value: str, quote: str) -> str:
    if quote == "'" and not _ESCAPED.search(value):
        return "'" + value.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(char, char) for char in value)
    return '"' + _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04X}", escaped) + '"'


def _number_text(text: str, number: float) -> str:
    if math.isnan(number):
        return ".nan"
    if math.isinf(number):
        return ".inf" if number > 0 else "-.inf"
    kind = "int" if isinstance(number, int) else "float"
    for candidate in (text, _with_point(text), _with_point(repr(number))):
        try:
            if resolve(candidate, "1.1") == resolve(candidate, "1.2") == (kind, number):
                return candidate
        except ValueError:
            continue
    return _with_point(repr(number))


def _with_point(text: str) -> str:
    """`1e-05` is a number only with a point and a signed exponent, says YAML 1.1."""
    mantissa, mark, exponent = text.lower().partition("e")
    if not mark:
        return text
    sign = "" if exponent[:1] in "+-" else "+"
    return f"{mantissa}{'' if '.' in mantissa else '.0'}e{sign}{exponent}"


def flow_text(value: Any, style: Style) -> str:
    """Return any value on one line, in brackets and braces."""
    if isinstance(value, dict):
        pairs = (f"{scalar_text(str(k), flow=True)}: {flow_text(v, style)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow_text(item, style) for item in value) + "]"
    return scalar_text(value, flow=True, default_quote=style.quote)


def is_block(value: object) -> bool:
    """Whether a value is written on lines of its own rather than behind its key."""
    return isinstance(value, (dict, list, tuple)) and bool(value)


def entry_lines(name: str, value: Any, column: int, style: Style) -> list[str]:
    """Return the lines of `name: value` with the key at `column`."""
    key = " " * column + scalar_text(name, default_quote=style.quote) + ":"
    return lines_behind(key, value, column, style)


def lines_behind(key: str, value: Any, column: int, style: Style) -> list[str]:
    """Return the lines of a value behind `key` (a line up to its colon) that stands at `column`."""
    if isinstance(value, dict) and value:
        return [key, *block_lines(value, column + style.indent, style)]
    if isinstance(value, (list, tuple)) and value:
        return [key, *block_lines(value, column + style.list_offset, style)]
    if style.literal and isinstance(value, str) and fits_literal(value):
        return [f"{key} {_literal_header(value)}", *_literal_lines(value, column + style.indent)]
    return [f"{key} {inline_text(value, style)}"]


def inline_text(value: Any, style: Style, quote: str = "") -> str:
    """Return a scalar or an empty container on one line, outside brackets."""
    if isinstance(value, (dict, list, tuple)):
        return flow_text(value, style)
    return scalar_text(value, quote, default_quote=style.quote)


def block_lines(value: Any, column: int, style: Style) -> list[str]:
    """Return a non-empty mapping's or list's lines at `column`."""
    if isinstance(value, dict):
        return [line for k, v in value.items() for line in entry_lines(str(k), v, column, style)]
    return [line for item in value for line in item_lines(item, column, style)]


def item_lines(item: Any, column: int, style: Style, quote: str = "") -> list[str]:
    """Return the lines of one list item with its dash at `column`."""
    dash = " " * column + "- "
    if is_block(item):
        first, *rest = block_lines(item, column + 2, style)
        return [dash + first[column + 2 :], *rest]
    if style.literal and isinstance(item, str) and fits_literal(item):
        return [dash + _literal_header(item), *_literal_lines(item, column + 2)]
    return [dash + inline_text(item, style, quote)]


def fits_literal(value: str) -> bool:
    """Whether several lines of text can stand behind `|` as they are: no odd characters, no blanks at the ends."""
    return (
        "\n" in value.rstrip("\n")
        and not value.startswith((" ", "\n"))
        and not value.endswith("\n\n")
        and not _ESCAPED.search(value.replace("\n", ""))
        and not any(line.isspace() for line in value.split("\n"))
    )


def _literal_header(value: str) -> str:
    return "|" if value.endswith("\n") else "|-"


def _literal_lines(value: str, column: int) -> list[str]:
    return [" " * column + line if line else "" for line in value.removesuffix("\n").split("\n")]


def reads_as(node: Node, value: Any, *, anchored: bool = False) -> bool:
    """Whether a node, without tag and anchor, reads as exactly this value under YAML 1.1 and 1.2. NaN reads as NaN.

    With `anchored` the node itself may carry an anchor.
    """
    if node.tag or (node.anchor and not anchored):
        return False
    if isinstance(value, dict):
        return (
            isinstance(node, Mapping)
            and len(node.entries) == len(value)
            and all(
                reads_as(entry.key, str(key)) and reads_as(entry.value, item)
                for entry, (key, item) in zip(node.entries, value.items(), strict=True)
            )
        )
    if isinstance(value, (list, tuple)):
        return isinstance(node, Sequence) and len(node.items) == len(value) and all(map(reads_as, node.items, value))
    if not isinstance(node, Scalar):
        return False
    if type(value) is str and (node.style or is_word(node.raw)):
        return node.raw == value
    wanted = _tagged(value)
    try:
        return all(_same_scalar(node.tagged(reading), wanted) for reading in ("1.1", "1.2"))
    except ValueError:
        return False


def _tagged(value: object) -> Tagged:
    if isinstance(value, Digits):
        value = value.number
    if isinstance(value, str):
        return "str", value
    if value is None:
        return "null", None
    return ("timestamp" if isinstance(value, date) else type(value).__name__), value


def _same_scalar(found: Tagged, wanted: Tagged) -> bool:
    if isinstance(wanted[1], float) and math.isnan(wanted[1]):
        return found[0] == "float" and str(found[1]) == "nan"
    return found == wanted
