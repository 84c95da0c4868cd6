"""Edits: a span and its new text. The only thing in cardsmith that changes text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from cardsmith.errors import EditConflict


class Edit(NamedTuple):
    """Replace the characters `[start, end)` by `text`. An empty span inserts, an empty text deletes."""

    start: int
    end: int
    text: str

    @property
    def shift(self) -> int:
        """How many characters the text behind this edit moves to the right."""
        return len(self.text) - (self.end - self.start)


class EditSet:
    """Edits to one text, in order, none touching what another one changes.

    Several insertions at one offset are kept in the order given. All offsets are those of the text *before* any of
    the edits.

    Raises:
        EditConflict: Two edits overlap.

    >>> edits = EditSet([Edit(0, 1, "J"), Edit(5, 5, "!")])
    >>> edits.apply("hello")
    'Jello!'
    >>> edits.inverse("hello").apply("Jello!")
    'hello'
    """

    __slots__ = ("_ends", "_shifts", "edits")

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        # An insertion goes before a replacement at the same place; sorted() is stable, so insertions keep their order.
        self.edits: tuple[Edit, ...] = tuple(
            sorted((edit for edit in edits if edit.text or edit.end > edit.start), key=itemgetter(0, 1))
        )
        self._ends: list[int] | None = None
        self._shifts: list[int] = []
        done = 0
        for edit in self.edits:
            if edit.start < done or edit.end < edit.start:
                raise EditConflict(
                    f"two edits want to change the same characters ({edit.start} to {max(done, edit.end)})",
                    hint="apply them one after the other",
                )
            done = edit.end

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.edits)

    def __len__(self) -> int:
        return len(self.edits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditSet) and self.edits == other.edits

    def __hash__(self) -> int:
        return hash(self.edits)

    def __repr__(self) -> str:
        return f"EditSet({list(self.edits)!r})"

    def apply(self, text: str) -> str:
        """Return the edited text.

        Raises:
            EditConflict: An edit lies outside the text.
        """
        if self.edits and self.edits[-1].end > len(text):
            raise EditConflict("an edit lies behind the end of the text", hint="was it made for another text?")
        parts: list[str] = []
        done = 0
        for start, end, new in self.edits:
            parts.append(text[done:start])
            parts.append(new)
            done = end
        parts.append(text[done:])
        return "".join(parts)

    def inverse(self, text: str) -> EditSet:
        """Return the edits that turn the edited text back into `text`, the text before the edits."""
        undo: list[Edit] = []
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            undo.append(Edit(start, start + len(edit.text), text[edit.start : edit.end]))
            shift += edit.shift
        return EditSet(undo)

    def then(self, later: EditSet) -> EditSet:
        """Return one set that does what this one and then `later` (made for the edited text) do.

        >>> first = EditSet([Edit(0, 5, "goodbye")])
        >>> second = EditSet([Edit(4, 7, "night")])
        >>> first.then(second).apply("hello world")
        'goodnight world'
        """
        return EditSet(_compose(self.edits, later.edits))

    def place(self, offset: int) -> int:
        """Return where the character at `offset` is after the edits; in a replaced span, where its new text ends."""
        if self._ends is None:
            self._ends = [edit.end for edit in self.edits]
            total = 0
            self._shifts = [0]
            for edit in self.edits:
                total += edit.shift
                self._shifts.append(total)
        index = bisect_right(self._ends, offset)
        if index < len(self.edits) and self.edits[index].start <= offset:
            edit = self.edits[index]
            return edit.start + self._shifts[index] + len(edit.text)
        return offset + self._shifts[index]


class _Piece(NamedTuple):
    """A run of the middle text: `new` characters, or when None the original's `[start, end)`."""

    start: int
    end: int
    new: str | None = None

    def split(self, length: int) -> tuple[_Piece, _Piece]:
        if self.new is None:
            cut = self.start + length
            return _Piece(self.start, cut), _Piece(cut, self.end)
        return _Piece(0, length, self.new[:length]), _Piece(0, self.end - length, self.new[length:])


_ENDLESS = 1 << 62


def _compose(first: tuple[Edit, ...], second: tuple[Edit, ...]) -> Iterator[Edit]:
    """Lay the text between both sets out as pieces, cut `second` into them, and read the result off as edits."""
    middle: list[_Piece] = []
    done = 0
    for start, end, new in first:
        middle.append(_Piece(done, start))
        middle.append(_Piece(0, len(new), new))
        done = end
    middle.append(_Piece(done, _ENDLESS))
    middle.reverse()

    def take(length: int) -> Iterator[_Piece]:
        while length > 0:
            piece = middle.pop()
            size = piece.end - piece.start
            if size > length:
                piece, rest = piece.split(length)
                middle.append(rest)
                size = length
            length -= size
            yield piece

    result: list[_Piece] = []
    at = 0
    for start, end, new in second:
        result.extend(take(start - at))
        for _ in take(end - start):
            pass
        result.append(_Piece(0, len(new), new))
        at = end
    result.extend(reversed(middle))

    done, text = 0, ""
    for piece in result:
        if piece.new is not None:
            text += piece.new
        elif piece.end > piece.start:
            yield Edit(done, piece.start, text)
            done, text = piece.end, ""


def apply_within(text: str, start: int, end: int, edits: Iterable[Edit]) -> str:
    """Return `text[start:end]` after edits that lie within it."""
    return EditSet(Edit(edit.start - start, edit.end - start, edit.text) for edit in edits).apply(text[start:end])
