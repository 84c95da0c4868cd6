"""Answers files: the answers for one card, or for several.

A file for several cards holds answers under `defaults:`, under `patterns:` by what cards are called, and, a card each,
under `cards:`.

What stands under a card replaces what stands in it. Patterns and defaults only fill gaps, the patterns first; of
several patterns that match a card, the first one that answers a key counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import PurePath
from typing import Any

from cardsmith.answers import Locate, check_answers, check_mapping, combined
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.errors import AnswersError

_MOST_VALUES = 100_000


@dataclass(frozen=True)
class AnswersFile:
    """The answers of one file.

    Attributes:
        single: Answers for the one card the file is about; empty for a file for several cards.
        defaults: Answers that only fill gaps.
        cards: Answers by path, file stem or repository id.
        name: The file's name.
        patterns: Answers that only fill gaps, by a pattern for any of the names that a card has in `cards`; `*` stands
            for any letters, `?` for one, and `[…]` for one of several.
    """

    single: dict[str, Any]
    defaults: dict[str, Any]
    cards: dict[str, dict[str, Any]]
    name: str = ""
    patterns: dict[str, dict[str, Any]] = field(default_factory=dict)

    def for_card(self, name: str) -> dict[str, Any]:
        """Return a card's own answers: those under its path, repository id, folder, file name or stem."""
        key = self.key_of(name)
        return self.single or (self.cards[key] if key is not None else {})

    def defaults_for(self, name: str) -> dict[str, Any]:
        """Return the answers that only fill a card's gaps: those of the patterns that match it, over the defaults."""
        answers = self.defaults
        for pattern in reversed(self.patterns_of(name)):
            answers = combined(answers, self.patterns[pattern])
        return answers

    def key_of(self, name: str) -> str | None:
        """Return the key of `cards` that means a card, None when there is none."""
        return next((self._keys[name] for name in _names_of(name) if name in self._keys), None) if self.cards else None

    def patterns_of(self, name: str) -> list[str]:
        """Return the patterns that match a card, in their order."""
        names = _names_of(name) if self.patterns else []
        return [pattern for pattern in self.patterns if any(fnmatchcase(known, pattern) for known in names)]

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {PurePath(key).as_posix(): key for key in self.cards} | {key: key for key in self.cards}


def _names_of(name: str) -> list[str]:
    """Return what an answers file may call a card."""
    path = PurePath(name)
    folders = path.parent.parts if path.stem.lower() == "readme" else ()
    names = [name, path.as_posix(), "/".join(folders[-2:]), "".join(folders[-1:]), path.name, path.stem]
    return [known for known in names if known]


def read_answers(text: str, name: str = "answers") -> AnswersFile:
    """Read an answers file: YAML 1.2, so that `language: no` is Norwegian.

    Raises:
        AnswersError: The text is not YAML, or an answer is unknown or bad; it names line and column.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        _refuse_a_value_in_itself(text, YAML(typ="rt").parse(text), name)
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        message = str(error.problem or error.context or "not YAML").splitlines()[0]
        raise AnswersError(f"cannot be read: {message}", where=where) from None
    except (YAMLError, ValueError) as error:
        raise AnswersError(f"cannot be read: {str(error).splitlines()[0]}", where=name) from None
    except LookupError as error:  # as of `!!bool x`
        raise AnswersError(f"cannot be read: {error} does not fit its tag", where=name) from None
    except RecursionError:
        raise AnswersError("cannot be read: it is nested too deeply", where=name) from None

    def locate(path: Path) -> str:
        return _place(data, path, name)

    if data is None:
        return AnswersFile({}, {}, {}, name)
    try:
        plain = check_mapping(_plain(data, iter(range(_MOST_VALUES)), locate), locate)
    except RecursionError:
        raise AnswersError("cannot be read: its aliases expand to too much", where=name) from None
    if not plain.keys() & {"defaults", "patterns", "cards"}:
        return AnswersFile(check_answers(plain, locate), {}, {}, name)
    for key in plain:
        if key not in ("defaults", "patterns", "cards"):
            message = f"{key!r} stands beside `defaults` and `cards`"
            raise AnswersError(message, where=locate((key,)), hint="put it under one of them")

    def under(*keys: str) -> Locate:
        return lambda path: locate((*keys, *path))

    def part(*path: str) -> Any:
        found = plain
        for key in path:
            found = {} if found.get(key) is None else found[key]
        return found

    defaults = check_answers(part("defaults"), under("defaults"))

    def each(name: str) -> dict[str, dict[str, Any]]:
        given = check_mapping(part(name), locate, name)
        return {key: check_answers(part(name, key), under(name, key)) for key in given}

    return AnswersFile({}, defaults, each("cards"), name, each("patterns"))


def _plain(value: Any, left: Iterator[int], locate: Locate, *path: str | int) -> Any:
    """Return ruamel.yaml's annotated values as plain ones, at most as many as are `left`: aliases can multiply them."""
    if next(left, None) is None:
        raise RecursionError
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise AnswersError(f"the key {key} must be text; put it in quotes", where=locate((*path, key)))
        return {key: _plain(item, left, locate, *path, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, left, locate, *path, index) for index, item in enumerate(value)]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    what = f"`{show_path(path)}`" if path else "it"
    raise AnswersError(
        f"{what} is a value with a YAML tag", where=locate(path), hint="put it in quotes to mean the text"
    )


def _refuse_a_value_in_itself(text: str, events: Iterable[Any], name: str) -> None:
    if "&" not in text or "*" not in text:
        return
    around: list[str | None] = []
    for event in events:
        kind = type(event).__name__
        if kind.endswith("StartEvent"):
            around.append(getattr(event, "anchor", None))
        elif kind.endswith("EndEvent"):
            around.pop()
        elif kind == "AliasEvent" and event.anchor in around:
            where = f"{name}:{event.start_mark.line + 1}:{event.start_mark.column + 1}"
            raise AnswersError(f"cannot be read: the alias *{event.anchor} contains itself", where=where)


def _place(data: Any, path: Path, name: str) -> str:
    """Return `file:line:column` of the deepest key of a path that exists."""
    line, column = 0, 0
    for step in path:
        try:
            places = data.lc
            line, column = places.key(step) if isinstance(data, Mapping) else places.item(step)
            data = data[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return f"{name}:{line + 1}:{column + 1}"
