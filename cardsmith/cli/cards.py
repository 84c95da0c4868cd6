"""From the CARD arguments to cards."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click

from cardsmith.card import Card
from cardsmith.config import Config, find_config
from cardsmith.errors import CardError, CardsmithError

_HUB_ID = re.compile(r"(?:hf://)?[\w.-]+/[\w.-]+(?:@[\w./-]+)?\Z")

STDIN = "-"


class CardFile(NamedTuple):
    """A CARD argument: what messages call it, and the file behind it (None for stdin)."""

    name: str
    path: Path | None

    def load(self) -> Card:
        """Read the card.

        Raises:
            CardError: It cannot be read.
        """
        if self.path is None:
            return Card.from_bytes(sys.stdin.buffer.read(), "stdin")
        return Card.load(self.path)


@cache
def _config_of(folder: Path) -> Config:
    from cardsmith.rules import RULES

    return find_config(folder, RULES)


def ignored_rules(file: CardFile, option: Iterable[str]) -> frozenset[str]:
    """Return the rules not to look at in a card: those of `--ignore`, and of the configuration of its folder.

    Raises:
        ConfigError: The configuration cannot be read, or sets something unknown.
    """
    folder = file.path.parent if file.path is not None else Path()
    return frozenset(option) | _config_of(folder).ignore


def card_files(arguments: Iterable[str]) -> Iterator[CardFile]:
    """Yield what each argument stands for: a file, a folder (its README.md), or stdin for `-`."""
    for argument in arguments:
        if not argument:
            raise click.UsageError("a CARD is empty; the README.md of this folder is `.`")
        if argument == STDIN:
            yield CardFile("stdin", None)
            continue
        name = os.path.join(argument, "README.md") if os.path.isdir(argument) else argument
        yield CardFile(name, Path(name))


def explain_missing(argument: CardFile, error: CardsmithError) -> CardsmithError:
    """Return the error, with a hint when the argument looks like a repository of the Hub."""
    name = argument.name
    if (
        isinstance(error, CardError)
        and argument.path is not None
        and _HUB_ID.match(name)
        and not name.endswith(".md")
        and not os.path.exists(name)
    ):
        hint = "cards are read from files; download the repository's README.md first"
        return CardError("there is no such file or folder", where=argument.name, hint=hint)
    return error
