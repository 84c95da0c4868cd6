"""The board: many cards looked at in the background, opened, answered, and written together."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot

from cardsmith import Card
from cardsmith.cli.main import cli
from cardsmith.errors import CardError
from cardsmith.journal import Journals
from cardsmith.suggest.from_card import CardProvider
from cardsmith.tui.board_app import BoardApp
from cardsmith.tui.desk import Opening
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.board import BoardScreen
from cardsmith.tui.screens.preview import PreviewScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.settings import Settings
from cardsmith.tui.shelf import Findings, Listed, Order, Row, Shelf, Stage
from cardsmith.tui.widgets.card_table import CardHead, CardTable
from tests.support import MESD, MTL9, URDU, seed_bytes, trainer_card
from tests.tui.driver import Driver, run
from tests.tui.test_terminal import Terminal

COMPLETE = "voices"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of three seeds, a complete card and a broken one."""
    folder = tmp_path / "models"
    cards = {stem: seed_bytes(stem) for stem in (MESD, MTL9, URDU)}
    cards |= {COMPLETE: trainer_card().to_bytes(), "broken": b"---\nname: \xff\n---\n"}
    for name, data in cards.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "README.md").write_bytes(data)
    return folder


def board_of(folder: Path, theme: str = "forge") -> BoardApp:
    def opening(path: Path) -> Opening:
        return Opening(str(path.relative_to(folder.parent)), Card.load(path), path, lambda _: (CardProvider(),))

    def listed() -> Iterator[Listed]:
        for path in sorted(folder.rglob("*.md")):
            yield Listed(str(path.relative_to(folder.parent)), partial(opening, path))

    return BoardApp(Shelf(f"{folder.name}/", listed), Journals(folder.parent / "state"), Settings(theme))


class BoardDriver(Driver):
    """A running board and its keyboard."""

    def __init__(self, app: BoardApp, pilot: Pilot[None]) -> None:
        super().__init__(app, pilot)  # type: ignore[arg-type]

    @property
    def session(self) -> Any:
        return self.bench.desk.session

    @property
    def board(self) -> BoardScreen:
        assert isinstance(self.app.screen, BoardScreen), self.app.screen
        return self.app.screen

    @property
    def table(self) -> CardTable:
        return self.board.query_one(CardTable)

    def row(self, name: str) -> Row:
        return next(row for row in self.board.shelf.rows if row.name == name)

    def names(self) -> list[str]:
        """The cards that are shown, in order."""
        return [row.name for row in self.table.rows]

    async def looked_at(self) -> None:
        """Wait until every card was looked at."""
        await self.until(lambda: self.board.shelf.rows and self.board.shelf.checked == len(self.board.shelf.rows))

    async def open(self, name: str) -> None:
        """Move to a card and open it."""
        self.table.mark(self.names().index(name))
        await self.press("enter")
        await self.until(lambda: isinstance(self.app.screen, WorkbenchScreen), name)
        await self.suggested()

    async def back(self, key: str = "q") -> None:
        await self.press(key)
        await self.until(lambda: isinstance(self.app.screen, BoardScreen), "the board")


@asynccontextmanager
async def opened(app: BoardApp, size: tuple[int, int] = (120, 36)) -> AsyncIterator[BoardDriver]:
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        driver = BoardDriver(app, pilot)
        await driver.looked_at()
        await pilot.pause()
        yield driver


# -- looking at cards --------------------------------------------------------------------------------------------------


