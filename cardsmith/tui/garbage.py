"""Python's search for garbage: none while the editor starts, and afterwards none among what stays to the end.

A start makes so many things that are never thrown away that the search takes a tenth of its time; later, going through
all of them again would hold up a key.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """Search for no garbage before `let_go`."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def let_go() -> None:
    """Search again, where it was held, but not among what is there by now."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
