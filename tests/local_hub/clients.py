"""Starts the official clients in processes of their own, pointed at the local Hub.

They read the address when they are imported, so a test cannot change its mind in its own process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HF = Path(sys.executable).with_name("hf")


def environment(url: str, home: Path, token: str | None = None) -> dict[str, str]:
    """The environment of a client: its own home, the local Hub, no other network, plain output."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "HF_HOME": str(home / "huggingface"),
        "HF_ENDPOINT": url,
        "HF_TOKEN": token or "",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_XET": "1",
        "NO_COLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "default",
    }


def run(
    command: list[str | Path], url: str, home: Path, token: str | None = None, *, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a client to its end and return what it printed, whether it worked or not."""
    return subprocess.run(
        command,
        env=environment(url, home, token),
        cwd=home,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run_python(code: str, url: str, home: Path, token: str | None = None) -> str:
    """Run a Python program that uses huggingface_hub; return what it printed."""
    done = run([sys.executable, "-c", code], url, home, token)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_hf(arguments: list[str | Path], url: str, home: Path, token: str | None = None) -> str:
    """Run the `hf` program; return what it printed."""
    done = run([HF, *arguments], url, home, token)
    assert done.returncode == 0, done.stderr
    return done.stdout


def find_program(name: str) -> str | None:
    """The path of a program, None without it."""
    return shutil.which(name)
