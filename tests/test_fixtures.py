"""What cardsmith finds on every card under fixtures/cards, pinned beside it, and what safe fixes make of it."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import ModelCard

from cardsmith import Card, check, fill

ROOT = Path(__file__).parents[1]
CARDS = sorted((ROOT / "fixtures" / "cards").glob("*/*.md"))

EVERY_CARD = pytest.mark.parametrize("path", CARDS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@pytest.fixture(autouse=True)
def _quiet_hub(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="huggingface_hub")


def gaps_of(card: Card) -> list[dict[str, Any]]:
    """Return a card's gaps as they are pinned: one short object each."""
    return [
        {"rule": gap.rule, "severity": gap.severity.value, "line": gap.line, "column": gap.column, "where": gap.where}
        for gap in check(card)
    ]


def loads(text: str) -> bool:
    try:
        ModelCard(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def test_there_are_enough_cards() -> None:
    assert len(CARDS) >= 40


@EVERY_CARD
def test_the_gaps_are_those_pinned_beside_the_card(path: Path) -> None:
    # Written by scripts/update_expected.py.
    pinned = json.loads(path.with_suffix(".gaps.json").read_text(encoding="utf-8"))
    assert gaps_of(Card.load(path)) == pinned


@EVERY_CARD
def test_every_placeholder_is_found(path: Path) -> None:
    card = Card.load(path)
    text = card.text.replace("\r\n", "\n") + "\n"
    found = {gap.line for gap in check(card) if gap.rule in ("placeholder-section", "prompt-section")}
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        in_code ^= line.startswith("```")
        if in_code:
            continue
        alone = line.strip().removesuffix(".")
        if alone in ("More information needed", "[More Information Needed]", "[TODO]", "TODO: Add your code"):
            assert number in found, f"line {number}: {line}"


@EVERY_CARD
def test_safe_fixes_change_nothing_twice_and_keep_the_card_loading(path: Path) -> None:
    card = Card.load(path)
    outcome = fill(card)
    assert outcome.edits.inverse(card.text).apply(outcome.card.text) == card.text
    assert fill(outcome.card).card == outcome.card
    # Only a person knows what a result without a dataset was measured on, or says that nobody does.
    assert loads(fill(outcome.card, select=["result-without-dataset"]).card.text)
    assert outcome.after >= outcome.before


def test_every_gap_below_the_front_matter_says_in_which_section() -> None:
    for path in CARDS:
        card = Card.load(path)
        for gap in check(card):
            if gap.span.start >= card.body_start and card.title is not None:
                assert gap.where, (path, gap)
