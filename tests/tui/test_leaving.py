"""Leaving a view, or the editor, at every step of opening it: what comes late finds no place, and nothing fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cardsmith.tui.app import CardsmithApp
from cardsmith.tui.screens.workbench import WorkbenchScreen
from tests.support import MESD, seed_bytes
from tests.tui.driver import editor, opened, run

TURNS = (0, 1, 3, 5, 7, 9, 12, 15, 20)
"""Turns of the event loop; after ten a view is laid out, after twenty its threads have told what they found."""
VIEWS = {"d": "review", "c": "results", "v": "preview", "question_mark": "help", "ctrl+o": "jump"}


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MESD))
    return path


async def turn(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def press(app: CardsmithApp, key: str) -> None:
    """Press a key without waiting for what it does."""
    app.simulate_key(key)


@pytest.mark.parametrize("key", VIEWS, ids=VIEWS.values())
def test_going_back_at_every_step(card: Path, key: str) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            for turns in TURNS:
                press(driver.app, key)
                await turn(turns)
                press(driver.app, "escape")
                await driver.pilot.pause()
                if not isinstance(driver.app.screen, WorkbenchScreen):  # escape came before the view did
                    await driver.press("escape")
                assert isinstance(driver.app.screen, WorkbenchScreen)
            await driver.press("n")
            assert driver.bench.current is not None

    run(story())


@pytest.mark.parametrize("key", VIEWS, ids=VIEWS.values())
def test_going_back_twice_at_once_leaves_one_view(card: Path, key: str) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            await driver.press(key)
            press(driver.app, "escape")
            press(driver.app, "escape")
            await driver.pilot.pause()
            assert isinstance(driver.app.screen, WorkbenchScreen)

    run(story())


@pytest.mark.parametrize("turns", TURNS[::3])
@pytest.mark.parametrize("key", ["d", "c", "v"], ids=VIEWS.get)
def test_closing_the_editor_at_every_step(card: Path, key: str, turns: int) -> None:
    async def story() -> None:
        app = editor(card)
        async with app.run_test():
            press(app, key)
            await turn(turns)
            app.exit()
        assert app.return_code == 0

    run(story())


@pytest.mark.parametrize("turns", TURNS[::3])
def test_closing_the_editor_while_a_card_is_opened(card: Path, turns: int) -> None:
    async def story() -> None:
        app = editor(card)
        async with app.run_test():
            app.push_screen(WorkbenchScreen(app.desk))
            await turn(turns)
            app.exit()
        assert app.return_code == 0

    run(story())
