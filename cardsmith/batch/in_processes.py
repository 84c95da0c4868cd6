"""Work in several processes, for what keeps a processor busy; one that dies takes an item with it, not the run."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, Generic, TypeVar

from cardsmith.batch.in_order import ahead, until

Item = TypeVar("Item")
Done = TypeVar("Done")

AT_A_TIME = 8
"""How many items a process gets at a time, so that handing them over, and what is done once for all, costs little."""


def in_processes(
    work: Callable[[list[Item]], list[Done]],
    items: Iterable[Item],
    workers: int,
    *,
    died: Callable[[Item], Done],
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Item, Done]]:
    """Yield each item with what `work` made of it, in order, while `workers` processes work ahead.

    Args:
        work: What to do with a few items at a time. It and the items go to other processes, so they can be pickled.
        items: What to do it with.
        workers: How many processes.
        died: What comes of an item whose process died.
        stopped: Whether to begin nothing more; what is begun is still finished and yielded.
    """
    pool = _Pool(work, workers)
    try:
        for chunk, future in ahead(pool.submit, _chunks(until(stopped, items)), 2 * workers):
            if stopped() and future.cancel():
                continue
            try:
                done = future.result()
            except BrokenProcessPool:
                done = pool.one_by_one(chunk, died)
            yield from zip(chunk, done, strict=True)
    finally:
        pool.close()


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(items, AT_A_TIME)):
        yield chunk


class _Pool(Generic[Item, Done]):
    """A pool of processes, and a new one when one of them died."""

    def __init__(self, work: Callable[[list[Item]], list[Done]], workers: int) -> None:
        self._work = work
        self._workers = workers
        self._pool = self._started(workers)

    def submit(self, chunk: list[Item]) -> Future[list[Done]]:
        with _interrupts_held():
            try:
                return self._pool.submit(_work_on, chunk)
            except BrokenProcessPool:
                self._pool = self._started(self._workers)
                return self._pool.submit(_work_on, chunk)

    def one_by_one(self, chunk: list[Item], died: Callable[[Item], Done]) -> list[Done]:
        """Work on each item alone, to find the one that a process dies of."""
        done: list[Done] = []
        alone = self._started(1)
        for item in chunk:
            try:
                with _interrupts_held():
                    future = alone.submit(_work_on, [item])
                done += future.result()
            except BrokenProcessPool:
                done.append(died(item))
                alone = self._started(1)
        alone.shutdown()
        return done

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(self._work,))


_work: Callable[[list[Any]], list[Any]] | None = None


def _begin(work: Callable[[list[Any]], list[Any]]) -> None:
    """Set up a process: ctrl-C is for the one that started it."""
    global _work  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = work


def _work_on(chunk: list[Any]) -> list[Any]:
    assert _work is not None
    return _work(chunk)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold ctrl-C back for a moment: a process that is started meanwhile never gets one, and this one gets it later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
