"""Fill thousands of files: cards a second with one process and with two, and whether memory stays flat.

The cards are those of the fixtures' Trainer folder, each in a folder of its own with its number in it. Every number
is of the real command, started in a process of its own. Peak memory is the sum over all its processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

CARDS = Path(__file__).parent.parent / "fixtures" / "cards" / "seeds"
FEW, MANY = 1_000, 10_000
FLAT = 0.10
SPEED_UP = 1.7


class Run(NamedTuple):
    """One run of the command."""

    seconds: float
    work: float
    """Seconds that processors worked on it."""
    peak: int
    """Peak memory in bytes, 0 where it is not known."""


def make_cards(folder: Path, count: int) -> None:
    """Make the files."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CARDS.glob("*.md"))]
    for number in range(count):
        place = folder / f"model-{number:05}"
        place.mkdir(parents=True)
        (place / "README.md").write_text(f"{texts[number % len(texts)]}\n<!-- {number} -->\n", encoding="utf-8")


def run(home: Path, count: int, jobs: int) -> Run:
    """Fill so many new files."""
    with tempfile.TemporaryDirectory(dir=home) as temporary:
        folder = Path(temporary)
        make_cards(folder / "models", count)
        command = [sys.executable, "-m", "cardsmith", "fill", "--non-interactive", "--offline", "-q"]
        command += ["--jobs", str(jobs), "--ledger", str(folder / "run.db"), str(folder / "models")]
        environ = {**os.environ, "XDG_STATE_HOME": temporary, "XDG_CACHE_HOME": temporary, "HF_HOME": temporary}
        start, before = time.perf_counter(), os.times()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environ, start_new_session=True)
        peaks: dict[int, int] = {}
        while process.poll() is None:
            peaks.update(_peaks(process.pid))
            time.sleep(0.05)
        seconds, after = time.perf_counter() - start, os.times()
        if process.returncode:
            raise SystemExit(f"the command failed with exit code {process.returncode}")
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, work, sum(peaks.values()))


def _peaks(session: int) -> dict[int, int]:
    """Return the peak memory so far of each process of a session, where the system tells."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getsid(int(status.parent.name)) != session:
                continue
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
            found[int(status.parent.name)] = int(lines["VmHWM"].split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue  # gone meanwhile
    return found


def main(arguments: list[str]) -> int:
    """Print a table; exit code 1 when memory is not flat, or two processes gain too little.

    Args:
        arguments: How many cards there are in the large run, 10,000 unless given.
    """
    many = int(arguments[0]) if arguments else MANY
    few = min(FEW, many)
    runs: dict[tuple[int, int], Run] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for count in (few, many):
            for jobs in (1, 2):
                runs[count, jobs] = done = run(Path(temporary), count, jobs)
                words = f"{count:>7,} cards, {jobs} process{'es' if jobs > 1 else '  '}"
                speed = f"{done.seconds:7.1f} s  {count / done.seconds:6.0f} cards/s"
                worked = f"{1000 * done.work / count:5.1f} ms of work a card"
                print(f"{words}  {speed}  {worked}  {done.peak / 1e6:6.1f} MB", flush=True)
    speed_up = runs[many, 1].seconds / runs[many, 2].seconds
    growth = {jobs: runs[many, jobs].peak / max(runs[few, jobs].peak, 1) - 1 for jobs in (1, 2)}
    print(f"speed-up with 2 processes: {speed_up:.2f} (at least {SPEED_UP})")
    print(f"memory grows by {growth[1]:+.1%} and {growth[2]:+.1%} from {few:,} to {many:,} (at most {FLAT:.0%})")
    return int(speed_up < SPEED_UP or max(growth.values()) > FLAT)
