"""The run of `fill`: every card through the job, what is printed of it meanwhile, and what is left behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cardsmith.batch.job import Done, FillJob
from cardsmith.batch.json_list import json_list
from cardsmith.batch.places import CardPlace
from cardsmith.batch.run import Manner, run_cards
from cardsmith.batch.stopping import Stop
from cardsmith.cli.batch_options import BatchOptions
from cardsmith.cli.given import Unused
from cardsmith.cli.hub import HubAccess
from cardsmith.cli.output import DIFF_COLOURS, INTERRUPTED, Styled, complain, note, say
from cardsmith.cli.progress import Progress
from cardsmith.errors import CardsmithError

if TYPE_CHECKING:
    from cardsmith.batch.ledger import Ledger


class Printing(NamedTuple):
    """What is printed of a run.

    Attributes:
        form: `human`, `json` or `quiet`.
        card_on_stdout: Whether the card itself goes to stdout, so that all the rest goes to stderr.
        shows_diff: Whether what would change is shown.
        strict: Whether an open gap is an exit code.
    """

    form: str
    card_on_stdout: bool
    shows_diff: bool
    strict: bool

    @property
    def prints_diff(self) -> bool:
        """Whether the diff is printed; JSON holds it, and names stand alone."""
        return self.shows_diff and self.form == "human"

    @property
    def data_on_stdout(self) -> bool:
        """Whether a card or a diff goes to stdout, so that the rest goes to stderr."""
        return self.card_on_stdout or self.prints_diff

    @property
    def tell(self) -> Callable[..., None]:
        """Prints a line."""
        return note if self.data_on_stdout else say


class FillRun:
    """Goes through the cards.

    Args:
        job: What to do with a card, as far as it is known before the ledger is open.
        hub: Tells of providers that could not say all they know.
        manner: How to go through them.
        printing: What to print.
        progress: Counts, and shows how far it is.
        unused: Watches which answers are for no card.
    """

    def __init__(
        self, job: FillJob, hub: HubAccess, manner: Manner, printing: Printing, progress: Progress, unused: Unused
    ) -> None:
        self._job = job
        self._hub = hub
        self._manner = manner
        self._printing = printing
        self._progress = progress
        self._unused = unused
        self._stop = Stop(_say_that_it_ends)
        self._code = 0

    def go(self, places: Iterable[CardPlace]) -> int:
        """Work on the cards and return the exit code.

        Raises:
            LedgerError: The ledger cannot be written.
        """
        with self._stop.watching():
            try:
                finished = self._each(places)
                if self._printing.form == "json":
                    for piece in json_list(map(_shape, finished)):
                        click.echo(piece, nl=False, err=self._printing.data_on_stdout)
                    click.echo(err=self._printing.data_on_stdout)
                else:
                    for _ in finished:
                        pass
            finally:
                self._progress.close()
        self._unused.warn()
        return INTERRUPTED if self._stop() else self._code

    def _each(self, places: Iterable[CardPlace]) -> Iterator[Done]:
        for done in run_cards(self._job, places, self._manner, self._stop, self._progress.leave_out):
            self._unused.see(done.place)
            self._progress.add(done)
            self._tell(done)
            yield done

    def _tell(self, done: Done) -> None:
        if done.failure is not None:
            complain(done.failure.as_error())
            self._code = 2
            return
        if self._printing.strict and not done.complete:
            self._code = self._code or 1
        if self._printing.prints_diff:
            _print_diff(done.diff or ())
        if self._printing.form == "human":
            for line in done.lines:
                self._printing.tell(*line)
            self._hub.report(done.problems)
        elif self._printing.form == "quiet" and done.changed:
            self._printing.tell(done.place.name)


def _shape(done: Done) -> dict[str, Any]:
    """Return the object of `fill --json`: that of `--report`, and the diff as `push --json` has it."""
    return {**(done.shape or {}), "diff": None if done.diff is None else "".join(done.diff)}


def _say_that_it_ends() -> None:
    # In a signal handler, which may interrupt a print: straight to the terminal.
    os.write(2, b"\nFinishing the cards that are begun; once more ends it at once.\n")


def _print_diff(lines: Iterable[str]) -> None:
    for line in lines:
        if sys.stdout.isatty():
            say(Styled(line.rstrip("\r\n"), DIFF_COLOURS.get(line[0])))
        else:  # byte for byte, so that it can be applied
            sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))
    sys.stdout.flush()


@contextmanager
def open_ledger(
    batch: BatchOptions, sends: bool, many: bool, tell: Callable[..., None] | None
) -> Iterator[Ledger | None]:
    """Open the ledger that a run needs: one that is named, the last one to go on with, or one for a report alone.

    Args:
        batch: The options.
        sends: Whether cards are sent to the Hub; many are never sent without a ledger.
        many: Whether there is more than one card.
        tell: Prints where a ledger is that nobody named; None for a silent run.

    Raises:
        LedgerError: It cannot be used, or it belongs to another run.
    """
    with ExitStack() as stack:
        path, named = _ledger_path(batch, sends, many), batch.ledger is not None
        if path is None and batch.report is None:
            yield None
            return
        from cardsmith.batch.ledger import Ledger
        from cardsmith.batch.rows import LedgerError

        if path is None:
            # Not where the report is to be: that folder may not be there.
            path, named = Path(stack.enter_context(TemporaryDirectory(prefix="cardsmith-"))) / "ledger.db", True
        ledger = stack.enter_context(Ledger(path))
        stack.enter_context(ledger.one_run())
        if len(ledger) and not batch.resume:
            hint = "go on with it by --resume, or name another file"
            raise LedgerError("holds another run already", where=str(path), hint=hint)
        if not named and tell is not None:
            tell(f"Ledger: {path}")
        yield ledger


def _ledger_path(batch: BatchOptions, sends: bool, many: bool) -> Path | None:
    from cardsmith.batch.ledgers import last_ledger_path, new_ledger_path

    if batch.ledger is not None:
        return batch.ledger
    if batch.resume:
        found = last_ledger_path() if sends else None  # only runs that send make one of their own
        if found is None:
            raise CardsmithError("there is no run to go on with", hint="name its ledger with --ledger")
        return found
    return new_ledger_path() if sends and many else None
