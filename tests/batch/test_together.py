"""A few cards at once: the ledger is ahead of them all, the disk is waited for once, and a crash at any step loses nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cardsmith.batch import job as job_module
from cardsmith.batch.delivery import Delivered, Refill, Write
from cardsmith.batch.job import Filling, FillJob, Task
from cardsmith.batch.ledger import Entry, Ledger
from cardsmith.batch.places import CardPlace, LoadedCard
from cardsmith.batch.rows import Row, State
from cardsmith.cli.hub import HubAccess
from cardsmith.filling import Outcome
from tests.batch.support import environment, make_cards, rows_of
from tests.cli.run import run

FEW = 3


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def paths(home: Path) -> list[Path]:
    return make_cards(home / "models", FEW)


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    with Ledger(home / "run.db") as ledger:
        yield ledger


def tasks_of(paths: list[Path]) -> list[Task]:
    return [Task(CardPlace(path.parent.name, path), position) for position, path in enumerate(paths)]


class Watched(Write):
    """Writes cards, and calls `before` with the ledger's rows and the thread, before each."""

    seen: list[tuple[list[State], threading.Thread]]
    path: Path
    meeting: threading.Barrier | None = None

    def deliver(self, place: CardPlace, loaded: LoadedCard, outcome: Outcome, refill: Refill) -> Delivered:
        self.seen.append(([row.state for row in rows_of(self.path)], threading.current_thread()))
        if self.meeting is not None:
            self.meeting.wait()
        return super().deliver(place, loaded, outcome, refill)


def watched(ledger: Ledger, output: Path | None = None, meeting: threading.Barrier | None = None) -> Watched:
    kind: type[Watched] = type("Kind", (Watched,), {"seen": [], "path": ledger.path, "meeting": meeting})
    return kind(output)


def test_the_ledger_knows_all_of_them_before_the_first_is_written(ledger: Ledger, paths: list[Path]) -> None:
    delivery = watched(ledger, meeting=threading.Barrier(FEW, timeout=30))  # so they are written side by side
    done = FillJob(HubAccess(offline=True), Filling(), delivery, ledger).together(tasks_of(paths))
    assert [states for states, _ in delivery.seen] == [[State.STARTED] * FEW] * FEW
    assert [item.place.path for item in done] == paths
    assert [row.state for row in ledger.rows()] == [State.FILLED] * FEW


