"""Work in order: in threads and in processes, as far ahead as it should be, and with a process that dies."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from cardsmith.batch.in_order import in_order
from cardsmith.batch.in_processes import AT_A_TIME, in_processes


def squared(number: int) -> int:
    return number * number


def all_squared(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def dies_of(deadly: frozenset[int], numbers: list[int]) -> list[int]:
    if deadly.intersection(numbers):
        os._exit(9)
    return all_squared(numbers)


def raises(numbers: list[int]) -> list[int]:
    raise ZeroDivisionError


def dead(number: int) -> int:
    return -number


def test_processes_give_what_comes_of_it_in_order() -> None:
    items = range(5 * AT_A_TIME + 3)
    assert list(in_processes(all_squared, items, 2, died=dead)) == [(number, number**2) for number in items]


def test_a_process_that_dies_takes_one_item_with_it() -> None:
    deadly, items = frozenset({3, AT_A_TIME + 1}), range(6 * AT_A_TIME)
    done = dict(in_processes(partial(dies_of, deadly), items, 2, died=dead))
    assert done == {number: -number if number in deadly else number**2 for number in items}


@pytest.mark.parametrize("workers", [1, 4])
def test_threads_take_only_a_few_items_ahead(workers: int) -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            taken.append(len(taken))
            yield taken[-1]

    found = in_order(squared, endless(), workers)
    assert [next(found) for _ in range(5)] == [(number, number**2) for number in range(5)]
    assert len(taken) <= 5 + 2 * workers
    found.close()  # type: ignore[attr-defined]


def test_threads_that_are_stopped_finish_what_they_began() -> None:
    begun, go, stop = threading.Semaphore(0), threading.Event(), threading.Event()

    def work(number: int) -> int:
        begun.release()
        assert go.wait(30)
        return number

    found = in_order(work, range(100), 3, stopped=stop.is_set)
    results: list[tuple[int, int]] = []
    reader = threading.Thread(target=lambda: results.extend(found))
    reader.start()
    for _ in range(3):
        assert begun.acquire(timeout=30)
    stop.set()
    go.set()
    reader.join(30)
    assert results == [(0, 0), (1, 1), (2, 2)]


def test_what_goes_wrong_in_an_item_goes_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_processes(raises, [0], 1, died=dead))
    with pytest.raises(ZeroDivisionError):
        list(in_order(partial(divmod, 1), [1, 0], 2))
