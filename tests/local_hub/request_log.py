"""The requests that came in, in order: what a test compares with what a client should have sent."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

_KEPT = ("accept", "content-type", "content-length", "if-none-match", "range", "user-agent", "x-hf-download-counter")


@dataclass
class LoggedRequest:
    """One request. The token is not kept, only that there was one."""

    method: str
    path: str
    """As it was sent: a slash inside a revision is `%2F`."""
    query: str
    headers: dict[str, str] = field(default_factory=dict)
    authorized: bool = False
    status: int | None = None
    """None until the answer begins, and for ever if the connection broke before."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class RequestLog:
    """All requests since the start or the last `clear`; those to the admin pages are left out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._requests: list[LoggedRequest] = []

    def add(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> LoggedRequest:
        """Note a request that has just come in."""
        kept = {name: headers[name] for name in _KEPT if name in headers}
        request = LoggedRequest(method, path, query, kept, authorized="authorization" in headers)
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()
        return request

    def all(self) -> list[LoggedRequest]:
        """The requests so far."""
        with self._changed:
            return list(self._requests)

    def wait_for(self, count: int, timeout: float = 10) -> None:
        """Return when so many requests have come in.

        Raises:
            TimeoutError: They have not.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._requests) >= count, timeout):
                raise TimeoutError(f"{len(self._requests)} of {count} requests came in")

    def clear(self) -> None:
        """Forget them."""
        with self._changed:
            self._requests.clear()
