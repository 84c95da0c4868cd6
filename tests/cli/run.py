"""Run the command in this process, the way the shell would: arguments in, bytes and an exit code out."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cardsmith.cli.main import main


class Run(NamedTuple):
    """What a run left behind."""

    code: int
    stdout: bytes
    stderr: str

    @property
    def out(self) -> str:
        return self.stdout.decode("utf-8")


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> Run:
    """Run `cardsmith ARGUMENTS`; help is 100 columns wide, nothing is a terminal, and no Hub is there."""
    with _streams(stdin) as (out, err), _folder(cwd):
        code: object = "main() did not exit"
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as done:
            code = done.code
    assert isinstance(code, int), code
    return Run(code, out.getvalue(), err.getvalue().decode("utf-8"))


@contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    old, environment = (sys.stdin, sys.stdout, sys.stderr), dict(os.environ)
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", newline="", write_through=True)
    home = tempfile.TemporaryDirectory()
    folders = dict.fromkeys(("XDG_CACHE_HOME", "XDG_STATE_HOME", "HF_HOME"), home.name)
    os.environ.update(folders, COLUMNS="100", HF_HUB_OFFLINE="1")
    try:
        with home:
            yield out, err
    finally:
        # Detached, so that a collected wrapper does not close what is still read.
        sys.stdout.detach()
        sys.stderr.detach()
        sys.stdin, sys.stdout, sys.stderr = old
        os.environ.clear()
        os.environ.update(environment)


@contextmanager
def _folder(cwd: Path | None) -> Iterator[None]:
    old = Path.cwd()
    os.chdir(cwd or old)
    try:
        yield
    finally:
        os.chdir(old)
