"""Every command on every card of the corpus: an answer or an error in words, and nothing in it that a terminal obeys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cardsmith.visible import visible
from tests.adversarial.cards import CORPUS
from tests.cli.run import Run, run

FILL = ("fill", "--offline", "--non-interactive")
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check",),
    "check for GitHub": ("check", "--format", "github"),
    "check quietly": ("check", "-q"),
    "suggest": ("suggest", "--offline"),
    "results": ("results", "--offline"),
    "answers": ("answers", "--offline"),
    "fill": (*FILL, "-o", "/dev/null", "--set", "license=mit", "--set", "sections.Model description=Words."),
}
JSON: dict[str, tuple[str, ...]] = {
    "check": ("check", "--json"),
    "check as SARIF": ("check", "--format", "sarif"),
    "suggest": ("suggest", "--offline", "--json"),
    "results": ("results", "--offline", "--json"),
    "fill": (*FILL, "--json", "-o", "/dev/null"),
}
EVERY_CARD = pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)


pytestmark = pytest.mark.skipif(os.name != "posix", reason="a file that keeps nothing")


def answered(done: Run) -> None:
    assert done.code in (0, 1, 2)
    assert "Traceback" not in done.stderr
    if done.code == 2:
        assert "Error: " in done.stderr
    assert visible(done.stderr) == done.stderr


@EVERY_CARD
@pytest.mark.parametrize("name", COMMANDS)
def test_words_for_people(path: Path, name: str) -> None:
    done = run(*COMMANDS[name], path)
    answered(done)
    assert visible(done.out) == done.out


@EVERY_CARD
@pytest.mark.parametrize("name", JSON)
def test_json_for_programs(path: Path, name: str) -> None:
    done = run(*JSON[name], path)
    answered(done)
    assert done.out.isascii() or visible(done.out) == done.out
    if done.out:
        json.loads(done.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@EVERY_CARD
@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_difference_is_a_patch(path: Path, tmp_path: Path) -> None:
    """It goes through a pipe as it is, so that `git apply` takes it; see tests/cli for what a terminal shows."""
    card = tmp_path / "README.md"
    card.write_bytes(path.read_bytes())
    arguments = (*FILL, "--set", "license=mit", "--set", "sections.Model description=Words.", "README.md")
    done = run(*arguments, "--diff", cwd=tmp_path)
    answered(done)
    assert card.read_bytes() == path.read_bytes()
    if done.stdout:
        subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], input=done.stdout, cwd=tmp_path, check=True)
    patched = card.read_bytes()
    card.write_bytes(path.read_bytes())
    run(*arguments, cwd=tmp_path)
    assert patched == card.read_bytes()


@EVERY_CARD
def test_what_is_not_filled_is_not_touched(path: Path, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_bytes(path.read_bytes())
    done = run(*FILL, "--set", "license=mit", card)
    answered(done)
    if done.code == 2:
        assert card.read_bytes() == path.read_bytes()
    again = run(*FILL, "--set", "license=mit", card)
    answered(again)
    once = card.read_bytes()
    assert run(*FILL, "--set", "license=mit", "-o", "-", card).stdout in (once, b"")


@EVERY_CARD
def test_from_standard_input_to_standard_output(path: Path) -> None:
    done = run(*FILL, "-o", "-", "-", stdin=path.read_bytes())
    answered(done)
    assert done.stdout or done.code == 2 or not path.read_bytes()
