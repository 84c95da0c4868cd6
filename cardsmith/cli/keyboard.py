"""Lines that somebody types, or that come through a pipe: asked for on stderr, read from stdin, nothing redrawn."""

from __future__ import annotations

import select
import sys

from cardsmith.cli.output import note
from cardsmith.visible import visible

LOOK_AGAIN = 0.2
"""Seconds until a ctrl-C is noticed that comes just before the wait for a line, or to another thread."""


class EndOfInput(Exception):
    """Nobody answers any more."""


def read_line(prompt: str) -> str:
    """Return the next line, without its line end.

    Raises:
        EndOfInput: There is none.
    """
    while True:
        sys.stderr.write(visible(prompt) + " ")
        sys.stderr.flush()
        data = _read_data()
        if not sys.stdin.isatty():
            note()  # nobody pressed enter
        if not data:
            raise EndOfInput
        try:
            return data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            note("That is not UTF-8; please type it again.")


def _read_data() -> bytes:
    """Return a line as it came, b"" at the end.

    A read that has begun may not be interrupted by a ctrl-C that came before it; it would take a second one.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        return sys.stdin.buffer.readline()
    while not select.select([sys.stdin], [], [], LOOK_AGAIN)[0]:
        pass
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as keyboard:
        return keyboard.readline()  # without a buffer nothing is kept that the next wait would not see


def read_yes_or_no(prompt: str) -> bool:
    """Ask until somebody says yes or no.

    Raises:
        EndOfInput: Nobody does.
    """
    while True:
        said = read_line(f"{prompt} (y/n)").strip().casefold()
        if said in ("y", "yes", "n", "no"):
            return said.startswith("y")
        note("Please type y or n.")
