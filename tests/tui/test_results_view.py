"""The results view: curves of the training, the row to report, and the `model-index` that it makes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from cardsmith import fill
from cardsmith.suggest.from_card import CardProvider
from cardsmith.tui.curves import REPORTED, ROW, Chart, Series, axes, charts, marked_rows, unmatched
from cardsmith.tui.plotting import Role, draw
from cardsmith.tui.screens.results import ResultsScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.checkpoint_list import CheckpointList
from cardsmith.tui.widgets.index_view import IndexView
from cardsmith.tui.widgets.number_table import NumberTable
from tests.support import (
    BROADCLASS,
    EHCALABRES,
    FRONT,
    MESD,
    RESULTS,
    SEEDS,
    TABLE,
    replaced,
    seed,
    seed_bytes,
    trainer_card,
)
from tests.tui.driver import Driver, editor, opened, run

KNOWN = {"pipeline_tag": "audio-classification", "datasets": ["user/voices"]}
NO_INDEX = FRONT.partition("model-index:")[0]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(EHCALABRES))
    return path


async def answered(driver: Driver, answers: dict[str, Any]) -> None:
    for key, value in answers.items():
        driver.session.choose(key, value)
    await driver.bench.update()


async def curves(driver: Driver, *keys: str) -> ResultsScreen:
    """Open the view, and wait until it knows what its choice makes."""
    await driver.press("c", *keys)
    screen = driver.app.screen
    assert isinstance(screen, ResultsScreen), screen
    await made(driver, screen)
    return screen


async def made(driver: Driver, screen: ResultsScreen) -> None:
    await driver.app.workers.wait_for_complete()
    await driver.until(lambda: shown(screen), "a model-index")


def shown(screen: ResultsScreen) -> str:
    """What stands in the pane of `model-index`."""
    return "\n".join(str(part.visual) for part in screen.query_one(IndexView).query(Static) if part.display).strip("\n")


def title(screen: ResultsScreen) -> str:
    """What stands above the first chart."""
    return Content.from_markup(screen.query_one("#first").border_title or "").plain


# -- choosing ----------------------------------------------------------------------------------------------------------


def test_the_best_row_is_chosen_and_saved(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            await answered(driver, KNOWN)
            screen = await curves(driver)
            assert screen.checkpoint == "reported"
            assert "value: 0.8223" in shown(screen)
            await driver.press("b")
            await made(driver, screen)
            assert "+       value: 0.8467" in shown(screen)
            assert "results" not in driver.session.decisions
            await driver.press("enter")
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            assert driver.session.decisions["results"].value == {"checkpoint": "best"}
            await driver.until(lambda: "checkpoint: best" in driver.bench.status.message)
            draft = {"task": {"type": "audio-classification"}, "dataset": {"type": "user/voices"}, "checkpoint": "best"}
            assert driver.session.draft("results") == draft
            await driver.press("ctrl+s")
            await driver.until(lambda: not driver.app.desk.unsaved)

    run(story())
    expected = fill(seed(EHCALABRES), {**KNOWN, "results": {"checkpoint": "best"}}, (CardProvider(),))
    assert card.read_bytes() == expected.card.to_bytes()


def test_what_is_shown_is_what_is_written(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            await answered(driver, KNOWN)
            for key in "bl":
                screen = await curves(driver, key)
                lines = [line[2:] for line in shown(screen).splitlines() if line[2:].strip()]
                await driver.press("enter")
                await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
                text = driver.session.card.text
                assert all(f"\n{line}\n" in text for line in lines), lines

    run(story())


def test_escape_leaves_everything_as_it_was(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            await answered(driver, KNOWN)
            before = driver.session.card.text
            await curves(driver, "b")
            await driver.press("escape")
            assert driver.bench
            assert "results" not in driver.session.decisions
            assert driver.session.card.text == before
            assert (await curves(driver)).checkpoint == "reported"

    run(story())


def test_what_is_missing_can_be_gone_to_and_the_choice_waits(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            screen = await curves(driver, "b")
            assert "waits for the task and dataset" in shown(screen)
            assert "value: 0.8467" in shown(screen)
            await driver.press("enter")
            assert driver.app.screen is screen
            assert "results" not in driver.session.decisions
            await driver.press("g")
            await driver.until(lambda: driver.bench.current == "pipeline_tag")
            await answered(driver, {"pipeline_tag": "audio-classification"})
            screen = await curves(driver)
            assert screen.checkpoint == "best"
            assert "waits for the dataset" in shown(screen)
            await driver.press("g")
            await driver.until(lambda: driver.bench.current == "datasets")
            await answered(driver, {"datasets": ["user/voices"]})
            await curves(driver)
            await driver.press("enter")
            await driver.until(lambda: "results" in driver.session.decisions)
            assert driver.session.decisions["results"].value == {"checkpoint": "best"}

    run(story())


def test_what_was_said_of_the_dataset_is_kept(card: Path) -> None:
    said = {
        "task": {"type": "audio-classification"},
        "dataset": {"type": "user/voices", "name": "Voices", "split": "test"},
    }

    async def story() -> None:
        async with opened(editor(card)) as driver:
            await answered(driver, {"results": said})
            await curves(driver, "l")
            await driver.press("enter")
            await driver.until(lambda: driver.session.decisions["results"].value != said)
            assert driver.session.decisions["results"].value == {**said, "checkpoint": "last"}
            await curves(driver, "r")
            await driver.press("enter")
            await driver.until(lambda: driver.session.decisions["results"].value == said)

    run(story())


def test_arrows_and_clicks_choose_too(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            screen = await curves(driver, "down")
            assert screen.checkpoint == "last"
            rows = screen.query_one(CheckpointList).content_region.offset
            await driver.pilot.click(offset=(rows.x + 6, rows.y + 2))
            assert screen.checkpoint == "best"

    run(story())


# -- what there is to see ----------------------------------------------------------------------------------------------


def test_a_card_without_numbers_has_no_view(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"---\nlicense: mit\n---\n# A model\n")

    async def story() -> None:
        async with opened(editor(path)) as driver:
            assert not driver.bench.check_action("curves", ())
            await driver.press("c")
            assert isinstance(driver.app.screen, WorkbenchScreen)

    run(story())


def test_without_a_table_there_is_only_what_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(trainer_card(NO_INDEX, table="").to_bytes())

    async def story() -> None:
        async with opened(editor(path)) as driver:
            screen = await curves(driver, "b", "l")
            assert screen.checkpoint == "reported"
            assert not screen.query_one("#curves").display
            await driver.press("enter")
            await driver.until(lambda: "results" in driver.session.decisions)

    run(story())


def test_numbers_and_reasons_stand_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    hostile = replaced(RESULTS, "- Loss: 0.3500\n", "- Loss: 0.3500\n- Se\x1b[31mcret: [bold]1[/bold]\n")
    path.write_bytes(trainer_card(NO_INDEX, results=hostile).to_bytes())

    async def story() -> None:
        async with opened(editor(path)) as driver:
            screen = await curves(driver)
            words = screen.query_one(NumberTable).render().plain
            assert "reported     last     best" in words
            assert "0.9154   0.9154   0.9154" in words
            assert "– Loss 0.3500  loss is not a metric" in words
            assert "\x1b" not in words
            assert "– Se\\x1b[31mcret [bold]1[/bold]" in words

    run(story())


def test_measures_and_axes(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            screen = await curves(driver)
            assert title(screen) == "Accuracy by step"
            await driver.press("x", "right")
            assert title(screen).startswith("Loss by epoch")
            await driver.press("left")
            assert title(screen) == "Accuracy by epoch"

    run(story())


# -- the charts --------------------------------------------------------------------------------------------------------


def all_charts(stem: str) -> list[Chart]:
    card = seed(stem)
    log = card.training_results
    assert log is not None
    marks = marked_rows(log, card.reported_row)
    return charts(log, marks, axes(log)[0], unmatched(card.reported_results, card.reported_row))


@pytest.mark.parametrize("stem", SEEDS)
@pytest.mark.parametrize("size", [(30, 5), (58, 12), (120, 30)])
def test_every_chart_fills_its_pane_and_marks_its_rows(stem: str, size: tuple[int, int]) -> None:
    for chart in all_charts(stem):
        rows = draw(chart, *size, chosen="best")
        lines = ["".join(run.text for run in row) for row in rows]
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert not any("\x1b" in line for line in lines)
        chosen = "".join(run.text for row in rows for run in row if run.role is Role.CHOSEN)
        assert "B" in chosen


def test_rows_that_are_the_same_are_marked_once() -> None:
    dots = all_charts(MESD)[0].dots
    assert [(dot.mark.row, dot.mark.letters) for dot in dots] == [(68, "RB"), (99, "L")]


def test_a_number_of_no_row_is_a_line() -> None:
    chart = all_charts(BROADCLASS)[0]
    assert (chart.title, chart.level) == ("Accuracy", 0.7755)
    runs = [run for row in draw(chart, 58, 12, REPORTED) for run in row]
    assert [run.text for run in runs if run.role is Role.CHOSEN] == ["R"]
    assert any(run.role is Role.LEVEL and set(run.text) == {"-"} for run in runs)


def test_a_table_that_counts_nothing_is_drawn_by_row() -> None:
    log = trainer_card(NO_INDEX, table=replaced(TABLE, "| 2.0   | 20   |", "| 1.0   | 10   |")).training_results
    assert log is not None
    assert axes(log) == [ROW]
    assert [x for x, _ in charts(log, (), ROW, {})[0].series[0].points] == [1, 2]


# -- pictures ----------------------------------------------------------------------------------------------------------


def picture_of(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def prepare(pilot: Pilot[None]) -> None:
        driver = Driver(pilot.app, pilot)  # type: ignore[arg-type]
        driver.app.animation_level = "none"
        await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
        await driver.suggested()
        await answered(driver, KNOWN)
        await curves(driver, *keys)
        await pilot.pause()

    return prepare


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (56, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture(card: Path, size: tuple[int, int], snap_compare: Any) -> None:
    assert snap_compare(editor(card), terminal_size=size, run_before=picture_of("b"))


def test_one_high_point_among_thousands_is_drawn() -> None:
    points = tuple((float(step), 100.0 if step == 3001 else float(step % 7)) for step in range(6000))
    rows = draw(Chart("loss", "Step", (Series("loss", points),), (), None), 40, 10)
    assert [run.role for run in rows[0] if run.text.strip() and run.role is not Role.AXIS] == [Role.SECOND]
