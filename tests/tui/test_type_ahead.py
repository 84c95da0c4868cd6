"""Datasets of the Hub, offered while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsmith.tui.widgets.editors.word_list import WordList
from tests.local_hub import LocalHub
from tests.support import MESD, seed_bytes
from tests.tui.driver import Driver, editor, opened, run
from tests.tui.hub import file_editor

DATASET = "hackathon-pln-es/MESD"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_dataset(DATASET, {"README.md": Path("fixtures/hub/datasets", DATASET, "README.md").read_bytes()})
        yield hub


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MESD))
    return path


def offered(driver: Driver) -> list[str]:
    """The ids in the list that is shown."""
    lists = [words for words in driver.bench.query(WordList) if words.display and words.parent is not None]
    return [option.id or "" for words in lists if words.region.area for option in words.options]


def searches(hub: LocalHub) -> list[str]:
    return [request.query for request in hub.requests if "search=" in request.query]


async def start_typing(driver: Driver, key: str, words: str) -> None:
    await driver.go_to(key)
    await driver.press("e", *words)


def test_a_part_of_the_name_finds_the_dataset(hub: LocalHub, card: Path) -> None:
    async def story() -> None:
        async with opened(file_editor(hub, card)) as driver:
            await start_typing(driver, "datasets", "mesd")
            await driver.until(lambda: DATASET in offered(driver), "the dataset")
            assert driver.bench.query_one(WordList).chosen is None
            await driver.press("down", "enter", "enter")
            await driver.until(lambda: "datasets" in driver.session.decisions)
            assert driver.session.value("datasets") == [DATASET]

    run(story())
    # One pause, one request: not one a letter.
    assert len(searches(hub)) < len("mesd")


def test_what_was_typed_is_not_replaced_by_what_was_found(hub: LocalHub, card: Path) -> None:
    async def story() -> None:
        async with opened(file_editor(hub, card)) as driver:
            await start_typing(driver, "datasets", "mesd")
            await driver.until(lambda: offered(driver), "datasets")
            await driver.press(*"-own", "enter", "enter")
            await driver.until(lambda: "datasets" in driver.session.decisions)
            assert driver.session.decisions["datasets"].value == ["mesd-own"]

    run(story())


def test_the_dataset_of_the_results(hub: LocalHub, card: Path) -> None:
    async def story() -> None:
        async with opened(file_editor(hub, card)) as driver:
            await driver.answer("pipeline_tag", "audio-classification")
            await start_typing(driver, "results", "")
            line = driver.bench.query_one("#dataset-type")
            line.focus()
            await driver.pilot.pause()
            await driver.press(*"mesd")
            await driver.until(lambda: DATASET in offered(driver), "the dataset")
            await driver.press("down", "enter")
            assert line.value == DATASET  # type: ignore[attr-defined]
            assert offered(driver) == []
            await driver.press("tab", *"MESD", "enter")
            await driver.until(lambda: "results" in driver.session.decisions)
            assert driver.session.decisions["results"].value["dataset"] == {"type": DATASET, "name": "MESD"}

    run(story())


def test_a_hub_that_does_not_answer_is_told_quietly(hub: LocalHub, card: Path) -> None:
    hub.fault("status", path="/api/datasets", status=503, times=99)

    async def story() -> None:
        async with opened(file_editor(hub, card)) as driver:
            await start_typing(driver, "datasets", "mesd")
            await driver.until(lambda: driver.bench.status.state, "the problem")
            assert offered(driver) == []
            await driver.press("enter", "enter")
            await driver.until(lambda: "datasets" in driver.session.decisions)

    run(story())


def test_leaving_does_not_wait_for_the_hub(hub: LocalHub, card: Path) -> None:
    hub.fault("hang", path="/api/datasets", seconds=60, times=99)

    async def story() -> None:
        async with opened(file_editor(hub, card)) as driver:
            await start_typing(driver, "datasets", "mesd")
            await driver.until(lambda: any("search=mesd" in query for query in searches(hub)), "the request")
            await driver.press("escape", "q", "l")
            await driver.until(lambda: driver.app._exit)

    run(story())


def test_offline_nothing_is_looked_up(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            await start_typing(driver, "datasets", "mesd")
            await driver.press("enter", "enter")
            await driver.until(lambda: "datasets" in driver.session.decisions)
            assert driver.bench.type_ahead is None

    run(story())
