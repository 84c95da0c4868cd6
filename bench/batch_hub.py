"""A thousand cards of a local Hub from nothing to a pull request each, with latency, trouble and two kills.

It is the run of `tests/batch/test_hub.py`, larger: 20 ms before every answer, five answers of a hundred go wrong, two
`kill -9`. At the end every card has exactly one pull request, whose README.md in the bare git repository is byte for
byte what a dry run had shown, and the ledger agrees.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.batch.hub_run import TROUBLE, HubRun, served

CARDS = 1_000
HANG = {"kind": "hang", "probability": 0.0005, "seed": 5}
"""Besides: answers that never come."""


def main(arguments: list[str]) -> int:
    """Print what came of it.

    Args:
        arguments: How many cards, 1,000 unless given.
    """
    count = int(arguments[0]) if arguments else CARDS
    with tempfile.TemporaryDirectory() as temporary, served(Path(temporary)) as hub:
        home = Path(temporary) / "home"
        home.mkdir()
        run = HubRun(hub, home, count)
        start = time.perf_counter()
        shown = run.shown()
        print(f"{count:,} cards shown in {time.perf_counter() - start:.0f} s", flush=True)
        hub.tell("latency", {"seconds": 0.02})
        for fault in (*TROUBLE, HANG):
            hub.tell("faults", {**fault, "times": None})
        hub.tell("requests", method="DELETE")
        start = time.perf_counter()
        runs = run.push_all()
        seconds = time.perf_counter() - start
        hub.tell("faults", method="DELETE")
        requests = hub.tell("requests", method="GET")
        print(f"{count:,} cards sent in {seconds:.0f} s and {runs} runs, two of them killed", flush=True)
        bad = sum(request["status"] is None or request["status"] >= 429 for request in requests)
        print(f"{len(requests):,} requests, {bad:,} of them without a good answer")
        run.check(shown)
        print("each card has one pull request with what was shown, the ledger agrees, and no token is out")
    return 0
