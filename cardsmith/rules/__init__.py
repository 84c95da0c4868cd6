"""Every rule, in the order they are looked at, and `check`, which looks.

A new rule is a module here with a tuple `RULES`, and its line in `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Collection

from cardsmith.card import Card
from cardsmith.gaps import Gap, Severity
from cardsmith.rules import (
    ambiguous_scalars,
    base_model_sentence,
    front_matter,
    generator_comment,
    generator_habits,
    generic_name,
    hub_rejects,
    incomplete_metrics,
    loader_as_dataset,
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
    wrong_keys,
)
from cardsmith.rules.base import Found, Rule
from cardsmith.text import LineMap

# Repairs are made in this order, so what puts a key or a shape right comes before what looks inside.
_MODULES = (
    front_matter,
    wrong_keys,
    model_index,
    old_shapes,
    hub_rejects,
    missing_metadata,
    incomplete_metrics,
    repeated_values,
    ambiguous_scalars,
    result_values,
    task_ids,
    generic_name,
    base_model_sentence,
    unknown_dataset,
    loader_as_dataset,
    raw_evaluation,
    repeated_text,
    template_ids,
    reported_row,
    generator_habits,
    unfinished_sections,
    generator_comment,
)

RULES: dict[str, Rule] = {rule.id: rule for module in _MODULES for rule in module.RULES}
"""Every rule by id."""


def find_gaps(card: Card, ignore: Collection[str] = ()) -> list[Gap]:
    """Return every gap of a card in document order, without suggestions.

    Args:
        card: The card.
        ignore: Ids of rules not to look at, besides those that the card itself leaves out.
    """
    found: list[tuple[Rule, Found]] = []
    last: list[Rule] = []
    ignored = {*ignore, *card.ignored_rules}
    for rule in RULES.values():
        if rule.id in ignored:
            continue
        if rule.when_complete:
            last.append(rule)
            continue
        found += [(rule, item) for item in rule.find(card)]
    if all((item.severity or rule.severity) is Severity.ADVICE for rule, item in found):
        found += [(rule, item) for rule in last for item in rule.find(card)]
    found.sort(key=lambda pair: pair[1].span.start)
    return [_gap(rule, item, card.lines) for rule, item in found]


def _gap(rule: Rule, found: Found, lines: LineMap) -> Gap:
    line, column = lines.position(found.span.start)
    return Gap(
        rule.id,
        found.severity or rule.severity,
        found.fix or rule.fix,
        found.message,
        found.where,
        found.span,
        line,
        column,
        found.field,
    )
