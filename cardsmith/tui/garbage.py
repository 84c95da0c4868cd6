"""Python's search for garbage: none while the editor starts, and later while nobody types.

A start makes so many things that are never thrown away that the search takes a tenth of its time. Later, a search among
all things takes as long as several keys do; Python would start it in the midst of one.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 1.0
"""Seconds without a key after which nobody types."""
_SELDOM = 200  # where Python has 10: somebody may type without a pause, and garbage must not grow for ever


@contextmanager
def held() -> Iterator[None]:
    """Search for no garbage before `let_go`, and as Python does it at the end."""
    thresholds = gc.get_threshold()
    gc.disable()
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.enable()


def let_go() -> None:
    """Search again, where it was held: often among what is new, and never among what is there by now."""
    if not gc.isenabled():
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _SELDOM)
        gc.enable()


def search() -> None:
    """Search among all things, while nobody waits."""
    gc.collect()
