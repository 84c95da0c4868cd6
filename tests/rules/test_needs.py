"""What a rule says it needs is so: without any of the keys it finds nothing, and need not be asked."""

from __future__ import annotations

import pytest

from cardsmith.rules import RULES
from cardsmith.rules.base import Rule
from tests.rules.test_reads import READ

NEEDING = [rule for rule in RULES.values() if rule.needs]


@pytest.mark.parametrize("rule", NEEDING, ids=[rule.id for rule in NEEDING])
def test_a_rule_finds_nothing_without_the_keys_it_needs(rule: Rule) -> None:
    without = [card for card in READ if card.metadata.keys().isdisjoint(rule.needs)]
    assert without
    assert not [found for card in without for found in rule.find(card)]
