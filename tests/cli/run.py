"""Run the command in this process, the way the shell would: arguments in, bytes and an exit code out."""

from __future__ import annotations

import io
import os
import sys
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
    """Run `cardsmith ARGUMENTS`; help is 100 columns wide, nothing is a terminal."""
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
    old, columns = (sys.stdin, sys.stdout, sys.stderr), os.environ.get("COLUMNS")
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", newline="", write_through=True)
    os.environ["COLUMNS"] = "100"
    try:
        yield out, err
    finally:
        # Detached, so that a collected wrapper does not close what is still read.
        sys.stdout.detach()
        sys.stderr.detach()
        sys.stdin, sys.stdout, sys.stderr = old
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns


@contextmanager
def _folder(cwd: Path | None) -> Iterator[None]:
    old = Path.cwd()
    os.chdir(cwd or old)
    try:
        yield
    finally:
        os.chdir(old)
