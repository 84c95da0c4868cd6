"""Make one ranked list of what several sources say about one field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cardsmith.gaps import Suggestion

# Each further source that says the same takes away a third of the doubt that is left. Several pieces of evidence from
# one provider are one voice.
_DOUBT_LEFT = 2 / 3
_MOST = 0.99


def ranked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Merge equal values, with all their evidence, and return them the surest first.

    Where two sources that are each sure enough to be safe contradict each other, neither is: a person has to choose.
    """
    suggestions = list(suggestions)
    if len(suggestions) < 2:
        return suggestions
    same: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        same.setdefault(_identity(suggestion.value), []).append(suggestion)
    merged = sorted((_merged(items) for items in same.values()), key=lambda item: (-item.confidence, not item.safe))
    if sum(item.safe for item in merged) > 1:
        return [item._replace(safe=False) for item in merged]
    return merged


def _merged(same: list[Suggestion]) -> Suggestion:
    best = max(same, key=lambda item: item.confidence)
    if len(same) == 1:
        return best
    evidence = dict.fromkeys(piece for item in (best, *same) for piece in item.evidence)
    others = {item.source for item in same} - {best.source}
    confidence = max(best.confidence, min(_MOST, 1 - (1 - best.confidence) * _DOUBT_LEFT ** len(others)))
    safe = any(item.safe for item in same)
    return best._replace(confidence=round(confidence, 3), safe=safe, evidence=tuple(evidence))


def _identity(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = sorted(value)
    return json.dumps(value, sort_keys=True, default=str)
