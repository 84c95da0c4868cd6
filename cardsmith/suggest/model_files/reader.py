"""Read the files of a model as if somebody had put them there to break the reader."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cardsmith.document.metadata_path import show_path
from cardsmith.errors import CardsmithError
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.suggest.base import seen_in
from cardsmith.suggest.files import Files

_LONGEST = 300
"""Characters of a text that is still taken for a value."""

MOST_COUNTED = 10**15
"""No count of anything about a model is larger."""


class JsonFile:
    """A JSON file whose values are asked for with the type they must have; any other value is not there.

    Args:
        name: Its name.
        data: What it holds.
        files: Where it stands.
    """

    def __init__(self, name: str, data: Any, files: ModelFiles) -> None:
        self.name = name
        self.data = data
        self._files = files

    def get(self, *path: str | int) -> Any:
        """Return the value at a path of keys and indexes; None when there is none."""
        here = self.data
        for step in path:
            if isinstance(step, str):
                here = here.get(step) if isinstance(here, dict) else None
            else:
                here = here[step] if isinstance(here, list) and step < len(here) else None
        return here

    def text(self, *path: str | int) -> str | None:
        """Return a text of one line."""
        return line_of(self.get(*path))

    def whole(self, *path: str | int) -> int | None:
        """Return a number that counts something: whole, and more than 0."""
        return count_of(self.get(*path))

    def mapping(self, *path: str | int) -> Mapping[str, Any]:
        """Return a mapping; an empty one when there is none."""
        value = self.get(*path)
        return value if isinstance(value, dict) else {}

    def listed(self, *path: str | int) -> list[Any]:
        """Return a list; an empty one when there is none."""
        value = self.get(*path)
        return value if isinstance(value, list) else []

    def evidence(self, *path: str | int, words: object = None) -> Evidence:
        """Return evidence of the value at a path."""
        value = self.get(*path) if words is None else words
        return self._files.evidence(self.name, show_path(path), value if isinstance(value, str) else json.dumps(value))

    def suggestion(self, field: str, value: Any, confidence: float, safe: bool, *path: str | int) -> Suggestion:
        """Return a suggestion with the value at a path as its evidence."""
        return Suggestion(field, value, confidence, safe, (self.evidence(*path),))


class ModelFiles:
    """The files of one model, and what was wrong with those that were read.

    Args:
        files: The files. Only those of the topmost folder count.
        own_id: The model's own id on the Hub, where that is known.
    """

    def __init__(self, files: Files, own_id: str | None = None) -> None:
        self.files = files
        self.own_id = own_id
        self.problems: dict[str, CardsmithError] = {}
        self._read: dict[str, JsonFile | None] = {}
        self.signs: list[Any] | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the files; none when they cannot be listed."""
        try:
            return frozenset(name for name in self.files.names() if "/" not in name and "\\" not in name)
        except CardsmithError as error:
            self.problems[""] = error
            return frozenset()

    @property
    def is_far(self) -> bool:
        """Whether every file that is read costs a request."""
        return bool(self.files.source)

    def json(self, name: str) -> JsonFile | None:
        """Return a JSON file; None when there is none, or when it is not JSON."""
        if name not in self._read:
            data = self._decoded(name)
            self._read[name] = JsonFile(name, data, self) if data is not None else None
        return self._read[name]

    def has(self, *endings: str) -> str | None:
        """Return the first name with one of these endings; None when there is none."""
        return next((name for name in sorted(self.names) if name.endswith(endings)), None)

    def bytes_of(self, name: str) -> bytes | None:
        """Return a file's bytes; None when there is none, or when it cannot be read."""
        if name not in self.names:
            return None
        try:
            return self.files.read(name)
        except CardsmithError as error:
            self.problems.setdefault(name, error)
            return None

    def text_of(self, name: str) -> str | None:
        """Return a file's text; None when there is none, or when it is not UTF-8."""
        data = self.bytes_of(name)
        if data is None:
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.problems.setdefault(name, CardsmithError("is not UTF-8", where=name))
            return None

    def evidence(self, name: str, locator: str, words: object) -> Evidence:
        """Return evidence: the file, where it is the card's own; else the repository, and the file's address in it."""
        if not self.files.source:
            return seen_in(name, locator, words)
        return seen_in(self.files.source, f"{self.files.url(name)} ({locator})", words)

    def _decoded(self, name: str) -> Any:
        text = self.text_of(name)
        if text is None:
            return None
        try:
            return json.loads(text)
        except RecursionError:
            reason = "is nested too deeply"
        except ValueError as error:  # also a number with too many digits
            reason = f"is not JSON: {error}"
        self.problems.setdefault(name, CardsmithError(reason, where=name))
        return None


def line_of(value: Any) -> str | None:
    """Return a value that is one printable line of text, stripped; None for any other."""
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        return None
    return value.strip() or None


def count_of(value: Any) -> int | None:
    """Return a value that counts something; None for any other. A float counts when it is whole."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < MOST_COUNTED:
        return None
    return int(value) if value == int(value) else None


def number_of(value: Any) -> int | float | None:
    """Return a value that is a finite number; None for any other."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int):
        return value if abs(value) < MOST_COUNTED else None
    return value if math.isfinite(value) else None
