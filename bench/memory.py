"""Peak memory of a process that checks one card, beside one that loads it with huggingface_hub's `ModelCard`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.growth import card_of_size
from bench.measuring import CARDSMITH, Row, Table, best_commands, seed_paths
from bench.start import HUB, LOAD, NOTHING, environment

LARGE, ROUNDS = 10_000_000, 3


def measure(large: int = LARGE, rounds: int = ROUNDS) -> list[Table]:
    """Return the peak memory with a seed card and with a large one."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, "README.md")
        path.write_text(card_of_size(large), encoding="utf-8")
        rows = []
        for what, card in (
            (f"a card of {seed_paths()[0].stat().st_size / 1e3:.0f} kB", seed_paths()[0]),
            (f"a card of {large / 1e6:.0f} MB", path),
        ):
            commands: dict[str, list[str | Path]] = {
                CARDSMITH: [sys.executable, "-m", "cardsmith", "check", card],
                HUB: [sys.executable, "-c", LOAD, card],
                NOTHING: [sys.executable, "-c", "pass"],
            }
            costs = best_commands(commands, environment(Path(temporary)), rounds)
            rows.append(Row(what, "B", {name: cost.peak for name, cost in costs.items()}))
    return [Table("peak memory", rows)]
