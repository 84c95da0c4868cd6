"""Pictures of the screens in the sizes and themes that people use; `--snapshot-update` takes them again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from cardsmith.tui.screens.review import ReviewScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.diff_pane import DiffPane
from tests.support import MTL9, answers, seed_bytes
from tests.tui.driver import Driver, editor

SIZES = [(120, 36), (80, 24), (60, 20)]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MTL9))
    return path


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Wait for all suggestions, press keys, and let everything settle."""

    async def prepare(pilot: Pilot[None]) -> None:
        driver = Driver(pilot.app, pilot)  # type: ignore[arg-type]
        driver.app.animation_level = "none"
        await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
        await driver.suggested()
        for key, value in answers(MTL9).items():
            if key in ("language", "results", "sections.Model description"):
                task = {"task": {"type": "automatic-speech-recognition"}} if key == "results" else {}
                driver.session.choose(key, {**task, **value} if isinstance(value, dict) else value)
        driver.bench.current = "pipeline_tag"
        await driver.bench.update()
        await driver.press(*keys)
        screen = driver.app.screen
        if isinstance(screen, ReviewScreen):
            await driver.until(lambda: screen.query_one(DiffPane)._hunks)
        await pilot.pause()

    return prepare


@pytest.mark.parametrize("theme", ["forge", "forge-light"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_workbench(card: Path, size: tuple[int, int], theme: str, snap_compare: Any) -> None:
    keys = ("tab", "tab") if size[0] < 70 else ()
    assert snap_compare(editor(card, theme=theme), terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_review(card: Path, size: tuple[int, int], snap_compare: Any) -> None:
    assert snap_compare(editor(card), terminal_size=size, run_before=after("d"))


def test_review_side_by_side(card: Path, snap_compare: Any) -> None:
    app = editor(card, theme="forge-light")
    assert snap_compare(app, terminal_size=(120, 36), run_before=after("d", "v"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_help(card: Path, size: tuple[int, int], snap_compare: Any) -> None:
    assert snap_compare(editor(card), terminal_size=size, run_before=after("question_mark"))


def test_in_the_terminals_own_colours(card: Path, snap_compare: Any) -> None:
    assert snap_compare(editor(card, theme="ansi-dark"), terminal_size=(80, 24), run_before=after())


@pytest.mark.parametrize("size", [(120, 36), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_changed_on_disk(card: Path, size: tuple[int, int], snap_compare: Any) -> None:
    app = editor(card)

    async def prepare(pilot: Pilot[None]) -> None:
        await after()(pilot)
        card.write_bytes(seed_bytes(MTL9).replace(b"- seed: 42", b"- seed: 4242"))
        await pilot.press("ctrl+s")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=prepare)
