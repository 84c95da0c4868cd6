"""Suggestions for 100 cards of one author, against a local Hub with latency: seconds, requests, and the ideal."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from cardsmith.batch.in_order import in_order
from cardsmith.batch.places import CardPlace, load
from cardsmith.checking import Suggested, suggest
from cardsmith.cli.hub import HubAccess
from cardsmith.hub.open import open_reader
from tests.local_hub import LocalHub
from tests.support import SEEDS, seed_bytes

CARDS, LATENCY, AT_ONCE = 100, 0.1, 8
MOST = 2.5
"""The most that a run may take, in multiples of the ideal: every request at once as often as it is allowed."""


def main(_arguments: list[str]) -> int:
    """Print the figures; return 1 when it takes more than `MOST` times the ideal."""
    card = seed_bytes(SEEDS[-1]).decode()
    with tempfile.TemporaryDirectory() as folder, LocalHub() as hub:
        hub.add_model("yongjian/wav2vec2-large-a", {"README.md": "---\nlicense: apache-2.0\n---\n# a\n"})
        for number in range(CARDS):
            hub.add_model(f"user/combined-{number}", {"README.md": card})
        hub.faults.latency = LATENCY
        access = HubAccess()
        access.__dict__["reader"] = open_reader(endpoint=hub.url, cache=Path(folder) / "cache.db")

        def ask(name: str) -> Suggested:
            place = CardPlace(name, None, name)
            loaded = load(place, access)
            return suggest(loaded.card, providers=access.providers(place, loaded))

        names = [f"user/combined-{number}" for number in range(CARDS)]
        ask(names[0])  # imports, connections
        hub.clear_requests()
        started = time.perf_counter()
        done = list(in_order(ask, names[1:], AT_ONCE))
        took = time.perf_counter() - started
        ideal = len(hub.requests) * LATENCY / AT_ONCE
        print(f"{len(done)} cards, {len(hub.requests)} requests of {LATENCY:g} s, {AT_ONCE} at a time")
        print(f"{took:.2f} s, {took / ideal:.2f} times the ideal of {ideal:.2f} s")
        return int(took > MOST * ideal)
