"""A unified diff read off the edits themselves: exact, and linear in the size of the card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.edits import Edit, EditSet
from cardsmith.text import lines_of

_CONTEXT = 3
_UNUSUAL = re.compile(r'[\x00-\x1f"\\]')


def unified_diff(old: str, edits: EditSet, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff, each with its line end; nothing for no edits.

    Lines end at LF, as git and patch see them, so a CR stays part of its line.
    """
    changes = list(changed_lines(old, edits))
    if not changes:
        return
    lines = lines_of(old)
    yield f"--- {_header_name('a', name)}\n"
    yield f"+++ {_header_name('b', name)}\n"
    shift = 0
    for hunk in _hunks(changes):
        first = max(0, hunk[0][0] - _CONTEXT)
        last = min(len(lines), hunk[-1][1] + _CONTEXT)
        grown = sum(len(new) - (stop - start) for start, stop, new in hunk)
        yield f"@@ -{_range(first, last)} +{_range(first + shift, last + shift + grown)} @@\n"
        at = first
        for start, stop, new in hunk:
            yield from _marked(" ", lines[at:start])
            yield from _marked("-", lines[start:stop])
            yield from _marked("+", new)
            at = stop
        yield from _marked(" ", lines[at:last])
        shift += grown


def _header_name(side: str, name: str) -> str:
    """Return a file's name as git writes it in a header, in quotes when it has letters that would end it."""
    name = f"{side}/{name.lstrip('/')}"
    if _UNUSUAL.search(name):
        escaped = "".join(
            f"\\{ord(char):03o}" if char < " " else f"\\{char}" if char in '"\\' else char for char in name
        )
        return f'"{escaped}"'
    return f"{name}\t" if " " in name else name


def _range(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + (length > 0)},{length}" if length != 1 else str(start + 1)


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n"


def changed_lines(old: str, edits: EditSet) -> Iterator[tuple[int, int, list[str]]]:
    """Yield `(first old line, last old line + 1, new lines)` for every run of lines that edits change; lines from 0."""
    pending: tuple[int, int, str] | None = None  # old offsets of whole lines, and their new text so far
    line, counted = 0, 0
    for edit in _behind_line_ends(old, edits):
        start = old.rfind("\n", 0, edit.start) + 1
        whole = (
            _at_line_start(old, edit.start)
            and _at_line_start(old, edit.end)
            and _at_line_start(edit.text, len(edit.text))
        )
        stop = edit.end if whole else old.find("\n", edit.end) + 1 or len(old)
        if pending is not None and start < pending[1]:
            first, end, text = pending
            head = text[: len(text) - (end - edit.start)]
            pending = (first, max(end, stop), head + edit.text + old[edit.end : max(end, stop)])
            continue
        if pending is not None:
            line, counted = line + old.count("\n", counted, pending[0]), pending[0]
            yield from _trimmed(old, line, *pending)
        pending = (start, stop, old[start : edit.start] + edit.text + old[edit.end : stop])
    if pending is not None:
        yield from _trimmed(old, line + old.count("\n", counted, pending[0]), *pending)


def _at_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _behind_line_ends(old: str, edits: EditSet) -> Iterator[Edit]:
    """Yield the edits with neighbours joined, and lines that are put at the end of a line put behind its line end.

    The text that comes out is the same, but the line in front does not count as changed.
    """
    joined: list[Edit] = []
    for edit in edits:
        touching = joined.pop() if joined and joined[-1].end == edit.start else Edit(edit.start, edit.start, "")
        joined.append(Edit(touching.start, edit.end, touching.text + edit.text))
    limits = [*(edit.start for edit in joined[1:]), len(old)]
    return (_behind_line_end(old, edit, limit) for edit, limit in zip(joined, limits, strict=False))


def _behind_line_end(old: str, edit: Edit, limit: int) -> Edit:
    newline = "\r\n" if old.startswith("\r\n", edit.start) else "\n"
    at = edit.start + len(newline)
    inserts = edit.start == edit.end and edit.text.startswith(newline) and old.startswith(newline, edit.start)
    return Edit(at, at, edit.text[len(newline) :] + newline) if inserts and at <= limit else edit


def _trimmed(old: str, line: int, start: int, stop: int, text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Leave out the lines at both ends that did not change."""
    before, after = lines_of(old[start:stop]), lines_of(text)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    if before or after:
        yield line + head, line + head + len(before), after


def _hunks(changes: list[tuple[int, int, list[str]]]) -> Iterator[list[tuple[int, int, list[str]]]]:
    hunk = [changes[0]]
    for change in changes[1:]:
        if change[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk
