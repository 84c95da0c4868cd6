"""Calls that may take long, in threads that nobody waits for at the end."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TypeVar

Result = TypeVar("Result")

THREAD = "in the background"
"""The name of every such thread."""


async def imported(module: str) -> None:
    """Import a module, so that importing from it holds nothing up."""
    if module not in sys.modules:
        await in_background(partial(import_module, module))


async def in_background(call: Callable[[], Result]) -> Result:
    """Return what a call returns.

    `asyncio.to_thread` would keep the editor from closing until the Hub has answered.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: Result | None = None
        problem: BaseException | None = None
        try:
            result = call()
        except BaseException as error:
            problem = error
        with suppress(RuntimeError):  # the editor is closed
            loop.call_soon_threadsafe(settle, result, problem)

    threading.Thread(target=run, name=THREAD, daemon=True).start()
    return await done
