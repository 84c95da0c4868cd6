"""What a user answered before: one line a time, in a file of the user's own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from cardsmith.errors import CardsmithError
from cardsmith.fields import ASKED
from cardsmith.files import write_atomically
from cardsmith.gaps import SECTION_PREFIX, section_of

_MOST_BYTES = 1_000_000
"""Of a longer file, only the end is read; at twice that length it is cut down to it."""
_LONGEST = 4_000


class Remembered(NamedTuple):
    """An answer that was given.

    Attributes:
        author: Whose model it was about, the first part of its id; empty where that was not known.
        field: The answers key.
        value: The answer, plain JSON.
        card: The card it was given for.
    """

    author: str
    field: str
    value: Any
    card: str


class Past(NamedTuple):
    """A value that was given before.

    Attributes:
        field: The answers key.
        value: The answer.
        cards: The cards it was given for, the latest first.
        of: On how many cards the field was answered at all.
    """

    field: str
    value: Any
    cards: tuple[str, ...]
    of: int


class History:
    """The answers that were given on this computer, by author.

    Args:
        path: The file; it and its folder are made with the first answer, readable by the user alone.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @classmethod
    def default(cls) -> History:
        """Return the history in the folder where the system wants a user's programs to keep such things."""
        from platformdirs import user_state_path

        return cls(user_state_path("cardsmith", appauthor=False) / "answers.jsonl")

    def remember(self, author: str, field: str, value: Any, card: str) -> None:
        """Add an answer to the file; what is about one model alone is left out.

        Args:
            author: Whose model it is about.
            field: The answers key.
            value: The answer.
            card: What messages call the card.

        Raises:
            CardsmithError: The file cannot be written.
        """
        line = _line(Remembered(author, field, value, card)) if is_habit(field) else None
        if line is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)  # one call, so that processes do not mix their lines
                size = os.fstat(handle).st_size
            finally:
                os.close(handle)
        except OSError as error:
            raise CardsmithError(f"cannot be written: {error.strerror or error}", where=str(self.path)) from None
        if size > 2 * _MOST_BYTES:
            write_atomically(self.path, self._end().partition(b"\n")[2])

    def answers(self, author: str) -> list[Remembered]:
        """Return what was answered for an author's models, the earliest first; lines that are no answers are left out.

        Raises:
            CardsmithError: The file is there and cannot be read.
        """
        found = (_remembered(line) for line in self._end().splitlines())
        return [item for item in found if item is not None and item.author.lower() == author.lower()]

    def _end(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_BYTES))
                return file.read(_MOST_BYTES)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise CardsmithError(f"cannot be read: {error.strerror or error}", where=str(self.path)) from None


def is_habit(field: str) -> bool:
    """Whether an answer may hold for another model of the same author: a licence does, a name or a number does not.

    >>> is_habit("license"), is_habit("model_name"), is_habit("sections.Model description")
    (True, False, False)
    >>> is_habit("sections.Model Description › Developed by")
    True
    """
    if field.startswith(SECTION_PREFIX):
        return bool(section_of(field)[1])
    return field != "results" and not (field in ASKED and ASKED[field].of_one_model)


def summed_up(answers: Iterable[Remembered]) -> list[Past]:
    """Return each value that was given, the most frequent first, and of equally frequent ones the latest.

    Args:
        answers: The earliest first. Of several answers for one card the last one counts.
    """
    last: dict[tuple[str, str], Remembered] = {}
    for item in answers:
        last.pop((item.field, item.card), None)  # it stands where the last answer was given
        last[item.field, item.card] = item
    cards: dict[tuple[str, str], list[Remembered]] = {}
    totals: dict[str, int] = {}
    for item in reversed(last.values()):
        cards.setdefault((item.field, json.dumps(item.value, sort_keys=True)), []).append(item)
        totals[item.field] = totals.get(item.field, 0) + 1
    found = [
        Past(same[0].field, same[0].value, tuple(item.card for item in same), totals[same[0].field])
        for same in cards.values()
    ]
    return sorted(found, key=lambda item: -len(item.cards))


def _line(item: Remembered) -> bytes | None:
    """Return an answer as a line of its own; None for one that is no JSON, or too long to be a habit."""
    try:
        line = json.dumps(item._asdict(), allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        return None
    # The first line end closes a line that a crash left half written.
    return b"\n" + line + b"\n" if len(line) <= _LONGEST else None


def _remembered(line: bytes) -> Remembered | None:
    if not line or len(line) > _LONGEST:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.keys() != set(Remembered._fields) or data["value"] in (None, "", [], {}):
        return None
    if not all(isinstance(data[key], str) for key in ("author", "field", "card")):
        return None
    return Remembered(**data)
