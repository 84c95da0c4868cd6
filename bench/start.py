"""How long a start takes: the import, the version, one card; beside huggingface_hub and a Python that does nothing."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bench.measuring import CARDSMITH, Row, Table, best_commands, seed_paths

HUB, NOTHING = "huggingface_hub", "bare Python"
ROUNDS = 10

LOAD = "import sys; from huggingface_hub import ModelCard; ModelCard.load(sys.argv[1])"


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which nobody asks the network, or looks into the user's own folders.

    Python keeps bytecode there, as it does where a package is installed; the first round writes it.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    alone = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    folders = {name: str(home) for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HF_HOME")}
    return {**kept, **alone, **folders}


def measure(rounds: int = ROUNDS) -> list[Table]:
    """Return the processor time of each command."""
    card, programs = seed_paths()[0], Path(sys.executable).parent
    commands: dict[str, dict[str, list[str | Path]]] = {
        "import": {
            CARDSMITH: [sys.executable, "-c", "from cardsmith import Card, check, fill"],
            HUB: [sys.executable, "-c", "from huggingface_hub import ModelCard"],
        },
        "cardsmith --version, hf version": {
            CARDSMITH: [programs / "cardsmith", "--version"],
            HUB: [programs / "hf", "version"],
        },
        "cardsmith check CARD, ModelCard.load": {
            CARDSMITH: [programs / "cardsmith", "check", card],
            HUB: [sys.executable, "-c", LOAD, card],
        },
    }
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for what, each in commands.items():
            each[NOTHING] = [sys.executable, "-c", "pass"]
            costs = best_commands(each, environment(Path(temporary)), rounds)
            rows.append(Row(what, "s", {name: cost.seconds for name, cost in costs.items()}))
    return [Table("start", rows)]
