"""Typing an answer: where the cursor is, what keys mean there, and that nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsmith.session import State
from cardsmith.tui.widgets.editors.one_of import OneOf
from cardsmith.tui.widgets.editors.pick import ListEditor
from tests.support import MESD, MTL9, seed_bytes
from tests.tui.driver import editor, opened, run


@pytest.fixture
def mesd(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MESD))
    return path


@pytest.fixture
def mtl9(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MTL9))
    return path


# -- where the cursor is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_question_without_suggestions_is_typed_at_once(mesd: Path, width: int) -> None:
    async def story() -> None:
        async with opened(editor(mesd), (width, 24)) as driver:
            assert driver.session.suggestions("language") == []
            await driver.press("tab", "tab", *"spanish", "enter", "enter")
            assert driver.session.card.metadata["language"] == "es"

    run(story())


# -- the form of the results -------------------------------------------------------------------------------------------


def test_enter_on_the_numbers_accepts_the_form_and_letters_do_nothing_there(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.go_to("results")
            driver.session.choose("pipeline_tag", "automatic-speech-recognition")
            await driver.press("e")
            for part, text in (("task-type", "automatic-speech-recognition"), ("dataset-type", "common_voice")):
                line = driver.bench.query_one(f"#{part}")
                line.focus()
                await driver.pilot.pause()
                await driver.press("ctrl+a", "ctrl+k")
                await driver.paste(text)
            driver.bench.query_one(OneOf).focus()
            await driver.press("s", "x", "1")
            assert driver.session.state("results") is State.OPEN
            assert driver.bench.current == "results"
            await driver.press("right", "right", "enter")
            await driver.until(lambda: "results" in driver.session.decisions)
            value = driver.session.value("results")
            assert value["checkpoint"] == "best"
            assert value["dataset"]["type"] == "common_voice"

    run(story())


# -- pasting -----------------------------------------------------------------------------------------------------------


def test_pasted_lines_are_words_of_a_list(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("datasets")
            await driver.press("e")
            await driver.paste("user/one\nuser/two\n\n- user/three\n")
            await driver.press("enter")
            typing = driver.typing()
            assert isinstance(typing, ListEditor)
            assert typing.words == ["user/one", "user/two", "user/three"]

    run(story())
