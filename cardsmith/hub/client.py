"""huggingface_hub's client, set up for pushing. To import this imports huggingface_hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from huggingface_hub import HfApi, get_session

_seconds: ContextVar[float | None] = ContextVar("_seconds", default=None)


class PushClient(HfApi):
    """`HfApi` whose `create_commit` does not have the card checked a second time.

    `create_commit` sends a README.md to `/api/validate-yaml` itself and turns what the Hub warns of into Python
    warnings, which threads cannot tell apart (huggingface_hub 1.31 to 2.4). A push has asked already, with
    `HubWriter.validate`, and the Hub checks the card once more in the commit.
    """

    def _validate_yaml(self, content: str, *, repo_type: str | None = None, token: bool | str | None = None) -> None:
        pass


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Give every request that is made meanwhile in this thread so many seconds for each piece of its answer.

    huggingface_hub 1.31 to 2.4 gives requests of its API no limit at all, and has no option for one. What others do
    with its session keeps its own limits.
    """
    hooks = get_session().event_hooks["request"]
    if _limit not in hooks:
        hooks.append(_limit)
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)


def _limit(request: Any) -> None:
    seconds = _seconds.get()
    if seconds is not None:
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
