"""Two changes of one card brought together so that neither is lost, or refused when both are about the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import accumulate, takewhile
from typing import Any

from cardsmith.card import Card
from cardsmith.document.nodes import Mapping
from cardsmith.edits import Edit, EditSet
from cardsmith.errors import EditConflict, EditRefused, VerificationError
from cardsmith.text import LineMap, Span, lines_of

_MOST_COMPARED = 4_000_000
_MISSING = object()


def edits_between(old: str, new: str) -> EditSet:
    r"""Return edits of whole lines that turn one text into another.

    >>> edits_between("a\nb\nc\n", "a\nc\nd\n").edits
    (Edit(start=2, end=4, text=''), Edit(start=6, end=6, text='d\n'))
    """
    before, after = lines_of(old), lines_of(new)
    starts = list(accumulate(map(len, before), initial=0))
    head = _same(before, after)
    tail = _same(reversed(before[head:]), reversed(after[head:]))
    last = len(before) - tail
    middle, new_middle = before[head:last], after[head : len(after) - tail]
    if len(middle) * len(new_middle) > _MOST_COMPARED:
        return EditSet([Edit(starts[head], starts[last], "".join(new_middle))])
    return EditSet(
        Edit(starts[head + first], starts[head + stop], "".join(new_middle[new_first:new_stop]))
        for kind, first, stop, new_first, new_stop in SequenceMatcher(
            None, middle, new_middle, autojunk=False
        ).get_opcodes()
        if kind != "equal"
    )


def _same(one: Iterable[str], other: Iterable[str]) -> int:
    """How many items at the start are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def merged(base: Card, ours: Card, theirs: Card) -> Card:
    """Return a card with both the changes from `base` to `ours` and those from `base` to `theirs`.

    Args:
        base: What both started from.
        ours: One new version.
        theirs: The other one; where both insert at one place, its lines come first.

    Raises:
        EditConflict: Both change the same lines, or the metadata would not read back with both changes.
    """
    others = edits_between(base.text, theirs.text)
    own = [edit for edit in edits_between(base.text, ours.text) if edit not in others.edits]
    kept = [edit for edit in others if not any(_contains(mine, edit) for mine in own)]
    own = [mine for mine in own if not any(_contains(edit, mine) for edit in kept)]
    for mine in own:
        for edit in kept:
            if _clash(mine, edit) and not (_inserts(mine) and _inserts(edit) and _in_metadata(base, edit)):
                raise _conflict(theirs, others.place(edit.start))
    result = Card(EditSet([*kept, *own]).apply(base.text), theirs.origin)
    _check(base, ours, theirs, result)
    return result


def on_top(base: Card, ours: Card, theirs: Card) -> Card:
    """Return a card with both changes like `merged`, where ours counts wherever both are about the same words.

    Args:
        base: What both started from.
        ours: The newer version.
        theirs: The older one, which may be replaced, but not forgotten.

    Raises:
        EditConflict: The metadata would not read back with both changes.
    """
    try:
        return merged(base, ours, theirs)
    except EditConflict as error:
        conflict = error
    if any(card.yaml_problem is not None for card in (base, ours, theirs)):
        raise conflict
    old, new, other = (card.text[card.body_start :] for card in (base, ours, theirs))
    own = edits_between(old, new).edits
    others = [edit for edit in edits_between(old, other) if edit not in own]
    kept = [edit for edit in others if not any(_clash(edit, mine) for mine in own)]
    front = ours.text[: ours.body_start]
    draft = Card(front + EditSet([*own, *kept]).apply(old), ours.origin).draft()
    wanted = _both(dict(base.metadata), dict(ours.metadata), dict(theirs.metadata), ours_counts=True)
    try:
        for key in [key for key in ours.metadata if key not in wanted]:
            draft.metadata.delete((key,))
        for key, value in wanted.items():
            draft.metadata.set((key,), value)
        return draft.finish().card
    except (EditRefused, VerificationError):
        raise conflict from None


