"""What others read in a card: huggingface_hub's pattern finds the block, PyYAML and ruamel.yaml read it."""

import io
import math
from typing import Any

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from ruamel.yaml import YAML

from cardsmith.card import Card


def block_of(text: str) -> str:
    """The YAML that huggingface_hub finds in a card."""
    match = REGEX_YAML_BLOCK.search(text)
    assert match is not None, f"no front matter in {text!r}"
    return str(match.group(2))


def first_line(text: str) -> int:
    """How many lines stand above that YAML."""
    match = REGEX_YAML_BLOCK.search(text)
    assert match is not None
    return len(text[: match.start(2)].splitlines())


def pyyaml(content: str) -> Any:
    """YAML 1.1, as huggingface_hub reads it."""
    return yaml.safe_load(content)


def ruamel(content: str) -> Any:
    """YAML 1.2."""
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = True
    return reader.load(content)


def ruamel_round_trip(content: str) -> Any:
    """YAML 1.2 through ruamel.yaml's other reader, the one that keeps comments."""
    reader = YAML(typ="rt")
    reader.allow_duplicate_keys = True
    return reader.load(io.StringIO(content))


READERS = {"1.1": pyyaml, "1.2": ruamel}


def typed(value: Any) -> Any:
    """A form in which `1`, `1.0`, `True` and `"1"` differ, NaN equals NaN, and the order of keys counts."""
    if isinstance(value, dict):
        return ["map", [[typed(key), typed(item)] for key, item in value.items()]]
    if isinstance(value, (list, tuple)):
        return ["seq", [typed(item) for item in value]]
    if isinstance(value, float) and math.isnan(value):
        return ["float", "nan"]
    kind = next((t for t in (bool, int, float, str) if isinstance(value, t)), type(value))
    return [kind.__name__, value]


def unordered(value: Any) -> Any:
    """The form of `typed` without the order of keys."""
    if isinstance(value, dict):
        return {repr(typed(key)): unordered(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [unordered(item) for item in value]
    return typed(value)


def card_of(front_matter: str, body: str = "# Title\n", newline: str = "\n") -> Card:
    """A card with this front matter, which ends with its line end. The Hub sees no closing fence that ends in CR."""
    end = "\n" if newline == "\r" else newline
    return Card(f"---{newline}{front_matter}---{end}{body.replace(chr(10), newline)}")


def line_end_of(front_matter: str) -> str:
    """The line end of a front matter's first line."""
    return next((end for end in ("\r\n", "\n", "\r") if end in front_matter), "\n")
