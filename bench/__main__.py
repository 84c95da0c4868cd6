"""`python -m bench` runs every quick measurement, `python -m bench NAME` one.

Tables go to standard output; `--markdown` prints them for a page, `--json` as an object, in seconds and bytes.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from datetime import datetime, timezone
from importlib import import_module

from bench.measuring import Table

QUICK = {
    "core": "one card in memory, beside the tools that others edit cards with",
    "many": "a thousand files",
    "growth": "how the time grows with the size of a card, and with its gaps",
    "start": "imports and cold starts",
    "memory": "peak memory",
}
"""Modules whose `measure()` returns tables; these are the quick ones."""

OTHERS = {
    "timings": "check and fill, by seed card",
    "lossless": "what saving keeps, counted",
    "calibration": "how right suggestions are",
    "suggest_hub": "suggestions for a hundred cards of a slow Hub",
    "batch": "ten thousand files, with one process and two",
    "batch_hub": "a thousand pull requests to a local Hub with trouble",
    "editor": "how long the editor takes to open, and to answer a key",
}
"""Modules with a `main(arguments)` of their own, which prints and returns an exit code."""


def measured_on() -> str:
    """Return when and with what this was measured."""
    today = datetime.now(timezone.utc).date()
    return f"{today}, Python {platform.python_version()} on {platform.system()} {platform.machine()}"


def run(names: list[str], form: str) -> None:
    """Run quick measurements and print what they measured."""
    tables: dict[str, list[Table]] = {}
    for name in names:
        print(f"{name}: {QUICK[name]} …", file=sys.stderr, flush=True)
        tables[name] = import_module(f"bench.{name}").measure()
    if form == "json":
        parts = {name: [table.as_json() for table in each] for name, each in tables.items()}
        print(json.dumps({"measured": measured_on(), "parts": parts}, indent=2, ensure_ascii=False))
        return
    shown = [
        table.as_markdown() if form == "markdown" else table.as_text() for each in tables.values() for table in each
    ]
    print("\n\n".join([f"Measured on {measured_on()}.", *shown]))


def main(arguments: list[str]) -> int:
    """Run what was asked for and return the exit code."""
    if arguments and arguments[0] in OTHERS:
        code: int = import_module(f"bench.{arguments[0]}").main(arguments[1:])
        return code
    names = "\n".join(f"  {name:<12} {what}" for name, what in {**QUICK, **OTHERS}.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, epilog=names, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", choices=[*QUICK, *OTHERS], metavar="NAME", help="one of those below")
    parser.add_argument("--json", action="store_const", const="json", dest="form", help="print an object")
    parser.add_argument("--markdown", action="store_const", const="markdown", dest="form", help="print for a page")
    options = parser.parse_args(arguments)
    run([options.name] if options.name else list(QUICK), options.form)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
