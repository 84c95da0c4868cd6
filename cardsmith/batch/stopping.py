"""Ctrl-C during a run: the first one finishes what is begun, the second one ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Item = TypeVar("Item")


class Stop:
    """Whether a run is to begin nothing more.

    Args:
        on_first: Called at the first ctrl-C, in the middle of whatever the main thread is doing.
    """

    def __init__(self, on_first: Callable[[], None] = lambda: None) -> None:
        self._on_first = on_first
        self._asked = False
        self._waiting = False

    def __call__(self) -> bool:
        """Whether it is."""
        return self._asked

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen for ctrl-C meanwhile, if this is the main thread; only that one can."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def taken(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items until the run is to stop; ctrl-C also ends the wait for the next one."""
        source = iter(items)
        while not self._asked:
            self._waiting = True
            try:
                item = next(source)
            except (StopIteration, KeyboardInterrupt):
                return
            finally:
                self._waiting = False
            yield item

    def _interrupted(self, _signal: int, _frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if first:
            self._on_first()
        if not first or self._waiting:
            raise KeyboardInterrupt
