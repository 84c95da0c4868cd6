"""How far a run is: counts, rate and time left, a bar on a terminal, lines elsewhere, and silence where it is asked for."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from cardsmith.batch.job import Done
from cardsmith.batch.places import CardPlace
from cardsmith.batch.rows import State
from cardsmith.cli.progress import LINE_SECONDS, Progress
from tests.batch.support import command, environment, make_cards, run_to_end, wait_until


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def done(state: State = State.FILLED) -> Done:
    return Done(CardPlace("x.md", Path("x.md")), state, fills=2)


def test_lines_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = Progress(lambda: 1000, shown=True, clock=clock)
    wait_until(lambda: progress._total is not None)
    for _ in range(200):
        progress.add(done())
    assert capsys.readouterr().err == ""
    clock.now += LINE_SECONDS
    progress.add(done(State.FAILED))
    progress.add(done())
    assert capsys.readouterr().err == "201 of 1,000 cards, 40 a second, about 20 s left, 1 failed\n"
    assert progress.summary() == "202 cards in 5 s: 201 filled, 1 failed"


def test_a_count_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = Progress(lambda: None, shown=True, clock=clock)
    clock.now += 10
    progress.add(done())
    assert capsys.readouterr().err == "1 cards done, 0.1 a second\n"
    progress.leave_out()
    assert progress.summary() == "1 card in 10 s: 1 filled; 1 were done before"


def test_nothing_is_shown_where_nothing_is_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = Progress(lambda: pytest.fail("counted for nobody"), shown=False, clock=clock)
    clock.now += 100
    progress.add(done())
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", [["-q"], ["--json"]])
def test_scripts_hear_nothing_of_it(tmp_path: Path, form: list[str]) -> None:
    make_cards(tmp_path / "models", 3)
    run = run_to_end(tmp_path, "fill", "--non-interactive", "--offline", tmp_path / "models", *form)
    assert run.stderr == ""


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    make_cards(tmp_path / "models", 150)
    leader, follower = pty.openpty()
    fill = command("fill", "--non-interactive", "--offline", tmp_path / "models", "--ledger", tmp_path / "run.db")
    terminal = environment(tmp_path, TERM="xterm-256color")
    with subprocess.Popen(fill, stdin=follower, stdout=follower, stderr=follower, env=terminal) as process:
        os.close(follower)
        got = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux says so at the end
                break
            if not part:
                break
            got += part
    os.close(leader)
    shown = got.decode()
    assert process.returncode == 0
    assert re.search(r"\d+/150", shown)
    assert "a second" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert plain.count("complete, written") == 150
    assert re.search(r"150 cards in \d+ s: 150 filled", plain)
