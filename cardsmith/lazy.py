"""What is worked out when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

ELSEWHERE = "_known_elsewhere"
"""An object may have an attribute of this name: what was worked out for another one and holds for it, too, by name."""

if not TYPE_CHECKING:

    class cached_property:
        """`functools.cached_property` as it is since Python 3.12: without a lock.

        Before, each of the fifty facts of a card took the lock once, which cost more than many a fact. Nothing that is
        kept changes, so that two threads that ask at the same time may both work it out.
        """

        def __init__(self, read: Callable[[Any], Any]) -> None:
            self.read = read
            self.__doc__ = read.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            known = instance.__dict__
            elsewhere = known.get(ELSEWHERE)
            if elsewhere is None or self.name not in elsewhere:
                value = known[self.name] = self.read(instance)
            else:
                value = known[self.name] = elsewhere[self.name]
            return value

    class body_fact(cached_property):
        """What a card says in its body: it holds, at other places, for a card whose front matter alone was changed."""

else:
    from functools import cached_property
    from functools import cached_property as body_fact

__all__ = ["ELSEWHERE", "body_fact", "cached_property"]
