"""Every rule, in the order they are looked at, and `find_gaps`, which looks.

A new rule is a module here with a tuple `RULES`, and its line in `_MODULES`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from functools import lru_cache

from cardsmith.card import Card
from cardsmith.draft import Edited
from cardsmith.edits import EditSet
from cardsmith.gaps import Gap, Severity
from cardsmith.rules import (
    ambiguous_scalars,
    base_model_sentence,
    doubtful_results,
    front_matter,
    generator_comment,
    generator_habits,
    generic_name,
    hub_rejects,
    incomplete_metrics,
    index_parts,
    leftovers,
    loader_as_dataset,
    metric_ids,
    missing_metadata,
    model_index,
    old_shapes,
    raw_evaluation,
    repeated_text,
    repeated_values,
    reported_row,
    result_values,
    task_ids,
    template_ids,
    unfinished_sections,
    unknown_dataset,
    untaken_results,
    wrong_keys,
)
from cardsmith.rules.base import Found, Rule
from cardsmith.text import Span

# Repairs are made in this order: what goes by the places of the card as it stands, what puts a key or a shape right,
# what looks inside.
_MODULES = (
    front_matter,
    ambiguous_scalars,
    wrong_keys,
    model_index,
    old_shapes,
    index_parts,
    hub_rejects,
    missing_metadata,
    incomplete_metrics,
    repeated_values,
    result_values,
    task_ids,
    metric_ids,
    generic_name,
    base_model_sentence,
    unknown_dataset,
    loader_as_dataset,
    raw_evaluation,
    repeated_text,
    template_ids,
    reported_row,
    untaken_results,
    generator_habits,
    doubtful_results,
    leftovers,
    unfinished_sections,
    generator_comment,
)

RULES: dict[str, Rule] = {rule.id: rule for module in _MODULES for rule in module.RULES}
"""Every rule by id."""


_PLACES = {id_: place for place, id_ in enumerate(RULES)}
_NEEDED = frozenset(key for rule in RULES.values() for key in rule.needs)
_NONE: frozenset[str] = frozenset()


def find_gaps(card: Card, ignore: Collection[str] = ()) -> list[Gap]:
    """Return every gap of a card in document order, without suggestions.

    Args:
        card: The card.
        ignore: Ids of rules not to look at, besides those that the card itself leaves out.
    """
    return _look(card, ignore, _NONE, [])


def find_gaps_after(
    card: Card, gaps: Iterable[Gap], edited: Edited, changed: frozenset[str], ignore: Collection[str] = ()
) -> list[Gap]:
    """Return what `find_gaps` does of an edited card, without asking again a rule that reads nothing that changed.

    Args:
        card: The card before the edits.
        gaps: Its gaps.
        edited: The card after them.
        changed: What they touched: keys of the front matter, and `BODY`.
        ignore: The rules that were not looked at before, and are not now.
    """
    new, edits = edited
    if card.fence is None or "<<" in changed or card.ignored_rules != new.ignored_rules:
        return find_gaps(new, ignore)
    untouched = _untouched(changed, card.dialects == new.dialects)
    before, after = card.body_start, new.body_start
    known = [
        (RULES[gap.rule], Found(gap.message, span, gap.where, gap.field, gap.severity, gap.fix))
        for gap in gaps
        if gap.rule in untouched
        for span in (_place(gap.span, edits, before, after),)
    ]
    return _look(new, ignore, untouched, known)


@lru_cache
def _untouched(changed: frozenset[str], same_dialects: bool) -> frozenset[str]:
    """Return the rules that read nothing of what changed. Cards of one kind are changed in the same places."""
    of_dialects = changed - {"tags", "library_name"} if same_dialects else changed
    return frozenset(
        rule.id
        for rule in RULES.values()
        if rule.reads
        and (of_dialects if rule.reads_dialects else changed).isdisjoint(rule.reads)
        and not rule.when_complete  # what is open decides, too
    )


def _place(span: Span, edits: EditSet, before: int, after: int) -> Span:
    """Return where words are that no edit touched. The body of a card moves as a whole."""
    if span.start >= before:
        return span.shifted(after - before)
    if span.start == span.end:  # an item without a value stands behind its dash
        return Span(edits.place(span.start - 1) + 1, edits.place(span.start - 1) + 1)
    return Span(edits.place(span.start), edits.place(span.end - 1) + 1)


def _look(
    card: Card, ignore: Collection[str], untouched: frozenset[str], known: Iterable[tuple[Rule, Found]]
) -> list[Gap]:
    """Ask every rule that is not ignored; of those that are untouched it is known what they find."""
    ignored = frozenset(RULES.keys() & {*ignore, *card.ignored_rules}) if ignore or card.ignored_rules else _NONE
    first, last = _to_ask(_NEEDED.intersection(card.metadata), untouched, ignored)
    found = [*known, *((rule, item) for rule in first for item in rule.find(card))]
    if all((item.severity or rule.severity) is Severity.ADVICE for rule, item in found):
        found += [(rule, item) for rule in last for item in rule.find(card)]
    found.sort(key=_in_document_order)
    return [_gap(rule, item, card) for rule, item in found]


def _in_document_order(pair: tuple[Rule, Found]) -> tuple[int, int]:
    return pair[1].span.start, _PLACES[pair[0].id]


@lru_cache
def _to_ask(
    keys: frozenset[str], untouched: frozenset[str], ignored: frozenset[str]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the rules to ask about a card with these keys, and those to ask when it is complete.

    There are far fewer sets of keys than cards, and most rules need one that few cards have.
    """
    asked = [
        rule
        for id_, rule in RULES.items()
        if id_ not in untouched and id_ not in ignored and (not rule.needs or not keys.isdisjoint(rule.needs))
    ]
    first = tuple(rule for rule in asked if not rule.when_complete)
    return first, tuple(rule for rule in asked if rule.when_complete)


def _gap(rule: Rule, found: Found, card: Card) -> Gap:
    line, column = card.lines.position(found.span.start)
    return Gap(
        rule.id,
        found.severity or rule.severity,
        found.fix or rule.fix,
        found.message,
        found.where or _section_at(card, found.span.start),
        found.span,
        line,
        column,
        found.field,
    )


def _section_at(card: Card, offset: int) -> str:
    """Return the heading of the section that a place of the body stands in; above the first one, the title."""
    if offset < card.body_start:
        return ""
    above = bisect_right(card.body.headings, offset, key=lambda heading: heading.span.start)
    if above:
        return card.body.headings[above - 1].title
    return card.title.value if card.title is not None else ""
