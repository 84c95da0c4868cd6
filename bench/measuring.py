"""What all measurements share: taking turns, the cost of a command, and tables of what was measured."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CARDSMITH = "cardsmith"

Job = Callable[[], object]


def seed_paths() -> list[Path]:
    """Return the files of the seed cards: those of the Trainer."""
    return sorted((FIXTURES / "cards" / "seeds").glob("*.md"))


# -- measuring ---------------------------------------------------------------------------------------------------------


def best_in_turns(jobs: Mapping[str, Job], rounds: int) -> dict[str, float]:
    """Return the best processor time of each job, in seconds. They take turns, so that a slow moment hits all."""
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            best[name] = min(best[name], time.process_time() - start)
    return best


class Cost(NamedTuple):
    """What a command took: processor time in seconds, and peak memory in bytes."""

    seconds: float
    peak: float


# A process starts with the peak memory of the one that starts it, so a small one stands between.
_LAUNCH = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def cost_of(command: Iterable[str | Path], environment: Mapping[str, str]) -> Cost:
    """Run a command and return what it took; a card with gaps may end it with exit code 1."""
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, *command]
    done = subprocess.run(launch, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    code, seconds, peak = map(float, done.stdout.split())
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, command))} failed with exit code {code:.0f}")
    return Cost(seconds, peak)


def best_commands(
    commands: Mapping[str, Iterable[str | Path]], environment: Mapping[str, str], rounds: int
) -> dict[str, Cost]:
    """Return the least time and the least peak of each command. They take turns."""
    best = dict.fromkeys(commands, Cost(float("inf"), float("inf")))
    for _ in range(rounds):
        for name, command in commands.items():
            cost = cost_of(command, environment)
            best[name] = Cost(min(best[name].seconds, cost.seconds), min(best[name].peak, cost.peak))
    return best


# -- telling -----------------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """What was done, and what it took, by tool or by what was done; the unit is `s`, `B`, `/s` or `exponent`."""

    what: str
    unit: str
    values: Mapping[str, float]


class Table(NamedTuple):
    """What one part measured.

    Attributes:
        title: What it is about.
        rows: What was measured.
        note: What a reader has to know about it.
        compared: Whether the columns are tools, of which cardsmith is compared with each other one.
    """

    title: str
    rows: list[Row]
    note: str = ""
    compared: bool = True

    @property
    def columns(self) -> list[str]:
        """The columns, in the order in which they first appear."""
        return list(dict.fromkeys(name for row in self.rows for name in row.values))

    def ratios(self, row: Row) -> dict[str, float]:
        """Return how many times as much as each other tool cardsmith needs, or does in a second."""
        if not self.compared:
            return {}
        return {name: row.values[CARDSMITH] / value for name, value in row.values.items() if name != CARDSMITH}

    def as_json(self) -> dict[str, Any]:
        """Return everything, in seconds and bytes."""
        rows = [{**row._asdict(), "values": dict(row.values), "ratios": self.ratios(row)} for row in self.rows]
        return {"title": self.title, "note": self.note, "rows": rows}

    def cells(self) -> Iterator[list[str]]:
        """Yield the cells of the head and of each row."""
        yield [self.title, *self.columns]
        for row in self.rows:
            ratios = self.ratios(row)
            values = (_shown(row.values.get(name), row.unit, ratios.get(name)) for name in self.columns)
            yield [row.what, *values]

    def as_markdown(self) -> str:
        """Return it for a page."""
        head, *rows = ([cell.replace("|", r"\|") for cell in cells] for cells in self.cells())
        rule = ["---", *("---:" for _ in head[1:])]
        lines = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
        return f"{lines}\n\n{self.note}".rstrip()

    def as_text(self) -> str:
        """Return it for a terminal."""
        lines = list(self.cells())
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        shown = (
            "  ".join(
                [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
            )
            for first, *rest in lines
        )
        return "\n".join([*shown, *([self.note] if self.note else [])])


def _shown(value: float | None, unit: str, ratio: float | None) -> str:
    if value is None:
        return "–"
    shown = _with_unit(value, unit)
    return shown if ratio is None else f"{shown} (× {ratio:.2f})"


def _with_unit(value: float, unit: str) -> str:
    if unit == "B":
        return f"{value / 1e6:.0f} MB"
    if unit == "/s":
        return f"{value:,.0f}/s"
    if unit == "exponent":
        return f"n^{value:.2f}"
    return f"{value * 1e3:,.2f} ms" if value < 0.1 else f"{value:,.2f} s"
