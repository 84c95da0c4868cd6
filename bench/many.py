"""A thousand files are checked, and loaded with huggingface_hub's `ModelCard`: in one process, and as commands."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from huggingface_hub import ModelCard

from bench.batch import make_cards
from bench.measuring import CARDSMITH, Row, Table, best_commands, best_in_turns
from bench.start import HUB, environment
from cardsmith import Card, check

CARDS, ROUNDS = 1_000, 3

LOAD = """
import pathlib, sys
from huggingface_hub import ModelCard
for path in pathlib.Path(sys.argv[1]).rglob("*.md"):
    ModelCard.load(path)
"""


def measure(cards: int = CARDS, rounds: int = ROUNDS) -> list[Table]:
    """Return cards a second of processor time."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "models")
        make_cards(folder, cards)
        paths = sorted(folder.rglob("*.md"))
        inside = best_in_turns(
            {
                CARDSMITH: lambda: [check(Card.load(path)) for path in paths],
                HUB: lambda: [ModelCard.load(path) for path in paths],
            },
            rounds,
        )
        commands: dict[str, list[str | Path]] = {
            CARDSMITH: [sys.executable, "-m", "cardsmith", "check", "-q", folder],
            HUB: [sys.executable, "-c", LOAD, folder],
        }
        outside = best_commands(commands, environment(Path(temporary)), rounds)
    rows = [
        Row("in one process", "/s", {name: cards / seconds for name, seconds in inside.items()}),
        Row("as a command", "/s", {name: cards / cost.seconds for name, cost in outside.items()}),
    ]
    note = "cardsmith checks, huggingface_hub loads. Cards a second: of these, more is better."
    return [Table(f"{cards:,} cards", rows, note)]
