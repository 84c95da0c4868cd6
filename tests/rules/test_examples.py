"""Every rule shows by its own examples that it finds what it says, is silent on what only looks like it, and repairs."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from pathlib import Path

import pytest

from cardsmith import Card, fill, rules
from cardsmith.gaps import FixClass
from cardsmith.rules import RULES, find_gaps
from cardsmith.rules.base import Rule

ROOT = Path(__file__).parents[2]

EVERY_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def test_every_rule_that_is_written_is_looked_at() -> None:
    modules = (
        importlib.import_module(f"cardsmith.rules.{found.name}") for found in pkgutil.iter_modules(rules.__path__)
    )
    written = [rule.id for module in modules for rule in getattr(module, "RULES", ())]
    assert sorted(written) == sorted(RULES)


@EVERY_RULE
def test_the_example_before_has_the_gap(rule: Rule) -> None:
    card = Card(rule.before)
    for found in rule.find(card):
        assert 0 <= found.span.start <= found.span.end <= len(card.text)
    assert any(True for _ in rule.find(card))


@EVERY_RULE
def test_the_example_after_and_the_near_miss_are_silent(rule: Rule) -> None:
    assert not list(rule.find(Card(rule.after)))
    assert rule.near_miss
    assert not list(rule.find(Card(rule.near_miss)))


@EVERY_RULE
def test_a_repair_makes_the_example_after_of_the_one_before(rule: Rule) -> None:
    if rule.repair is None:
        pytest.skip("needs a value, or is for reading")
    draft = Card(rule.before).draft()
    rule.repair(draft)
    assert draft.finish().card.text == rule.after


@EVERY_RULE
def test_filling_a_near_miss_does_not_touch_what_is_fine(rule: Rule) -> None:
    outcome = fill(Card(rule.near_miss))
    assert rule.id not in {name for fix in outcome.filled for name in fix.rules}


@EVERY_RULE
def test_ids_and_words_are_fit_to_print(rule: Rule) -> None:
    assert rule.id == rule.id.lower().replace("_", "-").replace(" ", "-")
    for words in (rule.summary, rule.why):
        assert words.strip() == words
        assert words.endswith((".", "…", '"'))
    assert rule.fix is not FixClass.NONE or rule.repair is None


def test_an_ignored_rule_is_not_looked_at() -> None:
    text = "---\ntags: []\n---\n# m\n"
    assert "empty-list" in {gap.rule for gap in find_gaps(Card(text))}
    assert "empty-list" not in {gap.rule for gap in find_gaps(Card(text), ignore={"empty-list"})}
    inline = Card(text + "\n<!-- cardsmith: ignore empty-list, missing-license -->\n")
    assert {"empty-list", "missing-license"}.isdisjoint(gap.rule for gap in find_gaps(inline))
    quoted = Card(text + "\n```\n<!-- cardsmith: ignore empty-list -->\n```\n")
    assert "empty-list" in {gap.rule for gap in find_gaps(quoted)}


def test_the_page_of_rules_is_in_step() -> None:
    spec = importlib.util.spec_from_file_location("build_rule_docs", ROOT / "scripts" / "build_rule_docs.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == script.page(), "run `python scripts/build_rule_docs.py`"
