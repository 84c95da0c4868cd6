"""Runs whose every printed byte is pinned in fixtures/expected/cli; `scripts/update_expected.py` writes them again."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from pathlib import Path

from tests.cli.run import run
from tests.support import ANSWERS, BROADCLASS, CARDS, EHCALABRES, EXPECTED, MESD, MTL9, URDU

TEXTS = EXPECTED / "cli"

GOLDENS: dict[str, str] = {
    "help": "--help",
    "help-check": "check --help",
    "help-fill": "fill --help",
    "help-push": "push --help",
    "help-results": "results --help",
    "check-human": f"check {URDU}.md",
    "check-error": f"check {EHCALABRES}.md",
    "check-complete": "check complete.md",
    "check-json": f"check --json {URDU}.md",
    "check-github": f"check --format github {EHCALABRES}.md",
    "check-quiet": f"check -q {URDU}.md complete.md {MESD}.md",
    "check-several": f"check --select missing-license,generic-name {URDU}.md missing.md {MTL9}.md broken.md",
    "fill-human": f"fill --non-interactive {MTL9}.md",
    "fill-answers": f"fill --non-interactive --answers {BROADCLASS}.yaml {BROADCLASS}.md",
    "fill-diff": f"fill --non-interactive --answers {URDU}.yaml --diff {URDU}.md",
    "fill-nothing": "fill --non-interactive complete.md",
    "fill-several": f"fill --non-interactive --set license=mit --strict {MTL9}.md broken.md complete.md",
    "fill-quiet": f"fill --non-interactive -q {MTL9}.md complete.md {URDU}.md",
    "results-best": f"results {MESD}.md",
    "results-none": f"results {BROADCLASS}.md",
    "results-index": "results complete.md",
    "results-json": f"results --json {MTL9}.md",
}


def run_golden(name: str) -> str:
    """Run one of them in a folder with the seeds, their answers, a complete card and one that is not UTF-8."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path in (*CARDS.glob("*.md"), *ANSWERS.glob("*.yaml")):
            shutil.copy(path, folder)
        shutil.copy(EXPECTED / f"{MESD}.md", folder / "complete.md")
        (folder / "broken.md").write_bytes(b"---\nlicense: mit\n---\n# caf\xe9\n")
        done = run(*shlex.split(GOLDENS[name]), cwd=folder)
    return f"$ cardsmith {GOLDENS[name]}\n{done.out}-- stderr --\n{done.stderr}-- exit {done.code} --\n"
