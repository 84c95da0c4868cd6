"""Cards of up to 100 MB: an answer within a minute and two gigabytes, or one line that says why not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cardsmith import Card
from tests.support import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")

SIZE = 100_000_000
HEAD = b"---\nlicense: mit\n---\n# Title\n"
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from cardsmith.cli.main import main
main(sys.argv[2:])
"""


def limited(memory: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command with so many bytes of memory and a minute of time."""
    command = [sys.executable, "-c", LIMITED, str(memory), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


CARDS: dict[str, tuple[Callable[[int], bytes], str]] = {
    "prose": (lambda size: HEAD + b"Some words of prose, as long as a line is.\n" * (size // 43), ""),
    "keys": (
        lambda size: b"---\n" + b"key: value\n" * (size // 11) + b"---\n# Title\n",
        "it has too many keys and values to be metadata",
    ),
    "one value": (lambda size: b"---\na: " + b"x" * size + b"\n---\n# Title\n", ""),
}


@pytest.mark.parametrize("name", CARDS)
def test_is_checked_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    make, words = CARDS[name]
    path = tmp_path / "README.md"
    path.write_bytes(make(SIZE // 2 if name == "prose" else SIZE // 4))
    try:
        done = limited(2_000_000_000, "check", path)
    finally:
        path.unlink()  # pytest keeps folders
    assert done.returncode == 1, done.stderr[-1000:]
    assert words in done.stdout
    assert "Traceback" not in done.stderr


def test_where_memory_does_not_suffice_one_line_says_so(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(HEAD + b"x" * SIZE)
    try:
        done = limited(200_000_000, "check", path)
    finally:
        path.unlink()
    assert done.returncode == 2
    assert done.stderr == "Error: there is not enough memory\n"


def test_many_values_that_are_written_out_are_no_bomb() -> None:
    card = Card("---\na:\n" + "- {b: 1, c: 2}\n" * 40_000 + "---\n")
    assert card.yaml_problem is None
    assert len(card.metadata["a"]) == 40_000


TRAPS: dict[str, Callable[[int], str]] = {
    "a comment to cardsmith that never ends": lambda size: "<!-- cardsmith: ignore" + " " * size,
    "links that never close": lambda size: "fine-tuned version of [" * (size // 23),
    "runs without a run": lambda size: "https://wandb.ai/" * (size // 17),
    "a version far behind its library": lambda size: f"### Framework versions\n\n- a{' ' * size}x\n",
    "an argument far behind its key": lambda size: f"config: a{' ' * size}b",
}


@pytest.mark.parametrize("name", TRAPS)
def test_no_pattern_goes_back_and_forth(name: str, tmp_path: Path) -> None:
    """A pattern that is not linear takes hours for these, and the process has a minute."""
    words = TRAPS[name](1_000_000)
    args = words if name == "an argument far behind its key" else "config: a"
    result = f"  - task: {{type: fill-mask}}\n    dataset: {{type: a/b, name: B, args: '{args}'}}\n    metrics: []\n"
    path = tmp_path / "README.md"
    path.write_text(f"---\nmodel-index:\n- name: m\n  results:\n{result}---\n# Title\n\n{words}\n")
    done = limited(2_000_000_000, "check", "-q", path)
    assert done.returncode == 1, done.stderr[-1000:]
