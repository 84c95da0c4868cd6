"""Runs that are killed, interrupted, or lose a process: nothing is half-written, lost, or done twice."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from cardsmith.batch.job import digest
from cardsmith.batch.rows import Row, State
from cardsmith.card import Card
from tests.batch.support import make_cards, rows_of, rows_so_far, run_to_end, running, wait_until

CARDS = 60
FILL = ("fill", "--non-interactive", "--offline", "-q")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


class Expected:
    """What a run that nobody disturbs makes of the cards."""

    def __init__(self, home: Path) -> None:
        paths = make_cards(home / "models", CARDS)
        self.old = [path.read_bytes() for path in paths]
        done = run_to_end(home, *FILL, home / "models", "--ledger", home / "run.db")
        assert (done.returncode, done.stderr) == (0, "")
        self.new = [path.read_bytes() for path in paths]
        self.rows = rows_of(home / "run.db")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    return Expected(tmp_path_factory.mktemp("undisturbed"))


def comparable(rows: list[Row]) -> list[tuple[object, ...]]:
    """Rows without what two runs in two folders may differ in."""
    return [(row.position, row.state, row.revision_in, row.revision_out, row.fills, row.gaps_before, row.gaps_after, row.error) for row in rows]  # fmt: skip


def check_halfway(paths: list[Path], rows: list[Row], expected: Expected) -> None:
    """Every file is either old or new, and the ledger never says more than is true."""
    by_position = {row.position: row for row in rows}
    for number, path in enumerate(paths):
        data = path.read_bytes()
        assert data in (expected.old[number], expected.new[number])
        row = by_position.get(number)
        if data == expected.new[number]:
            assert row is not None, "a card was written that the ledger does not know"
            assert row.fills == expected.rows[number].fills
        if row is not None and row.state is State.FILLED:
            assert data == expected.new[number]
            assert digest(Card.from_bytes(data)) == row.revision_out


def _is_past(ledger: Path, mark: int, process: subprocess.Popen[bytes]) -> bool:
    return rows_so_far(ledger) > mark or process.poll() is not None


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_at_any_time_and_resume(tmp_path: Path, expected: Expected, seed: int, jobs: int) -> None:
    dice = random.Random(seed)
    paths, ledger = make_cards(tmp_path / "models", CARDS), tmp_path / "run.db"
    arguments: list[str | Path] = [*FILL, tmp_path / "models", "--ledger", ledger, "--jobs", str(jobs)]
    marks = sorted(dice.sample(range(CARDS - 10), 2))
    for kill, mark in enumerate(marks):
        with running(tmp_path, *arguments, *(["--resume"] if kill else [])) as process:
            wait_until(partial(_is_past, ledger, mark, process))
            ends = time.perf_counter() + dice.random() * 0.02
            while time.perf_counter() < ends:
                pass
            os.killpg(process.pid, signal.SIGKILL)
        check_halfway(paths, rows_of(ledger), expected)
    done = run_to_end(tmp_path, *arguments, "--resume", "--report", tmp_path / "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.read_bytes() for path in paths] == expected.new
    assert comparable(rows_of(ledger)) == comparable(expected.rows)
    assert len(json.loads((tmp_path / "report.json").read_bytes())) == CARDS
    left = {path.name for path in (tmp_path / "models").rglob("*") if path.is_file()}
    assert left == {"README.md"}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("whom", ["process", "group"])
def test_ctrl_c_finishes_what_is_begun_and_writes_the_report(
    tmp_path: Path, expected: Expected, jobs: int, whom: str
) -> None:
    paths, ledger, report = make_cards(tmp_path / "models", CARDS), tmp_path / "run.db", tmp_path / "report.html"
    arguments: list[str | Path] = [
        *FILL,
        tmp_path / "models",
        "--ledger",
        ledger,
        "--jobs",
        str(jobs),
        "--report",
        report,
    ]
    with running(tmp_path, *arguments) as process:
        wait_until(lambda: rows_so_far(ledger) > 5)
        if whom == "process":
            process.send_signal(signal.SIGINT)
        else:
            os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors.decode()
    assert "Finishing the cards that are begun" in errors.decode()
    rows = rows_of(ledger)
    assert 5 < len(rows) < CARDS
    assert {row.state for row in rows} == {State.FILLED}
    check_halfway(paths, rows, expected)
    assert f"<p>{len(rows)} cards: {len(rows)} filled." in report.read_text()
    assert run_to_end(tmp_path, *arguments, "--resume").returncode == 0
    assert comparable(rows_of(ledger)) == comparable(expected.rows)


def test_a_second_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    os.mkfifo(ids)
    # The list is opened for writing once it is opened for reading, and then nothing comes.
    with running(tmp_path, *FILL, "--from-file", ids) as process, ids.open("wb"):
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def test_a_run_is_not_begun_over_another_one(tmp_path: Path) -> None:
    make_cards(tmp_path / "models", 2)
    arguments: list[str | Path] = [*FILL, tmp_path / "models", "--ledger", tmp_path / "run.db"]
    assert run_to_end(tmp_path, *arguments).returncode == 0
    again = run_to_end(tmp_path, *arguments)
    assert again.returncode == 2
    assert "run.db: holds another run already" in again.stderr
    assert "--resume" in again.stderr
    resumed = run_to_end(tmp_path, *arguments, "--resume")
    assert (resumed.returncode, resumed.stdout) == (0, "")


def test_resume_without_a_ledger(tmp_path: Path) -> None:
    make_cards(tmp_path / "models", 1)
    done = run_to_end(tmp_path, *FILL, tmp_path / "models", "--resume")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: there is no run to go on with\nHint: name its ledger with --ledger\n")


def test_resume_tries_again_what_failed(tmp_path: Path) -> None:
    paths = make_cards(tmp_path / "models", 3)
    good = paths[1].read_bytes()
    paths[1].write_bytes(b"---\nlicense: \xff\n---\n")
    arguments: list[str | Path] = [
        *FILL,
        tmp_path / "models",
        "--ledger",
        tmp_path / "run.db",
        "--report",
        tmp_path / "report.jsonl",
    ]
    assert run_to_end(tmp_path, *arguments).returncode == 2
    states = [json.loads(line)["state"] for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert states == ["filled", "failed", "filled"]
    paths[1].write_bytes(good)
    done = run_to_end(tmp_path, *arguments, "--resume")
    assert (done.returncode, done.stdout) == (0, f"{paths[1]}\n")
    assert [row.state for row in rows_of(tmp_path / "run.db")] == [State.FILLED] * 3


def test_a_limit_counts_what_is_worked_on_now(tmp_path: Path) -> None:
    paths = make_cards(tmp_path / "models", 5)
    arguments: list[str | Path] = [*FILL, tmp_path / "models", "--ledger", tmp_path / "run.db", "--limit", "2"]
    assert run_to_end(tmp_path, *arguments).stdout.split() == [str(path) for path in paths[:2]]
    assert run_to_end(tmp_path, *arguments, "--resume").stdout.split() == [str(path) for path in paths[2:4]]
    assert run_to_end(tmp_path, *arguments, "--resume").stdout.split() == [str(path) for path in paths[4:]]


def test_two_processes_do_what_one_does(tmp_path: Path, expected: Expected) -> None:
    shutil.copytree(make_cards(tmp_path / "models", CARDS)[0].parent.parent, tmp_path / "again" / "models")
    (tmp_path / "models" / "model-0007" / "README.md").write_bytes(b"---\n\xff")
    (tmp_path / "again" / "models" / "model-0007" / "README.md").write_bytes(b"---\n\xff")
    fill: list[str | Path] = ["fill", "--non-interactive", "--offline"]
    one = run_to_end(tmp_path, *fill, tmp_path / "models", "--ledger", tmp_path / "1.db")
    two = run_to_end(tmp_path, *fill, tmp_path / "again" / "models", "--ledger", tmp_path / "2.db", "--jobs", "2")
    assert (one.returncode, two.returncode) == (2, 2)
    assert two.stdout.replace(f"{tmp_path}/again/", f"{tmp_path}/") == one.stdout
    assert _timeless(two.stderr).replace(f"{tmp_path}/again/", f"{tmp_path}/") == _timeless(one.stderr)
    assert comparable(rows_of(tmp_path / "2.db"))[8:] == comparable(rows_of(tmp_path / "1.db"))[8:]
    for number in set(range(CARDS)) - {7}:
        path = tmp_path / "again" / "models" / f"model-{number:04}" / "README.md"
        assert path.read_bytes() == expected.new[number]


def _timeless(errors: str) -> str:
    return re.sub(r" in \d+ s", " in 1 s", errors)
