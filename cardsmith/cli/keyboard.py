"""Lines that somebody types, or that come through a pipe: asked for on stderr, read from stdin, nothing redrawn."""

from __future__ import annotations

import sys

from cardsmith.cli.output import note
from cardsmith.visible import visible


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
        data = sys.stdin.buffer.readline()
        if not sys.stdin.isatty():
            note()  # nobody pressed enter
        if not data:
            raise EndOfInput
        try:
            return data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            note("That is not UTF-8; please type it again.")


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
