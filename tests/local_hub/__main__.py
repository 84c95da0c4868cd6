"""Starts the local Hub and prints its address: `python -m tests.local_hub --port 0 --seed fixtures/hub`."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from tests.local_hub.server import LocalHub


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.local_hub", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--seed", type=Path, help="a folder with users, models and datasets to start with")
    parser.add_argument("--storage", type=Path, help="where everything is kept; a temporary folder by default")
    parser.add_argument("--user", action="append", default=[], metavar="NAME", help="let NAME in with token hf_NAME")
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="hold up every answer")
    arguments = parser.parse_args()
    with LocalHub(arguments.storage, seed=arguments.seed, port=arguments.port) as hub:
        for name in arguments.user:
            hub.add_user(name)
        hub.faults.latency = arguments.latency
        print(hub.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
