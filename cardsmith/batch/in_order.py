"""Do the same for many items at once, and take what comes of it in their order.

Items are taken as they are needed, so that thousands of them cost no more memory than a few.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_order(
    work: Callable[[Item], Done],
    items: Iterable[Item],
    workers: int,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Item, Done]]:
    """Yield each item with what `work` made of it, in order, while `workers` threads work ahead.

    Args:
        work: What to do.
        items: What to do it with.
        workers: How many threads.
        stopped: Whether to begin nothing more; what is begun is still finished and yielded.
    """
    if workers <= 1:
        yield from ((item, work(item)) for item in until(stopped, items))
        return

    from concurrent.futures import ThreadPoolExecutor

    def begin(item: Item) -> list[Done]:
        return [] if stopped() else [work(item)]

    with ThreadPoolExecutor(workers) as pool:
        try:
            for item, future in ahead(lambda item: pool.submit(begin, item), until(stopped, items), 2 * workers):
                for done in future.result():
                    yield item, done
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def until(stopped: Callable[[], bool], items: Iterable[Item]) -> Iterator[Item]:
    """Yield items until nothing more is to be begun."""
    source = iter(items)
    while not stopped():
        for item in islice(source, 1):
            yield item
            break
        else:
            return


def ahead(
    submit: Callable[[Item], Future[Done]], items: Iterable[Item], most: int
) -> Iterator[tuple[Item, Future[Done]]]:
    """Yield each item with its future, in order, while up to `most` others are submitted."""
    waiting: deque[tuple[Item, Future[Done]]] = deque()
    source = iter(items)
    for item in islice(source, most):
        waiting.append((item, submit(item)))
    while waiting:
        item, future = waiting.popleft()
        yield item, future
        for following in islice(source, 1):
            waiting.append((following, submit(following)))
