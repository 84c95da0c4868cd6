"""Cards to run over, and the command in a process of its own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cardsmith.batch.ledger import Ledger
from cardsmith.batch.rows import Row
from tests.support import trainer_card

FRONT = "tags:\n- generated_from_trainer\n# by hand: {number}\n"


def card_text(number: int) -> str:
    """A card that has gaps which it closes itself; no two are the same."""
    text = trainer_card(FRONT.format(number=number), title=f"voices-{number}").text
    return text.replace("Accuracy: 0.9154", f"Accuracy: 0.{number + 1000}")


def make_cards(folder: Path, count: int) -> list[Path]:
    """Make folders with a README.md each."""
    paths = [folder / f"model-{number:04}" / "README.md" for number in range(count)]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        path.write_text(card_text(number))
    return paths


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command on its own: no state, no cache, no token, no configuration of the developer."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "HF_HOME": str(home / "huggingface"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1",
        "COLUMNS": "100",
        **more,
    }


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "cardsmith", *map(str, arguments)]


@contextmanager
def running(home: Path, *arguments: str | Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command in a process group of its own; whatever is left of it is killed at the end."""
    process = subprocess.Popen(
        command(*arguments),
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def run_to_end(home: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env=environment(home, **more),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def rows_of(path: Path) -> list[Row]:
    with Ledger(path) as ledger:
        return list(ledger.rows())


def rows_so_far(path: Path) -> int:
    """How many rows a ledger has that somebody else is writing; 0 while it is not there."""
    return len(rows_of(path)) if path.exists() and path.stat().st_size else 0


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look again and again until something is so.

    Raises:
        TimeoutError: It never was.
    """
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError("it never happened")
        time.sleep(0.002)
