"""From the CARD arguments to cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from cardsmith.batch.places import CardPlace
from cardsmith.batch.sources import places_of


def card_places(arguments: Iterable[str]) -> Iterator[CardPlace]:
    """Yield what each argument stands for: files, folders, Hub ids, patterns, or stdin for `-`."""
    for argument in arguments:
        check_arguments((argument,))
        yield from places_of(argument)


def check_arguments(arguments: Iterable[str]) -> None:
    """Make sure that each argument says something.

    Raises:
        click.UsageError: One is empty.
    """
    if "" in arguments:
        raise click.UsageError("a CARD is empty; the README.md of this folder is `.`")
