"""Lists and mappings that cannot be changed: what a card gives away is its own, and others get the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")
Value = TypeVar("Value")


def _refuse(self: object, *_arguments: Any, **_more: Any) -> NoReturn:
    kind = "list" if isinstance(self, list) else "mapping"
    raise TypeError(f"this {kind} belongs to a card, and a card never changes: copy it, or use `card.draft()`")


class ReadOnlyList(list[Item]):
    """A list that cannot be changed. It equals a list, and is copied as one.

    >>> names = ReadOnlyList(["a"])
    >>> names == ["a"], names + ["b"], names.copy()
    (True, ['a', 'b'], ['a'])
    >>> names.append("b")
    Traceback (most recent call last):
    TypeError: this list belongs to a card, and a card never changes: copy it, or use `card.draft()`
    """

    __slots__ = ()
    append = extend = insert = remove = pop = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[Item]]]:
        return list, (list(self),)


class ReadOnlyDict(dict[Key, Value]):
    """A mapping that cannot be changed. It equals a dict, and is copied as one."""

    __slots__ = ()
    update = setdefault = pop = popitem = clear = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[Key, Value]]]:
        return dict, (dict(self),)


def read_only_list(items: Iterable[Item]) -> list[Item]:
    """Return the items as a list that cannot be changed."""
    return ReadOnlyList(items)


def read_only_dict(items: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return a mapping as one that cannot be changed."""
    return ReadOnlyDict(items)
