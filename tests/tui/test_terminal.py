"""The editor in a real terminal: typed to, killed, opened again."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import URDU, answers, seed_bytes

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
PATIENCE = 30.0


class Terminal:
    """A window of tmux with the editor in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"cardsmith-{os.getpid()}-{folder.name}"

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.name, "-f", os.devnull, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def start(self, width: int = 100, height: int = 30, cards: str = "README.md", **more: str) -> None:
        variables = {
            "XDG_STATE_HOME": self.folder / "state",
            "XDG_CONFIG_HOME": self.folder / "config",
            "HF_HUB_OFFLINE": "1",
            "HF_HOME": self.folder / "hf",
            "COLUMNS": "",
            "LINES": "",
            **more,
        }
        settings = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        size = ["-x", str(width), "-y", str(height)]
        # `exec`, so that the window's process is the editor.
        command = f"cd {self.folder} && exec {sys.executable} -m cardsmith {cards}"
        self.tmux("new-session", "-d", *size, *settings, command)
        self.tmux("set", "-g", "remain-on-exit", "on")

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def type(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def type_text(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.screen()
            time.sleep(0.05)

    def wait_for_words(self, words: str) -> None:
        self.wait_for(lambda: words in self.screen())

    def kill(self) -> None:
        os.kill(int(self.tmux("display-message", "-p", "#{pane_pid}")), signal.SIGKILL)
        self.wait_for(lambda: self.tmux("display-message", "-p", "#{pane_dead}").strip() == "1")
        self.tmux("kill-server")
        self.name += "-again"  # a server that is about to end may still answer to the old name

    def ended(self) -> bool:
        return self.tmux("display-message", "-p", "#{pane_dead}").strip() == "1"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "README.md").write_bytes(seed_bytes(URDU))
    terminal = Terminal(tmp_path)
    yield terminal
    subprocess.run(["tmux", "-L", terminal.name, "kill-server"], check=False, capture_output=True)


def fill_language(terminal: Terminal) -> None:
    terminal.wait_for_words("Which languages")
    terminal.type("e")
    terminal.wait_for(lambda: "s skip" not in terminal.screen())  # letters are typed now
    terminal.type_text("ur")
    terminal.type("Enter", "Enter")
    terminal.wait_for_words("language: ur")


def test_type_save_and_leave(terminal: Terminal) -> None:
    terminal.start()
    fill_language(terminal)
    terminal.type("C-s")
    terminal.wait_for_words("written to README.md")
    terminal.type("q")
    terminal.wait_for(terminal.ended)
    written = (terminal.folder / "README.md").read_bytes()
    assert b"\nlanguage: ur\n" in written
    assert b"library_name: transformers\n" in written
    assert answers(URDU)["language"] == "ur"
    kept = list((terminal.folder / "state").rglob("*.json"))
    assert kept == []


def test_killed_and_resumed(terminal: Terminal) -> None:
    terminal.start()
    fill_language(terminal)
    state = terminal.folder / "state"
    terminal.wait_for(lambda: any(state.rglob("*.json")))
    terminal.kill()
    assert (terminal.folder / "README.md").read_bytes() == seed_bytes(URDU)
    terminal.start()
    terminal.wait_for_words("1 answer was not written in an earlier session")
    terminal.type("r")
    terminal.wait_for_words("resumed 1 answer")
    terminal.type("C-s")
    terminal.wait_for_words("written to README.md")
    assert b"\nlanguage: ur\n" in (terminal.folder / "README.md").read_bytes()


@pytest.mark.parametrize(("width", "height"), [(60, 20), (240, 70)])
def test_any_size(terminal: Terminal, width: int, height: int) -> None:
    terminal.start(width, height)
    terminal.wait_for_words("language")
    if width >= 70:
        terminal.wait_for_words("Which languages")
    terminal.type("n", "e")
    terminal.wait_for_words("Which Hub datasets")
    terminal.wait_for(lambda: "README.md" in terminal.screen().splitlines()[0])
    assert len(terminal.screen().splitlines()) <= height


def test_without_colours(terminal: Terminal) -> None:
    terminal.start(NO_COLOR="1", COLORTERM="truecolor")
    terminal.wait_for_words("Which languages")
    looks = re.findall(r"\x1b\[([0-9;]*)m", terminal.tmux("capture-pane", "-p", "-e"))
    # Bold, dim, italic, underlined and reversed; 39 and 49 are the terminal's own colours.
    assert {code for codes in looks for code in codes.split(";")} <= {"", "0", "1", "2", "3", "4", "7", "39", "49"}
    terminal.wait_for_words("▌")


def test_an_answer_from_the_users_own_editor(terminal: Terminal) -> None:
    own = terminal.folder / "own editor"
    own.write_text('#!/bin/sh\necho "Written *elsewhere*." > "$1"\n')
    own.chmod(0o755)
    terminal.start(EDITOR=shlex.quote(str(own)), VISUAL="")
    terminal.wait_for_words("Which languages")
    terminal.type("p")
    terminal.wait_for_words("What is it good for")
    terminal.type("F4")
    terminal.wait_for_words("Written *elsewhere*.")
    terminal.type("C-j")
    terminal.type("C-s")
    terminal.wait_for_words("written to README.md")
    assert b"## Intended uses & limitations\n\nWritten *elsewhere*.\n" in (terminal.folder / "README.md").read_bytes()