def test_what_goes_to_stdout_goes_there_in_turn(
    ledger: Ledger, paths: list[Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    delivery = watched(ledger, Path("-"))
    FillJob(HubAccess(offline=True), Filling(), delivery, ledger).together(tasks_of(paths))
    assert {thread for _, thread in delivery.seen} == {threading.current_thread()}
    titles = [line for line in capfdbinary.readouterr().out.splitlines() if line.startswith(b"# voices")]
    assert titles == [f"# voices-{number}".encode() for number in range(FEW)]


def test_large_cards_do_not_wait_for_each_other(
    ledger: Ledger, paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_module, "MOST_CHARACTERS", len(paths[0].read_text()) + 1)
    delivery = watched(ledger)
    FillJob(HubAccess(offline=True), Filling(), delivery, ledger).together(tasks_of(paths))
    started, filled = State.STARTED, State.FILLED
    assert [states for states, _ in delivery.seen] == [[started] * 2, [started] * 2, [filled, filled, started]]


def test_one_that_fails_does_not_keep_the_others_from_being_done(ledger: Ledger, paths: list[Path]) -> None:
    paths[1].write_bytes(b"---\n\xff")
    done = FillJob(HubAccess(offline=True), Filling(), Write(), ledger).together(tasks_of(paths))
    assert [item.state for item in done] == [State.FILLED, State.FAILED, State.FILLED]
    assert [row.state for row in ledger.rows()] == [State.FILLED, State.FAILED, State.FILLED]


def test_one_that_the_ledger_cannot_keep_is_not_written_and_the_others_are(home: Path, paths: list[Path]) -> None:
    class Picky(Ledger):
        def entry(self, row: Row) -> Entry:
            if row.position == 1 and row.state is not State.FAILED:
                raise TypeError("keys must be str, int, float, bool or None, not tuple")
            return super().entry(row)

    old = paths[1].read_bytes()
    with Picky(home / "run.db") as ledger:
        done = FillJob(HubAccess(offline=True), Filling(), Write(), ledger).together(tasks_of(paths))
        assert [item.state for item in done] == [State.FILLED, State.FAILED, State.FILLED]
        assert [row.state for row in ledger.rows()] == [State.FILLED, State.FAILED, State.FILLED]
    assert paths[1].read_bytes() == old


def test_the_ledger_is_written_twice_for_all_of_them(
    home: Path, paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    class Counting(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            statements.append(statement.split(maxsplit=1)[0])
            return super().execute(statement, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *values, **options: connect(*values, factory=Counting, **options))
    with Ledger(home / "run.db") as ledger:
        statements.clear()
        FillJob(HubAccess(offline=True), Filling(), Write(), ledger).together(tasks_of(paths))
    changes = [word for word in statements if word in ("BEGIN", "INSERT", "COMMIT")]  # the Hub's cache is only read
    assert changes == ["BEGIN", *["INSERT"] * FEW, "COMMIT"] * 2


DIES_AT = """
import os, sqlite3, sys, threading
from pathlib import Path
from cardsmith.batch.delivery import Write
from cardsmith.batch.job import Filling, FillJob, Task
from cardsmith.batch.ledger import Ledger
from cardsmith.batch.places import CardPlace
from cardsmith.cli.hub import HubAccess

left, lock = 1 << 30, threading.Lock()

def dies(function):
    def counted(*arguments):
        global left
        with lock:
            if left == 0:
                os._exit(9)
            left -= 1
        return function(*arguments)
    return counted

class Dies(sqlite3.Connection):
    execute = dies(sqlite3.Connection.execute)

connect = sqlite3.connect
sqlite3.connect = lambda *arguments, **options: connect(*arguments, factory=Dies, **options)
os.fsync, os.replace = dies(os.fsync), dies(os.replace)
paths = [Path(path) for path in sys.argv[3:]]
with Ledger(Path(sys.argv[1])) as ledger:
    job = FillJob(HubAccess(offline=True), Filling(), Write(), ledger)
    left = int(sys.argv[2])
    job.together([Task(CardPlace(str(path), path), position) for position, path in enumerate(paths)])
    left = 1 << 30
"""


@pytest.mark.skipif(os.name != "posix", reason="another system writes files in other steps")
def test_a_crash_at_every_step_and_resume(home: Path) -> None:
    """Before each statement of the ledger and each step of writing a file in turn, until it lives to the end."""
    paths = make_cards(home / "models", 2)
    old = [path.read_bytes() for path in paths]
    fill: tuple[str | Path, ...] = ("fill", "--non-interactive", "--offline", "-q", home / "models", "--ledger")
    assert run(*fill, home / "undisturbed.db").code == 0
    new, expected = [path.read_bytes() for path in paths], rows_of(home / "undisturbed.db")
    for steps in range(100):
        for path, data in zip(paths, old, strict=True):
            path.write_bytes(data)
        crashed = home / f"{steps}.db"
        arguments = [sys.executable, "-c", DIES_AT, str(crashed), str(steps), *map(str, paths)]
        ended = subprocess.run(arguments, check=False).returncode
        assert ended in (0, 9)
        rows = {row.position: row for row in rows_of(crashed)}
        for position, path in enumerate(paths):
            data = path.read_bytes()
            assert data in (old[position], new[position])
            assert data == old[position] or rows[position].fills == expected[position].fills
            assert position not in rows or rows[position].state is State.STARTED or data == new[position]
        written = {path: path.stat().st_ino for path, data in zip(paths, new, strict=True) if path.read_bytes() == data}
        assert run(*fill, crashed, "--resume").code == 0
        assert [path.read_bytes() for path in paths] == new
        assert all(path.stat().st_ino == node for path, node in written.items()), "a card was written twice"
        assert [row.state for row in rows_of(crashed)] == [State.FILLED] * 2
        assert [row.fills for row in rows_of(crashed)] == [row.fills for row in expected]
        assert sorted(home.glob("models/*/.*")) == []
        if ended == 0:
            assert steps >= 14, "two transactions of four statements, and three steps for each file"
            return
    pytest.fail("it never lives to the end")
