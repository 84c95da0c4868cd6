"""How far a run over many cards is, on stderr: a bar on a terminal, else a line every few seconds."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cardsmith.batch.job import Done
from cardsmith.batch.report_words import STATES
from cardsmith.batch.rows import State
from cardsmith.cli.output import note

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

FIRST_SECONDS = 0.5
"""A run that is over sooner shows no bar, in seconds."""

LINE_SECONDS = 5.0
"""How often a line is printed where there is no terminal, in seconds."""


class Progress:
    """Counts cards and shows how far the run is. Cards that a run before this one has done are not part of it.

    Args:
        count: Returns how many cards there are, None when nobody knows; asked once, in a thread.
        shown: Whether to show anything.
        clock: Seconds that only grow.
    """

    def __init__(
        self, count: Callable[[], int | None], shown: bool, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._shown = shown
        self._on_terminal = _is_terminal()  # before a bar stands in for stderr, and may not say so
        self._clock = clock
        self._started = self._said = clock()
        self._all: int | None = None
        self._left_out = 0
        self._bar: tuple[Bar, TaskID] | None = None
        self.states = dict.fromkeys(State, 0)
        """How many cards there were, by their state."""
        self.fills = 0
        """How many values were filled."""
        if shown:
            threading.Thread(target=self._count, args=(count,), daemon=True).start()

    @property
    def cards(self) -> int:
        """How many cards there were so far."""
        return sum(self.states.values())

    @property
    def left_out(self) -> int:
        """How many cards a run before this one had done."""
        return self._left_out

    def leave_out(self) -> None:
        """Count a card that a run before this one has done."""
        self._left_out += 1

    def add(self, done: Done) -> None:
        """Count a card, and show it."""
        self.states[done.state] += 1
        self.fills += done.fills
        if self._shown:
            self._show(self._clock())

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar[0].stop()
            self._bar = None

    def summary(self) -> str:
        """Return what came of the run, in one line."""
        parts = [f"{self.states[state]:,} {words}" for state, words in STATES.items() if self.states[state]]
        before = f"; {self._left_out:,} were done before" if self._left_out else ""
        seconds = self._clock() - self._started
        cards = f"{self.cards:,} card{'s' if self.cards != 1 else ''}"
        return f"{cards} in {_duration(seconds)}: {', '.join(parts) or 'nothing to do'}{before}"

    def _count(self, count: Callable[[], int | None]) -> None:
        try:
            self._all = count()
        except Exception:  # the run itself meets the same, and tells
            self._all = None

    @property
    def _total(self) -> int | None:
        return None if self._all is None else max(self._all - self._left_out, self.cards)

    def _show(self, now: float) -> None:
        if not self._on_terminal:
            if now - self._said >= LINE_SECONDS:
                self._said = now
                note(self._line(now - self._started))
            return
        if self._bar is None and now - self._started >= FIRST_SECONDS:
            self._bar = _started_bar()
        if self._bar is not None:
            bar, task = self._bar
            failed = self.states[State.FAILED]
            bar.update(task, completed=self.cards, total=self._total, failed=f"{failed:,} failed" if failed else "")

    def _line(self, seconds: float) -> str:
        rate, total = self.cards / seconds, self._total
        done = f"{self.cards:,} of {total:,} cards" if total is not None else f"{self.cards:,} cards done"
        parts = [done, _rate(rate)]
        if total is not None and rate:
            parts.append(f"about {_duration((total - self.cards) / rate)} left")
        if self.states[State.FAILED]:
            parts.append(f"{self.states[State.FAILED]:,} failed")
        return ", ".join(parts)


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _started_bar() -> tuple[Bar, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: object) -> Text:
            speed = getattr(task, "speed", None)
            return Text(_rate(speed) if speed else "", style="progress.data.speed")

    left = TimeRemainingColumn(compact=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        left,
        TextColumn("{task.fields[failed]}", style="red", markup=False),
    )
    # What is printed meanwhile goes above the bar, when it goes to the same terminal.
    console = Console(stderr=True, highlight=False)
    bar = Progress(*columns, console=console, redirect_stdout=sys.stdout.isatty(), transient=True)
    bar.start()
    return bar, bar.add_task("", total=None, failed="")


def _rate(cards: float) -> str:
    return f"{cards:.1f} a second" if cards < 10 else f"{cards:,.0f} a second"


def _duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> _duration(4.2), _duration(75), _duration(7300)
    ('4 s', '1 min 15 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
