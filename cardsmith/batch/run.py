"""Work on many cards: in threads where the Hub is waited for, in processes where a processor is the limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cardsmith.batch.in_order import in_order
from cardsmith.batch.job import Done, FillJob, Task
from cardsmith.batch.places import CardPlace
from cardsmith.batch.stopping import Stop
from cardsmith.errors import CardsmithError

AT_ONCE = 8
"""How many cards are worked on at once when the Hub is asked; the requests themselves have a limit of their own."""


class Manner(NamedTuple):
    """How to go through the cards.

    Attributes:
        jobs: How many to work on at once.
        processes: Whether in processes, for what needs no Hub; else in threads.
        resume: Whether to leave out what the job's ledger says is done.
        limit: The most cards to work on; None for all.
    """

    jobs: int = 1
    processes: bool = False
    resume: bool = False
    limit: int | None = None


def run_cards(
    job: FillJob,
    places: Iterable[CardPlace],
    manner: Manner,
    stop: Stop,
    on_left_out: Callable[[], None] = lambda: None,
) -> Iterator[Done]:
    """Yield what came of each card, in order. One that fails does not keep the others from being done.

    Args:
        job: What to do with a card.
        places: Where the cards are; taken as they are needed.
        manner: How to go through them.
        stop: Tells when to begin no more.
        on_left_out: Called for each card that a run before this one has done.

    Raises:
        LedgerError: The ledger cannot be written.
    """
    tasks = _tasks(job, places, manner, stop, on_left_out)
    if manner.processes and manner.jobs > 1:
        from cardsmith.batch.in_processes import in_processes

        def died(task: Task) -> Done:
            return job.failed(task, CardsmithError("the process that worked on it died"), time.time())

        results = in_processes(job.together, tasks, manner.jobs, died=died, stopped=stop)
    else:
        results = in_order(job, tasks, manner.jobs, stopped=stop)
    yield from (done for _, done in results)


def _tasks(
    job: FillJob, places: Iterable[CardPlace], manner: Manner, stop: Stop, on_left_out: Callable[[], None]
) -> Iterator[Task]:
    ledger, left = job.ledger, manner.limit
    if left is not None and left <= 0:
        return
    # A process that dies has its cards begun a second time, whatever kind of run it is.
    again = ledger is not None and (manner.resume or manner.processes)
    for position, place in enumerate(stop.taken(places)):
        if manner.resume and ledger is not None and ledger.is_done(place.key, job.delivery.goal):
            on_left_out()
            continue
        yield Task(place, position, again)
        if left is not None:
            left -= 1
            if not left:
                return
