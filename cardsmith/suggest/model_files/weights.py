"""How many parameters the weights have, from what safetensors writes at the start of a file. No weight is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Protocol, runtime_checkable

from cardsmith.errors import CardsmithError
from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.reader import MOST_COUNTED, ModelFiles, count_of

SERVES = ("about.parameters",)

SHARD = re.compile(r"model(?:-\d{5}-of-(?P<shards>\d{5}))?\.safetensors")
"""The names of the files of which the first bytes are read."""

_INDEX = "model.safetensors.index.json"
OPENS: FileNames = ("config.json", _INDEX)

_LENGTH_BYTES = 8
_MOST_HEADER = 4_000_000
_MOST_SHARDS = 200


@runtime_checkable
class HasHeads(Protocol):
    """Files of which the first bytes can be read, however large they are."""

    def head(self, name: str, size: int) -> bytes | None:
        """Return the first bytes of a file; None when there is none."""
        ...


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield the number of parameters; nothing for quantized weights, which hold several in one."""
    config = files.json("config.json")
    if config is not None and (config.mapping("quantization_config") or config.mapping("quantization")):
        return
    index = files.json(_INDEX)
    total = index.whole("metadata", "total_parameters") if index is not None else None
    if index is not None and total is not None:
        yield index.suggestion("about.parameters", total, 0.97, False, "metadata", "total_parameters")
        return
    names = sorted(name for name in files.names if SHARD.fullmatch(name))
    total = _total(files, names)
    if total is not None:
        evidence = files.evidence(names[0], "header", f"{total} parameters in {', '.join(names)}")
        yield Suggestion("about.parameters", total, 0.95, False, (evidence,))


def _total(files: ModelFiles, names: list[str]) -> int | None:
    """Return the sum of all shards; None when one is missing or cannot be counted."""
    if not isinstance(files.files, HasHeads) or not 0 < len(names) <= _MOST_SHARDS:
        return None
    match = SHARD.fullmatch(names[0])
    if match is not None and int(match["shards"] or 1) != len(names):
        return None
    counts = [_parameters_of(files, files.files, name) for name in names]
    total = sum(count for count in counts if count is not None)
    return total if None not in counts and 0 < total < MOST_COUNTED else None


def _parameters_of(files: ModelFiles, heads: HasHeads, name: str) -> int | None:
    try:
        start = heads.head(name, _LENGTH_BYTES)
        length = int.from_bytes(start, "little") if start is not None and len(start) == _LENGTH_BYTES else 0
        if not 0 < length <= _MOST_HEADER:
            return None
        data = heads.head(name, _LENGTH_BYTES + length)
    except CardsmithError as error:
        files.problems.setdefault(name, error)
        return None
    return parameters_in(data[_LENGTH_BYTES:]) if data is not None and len(data) == _LENGTH_BYTES + length else None


def parameters_in(header: bytes) -> int | None:
    """Return how many parameters the header of a safetensors file counts up to; None when it is none, or packed.

    >>> parameters_in(b'{"__metadata__": {}, "weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}')
    6
    """
    try:
        tensors = json.loads(header)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tensors, dict):
        return None
    counts = [_elements(tensor) for name, tensor in tensors.items() if name != "__metadata__"]
    total = sum(count for count in counts if count is not None)
    return total if None not in counts and total < MOST_COUNTED else None


def _elements(tensor: Any) -> int | None:
    """Return how many numbers a tensor holds; None for whole numbers of one byte, which may be packed weights."""
    if not isinstance(tensor, dict) or tensor.get("dtype") in ("U8", "I8"):
        return None
    shape = tensor.get("shape")
    if not isinstance(shape, list) or len(shape) > 16:
        return None
    elements = 1
    for side in shape:
        count = count_of(side)
        if count is None or elements > MOST_COUNTED:
            return None
        elements *= count
    return elements
