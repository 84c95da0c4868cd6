"""A JSON list that is written one item after the other, so that it may be longer than memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cardsmith.visible import json_text


def json_list(items: Iterable[Any]) -> Iterator[str]:
    r"""Yield the pieces of a list as `visible.json_text` writes it.

    >>> "".join(json_list([]))
    '[]'
    >>> "".join(json_list([{"a": 1}, 2]))
    '[\n  {\n    "a": 1\n  },\n  2\n]'
    """
    mark = "[\n"
    for item in items:
        yield mark + "  " + json_text(item).replace("\n", "\n  ")
        mark = ",\n"
    yield "[]" if mark == "[\n" else "\n]"
