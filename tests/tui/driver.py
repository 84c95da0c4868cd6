"""Drives the editor as a person would: keys, pastes and clicks, and waiting for what they should bring about."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from cardsmith.card import Card
from cardsmith.journal import Journals
from cardsmith.questions import Form
from cardsmith.suggest.base import Provider
from cardsmith.suggest.from_card import CardProvider
from cardsmith.tui.app import CardsmithApp
from cardsmith.tui.desk import Opening
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.settings import Settings
from cardsmith.tui.widgets.editors.base import Editor
from cardsmith.tui.widgets.gap_list import GapList

PATIENCE = 20.0


def run(story: Coroutine[Any, Any, None]) -> None:
    """Run a story to its end."""
    asyncio.run(story)


def editor(
    path: Path,
    *,
    theme: str = "forge",
    providers: Sequence[Provider] | None = None,
    keys: dict[str, str] | None = None,
    ignore: frozenset[str] = frozenset(),
) -> CardsmithApp:
    """The editor on a file, its journals in a folder beside the file's."""
    asked = (CardProvider(),) if providers is None else providers
    opening = Opening(path.name, Card.load(path), path, lambda _: asked, ignore)
    return CardsmithApp(opening, Journals(journals_of(path)), Settings(theme, keys or {}))


def journals_of(path: Path) -> Path:
    return path.parent / "state"


class Driver:
    """A running editor and its keyboard."""

    def __init__(self, app: CardsmithApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def session(self) -> Any:
        return self.app.desk.session

    @property
    def bench(self) -> WorkbenchScreen:
        assert isinstance(self.app.screen, WorkbenchScreen), self.app.screen
        return self.app.screen

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for something to become true."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"never came: {what or condition}"
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def suggested(self) -> None:
        """Wait until all providers told what they know."""
        await self.until(lambda: self.bench.suggesting.done, "all suggestions")

    async def go_to(self, key: str) -> None:
        """Click on a question in the list of gaps."""
        if self.bench.current == key:
            return
        await self.press("escape")
        gaps = self.bench.query_one(GapList)
        place = dict(gaps.seen())[key]
        await self.pilot.click(offset=(place.x + 4, place.y))
        await self.until(lambda: self.bench.current == key, key)

    async def answer(self, key: str, value: Any) -> None:
        """Type an answer the way its question asks for it."""
        await self.go_to(key)
        form = self.session.questions[key].form
        await self.press("e")
        await self.until(lambda: isinstance(self.app.focused and self.typing(), Editor), "the cursor in the editor")
        if form is Form.RESULT:
            await self._fill_form(value)
        elif form is Form.LIST:
            for word in value if isinstance(value, list) else [value]:
                await self.paste(word)
                await self.press("enter")
            await self.press(*(("enter",) if value else ("enter", "enter")))
        else:
            await self.paste(value)
            await self.press("ctrl+j" if form is Form.PROSE else "enter")
        await self.until(lambda: key in self.session.decisions, f"an answer for {key}: {self.bench.status.message}")

    def typing(self) -> Editor | None:
        """The editor that has the cursor."""
        inside = self.app.focused.ancestors if self.app.focused is not None else ()
        return next((node for node in inside if isinstance(node, Editor)), None)

    async def _fill_form(self, value: dict[str, Any]) -> None:
        for part, keys in (("task", ("type",)), ("dataset", ("type", "name", "config", "split"))):
            for key in keys:
                text = (value.get(part) or {}).get(key)
                if text:
                    line = self.bench.query_one(f"#{part}-{key}")
                    line.focus()
                    await self.pilot.pause()
                    await self.press("ctrl+a", "ctrl+k")
                    await self.paste(text)
        await self.press("enter")


@asynccontextmanager
async def opened(app: CardsmithApp, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Driver]:
    """Open an editor, and wait until it has everything it will know."""
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: isinstance(app.screen, WorkbenchScreen), "the workbench")
        await driver.suggested()
        await pilot.pause()
        yield driver
