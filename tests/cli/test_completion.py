"""What Tab offers, in the shells that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.run import run
from tests.support import ROOT


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_prints_a_script(shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.stderr) == (0, "")
    assert f"_CARDSMITH_COMPLETE={shell}_complete" in done.out


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o nosort -F _cardsmith_completion {}"),
        ("zsh", "compdef _cardsmith_completion cardsmith hf-cardsmith"),
        ("zsh", "#compdef cardsmith hf-cardsmith"),
        ("fish", 'complete --no-files --command {} --arguments "(_cardsmith_completion)"'),
    ],
)
def test_both_names_of_the_command_are_completed(shell: str, line: str) -> None:
    lines = [found.strip().rstrip(";") for found in run("completion", shell).out.splitlines()]
    for name in ("cardsmith", "hf-cardsmith"):
        assert line.format(name) in lines


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_bytes(run("completion", shell).stdout)
    subprocess.run([shell, "-n", script], check=True)


def test_an_unknown_shell() -> None:
    assert run("completion", "csh").code == 2


def offered(line: str) -> list[tuple[str, str]]:
    """Return the kinds and words that are offered at the end of a line, as the script of bash is told them."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_CARDSMITH_COMPLETE": "bash_complete"}
    done = subprocess.run(
        [sys.executable, "-m", "cardsmith"],
        env={**os.environ, **asked},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    kinds_and_words = (answer.partition(",") for answer in done.stdout.splitlines())
    return [(kind, word) for kind, _, word in kinds_and_words]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cardsmith su", [("plain", "suggest")]),
        ("cardsmith READ", [("file", "READ")]),
        ("cardsmith check ", [("file", "")]),
        ("cardsmith check fixtures/", [("file", "fixtures/")]),
        ("cardsmith fill fix", [("file", "fix")]),
        ("cardsmith push fix", [("file", "fix")]),
        ("cardsmith check --sel", [("plain", "--select")]),
        ("cardsmith check --format sa", [("plain", "sarif")]),
        ("cardsmith check --select empty-r", [("plain", "empty-results")]),
        ("cardsmith check --ignore thumbnail-not-on-the-web,empty-r", [("plain", "thumbnail-not-on-the-web,empty-results")]),
        ("cardsmith explain empty-r", [("plain", "empty-results")]),
        ("cardsmith completion f", [("plain", "fish")]),
    ],
)  # fmt: skip
def test_offers(line: str, expected: list[tuple[str, str]]) -> None:
    assert offered(line) == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_tab_in_bash(tmp_path: Path) -> None:
    """The script itself, in a real shell, for both names of the program."""
    command = tmp_path / "cardsmith"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m cardsmith "$@"\n')
    command.chmod(0o755)
    (tmp_path / "script").write_bytes(run("completion", "bash").stdout)
    code = (
        "set -e; source script; COMP_WORDS=(cardsmith rul); COMP_CWORD=1;"
        " $(complete -p cardsmith | sed 's/.*-F \\([^ ]*\\).*/\\1/') cardsmith; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(
        ["bash", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("rules\n", "")
