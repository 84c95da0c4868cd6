"""Options of commands that work on many cards."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from cardsmith.batch.sources import STDIN, Wanted
from cardsmith.cli.cards import check_arguments
from cardsmith.cli.completing import paths

Command = TypeVar("Command", bound=Callable[..., Any])


class BatchOptions(NamedTuple):
    """How to go through many cards.

    Attributes:
        jobs: How many at once; None for what suits the run.
        ledger: Where each card's outcome is noted; None for the default.
        resume: Whether to go on where a run before this one ended.
        report: Where to write a report.
        limit: The most cards to work on.
    """

    jobs: int | None = None
    ledger: Path | None = None
    resume: bool = False
    report: Path | None = None
    limit: int | None = None


class PushOptions(NamedTuple):
    """Whether and how to send cards to the Hub.

    Attributes:
        push: As commits.
        create_pr: As pull requests.
        dry_run: Show what would be done, and do nothing.
        yes: Send more than one without a dry run.
    """

    push: bool = False
    create_pr: bool = False
    dry_run: bool = False
    yes: bool = False

    @property
    def sends(self) -> bool:
        """Whether anything is to be sent."""
        return self.push or self.create_pr


CARDS = click.argument("cards", nargs=-1, metavar="[CARD]...", shell_complete=paths)


def source_options(command: Command) -> Command:
    """Add what stands beside the CARD arguments; the command gets all of it as one argument, `wanted: Wanted`."""

    @CARDS
    @click.option("-r", "--recursive", is_flag=True, help="Look below folders that are cards themselves, too.")
    @click.option("--from-file", metavar="FILE", help="Cards, one a line; # begins a comment, - reads stdin.")
    @click.option("--author", metavar="NAME", help="All models of a user or an organisation on the Hub.")
    @click.option("--filter", "tag", metavar="TAG", help="Only cards with this tag, e.g. generated_from_trainer.")
    @wraps(command)
    def with_sources(
        *args: Any,
        cards: tuple[str, ...],
        recursive: bool,
        from_file: str | None,
        author: str | None,
        tag: str | None,
        **rest: Any,
    ) -> Any:
        check_arguments(cards)
        if not cards and from_file is None and author is None:
            raise click.UsageError("Missing argument 'CARD...'; or name cards with --from-file or --author")
        if from_file == STDIN and STDIN in cards:
            raise click.UsageError("stdin cannot be a card and a list of cards")
        return command(*args, wanted=Wanted(cards, author, from_file, tag, recursive), **rest)

    return with_sources  # type: ignore[return-value]


def batch_options(command: Command) -> Command:
    """Add how to go through many cards; the command gets it as one argument, `batch: BatchOptions`."""

    @click.option("--limit", type=click.IntRange(1), metavar="N", help="Work on this many cards at most.")
    @click.option(
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="How many cards at once: processes with --offline, else threads.  [default: 1; 8 threads]",
    )
    @click.option(
        "--ledger",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Note each card's outcome there.  [default: a new one when many are sent]",
    )
    @click.option("--resume", is_flag=True, help="Leave out what the ledger, or the last one, says is done.")
    @click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write a report to this file: .json, .jsonl, .md or .html.",
    )
    @wraps(command)
    def with_batch(*args: Any, **rest: Any) -> Any:
        chosen = BatchOptions(**{name: rest.pop(name) for name in BatchOptions._fields})
        return command(*args, batch=chosen, **rest)

    return with_batch  # type: ignore[return-value]


def push_options(command: Command) -> Command:
    """Add whether to send cards to the Hub; the command gets it as one argument, `push: PushOptions`."""

    @click.option("--push", is_flag=True, help="Commit each card to its repository on the Hub.")
    @click.option("--create-pr", is_flag=True, help="Propose each card as a pull request on the Hub.")
    @click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
    @click.option("-y", "--yes", is_flag=True, help="Do not ask; without it, sending several cards is a dry run.")
    @wraps(command)
    def with_push(*args: Any, **rest: Any) -> Any:
        chosen = PushOptions(**{name: rest.pop(name) for name in PushOptions._fields})
        return command(*args, push=chosen, **rest)

    return with_push  # type: ignore[return-value]
