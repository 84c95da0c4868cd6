"""The rate limit of the Hub: so many requests in a fixed window, told in headers with every answer."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class RateLimit:
    """At most `requests` in `window` seconds, among those whose path matches. All clients share it."""

    requests: int
    window: float = 300.0
    path: str = "^/api/"
    name: str = "api"


class Limiter:
    """Counts requests. Without a limit, which is how it starts, every request passes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._limit: RateLimit | None = None
        self._count = 0
        self._opened = 0.0

    def set(self, limit: RateLimit | None) -> None:
        """Start with a fresh window; None lifts the limit."""
        with self._lock:
            self._limit, self._count, self._opened = limit, 0, self._now()

    def count(self, path: str) -> tuple[bool, dict[str, str]]:
        """Whether a request may pass, and the headers of its answer."""
        with self._lock:
            limit = self._limit
            if limit is None or not re.search(limit.path, path):
                return True, {}
            if self._now() >= self._opened + limit.window:
                self._count, self._opened = 0, self._now()
            self._count += 1
            left = max(0, limit.requests - self._count)
            reset = math.ceil(self._opened + limit.window - self._now())
            return self._count <= limit.requests, {
                "RateLimit": f'"{limit.name}";r={left};t={reset}',
                "RateLimit-Policy": f'"fixed window";"{limit.name}";q={limit.requests};w={math.ceil(limit.window)}',
            }