def test_every_card_has_its_line(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            assert driver.names() == sorted([MESD, MTL9, URDU, COMPLETE, "broken"])
            assert driver.row(COMPLETE).stage is Stage.COMPLETE
            broken, mesd = driver.row("broken"), driver.row(MESD)
            assert broken.stage is Stage.FAILED
            assert "not UTF-8" in broken.words
            assert mesd.stage is Stage.OPEN
            assert mesd.findings is not None
            assert (round(mesd.findings.share, 2), mesd.findings.gaps) == (0.19, 10)
            assert mesd.words.startswith("library_name, language")

    run(story())


def test_filter_by_words_and_by_state(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            await driver.press("slash", *"wav2", "enter")
            assert driver.names() == [MESD]
            await driver.press("escape")
            assert len(driver.names()) == 5
            await driver.press("f")
            assert driver.names() == [MTL9, URDU, MESD]
            await driver.press("f")
            assert driver.names() == [COMPLETE]
            await driver.press("f")
            assert driver.names() == ["broken"]
            await driver.press("f")
            assert len(driver.names()) == 5
            await driver.press("slash", *"base_model", "enter")
            assert set(driver.names()) <= {MESD, MTL9, URDU}

    run(story())


def test_sort_by_key_and_by_click(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            await driver.press("end")
            marked = driver.table.current
            await driver.press("o", "o")
            shares = [row.findings.share for row in driver.table.rows if row.findings is not None]
            assert shares == sorted(shares)
            assert driver.names()[-1] == "broken"
            assert driver.table.current == marked
            head = driver.board.query_one(CardHead).region.offset
            await driver.pilot.click(offset=(head.x + 3, head.y))
            assert driver.names() == sorted(driver.names(), key=str.casefold)
            await driver.pilot.click(offset=(head.x + 3, head.y))
            assert driver.names() == sorted(driver.names(), key=str.casefold, reverse=True)

    run(story())


def test_a_broken_card_is_told_and_looked_at_again(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            driver.table.mark(driver.names().index("broken"))
            await driver.press("enter")
            await driver.until(lambda: "not UTF-8" in driver.board.status.message)
            (models / "broken" / "README.md").write_bytes(trainer_card().to_bytes())
            await driver.press("r")
            await driver.until(lambda: driver.row("broken").stage is Stage.COMPLETE)
            assert driver.row("broken").problem == ""

    run(story())


# -- working on cards --------------------------------------------------------------------------------------------------


def test_answers_are_kept_and_written_together(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            for name, language in ((MESD, "es"), (URDU, "ur")):
                await driver.open(name)
                driver.session.choose("language", language)
                await driver.bench.decided()
                await driver.back("escape" if name == MESD else "q")
                row = driver.row(name)
                assert row.stage is Stage.UNSAVED
                assert row.findings is not None
                assert "language" not in row.findings.titles
            assert (models / MESD / "README.md").read_bytes() == seed_bytes(MESD)
            await driver.open(MESD)  # no question whether to resume: the answers are there
            assert driver.session.decisions["language"].value == "es"
            await driver.back()
            await driver.press("ctrl+s")
            assert driver.board.status.message == "✓ 2 cards written"
            assert {driver.row(name).stage for name in (MESD, URDU)} == {Stage.SAVED}
            assert not driver.board.desks
            await driver.press("q")

    run(story())
    assert b"\nlanguage: es\n" in (models / MESD / "README.md").read_bytes()
    assert b"\nlanguage: ur\n" in (models / URDU / "README.md").read_bytes()
    assert not list((models.parent / "state").glob("*.json"))


def test_looking_into_a_card_changes_nothing(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            before = driver.row(MESD)
            await driver.open(MESD)
            await driver.press("v")
            await driver.until(lambda: isinstance(driver.app.screen, PreviewScreen))
            await driver.back()
            assert driver.row(MESD) == before
            assert not driver.board.desks
            await driver.press("q")
            assert driver.app._exit

    run(story())
    assert (models / MESD / "README.md").read_bytes() == seed_bytes(MESD)


@pytest.mark.parametrize(("key", "written", "kept"), [("s", True, 0), ("l", False, 1), ("d", False, 0)])
def test_quit_asks_once(models: Path, key: str, written: bool, kept: int) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            await driver.open(MESD)
            driver.session.choose("language", "es")
            await driver.bench.decided()
            await driver.app.workers.wait_for_complete()
            await driver.back()
            await driver.press("q")
            assert isinstance(driver.app.screen, AskScreen)
            await driver.press("escape")
            await driver.until(lambda: isinstance(driver.app.screen, BoardScreen))
            await driver.press("q", key)
            await driver.until(lambda: driver.app._exit)

    run(story())
    assert ((models / MESD / "README.md").read_bytes() != seed_bytes(MESD)) is written
    assert len(list((models.parent / "state").glob("*.json"))) == kept


def test_a_card_that_changed_on_disk_is_not_overwritten(models: Path) -> None:
    changed = seed_bytes(MESD) + b"\nOne more line.\n"

    async def story() -> None:
        async with opened(board_of(models)) as driver:
            await driver.open(MESD)
            driver.session.choose("language", "es")
            await driver.bench.decided()
            await driver.back()
            (models / MESD / "README.md").write_bytes(changed)
            await driver.press("q", "s")
            await driver.until(lambda: isinstance(driver.app.screen, BoardScreen))
            assert "0 cards written, 1 not" in driver.board.status.message
            assert driver.row(MESD).stage is Stage.UNSAVED
            assert driver.row(MESD).problem

    run(story())
    assert (models / MESD / "README.md").read_bytes() == changed


def test_a_double_click_opens(models: Path) -> None:
    async def story() -> None:
        async with opened(board_of(models)) as driver:
            place = driver.table.content_region.offset
            await driver.pilot.click(offset=(place.x + 4, place.y + 1), times=2)
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))

    run(story())


# -- many cards --------------------------------------------------------------------------------------------------------


def test_a_thousand_cards_stream_in() -> None:
    data = trainer_card().to_bytes()
    count = 1_000

    def opening(number: int) -> Opening:
        if number % 100 == 99:
            raise CardError("gone", where=str(number))
        return Opening(str(number), Card.from_bytes(data), None, lambda _: ())

    def listed() -> Iterator[Listed]:
        for number in range(count):
            yield Listed(f"cards/{number}/README.md", partial(opening, number))

    async def story() -> None:
        app = BoardApp(Shelf("cards", listed), settings=Settings("forge"))
        app.animation_level = "none"
        async with app.run_test(size=(80, 24)) as pilot:
            driver = BoardDriver(app, pilot)
            await driver.until(lambda: driver.board.shelf.rows)
            await driver.press("down", "down")
            assert driver.table.current is not None
            assert driver.table.current.at == 2
            await driver.until(lambda: driver.board.shelf.checked == count)
            assert driver.board.shelf.count(Stage.FAILED) == 10
            await driver.press("end")
            assert driver.table.current.at == count - 1

    run(story())


def test_orders_of_a_shelf() -> None:
    shelf = Shelf("cards", list)
    shelf.add(Listed(name, lambda: Opening("", Card(""), None, lambda _: ())) for name in ("b", "a", "c"))
    shelf.found(0, Findings(0.5, 0, 3, 0, ("license",)))
    shelf.found(1, Findings(0.9, 1, 0, 0, ("tags",)))
    shelf.failed(2, "gone")
    order = {order: "".join(row.name for row in shelf.view("", None, order, False)) for order in Order}
    assert order == {Order.GIVEN: "bac", Order.NAME: "abc", Order.SCORE: "bac", Order.GAPS: "abc", Order.STAGE: "bac"}
    assert [row.name for row in shelf.view("open", None, Order.NAME, True)] == ["b", "a"]
    assert [row.name for row in shelf.view("gone", None, Order.NAME, False)] == ["c"]
    assert shelf.share == pytest.approx(0.7)


# -- the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(models: Path) -> Iterator[Terminal]:
    terminal = Terminal(models.parent)
    yield terminal
    subprocess.run(["tmux", "-L", terminal.name, "kill-server"], check=False, capture_output=True)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_a_folder_of_cards_in_a_real_terminal(terminal: Terminal) -> None:
    terminal.start(80, 24, cards="models")
    terminal.wait_for_words("1 failed")
    terminal.type("Down")
    terminal.wait_for_words("▌ combined-MTL9")
    terminal.type("Enter")
    terminal.wait_for_words("Which languages")
    terminal.type("q")
    terminal.wait_for_words("5 cards")
    terminal.type("q")
    terminal.wait_for(terminal.ended)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
@pytest.mark.parametrize(
    ("cards", "words"),
    [
        (f"models/{URDU}", "Which languages"),
        (f"models/{URDU} models/{URDU}/README.md", "Which languages"),
        (f"models/{URDU} models/{MESD}", "2 cards"),
    ],
)
def test_one_card_opens_at_once(terminal: Terminal, cards: str, words: str) -> None:
    terminal.start(100, 30, cards=cards)
    terminal.wait_for_words(words)


def test_it_needs_a_terminal(models: Path) -> None:
    done = CliRunner().invoke(cli, ["edit", str(models)])
    assert done.exit_code == 2
    assert "needs a terminal" in done.stderr


# -- pictures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture(models: Path, size: tuple[int, int], snap_compare: Any) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        driver = BoardDriver(pilot.app, pilot)  # type: ignore[arg-type]
        driver.app.animation_level = "none"
        await driver.looked_at()
        await driver.open(URDU)
        driver.session.choose("language", "ur")
        await driver.bench.decided()
        await driver.back()
        await driver.pilot.pause()

    theme = "forge-light" if size == (80, 24) else "forge"
    assert snap_compare(board_of(models, theme), terminal_size=size, run_before=prepare)
