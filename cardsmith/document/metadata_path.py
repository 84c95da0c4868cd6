"""Where a value stands in the front matter: keys and list indexes."""

from __future__ import annotations

from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indexes from the top, e.g. `("model-index", 0, "name")`."""

MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING", "__bool__": lambda _: False})()
"""What `get` returns for a path that does not exist."""


def show_path(path: Path) -> str:
    """Return a path as the Hub writes it: `model-index[0].results[0].task`."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown
