"""The hunks of a review as rows to draw, unified or side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from cardsmith.review import Hunk

CONTEXT = 3


class Look(str, Enum):
    """What a line of a diff is."""

    HEAD = "head"
    CONTEXT = "context"
    OLD = "old"
    NEW = "new"
    SKIP = "skip"
    NONE = "none"


class Part(NamedTuple):
    """A line of the old or of the new text.

    Attributes:
        look: What it is.
        number: Its line number, from 1; 0 for none.
        text: Its characters, without the line end.
        changed: The characters that differ from the line it replaces.
    """

    look: Look
    number: int = 0
    text: str = ""
    changed: tuple[int, int] = (0, 0)


class DiffRow(NamedTuple):
    """One or two parts beside each other, and the hunk they belong to (-1 for none)."""

    hunk: int
    left: Part
    right: Part | None = None


def rows(old: Sequence[str], hunks: Sequence[Hunk], beside: bool) -> Iterator[DiffRow]:
    """Yield the rows of a diff: heads, context, changes, and a mark where lines are left out."""
    at = shift = 0
    for index, hunk in enumerate(hunks):
        start = max(at, hunk.old_start - CONTEXT)
        if start > at:
            yield DiffRow(-1, Part(Look.SKIP, start - at))
        yield from _context(old, start, hunk.old_start, shift, beside)
        yield DiffRow(index, Part(Look.HEAD))
        pairs = _beside(hunk) if beside else _below(hunk)
        yield from (DiffRow(index, *parts) for parts in pairs)
        at = hunk.old_start + len(hunk.old)
        shift = hunk.new_start + len(hunk.new) - at
        following = hunks[index + 1].old_start if index + 1 < len(hunks) else len(old)
        stop = min(at + CONTEXT, following, len(old))
        yield from _context(old, at, stop, shift, beside)
        at = stop
    if hunks and at < len(old):
        yield DiffRow(-1, Part(Look.SKIP, len(old) - at))


def _context(old: Sequence[str], start: int, stop: int, shift: int, beside: bool) -> Iterator[DiffRow]:
    for line in range(start, stop):
        text = old[line].rstrip("\r\n")
        right = Part(Look.CONTEXT, line + 1 + shift, text)
        yield DiffRow(-1, Part(Look.CONTEXT, line + 1, text), right) if beside else DiffRow(-1, right)


def _below(hunk: Hunk) -> Iterator[tuple[Part]]:
    parts = list(_parts(hunk))
    yield from ((old,) for old, _ in parts if old.look is Look.OLD)
    yield from ((new,) for _, new in parts if new.look is Look.NEW)


def _beside(hunk: Hunk) -> Iterable[tuple[Part, Part]]:
    return _parts(hunk)


def _parts(hunk: Hunk) -> Iterator[tuple[Part, Part]]:
    for index, (old, new) in enumerate(zip_longest(hunk.old, hunk.new)):
        before, after = (old or "").rstrip("\r\n"), (new or "").rstrip("\r\n")
        was, now = _changed(before, after) if old is not None and new is not None else ((0, 0), (0, 0))
        yield (
            Part(Look.OLD, hunk.old_start + index + 1, before, was) if old is not None else Part(Look.NONE),
            Part(Look.NEW, hunk.new_start + index + 1, after, now) if new is not None else Part(Look.NONE),
        )


def _changed(old: str, new: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the characters of both that lie between what they share at both ends; nothing when that is little."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head + tail < 4:
        return (0, 0), (0, 0)
    return (head, len(old) - tail), (head, len(new) - tail)
