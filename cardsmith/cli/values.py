"""Values the way people read them."""

from __future__ import annotations

from typing import Any


def shown_value(value: Any) -> list[str]:
    """Return a value as people read it: a list with commas, a result in a line, a text in its lines."""
    if isinstance(value, list):
        return [", ".join(map(str, value)) or "none on the Hub"]
    if isinstance(value, dict):
        pairs = [(part, inner) for part, inner in value.items() if isinstance(inner, dict)]
        if len(pairs) == len(value):
            return ["; ".join(f"{part} {_pairs(inner)}" for part, inner in pairs)]
        return [_pairs(value)]
    return str(value).splitlines() or [""]


def _pairs(value: dict[str, Any]) -> str:
    return ", ".join(f"{key}: {item}" for key, item in value.items())
