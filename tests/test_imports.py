"""What a start loads: import contracts see imports, only a fresh interpreter sees when they happen."""

import subprocess
import sys

import pytest

LOAD = "import importlib, sys; importlib.import_module(sys.argv[1]); print(*sys.modules)"


def loaded_by(module: str) -> set[str]:
    """The top-level packages that a fresh interpreter holds after importing a module."""
    run = subprocess.run([sys.executable, "-c", LOAD, module], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("cardsmith", {"click", "huggingface_hub", "plotext", "rich", "ruamel", "textual", "yaml"}),
        ("cardsmith.catalogue", {"click", "huggingface_hub", "plotext", "rich", "ruamel", "textual", "yaml"}),
        ("cardsmith.document", {"click", "huggingface_hub", "plotext", "rich", "textual"}),
    ],
)
def test_import_stays_light(module: str, unwanted: set[str]) -> None:
    assert not loaded_by(module) & unwanted


RUN = """
import sys
from cardsmith.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""
SEED = "fixtures/cards/seeds/combined-MTL9.md"
SLOW = {"huggingface_hub", "plotext", "rich", "ruamel", "textual"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", SEED),
        ("check", "--json", SEED),
        ("fill", "--non-interactive", "--offline", "--set", "license=mit", "--diff", SEED),
        ("results", SEED),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    loaded = {name.partition(".")[0] for name in run.stderr.splitlines()[-1].split()}
    assert "cardsmith" in loaded
    assert not loaded & SLOW


def test_check_does_not_load_what_writes() -> None:
    run = subprocess.run([sys.executable, "-c", RUN, "check", SEED], capture_output=True, text=True, check=False)
    loaded = set(run.stderr.splitlines()[-1].split())
    assert "cardsmith.checking" in loaded
    assert not loaded & {"cardsmith.answers", "cardsmith.files", "cardsmith.filling", "cardsmith.writers"}
