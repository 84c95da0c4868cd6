"""The line for messages, and what else tells how things are: the dot, the footer, a file that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.widgets import Static

from cardsmith.tui.screens.results import ResultsScreen
from cardsmith.tui.screens.review import ReviewScreen
from cardsmith.tui.widgets.diff_pane import DiffPane
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.search_bar import SearchBar
from cardsmith.tui.widgets.status_line import StatusLine, fitted
from tests.tui.driver import editor, opened, run

# -- messages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "width", "rows"),
    [
        ("written to README.md", 40, ["written to README.md"]),
        ("language: es · u takes it back", 20, ["language: es", "· u takes it back"]),
        ("written to /home/somebody/models/wav2vec2/README.md", 24, ["written to", "/home/someb…c2/README.md"]),
        ("a b c d e f g h", 3, ["a b", "c d", "e …"]),
        ("a b c d e f g h · u", 3, ["a b", "c …", "· u"]),
        ("", 10, [""]),
    ],
)
def test_messages_are_wrapped_and_end_with_dots_when_they_are_cut(message: str, width: int, rows: list[str]) -> None:
    assert fitted(message, width) == rows


def test_a_long_message_takes_more_rows_for_a_while(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd), (60, 20)) as driver:
            line = driver.bench.query_one(StatusLine)
            assert line.size.height == 1
            line.say("language: es, and some more words to fill the line · u takes it back")
            await driver.until(lambda: line.size.height == 2)
            assert line.render().plain.rstrip().endswith("u takes it back")
            line.say("short")
            await driver.until(lambda: line.size.height == 1)

    run(story())


def test_ctrl_c_says_which_key_leaves(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("ctrl+c")
            assert driver.bench.status.message == "? q: Leave the editor"
            assert not list(driver.app._notifications)

    run(story())


# -- the palette -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("quit", "Leave the editor"),
        ("save", "Write the card"),
        ("skip", "Leave this for later"),
        ("review", "See every change as a diff"),
        ("curves", "See the training, and choose which row is reported"),
        ("jump", "Put a letter on everything, and go to the one you type"),
        ("preview", "Read the card as the Hub will show it"),
        ("save as", "Write it to another file"),
    ],
)
def test_the_palette_knows_the_words_of_the_footer(mesd: Path, words: str, title: str) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            driver.session.choose("language", "es")
            await driver.press("ctrl+p", *words)
            assert isinstance(driver.app.screen, CommandPalette)
            offered = driver.app.screen.query_one(CommandList)
            await driver.until(
                lambda: offered.option_count and title in str(offered.get_option_at_index(0).prompt), title
            )

    run(story())


# -- search ------------------------------------------------------------------------------------------------------------


def test_search_says_its_keys(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd), (80, 24)) as driver:
            await driver.press("slash", *"the")
            shown = str(driver.bench.query_one(SearchBar).query_one("#count", Static).content)
            assert shown.endswith("⏎ next · esc closes")

    run(story())


# -- what is not written -----------------------------------------------------------------------------------------------


def test_the_dot_is_about_answers_as_quit_is(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            bar = driver.bench.query_one(ScoreBar)
            assert "unsaved" not in bar.render().plain
            assert "✦ 2 to write" in bar.render().plain
            await driver.answer("language", "es")
            assert "● unsaved" in bar.render().plain

    run(story())


def test_a_file_that_is_gone_is_told_once_and_written_again(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            mesd.unlink()
            await driver.bench.look_at_disk()
            assert driver.bench.status.message == "! README.md is gone: ^s writes it again"
            await driver.press("n")
            driver.bench.status.say("something else")
            await driver.bench.look_at_disk()
            assert driver.bench.status.message == "✓ something else"
            await driver.press("ctrl+s")
            await driver.until(mesd.exists)
            assert b"library_name" in mesd.read_bytes()
            assert "written to" in driver.bench.status.message

    run(story())


# -- reasons -----------------------------------------------------------------------------------------------------------


def test_the_review_says_what_a_taken_suggestion_is_from(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.go_to("pipeline_tag")
            await driver.press("1")
            await driver.press("d")
            screen = driver.app.screen
            assert isinstance(screen, ReviewScreen)
            pane = screen.query_one(DiffPane)
            await driver.until(lambda: pane._hunks)
            why = next(reason.why for reason in pane._reasons if "pipeline_tag" in reason.title)
            assert why.startswith("your answer, from "), why

    run(story())


def test_curves_say_why_a_choice_changes_nothing(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            driver.session.choose("pipeline_tag", "automatic-speech-recognition")
            value = {"task": {"type": "automatic-speech-recognition"}, "dataset": {"type": "a/b", "name": "B"}}
            driver.session.choose("results", value)
            await driver.press("c")
            screen = driver.app.screen
            assert isinstance(screen, ResultsScreen)
            missing = screen.query_one("#missing", Static)
            await driver.until(lambda: str(missing.content))
            assert str(missing.content) == "✓ that is the answer already; it is not saved yet"

    run(story())


# -- the footer --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", ["", "d", "c", "v"])
def test_help_and_quit_stay_to_the_end(mesd: Path, key: str, size: tuple[int, int]) -> None:
    async def story() -> None:
        async with opened(editor(mesd), size) as driver:
            if key:
                await driver.press(key)
            shown = driver.app.screen.query_one(KeyBar).render().plain
            assert "? help" in shown
            assert "q quit" in shown

    run(story())


def test_a_row_with_the_same_numbers_says_so(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.press("c", "l")
            screen = driver.app.screen
            assert isinstance(screen, ResultsScreen)
            assert screen.status.message == "= last row: the same numbers as “as reported”"

    run(story())
