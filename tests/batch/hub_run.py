"""A run over many cards of a local Hub that makes trouble, and what must be true after it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cardsmith.batch.rows import State
from tests.batch.support import card_text, rows_of, rows_so_far, running, wait_until
from tests.local_hub import LocalHub

TOKEN = "hf_ThisTokenIsSeenByNobody"
USER = "helper"

TROUBLE: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 500, "probability": 0.02, "seed": 1},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}, "probability": 0.01, "seed": 2},
    {"kind": "drop", "probability": 0.01, "seed": 3},
    {"kind": "drop_after", "probability": 0.01, "seed": 4},
)
"""Five answers of a hundred go wrong: errors, rate limits, connections that break before and after the work is done."""


class Served(NamedTuple):
    """A local Hub in a process of its own."""

    url: str
    storage: Path

    def tell(self, page: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_local/{page}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Run a local Hub with one user, who owns nothing there."""
    arguments: list[str | Path] = [sys.executable, "-m", "tests.local_hub", "--storage", folder / "hub"]
    # Clients that are killed in the middle of a request leave long traces in what it says.
    with (
        (folder / "hub.log").open("w") as log,
        subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log, encoding="utf-8") as process,
    ):
        assert process.stdout is not None
        hub = Served(process.stdout.readline().strip(), folder / "hub")
        hub.tell("users", {"name": USER, "token": TOKEN})
        try:
            yield hub
        finally:
            process.terminate()
            process.wait(30)


class HubRun:
    """A run over `count` cards, each in a repository of its own.

    Args:
        hub: Where they are.
        home: The user's folder.
        count: How many.
    """

    def __init__(self, hub: Served, home: Path, count: int) -> None:
        self.hub = hub
        self.home = home
        self.ids = [f"org-{number % 7}/voices-{number:04}" for number in range(count)]
        self.old = {repo_id: card_text(number).encode() for number, repo_id in enumerate(self.ids)}
        self.ledger = home / "run.db"
        self.said = ""
        """Everything that was printed."""
        for repo_id in self.ids:
            hub.tell("repos", {"id": repo_id, "files": {"README.md": self.old[repo_id].decode()}})
        (home / "ids.txt").write_text("# all of them\n" + "\n".join(self.ids) + "\n")

    @property
    def _arguments(self) -> list[str | Path]:
        return [
            "fill",
            "--non-interactive",
            "--from-file",
            self.home / "ids.txt",
            "--create-pr",
            "--set",
            "license=mit",
        ]

    def _environment(self) -> dict[str, str]:
        return {"HF_ENDPOINT": self.hub.url, "HF_TOKEN": TOKEN}

    def shown(self) -> dict[str, bytes]:
        """What each card is to become, as a dry run shows it: its diffs applied to the cards by git."""
        done = self.finish([], yes=False)
        assert done == 0, self.said
        folder = self.home / "shown"
        for repo_id, data in self.old.items():
            (folder / repo_id).parent.mkdir(parents=True, exist_ok=True)
            (folder / repo_id).write_bytes(data)
        diffs = self.said.split("\x00")[0].encode()
        subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, input=diffs, check=True)
        return {repo_id: (folder / repo_id).read_bytes() for repo_id in self.ids}

    def finish(self, options: list[str | Path], *, yes: bool = True) -> int:
        """Run to the end and return the exit code."""
        with running(self.home, *self._arguments, *options, *(["--yes"] if yes else []), **self._environment()) as run:
            out, errors = run.communicate(timeout=3000)
        self.said += out.decode() + "\x00" + errors.decode()
        return run.returncode

    def kill(self, options: list[str | Path], done: int) -> None:
        """Run until so many cards are done, and kill it."""
        with running(self.home, *self._arguments, "--yes", "-q", *options, **self._environment()) as run:
            wait_until(lambda: self._count_done() >= done or run.poll() is not None, 3000)
            os.killpg(run.pid, signal.SIGKILL)
            out, errors = run.communicate()
        self.said += out.decode() + "\x00" + errors.decode()

    def _count_done(self) -> int:
        return sum(row.is_done for row in rows_of(self.ledger)) if rows_so_far(self.ledger) else 0

    def push_all(self, seed: int = 0, attempts: int = 10) -> int:
        """Push with trouble and two kills, then until nothing fails any more; return how many runs that took."""
        dice = random.Random(seed)
        options: list[str | Path] = ["--ledger", self.ledger]
        marks = sorted(dice.sample(range(len(self.ids) // 8, len(self.ids) * 7 // 8), 2))
        for kill, mark in enumerate(marks):
            self.kill([*options, *(["--resume"] if kill else [])], mark)
        report: list[str | Path] = ["--resume", "--report", self.home / "report.html"]
        for attempt in range(attempts):
            if self.finish([*options, *report]) == 0:
                return len(marks) + attempt + 1
        raise AssertionError(f"cards still fail after {attempts} runs: {self.said[-2000:]}")

    def check(self, shown: dict[str, bytes]) -> None:
        """Make sure that each card has one pull request with what was shown, that the ledger agrees, and no token is out."""
        rows = {row.key.removeprefix("hf://"): row for row in rows_of(self.ledger)}
        assert list(rows) == self.ids
        hub = LocalHub(self.hub.storage)
        try:
            for repo_id in self.ids:
                row, pulls = rows[repo_id], hub.pull_requests(repo_id)
                assert len(pulls) == 1, repo_id
                assert hub.read(repo_id, revision="refs/pr/1") == shown[repo_id] != self.old[repo_id]
                assert hub.read(repo_id) == self.old[repo_id]
                assert (row.state, row.pr_number, row.pr_url) == (
                    State.PUSHED,
                    1,
                    f"{self.hub.url}/{repo_id}/discussions/1",
                )
                assert {fill["field"] for fill in row.fills} >= {"license", "base_model", "metrics"}
        finally:
            hub.hub.close()
        report = (self.home / "report.html").read_text()
        assert f"<p>{len(self.ids):,} cards: {len(self.ids):,} sent.<br>" in report
        kept = b"".join(path.read_bytes() for path in self.home.rglob("*") if path.is_file())
        assert TOKEN not in self.said
        assert TOKEN.encode() not in kept


def git_is_there() -> bool:
    """Whether diffs can be applied."""
    return shutil.which("git") is not None
