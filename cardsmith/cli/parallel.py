"""Do the same for many cards at once, and take what comes of it in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_order(work: Callable[[Item], Done], items: Iterable[Item], workers: int) -> Iterator[tuple[Item, Done]]:
    """Yield each item with what `work` made of it, in order, while `workers` threads work ahead.

    Items are taken as they are needed, so that thousands of them cost no more memory than a few.
    """
    waiting: deque[tuple[Item, Future[Done]]] = deque()
    source = iter(items)
    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in islice(source, 2 * workers):
                waiting.append((item, pool.submit(work, item)))
            while waiting:
                item, future = waiting.popleft()
                yield item, future.result()
                for following in islice(source, 1):
                    waiting.append((following, pool.submit(work, following)))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
