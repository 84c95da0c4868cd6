"""Typing an answer: where the cursor is, what keys mean there, and that nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from cardsmith.catalogue import libraries
from cardsmith.questions import choices
from cardsmith.session import State
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.editors.one_of import OneOf
from cardsmith.tui.widgets.editors.pick import ListEditor
from cardsmith.tui.widgets.editors.word_list import WordList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.question_panel import QuestionPanel
from tests.support import MESD, seed_bytes
from tests.tui.driver import Driver, editor, journals_of, opened, run

MODEL = "sections.Model description"


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


# -- what is typed and not accepted ------------------------------------------------------------------------------------


def test_moving_on_keeps_what_was_typed(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "escape", "n", "n")
            assert driver.bench.current != MODEL
            assert driver.session.typed == {MODEL: "Hello"}
            assert driver.session.state(MODEL) is State.OPEN
            await driver.go_to(MODEL)
            await driver.press("e", *" there", "ctrl+j")
            await driver.until(lambda: MODEL in driver.session.decisions)
            assert driver.session.typed == {}
            assert "Hello there" in driver.session.card.text

    run(story())


@pytest.mark.parametrize(
    ("key", "keys", "value"),
    [
        ("pipeline_tag", "audio-c", "audio-c"),
        ("datasets", "user/one", ["user/one"]),
        ("results", "audio-classification", {"task": {"type": "audio-classification"}}),
    ],
)
def test_every_form_keeps_what_was_typed(mesd: Path, key: str, keys: str, value: object) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(key)
            await driver.press("e", *keys, "escape", "s")
            assert driver.session.typed == {key: value}
            await driver.go_to(key)
            await driver.press("e")
            typing = driver.typing()
            assert typing is not None
            assert typing.typed() == value

    run(story())


def test_leaving_asks_about_what_was_typed_and_offers_it_again(mesd: Path) -> None:
    async def leave() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "escape", "q")
            assert isinstance(driver.app.screen, AskScreen)
            words = str(driver.app.screen.query_one("#words", Static).content)
            assert words == "Typed, and not accepted yet: Model description."
            await driver.press("l")
            await driver.until(lambda: driver.app._exit)

    async def come_back() -> None:
        async with editor(mesd).run_test(size=(120, 36)) as pilot:
            driver = Driver(pilot.app, pilot)  # type: ignore[arg-type]
            await driver.until(lambda: isinstance(driver.app.screen, AskScreen))
            await driver.press("r")
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            assert "1 typed text" in driver.bench.status.message
            await driver.go_to(MODEL)
            await driver.press("e")
            typing = driver.typing()
            assert typing is not None
            assert typing.text() == "Hello"

    run(leave())
    assert mesd.read_bytes() == seed_bytes(MESD)
    run(come_back())


def test_saving_while_typing_takes_what_is_typed(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "ctrl+s")
            await driver.until(lambda: b"Hello" in mesd.read_bytes())
            assert "written to" in driver.bench.status.message

    run(story())


def test_saving_while_a_wrong_answer_is_typed_says_why_and_writes_nothing(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("results")
            await driver.press("e", "tab", *"two words", "ctrl+s")
            await driver.until(lambda: driver.bench.status.message)
            await driver.pilot.pause()
            assert driver.bench.status.message.startswith("!")
            assert driver.bench.current == "results"

    run(story())
    assert mesd.read_bytes() == seed_bytes(MESD)


def test_saving_names_what_is_not_accepted(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "escape", "ctrl+s")
            await driver.until(lambda: b"library_name" in mesd.read_bytes())
            assert "not accepted: Model description" in driver.bench.status.message
            assert b"Hello" not in mesd.read_bytes()
            await driver.until(lambda: list(journals_of(mesd).glob("*.json")))

    run(story())


def test_undo_while_typing_is_about_the_text_only(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.answer("language", "es")
            await driver.go_to("pipeline_tag")
            await driver.press("e", *"audio", "ctrl+z", "ctrl+r")
            await driver.press("escape")
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "ctrl+z")
            typing = driver.typing()
            assert typing is not None
            assert typing.text() == ""
            assert "undo" not in driver.bench.query_one(KeyBar).render().plain
            assert list(driver.session.decisions) == ["language"]
            await driver.press("escape")
            assert "u undo" in driver.bench.query_one(KeyBar).render().plain

    run(story())


def test_the_footer_has_no_key_that_only_types_a_letter(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            bar = driver.bench.query_one(KeyBar)
            await driver.pilot.resize_terminal(240, 40)
            await driver.go_to("pipeline_tag")
            assert "search" in bar.render().plain
            assert "$EDITOR" not in bar.render().plain, "a word of a list is no text"
            await driver.press("e")
            assert "search" not in bar.render().plain
            await driver.press("escape")
            await driver.go_to(MODEL)
            assert "$EDITOR" in bar.render().plain

    run(story())


# -- what the keys do --------------------------------------------------------------------------------------------------


def test_the_hint_is_about_the_place_of_the_cursor(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            hint = driver.bench.query_one("#hint", Static)
            await driver.go_to("pipeline_tag")
            assert str(hint.content) == "⏎ takes it · e types another"
            await driver.press("e")
            assert str(hint.content) == "↑↓ choose · ⏎ accept · esc back"
            await driver.press("escape")
            await driver.go_to("language")
            if not driver.session.suggestions("language"):
                assert str(hint.content) == "⏎ types the answer"

    run(story())


def test_no_datasets_is_said_in_words_before_it_is_an_answer(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("datasets")
            await driver.press("enter")
            typing = driver.typing()
            assert typing is not None
            offered = typing.query_one(WordList)
            assert offered.option_count == 0
            await driver.press("enter")
            assert "datasets" not in driver.session.decisions
            assert offered.option_count == 1
            assert str(offered.get_option_at_index(0).prompt) == "none that is on the Hub"
            await driver.press("u", "backspace")
            assert offered.option_count == 0
            await driver.press("enter", "enter")
            await driver.until(lambda: "datasets" in driver.session.decisions)
            assert driver.session.decisions["datasets"].value == []

    run(story())


def test_the_frame_stays_while_the_cursor_goes_from_line_to_line(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9), (80, 24)) as driver:
            await driver.bench.go_to("results")
            await driver.press("e")
            for _ in range(3):
                await driver.press("tab")
                await driver.pilot.pause()
                assert driver.bench.query_one(QuestionPanel).has_class("-active")
            line = driver.app.focused
            assert line is not None
            assert driver.bench.query_one(QuestionPanel).region.contains_region(line.region)

    run(story())


def test_ctrl_q_asks_as_q_does(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to(MODEL)
            await driver.press("e", *"Hello", "ctrl+q")
            assert isinstance(driver.app.screen, AskScreen)

    run(story())


# -- what is offered ---------------------------------------------------------------------------------------------------


def test_the_libraries_that_most_models_name_come_first() -> None:
    offered = [choice.value for choice in choices("library_name")]
    assert offered[:4] == ["transformers", "diffusers", "peft", "sentence-transformers"]
    assert sorted(offered) == sorted(libraries())