def overwritten(base: str, theirs: str, edits: EditSet) -> list[Span]:
    """Return the spans of `theirs` that are new since `base` and that edits would change or remove."""
    new = [Span(edit.start, edit.end) for edit in edits_between(base, theirs).inverse(base)]
    touching = [edit for edit in edits if not _adds_lines(theirs, edit)]
    return [span for span in new if any(edit.start < span.end and span.start < edit.end for edit in touching)]


def _adds_lines(text: str, edit: Edit) -> bool:
    """Whether an edit inserts whole lines, above or below a line that stays as it is."""
    below = edit.text.startswith(("\n", "\r")) and text[edit.start : edit.start + 1] in ("\n", "\r", "")
    above = edit.text.endswith("\n") and text[: edit.start].endswith(("\n", "")[edit.start == 0])
    return _inserts(edit) and (below or above)


def check_nothing_overwritten(base: Card, theirs: Card, edits: EditSet) -> None:
    """Make sure that edits for `theirs` leave alone what somebody changed there since `base`.

    Raises:
        EditConflict: They do not.
    """
    spans = overwritten(base.text, theirs.text, edits)
    if spans:
        raise _conflict(theirs, spans[0].start)


def _conflict(theirs: Card, offset: int) -> EditConflict:
    line = LineMap(theirs.text).position(min(offset, len(theirs.text)))[0]
    message = f"somebody else has changed line {line} meanwhile, which was to be changed here, too; nothing was written"
    return EditConflict(message, where=theirs.origin, hint="take over what stands there now, and try again")


def _clash(one: Edit, other: Edit) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)


def _inserts(edit: Edit) -> bool:
    return edit.start == edit.end


def _contains(larger: Edit, smaller: Edit) -> bool:
    """Whether one insertion has all lines of the other one at the same place, in order."""
    if not (_inserts(larger) and _inserts(smaller) and larger.start == smaller.start):
        return False
    lines = iter(lines_of(larger.text))
    return all(line in lines for line in lines_of(smaller.text))


def _in_metadata(card: Card, edit: Edit) -> bool:
    return card.fence is not None and card.fence.block.start < edit.start and edit.end < card.fence.block.end


def _check(base: Card, ours: Card, theirs: Card, result: Card) -> None:
    """The metadata must say what both versions say, each key once."""
    try:
        expected = _both(dict(base.metadata), dict(ours.metadata), dict(theirs.metadata))
    except _Contradiction:
        raise _unreadable(theirs) from None
    broken = result.yaml_problem is not None and theirs.yaml_problem is None
    if broken or dict(result.metadata) != expected or _repeated(result) - _repeated(theirs):
        raise _unreadable(theirs)


def _unreadable(theirs: Card) -> EditConflict:
    message = "the metadata was changed here and by somebody else, in ways that do not go together; nothing was written"
    return EditConflict(message, where=theirs.origin, hint="take over what stands there now, and try again")


class _Contradiction(Exception):
    """Two versions change one value in two ways."""


def _both(base: Any, ours: Any, theirs: Any, *, ours_counts: bool = False) -> Any:
    """Return a value with both changes; what is not there is `_MISSING`.

    Args:
        base: What both started from.
        ours: One new value.
        theirs: The other one.
        ours_counts: Whether ours is the value where they contradict each other.

    Raises:
        _Contradiction: They do, and it is not.
    """
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    if all(isinstance(value, dict) for value in (base, ours, theirs)):
        keys = dict.fromkeys([*base, *theirs, *ours])
        values = {key: [value.get(key, _MISSING) for value in (base, ours, theirs)] for key in keys}
        found = {key: _both(*three, ours_counts=ours_counts) for key, three in values.items()}
        return {key: value for key, value in found.items() if value is not _MISSING}
    if all(isinstance(value, list) and value[: len(base)] == base for value in (base, ours, theirs)):
        return theirs + [item for item in ours[len(base) :] if item not in theirs]
    if ours_counts:
        return ours
    raise _Contradiction


def _repeated(card: Card) -> set[str]:
    """The top-level keys that stand there more than once."""
    root = card.yaml.root if card.yaml is not None else None
    if not isinstance(root, Mapping):
        return set()
    names = Counter(entry.name for entry in root.entries)
    return {name for name, times in names.items() if name is not None and times > 1}
