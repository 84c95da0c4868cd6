"""When to ask again, and how many may ask at once.

The Hub limits requests in windows of five minutes and says when the next one begins, in `RateLimit: "api";r=0;t=55` or
in `Retry-After` (https://huggingface.co/docs/hub/rate-limits). The limit is for the user, not for a connection, so one
thread that meets it makes the others wait too.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")

AT_ONCE = 8
"""How many requests may be under way at once."""

DOWN_SECONDS = 30.0
"""How long a server that could not be reached is asked without a second try, in seconds."""

_RATE_LIMIT = re.compile(r";\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,9})")


class Policy(NamedTuple):
    """How stubbornly to ask.

    Attributes:
        tries: How often in all.
        first: The longest first wait, in seconds; each further one may be twice as long.
        longest: The longest wait that was not asked for by the server, in seconds.
        budget: No try begins later than this many seconds after the first.
    """

    tries: int = 4
    first: float = 0.5
    longest: float = 8.0
    budget: float = 20.0


class Refusal(NamedTuple):
    """A failure after which it makes sense to try again.

    Attributes:
        wait: The seconds that the server asked for; None when it did not.
        everyone: Whether this is about all requests, as a rate limit is.
        unreachable: Whether there was no answer at all.
    """

    wait: float | None = None
    everyone: bool = False
    unreachable: bool = False


class StillLimited(Exception):
    """The Hub asked not to be asked for longer than the budget lasts.

    Args:
        seconds: How long it still wants to be left alone.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def wait_before_next(
    policy: Policy, made: int, refusal: Refusal, spent: float, dice: Callable[[], float]
) -> float | None:
    """Return the seconds to wait before the next try, None to give up.

    What the server asked for is kept, with up to a second more; otherwise the wait is exponential with full jitter.

    Args:
        policy: How stubbornly to ask.
        made: How many tries were made.
        refusal: What the last one met.
        spent: Seconds since the first one began.
        dice: A random number from 0 to 1.
    """
    if made >= policy.tries:
        return None
    if refusal.wait is not None:
        wait = refusal.wait + dice()
    else:
        wait = dice() * min(policy.longest, policy.first * 2 ** (made - 1))
    return wait if spent + wait <= policy.budget else None


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that an answer's headers ask to wait, None when they do not.

    Args:
        headers: The headers.
        now: Seconds since 1970, for a `Retry-After` that is a date.
    """
    values = {name.lower(): value.strip() for name, value in headers.items()}
    limit = _RATE_LIMIT.search(values.get("ratelimit", ""))
    if limit is not None and int(limit[1]) == 0:
        return float(limit[2])
    after = values.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,9}", after):
        return float(after)
    if not after:
        return None
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


class Pacer:
    """Makes requests: not too many at once, again when it makes sense, and none while the Hub wants a pause.

    Args:
        policy: How stubbornly to ask.
        at_once: How many requests may be under way at once.
        clock: Seconds that only grow.
        sleep: Waits so many seconds.
        dice: A random number from 0 to 1.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy or Policy()
        self._slots = threading.BoundedSemaphore(at_once)
        self._clock = clock
        self._sleep = sleep
        self._dice = dice
        self._lock = threading.Lock()
        self._resume_at = 0.0
        self._down_until = 0.0

    def run(self, request: Callable[[], Answer], refusal_of: Callable[[Exception], Refusal | None]) -> Answer:
        """Return what a request returns, in the end.

        Args:
            request: Makes one try.
            refusal_of: Says of an exception whether it makes sense to try again.

        Raises:
            StillLimited: The Hub wants a pause that is longer than the budget; nothing was asked.
            Exception: What the last try raised.
        """
        started = self._clock()
        policy = self.policy._replace(tries=1) if started < self._down_until else self.policy
        made = 0
        while True:
            self._sit_out_pause(started)
            with self._slots:
                if self._pause() > 0:  # it began while this thread waited for its turn
                    continue
                made += 1
                try:
                    answer = request()
                except Exception as error:
                    refusal = refusal_of(error)
                    if refusal is None:
                        raise
                    wait = wait_before_next(policy, made, refusal, self._clock() - started, self._dice)
                    if refusal.everyone:  # before another thread gets the slot
                        self._begin_pause(wait if wait is not None else refusal.wait or 0.0)
                    if wait is None:
                        if refusal.unreachable:
                            self._down_until = self._clock() + DOWN_SECONDS
                        raise
                else:
                    self._down_until = 0.0
                    return answer
            if not refusal.everyone:
                self._sleep(wait)

    def _pause(self) -> float:
        return self._resume_at - self._clock()

    def _begin_pause(self, seconds: float) -> None:
        with self._lock:
            self._resume_at = max(self._resume_at, self._clock() + seconds)

    def _sit_out_pause(self, started: float) -> None:
        while (left := self._pause()) > 0:
            if self._clock() - started + left > self.policy.budget:
                raise StillLimited(left)
            self._sleep(left)
