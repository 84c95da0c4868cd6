"""Trouble on demand: slow, failing, hanging and lying answers, for the requests that a pattern names."""

from __future__ import annotations

import random
import re
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("status", "latency", "hang", "drop", "drop_after", "truncate", "garble")


@dataclass(frozen=True)
class Fault:
    """One kind of trouble, and when it strikes.

    `kind` is one of
    `status` (answer with `status`, `headers` and the JSON error `message`, without doing anything),
    `latency` (wait `seconds`, then do the work),
    `hang` (never answer),
    `drop` (close the connection without doing anything),
    `drop_after` (do the work, store the commit, then close the connection without an answer),
    `truncate` (promise the whole answer, send half of it, close the connection),
    `garble` (answer 200 with something that is not JSON).
    """

    kind: str
    path: str = ""
    """A regular expression, searched in the path as it was sent: a slash inside a revision is `%2F`."""
    method: str | None = None
    times: int | None = 1
    """How often it strikes; None for ever."""
    skip: int = 0
    """How many matching requests go well before the first trouble."""
    probability: float = 1.0
    seed: int = 0
    """Starts the dice of `probability`, so that every run has the same trouble."""
    status: int = 500
    message: str = "Internal Error - We're working hard to fix this as soon as possible!"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")
        re.compile(self.path)


def too_many_requests(reset: int = 55, *, retry_after: int | None = None, **when: Any) -> Fault:
    """A 429 as the Hub sends it: with the RateLimit headers, or with Retry-After when that is given."""
    if retry_after is None:
        headers = {"RateLimit": f'"api";r=0;t={reset}', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    else:
        headers = {"Retry-After": str(retry_after)}
    message = "We had to rate limit you. To continue using our service, please log in or retry later."
    return Fault("status", status=429, message=message, headers=headers, **when)


class _Armed:
    """A fault with the count of what it has already done."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.left = fault.times
        self._skip = fault.skip
        self._path = re.compile(fault.path)
        self._dice = random.Random(fault.seed)

    def strikes(self, method: str, path: str) -> bool:
        fault = self.fault
        if self.left == 0 or fault.method not in (None, method) or not self._path.search(path):
            return False
        if self._skip:
            self._skip -= 1
            return False
        if self._dice.random() >= fault.probability:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """The faults that wait for their requests. The first that strikes wins; all latencies add up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self.latency = 0.0
        """Seconds before every answer."""

    def add(self, fault: Fault) -> None:
        """Let a fault wait for its requests."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """No more trouble, no latency."""
        with self._lock:
            self._armed.clear()
            self.latency = 0.0

    def waiting(self) -> list[dict[str, Any]]:
        """The faults that can still strike, with `times` counted down."""
        with self._lock:
            return [asdict(armed.fault) | {"times": armed.left} for armed in self._armed if armed.left != 0]

    def strike(self, method: str, path: str) -> tuple[float, Fault | None]:
        """The seconds to wait for this request, and the trouble to make then."""
        with self._lock:
            seconds = self.latency
            for armed in self._armed:
                if armed.strikes(method, path):
                    if armed.fault.kind != "latency":
                        return seconds, armed.fault
                    seconds += armed.fault.seconds
            return seconds, None
