"""A card of the Hub in a real terminal: opened by its id, filled, proposed, and read back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_hub import LocalHub
from tests.support import URDU, seed_bytes
from tests.tui.hub import REPO
from tests.tui.test_terminal import Terminal, fill_language

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        hub.add_model(REPO, {"README.md": seed_bytes(URDU)})
        yield hub


@pytest.fixture
def terminal(hub: LocalHub, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    subprocess.run(["tmux", "-L", terminal.name, "kill-server"], check=False, capture_output=True)


def start(terminal: Terminal, hub: LocalHub, token: str = "hf_guest") -> None:
    more = {"HF_ENDPOINT": hub.url, "HF_TOKEN": token, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "1"}
    terminal.start(100, 30, REPO, XDG_CACHE_HOME=str(terminal.folder / "cache"), **more)


def test_fill_one_field_and_propose_it(terminal: Terminal, hub: LocalHub) -> None:
    start(terminal, hub)
    fill_language(terminal)
    terminal.type("P")
    terminal.wait_for_words("the Hub takes the card")
    terminal.wait_for_words("logged in as guest")
    assert "● pull request" in terminal.screen()
    assert "+language: ur" in terminal.screen()
    terminal.type("C-j")
    terminal.wait_for_words("pull request 1 opened")
    url = f"{hub.url}/{REPO}/discussions/1"
    terminal.type("Escape")
    terminal.wait_for_words("Question")
    terminal.type("q")
    terminal.wait_for(terminal.ended)
    assert terminal.tmux("capture-pane", "-p", "-S", "-").split()[:1] == [url]
    proposed = hub.read(REPO, revision="refs/pr/1")
    assert b"\nlanguage: ur\n" in proposed
    assert hub.read(REPO) == seed_bytes(URDU)
    [pull] = hub.pull_requests(REPO)
    assert pull["title"].startswith("Complete the model card: ")
    assert "language" in pull["title"]


def test_killed_before_the_push_and_resumed(terminal: Terminal, hub: LocalHub) -> None:
    start(terminal, hub, "hf_user")
    fill_language(terminal)
    state = terminal.folder / "state"
    terminal.wait_for(lambda: any(state.rglob("journals/*.json")))
    terminal.kill()
    start(terminal, hub, "hf_user")
    terminal.wait_for_words("1 answer was not written in an earlier session")
    terminal.type("r")
    terminal.wait_for_words("resumed 1 answer")
    terminal.type("C-s")
    terminal.wait_for_words("send it to the Hub")
    terminal.type("p")
    terminal.wait_for_words("the Hub takes the card")
    terminal.wait_for_words("● commit")
    terminal.type("C-j")
    terminal.wait_for_words("committed")
    assert b"\nlanguage: ur\n" in hub.read(REPO)
    assert not any(state.rglob("journals/*.json"))
