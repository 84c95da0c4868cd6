"""The search for models and datasets: filters, order and pages."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.local_hub.errors import bad_request

DEFAULT_LIMIT = 1000
_SORTS = ("trendingScore", "createdAt", "lastModified", "downloads", "likes", "id", "mainSize", "num_parameters")
_PARAMETERS = re.compile(r"(min|max):(\d+(?:\.\d+)?)([KMBT]?)")
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@dataclass(frozen=True)
class Query:
    """What a search asks for."""

    filters: Sequence[str] = ()
    author: str | None = None
    search: str | None = None
    pipeline_tag: str | None = None
    gated: bool | None = None
    inference: str | None = None
    num_parameters: str | None = None
    sort: str = "trendingScore"
    ascending: bool = False

    def run(self, infos: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The infos that match, in the order asked for; equal ones stay in order of their ids."""
        if self.sort not in _SORTS:
            raise bad_request(f'"sort" must be one of [{", ".join(_SORTS)}]')
        found = [info for info in infos if self._matches(info)]
        return sorted(found, key=_sort_key(self.sort), reverse=not self.ascending)

    def _matches(self, info: dict[str, Any]) -> bool:
        tags = set(info.get("tags", ()))
        return (
            all(wanted in tags or wanted == info.get("pipeline_tag") for wanted in self.filters)
            and (self.author is None or info.get("author", "").lower() == self.author.lower())
            and (self.search is None or self.search.lower() in info["id"].lower())
            and (self.pipeline_tag is None or info.get("pipeline_tag") == self.pipeline_tag)
            and (self.gated is None or bool(info.get("gated")) == self.gated)
            and (self.inference is None or info.get("inference") == self.inference)
            and (self.num_parameters is None or _fits(info, self.num_parameters))
        )


def page(found: list[dict[str, Any]], cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """One page of what was found, and the cursor of the next page if there is one."""
    try:
        start = int(base64.urlsafe_b64decode(cursor)) if cursor else 0
    except ValueError:
        raise bad_request("Invalid cursor") from None
    end = start + limit
    more = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(found) else None
    return found[start:end], more


def _sort_key(sort: str) -> Callable[[dict[str, Any]], Any]:
    if sort == "num_parameters":
        return _parameters
    empty: Any = "" if sort in ("createdAt", "lastModified", "id") else 0
    return lambda info: info.get(sort) or empty


def _parameters(info: dict[str, Any]) -> int:
    total = (info.get("safetensors") or {}).get("total", 0)
    return total if isinstance(total, int) else 0


def _fits(info: dict[str, Any], limits: str) -> bool:
    total = _parameters(info)
    for side, number, unit in _PARAMETERS.findall(limits):
        limit = float(number) * _UNITS[unit]
        if not total or (total < limit if side == "min" else total > limit):
            return False
    return True
