"""The user's own editor, for a text that wants more room."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path


def edited_text(text: str) -> str | None:
    """Return a text after the user edited it in `$VISUAL` or `$EDITOR`; None when the editor ended with an error."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="cardsmith-") as folder:
        path = Path(folder, "answer.md")
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except (OSError, ValueError):
            return None
        return path.read_text(encoding="utf-8", errors="replace") if done.returncode == 0 else None
