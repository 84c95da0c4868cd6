"""From decisions to an outcome: everything that can be written is written, and what cannot says why."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from cardsmith.answers import check_answers
from cardsmith.card import Card
from cardsmith.checking import check
from cardsmith.errors import CardsmithError
from cardsmith.filling import Fix, Outcome, fill
from cardsmith.gaps import SECTION_PREFIX, Evidence, Suggestion, section_of
from cardsmith.rules import RULES
from cardsmith.suggest.base import Need, Request
from cardsmith.writers import writing_order


class Wanted(NamedTuple):
    """What is to be done to a card.

    Attributes:
        values: What somebody chose, by field, with its evidence.
        proven: What evidence proves where nobody chose, by field.
        repairs: The rules whose repairs to make.
    """

    values: Mapping[str, tuple[Any, tuple[Evidence, ...]]]
    proven: Mapping[str, Suggestion]
    repairs: frozenset[str]

    def without(self, field: str, rules: Collection[str]) -> Wanted:
        """Return the same without a field and some repairs."""
        values = {key: value for key, value in self.values.items() if key != field}
        proven = {key: value for key, value in self.proven.items() if key != field}
        return Wanted(values, proven, self.repairs.difference(rules))

    def only(self, field: str, rules: Collection[str]) -> Wanted:
        """Return a field and some repairs alone."""
        values = {key: value for key, value in self.values.items() if key == field}
        proven = {key: value for key, value in self.proven.items() if key == field}
        return Wanted(values, proven, self.repairs.intersection(rules))


class Settled(NamedTuple):
    """What came of it.

    Attributes:
        outcome: The new card, and how it came to be.
        refused: Why something could not be written, by field or rule.
    """

    outcome: Outcome
    refused: dict[str, str]


def checked_value(field: str, value: Any) -> Any:
    """Return a field's value in the shape that writers take.

    Raises:
        AnswersError: It is of the wrong shape, or the Hub would reject it.
    """
    if not field.startswith(SECTION_PREFIX):
        return check_answers({field: value}).get(field)
    title, label = section_of(field)
    return check_answers({"sections": {title: {label: value} if label else value}}).get(field)


def settle(card: Card, wanted: Wanted, ignore: Collection[str] = ()) -> Settled:
    """Write what is wanted, as much of it as can be written together."""
    try:
        return _written(card, wanted, ignore, {})
    except CardsmithError:
        pass
    # Rare, so it may take its time: one value after the other, beside those that could be written before it.
    refused: dict[str, str] = {}
    values: dict[str, Any] = {}
    for field in sorted(wanted.values, key=lambda field: (writing_order(field), field)):
        try:
            _written(card, wanted._replace(values={**values, field: wanted.values[field]}), ignore, {})
        except CardsmithError as error:
            refused[field] = f"{error.message}: {error.hint}" if error.hint else error.message
        else:
            values[field] = wanted.values[field]
    return _written(card, wanted._replace(values=values), ignore, refused)


class Settling:
    """Settles one card again and again. The latest results are remembered: undo and redo come back to them."""

    def __init__(self, card: Card, ignore: Collection[str] = ()) -> None:
        self._card = card
        self._ignore = ignore
        self._known: dict[Hashable, Settled] = {}

    def settle(self, wanted: Wanted) -> Settled:
        """Do what `settle` does."""
        # As text, because the order of the values counts too, and because 1 is not True.
        key = (repr(wanted.values), repr(wanted.proven), wanted.repairs)
        settled = self._known.pop(key, None) or settle(self._card, wanted, self._ignore)
        self._known[key] = settled
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return settled


_REMEMBERED = 8  # each holds a text of the card and all that was read in it


def _written(card: Card, wanted: Wanted, ignore: Collection[str], refused: dict[str, str]) -> Settled:
    gaps = check(card, providers=(), ignore=ignore)
    # A rule that has a repair of its own is only named for that.
    proving = {gap.rule for gap in gaps if gap.field in wanted.proven and RULES[gap.rule].repair is None}
    outcome = _fill(card, wanted, wanted.repairs | proving, ignore)
    # What only a complete card can have put right, such as the removal of the generator's comment.
    late = {gap.rule for gap in outcome.open} & wanted.repairs - {gap.rule for gap in gaps}
    if late:
        outcome = _joined(outcome, _fill(outcome.card, Wanted({}, {}, frozenset()), late, ignore))
    refused = {**refused, **{item.what: item.reason for item in outcome.refused}}
    return Settled(outcome._replace(filled=[_with_evidence(fix, wanted) for fix in outcome.filled]), refused)


def _fill(card: Card, wanted: Wanted, select: Collection[str], ignore: Collection[str]) -> Outcome:
    answers = {field: value for field, (value, _) in wanted.values.items()}
    # Nothing selected would mean everything; no rule has an empty id.
    return fill(card, answers, (_Proven(wanted.proven),), 0, select=select or ("",), ignore=ignore, checked=True)


def _joined(first: Outcome, then: Outcome) -> Outcome:
    return then._replace(
        filled=[*first.filled, *then.filled],
        left_out=first.left_out,
        edits=first.edits.then(then.edits),
        before=first.before,
        refused=[*first.refused, *then.refused],
    )


def _with_evidence(fix: Fix, wanted: Wanted) -> Fix:
    chosen = wanted.values.get(fix.field or "")
    return fix if chosen is None else fix._replace(evidence=chosen[1])


class _Proven:
    """Tells what is proven already."""

    name = "proven"
    need = Need.CARD
    cost = 0

    def __init__(self, suggestions: Mapping[str, Suggestion]) -> None:
        self.suggestions = suggestions

    @property
    def serves(self) -> Collection[str]:
        """The fields that are proven."""
        return self.suggestions.keys()

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield what is proven of the open fields."""
        yield from (item for field, item in self.suggestions.items() if field in request.fields)
