"""Where filled cards go: each must have a place, and none may be written over another one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from cardsmith.batch.delivery import Write
from cardsmith.batch.places import CardPlace
from cardsmith.batch.sources import STDIN, Wanted, places_of
from cardsmith.cli.batch_options import PushOptions
from cardsmith.cli.hub import HubAccess


def goes_to_stdout(wanted: Wanted, output: Path | None) -> bool:
    """Whether the card itself is printed."""
    return str(output) == STDIN if output is not None else STDIN in wanted.arguments


def check_manner(wanted: Wanted, output: Path | None, diff: bool, push: PushOptions, hub: HubAccess) -> None:
    """Refuse options that say no to each other, and cards of the Hub with nowhere to go.

    Raises:
        click.UsageError: There are such.
    """
    if diff and output is not None:
        raise click.UsageError("--diff writes no card: leave out -o")
    if push.sends and (diff or output is not None):
        raise click.UsageError("--push and --create-pr send cards to the Hub: leave out -o, and --diff for --dry-run")
    if push.sends and not push.dry_run and hub.is_on_this_disk:
        raise click.UsageError("nothing can be sent without the Hub: leave out --push and --create-pr")
    if push.sends or output is not None or diff or push.dry_run:
        return
    on_hub = next((place.name for place in _explicit(wanted) if place.repo_id is not None), None)
    if on_hub is not None or wanted.author is not None:
        raise click.UsageError(
            f"{on_hub or f'what {wanted.author} has'} is on the Hub: say where to write it with -o, "
            "or look with --diff; --create-pr proposes it there"
        )


def check_many(wanted: Wanted, output: Path | None) -> None:
    """Refuse to write several cards to one place, as far as that can be seen before they are listed.

    Raises:
        click.UsageError: There is only one place.
    """
    if goes_to_stdout(wanted, output):
        raise click.UsageError("a card on standard output must be the only one")
    if output is not None and not os.path.isdir(output):
        raise click.UsageError(f"for several cards -o must name a folder that exists, and {str(output)!r} is none")
    twice = _twice(place.name for place in _explicit(wanted) if place.path is not None)
    if twice is not None:
        raise _overwritten(twice)


def check_targets(places: Iterable[CardPlace], output: Path) -> list[CardPlace]:
    """Return the places, when none of their cards would be written over another one.

    Raises:
        click.UsageError: One would.
    """
    found = list(places)
    twice = _twice(str(Write(output).target(place)) for place in found if not place.problem)
    if twice is not None:
        raise _overwritten(twice)
    return found


def _explicit(wanted: Wanted) -> Iterator[CardPlace]:
    """Yield what the arguments name one by one, and not as a folder or a pattern."""
    for argument in wanted.arguments:
        if not os.path.isdir(argument) or os.path.exists(os.path.join(argument, "README.md")):
            found = list(places_of(argument))
            yield from found if len(found) == 1 else ()


def _twice(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), None)  # type: ignore[func-returns-value]


def _overwritten(target: str) -> click.UsageError:
    return click.UsageError(f"two cards would be written to {target}; fill them one by one")
