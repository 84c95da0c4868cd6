"""`check`: from a card to its gaps, with what is suggested for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from cardsmith.card import Card
from cardsmith.gaps import Gap, Suggestion
from cardsmith.rules import find_gaps
from cardsmith.suggest.base import Provider
from cardsmith.suggest.engine import HUB_SECONDS, Gathered, Problem, answers_only, gather
from cardsmith.suggest.from_card import CardProvider


def check(card: Card, *, providers: Iterable[Provider] | None = None, ignore: Collection[str] = ()) -> list[Gap]:
    """Return every gap of a card in document order, with suggestions.

    Args:
        card: The card.
        providers: Where suggestions come from; by default the card itself.
        ignore: Ids of rules not to look at.

    Raises:
        TypeError: It is no card.
    """
    require_card(card)
    return suggest(card, providers=providers, ignore=ignore).gaps


def require_card(card: object) -> None:
    """Make sure that this is a card, and not its file's name or its text.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(card, Card):
        raise TypeError(
            f"this must be a Card, and is of type {type(card).__name__}: "
            "read a file with `Card.load(path)`, bytes with `Card.from_bytes(data)`"
        )


class Suggested(NamedTuple):
    """A card's gaps with all their suggestions.

    Attributes:
        gaps: In document order.
        problems: Which providers told less than they could have, and why.
    """

    gaps: list[Gap]
    problems: list[Problem]


def suggest(
    card: Card,
    *,
    providers: Iterable[Provider] | None = None,
    given: Mapping[str, Any] | None = None,
    ignore: Collection[str] = (),
) -> Suggested:
    """Return every gap of a card with what the providers say about it.

    Args:
        card: The card.
        providers: Where suggestions come from; by default the card itself.
        given: Checked answers, from which providers may conclude.
        ignore: Ids of rules not to look at.
    """
    gaps = gaps_of(card, ignore)
    gathered = ask(card, gaps, providers, given)
    return Suggested(with_suggestions(gaps, answers_only(gathered.suggestions)), gathered.problems)


def gaps_of(card: Card, ignore: Collection[str] = ()) -> list[Gap]:
    """Return a card's gaps, looked for once: a card never changes, and `check` is often followed by `fill`."""
    key = frozenset(ignore)
    if key not in card.gaps_found:
        card.gaps_found[key] = find_gaps(card, key)
    return card.gaps_found[key]


def ask(
    card: Card,
    gaps: list[Gap],
    providers: Iterable[Provider] | None,
    given: Mapping[str, Any] | None = None,
    hub_seconds: float = HUB_SECONDS,
) -> Gathered:
    """Return what the providers suggest. The card itself, which no answer changes, is asked once."""
    fields = frozenset(gap.field for gap in gaps if gap.field is not None)
    if providers is not None:
        return gather(card, fields, providers, given=given, seconds=hub_seconds)
    if fields not in card.suggestions_found:
        card.suggestions_found[fields] = gather(card, fields, (CardProvider(),))
    found: Gathered = card.suggestions_found[fields]
    return found


def with_suggestions(gaps: list[Gap], found: dict[str, list[Suggestion]]) -> list[Gap]:
    """Return gaps with what was found for their fields."""
    # The suggestions are the last part of a gap; `_replace` takes several times as long.
    return [Gap._make((*gap[:-1], tuple(found[gap.field]))) if gap.field in found else gap for gap in gaps]
