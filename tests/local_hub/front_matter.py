"""The metadata block of a README, read the way the Hub's server reads it.

The server finds the block with one regular expression, the one that huggingface_hub copies, and reads it with a
YAML 1.2 reader of the JavaScript world: `no` and `12:30` are words, a repeated key and an unknown tag are errors, and
the result is JSON, so that a date becomes text.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timezone
from typing import Any

import yaml

_BLOCK = re.compile(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))")
_FLOAT = r"""[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?
    | \.[0-9_]+(?:[eE][-+]?[0-9]+)?
    | [-+]?\.(?:inf|Inf|INF)
    | \.(?:nan|NaN|NAN)"""
_INT = r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*)"
_TIME = r"""[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
    (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"""


class InvalidYaml(ValueError):
    """The block is not YAML that the server reads."""


def metadata_block(text: str) -> str | None:
    """The YAML text between the two lines `---`, None if the README has no such block."""
    match = _BLOCK.search(text)
    return match[2] if match else None


def body(text: str) -> str:
    """What follows the metadata block."""
    match = _BLOCK.search(text)
    return text[match.end() :] if match else text


def read_yaml(text: str) -> Any:
    """Read YAML as the server does, into JSON values.

    Raises:
        InvalidYaml: With the reason, and the place as line and column.
    """
    try:
        return _json(yaml.load(text, Loader=_ServerLoader))
    except yaml.MarkedYAMLError as error:
        place = f" ({error.problem_mark.line + 1}:{error.problem_mark.column + 1})" if error.problem_mark else ""
        raise InvalidYaml(f"{error.problem}{place}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise InvalidYaml(str(error).partition("\n")[0]) from error


class _ServerLoader(yaml.CSafeLoader):
    """YAML 1.2 scalars, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key.value, str) and key.value != "<<":
                raise yaml.constructor.ConstructorError(None, None, "duplicated mapping key", key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else id(key))
        return super().construct_mapping(node, deep=deep)


def _int(loader: _ServerLoader, node: yaml.ScalarNode) -> int:
    text = node.value.replace("_", "").lower()
    digits = text.lstrip("+-")
    base = {"0b": 2, "0x": 16, "0o": 8}.get(digits[:2], 10)
    return int(digits if base == 10 else digits[2:], base) * (-1 if text.startswith("-") else 1)


def _float(loader: _ServerLoader, node: yaml.ScalarNode) -> float:
    return float(node.value.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _unknown_tag(loader: _ServerLoader, node: yaml.Node) -> None:
    raise yaml.constructor.ConstructorError(None, None, f"unknown tag !<{node.tag}>", node.start_mark)


def _add(tag: str, pattern: str, first: str) -> None:
    _ServerLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z", re.VERBOSE), list(first)
    )


_ServerLoader.yaml_implicit_resolvers = {}
_add("null", r"~|null|Null|NULL|", "~nN\0")
_ServerLoader.yaml_implicit_resolvers.setdefault("", []).append(("tag:yaml.org,2002:null", re.compile(r"\Z")))
_add("bool", r"true|True|TRUE|false|False|FALSE", "tTfF")
_add("int", _INT, "-+0123456789")
_add("float", _FLOAT, "-+.0123456789")
_add("merge", "<<", "<")
_add("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789")
_add("timestamp", _TIME, "0123456789")
_ServerLoader.add_constructor("tag:yaml.org,2002:int", _int)
_ServerLoader.add_constructor("tag:yaml.org,2002:float", _float)
_ServerLoader.add_constructor(None, _unknown_tag)


def _json(value: Any) -> Any:
    """What is left of a value after it has gone through JSON."""
    match value:
        case dict():
            return {key if isinstance(key, str) else str(_json(key)): _json(item) for key, item in value.items()}
        case set():
            return {str(_json(item)): None for item in sorted(value, key=str)}
        case list() | tuple():
            return [_json(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
        case datetime():
            moment = value.astimezone(timezone.utc) if value.tzinfo else value
            return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
        case date():
            return f"{value.isoformat()}T00:00:00.000Z"
        case bytes():
            return value.decode("latin-1")
        case _:
            return value
