"""What the commands print, and where: data to stdout, messages to stderr, colour only where somebody sees it."""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple, TextIO, TypeAlias

import click

from cardsmith.errors import CardError, CardsmithError
from cardsmith.gaps import Gap, Severity
from cardsmith.visible import json_text, visible

INTERRUPTED = 130
"""The exit code of a command that ctrl-C ended."""

DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
"""The colours of a diff's lines, by their first character."""

COLOURS = {Severity.ERROR: "red", Severity.GAP: "yellow", Severity.ADVICE: "cyan"}

_GITHUB_LEVEL = {Severity.ERROR: "error", Severity.GAP: "warning", Severity.ADVICE: "notice"}


class Styled(NamedTuple):
    """A part of a line with its looks."""

    text: str
    colour: str | None = None
    bold: bool = False
    dim: bool = False


Line: TypeAlias = tuple[str | Styled, ...]
"""A line in parts. Nothing in a part reaches the terminal but visible characters; only the looks become escapes."""


def terminal_width() -> int:
    """Return how many columns there are, as `shutil` tells it; that module loads every way to compress a file."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


def say(*line: str | Styled) -> None:
    """Print a line of data to stdout, in colour where somebody sees it."""
    click.echo(_rendered(line, in_colour(sys.stdout)))


def note(*line: str | Styled) -> None:
    """Print a message to stderr."""
    click.echo(_rendered(line, in_colour(sys.stderr)), err=True)


def _rendered(line: Line, colour: bool) -> str:
    return "".join(_rendered_part(part if isinstance(part, Styled) else Styled(part), colour) for part in line)


def _rendered_part(part: Styled, colour: bool) -> str:
    text = visible(part.text).replace("\n", "\\n")  # a line stays one line
    if not colour or not (part.colour or part.bold or part.dim):
        return text
    return click.style(text, fg=part.colour, bold=part.bold or None, dim=part.dim or None)


def in_colour(stream: TextIO) -> bool:
    """Whether a stream shows colours: it is a terminal, and `NO_COLOR` is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def complain(error: CardsmithError) -> None:
    """Print an error and what to do about it to stderr."""
    note(Styled("Error: ", "red"), str(error))
    if error.hint:
        note(Styled("Hint: ", "cyan"), error.hint)


def say_json(value: Any) -> None:
    """Print a value as JSON to stdout."""
    click.echo(json_text(value))


def github_annotation(name: str, gap: Gap) -> str:
    """Return a gap as a workflow command of GitHub Actions."""
    properties = {"file": name, "line": str(gap.line), "col": str(gap.column), "title": gap.rule}
    return _annotation(_GITHUB_LEVEL[gap.severity], properties, gap.message)


def github_error(name: str, error: CardsmithError) -> str:
    """Return why a card could not be read as a workflow command of GitHub Actions."""
    properties = {"file": name}
    if isinstance(error, CardError) and error.line is not None:
        properties |= {"line": str(error.line), "col": str(error.column)}
    return _annotation("error", properties, error.message)


def _annotation(level: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_escaped_property(visible(value))}" for key, value in properties.items())
    return f"::{level} {listed}::{_escaped(visible(message))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
