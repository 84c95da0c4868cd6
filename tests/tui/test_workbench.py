"""The workbench: the loop of keys, the mouse, suggestions that arrive, and nothing lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import Input, OptionList, Static

from cardsmith.errors import CardsmithError
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.session import State
from cardsmith.suggest.base import Need, Request
from cardsmith.tui.marks import Paint
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.changed import ChangedScreen
from cardsmith.tui.screens.help import HelpScreen
from cardsmith.tui.screens.jump import JumpScreen
from cardsmith.tui.screens.review import ReviewScreen
from cardsmith.tui.screens.save_as import SaveAsScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.diff_pane import DiffPane
from cardsmith.tui.widgets.editors.pick import PickEditor
from cardsmith.tui.widgets.gap_list import GapList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.search_bar import SearchBar
from cardsmith.tui.widgets.source_view import SourceView
from tests.support import EHCALABRES, MESD, seed_bytes
from tests.tui.driver import Driver, editor, journals_of, opened, run

MODEL = "sections.Model description"


# -- the loop ----------------------------------------------------------------------------------------------------------


def test_next_skip_and_undo(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            assert driver.bench.current == "language"
            await driver.press("n", "n", "p")
            assert driver.bench.current == "datasets"
            await driver.press("s")
            assert driver.session.state("datasets") is State.SKIPPED
            assert driver.bench.current == "pipeline_tag"
            await driver.press("x")
            assert driver.session.state("pipeline_tag") is State.NOT_APPLICABLE
            await driver.press("u", "u")
            assert not driver.session.decisions
            await driver.press("U")
            assert driver.session.state("datasets") is State.SKIPPED
            assert "made again skip datasets" in driver.bench.status.message

    run(story())


def test_a_number_takes_a_suggestion_and_says_how_to_take_it_back(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.go_to("pipeline_tag")
            await driver.press("9")
            assert not driver.session.decisions
            await driver.press("1")
            assert driver.session.card.metadata["pipeline_tag"] == "automatic-speech-recognition"
            assert "u takes it back" in driver.bench.status.message
            await driver.go_to("pipeline_tag")
            await driver.press("backspace")
            assert driver.session.state("pipeline_tag") is State.OPEN
            await driver.press("enter")
            assert driver.session.state("pipeline_tag") is State.FILLED

    run(story())


def test_type_ahead_finds_the_word(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("pipeline_tag")
            await driver.press("e", *"audio-c")
            typing = driver.typing()
            assert isinstance(typing, PickEditor)
            offered = typing.query_one(OptionList)
            await driver.until(lambda: offered.option_count == 1)
            await driver.press("enter")
            assert driver.session.card.metadata["pipeline_tag"] == "audio-classification"

    run(story())


def test_arrows_choose_another_word(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("language")
            await driver.press("e", *"span", "enter", *"germ", "enter", "backspace", "enter")
            assert driver.session.card.metadata["language"] == "es"
            await driver.go_to("pipeline_tag")
            await driver.press("e", *"audio", "down", "up", "down", "enter")
            assert driver.session.card.metadata["pipeline_tag"].startswith("audio")

    run(story())


def test_a_bad_answer_says_why_and_stays(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.go_to("results")
            await driver.press("e")
            await driver.press("enter")
            assert "a result needs its task" in driver.bench.status.message
            assert driver.bench.current == "results"
            assert not driver.session.decisions

    run(story())


def test_repairs_and_notes_take_one_key(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(EHCALABRES))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            await driver.go_to("repair.reported-row")
            await driver.press("enter")
            assert driver.session.state("repair.reported-row") is State.SKIPPED
            await driver.go_to("repair.misspelt-model-index")
            await driver.press("s")
            assert "model_index" in driver.session.card.metadata
            await driver.go_to("repair.misspelt-model-index")
            await driver.press("enter")
            assert "model-index" in driver.session.card.metadata

    run(story())


def test_the_users_own_keys(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd, keys={"next": "ctrl+n,j", "skip": "k"})) as driver:
            await driver.press("j")
            assert driver.bench.current == "datasets"
            await driver.press("n")
            assert driver.bench.current == "datasets"
            await driver.press("k")
            assert driver.session.state("datasets") is State.SKIPPED
            shown = driver.bench.query_one(KeyBar).render().plain
            assert "k skip" in shown

    run(story())


# -- the mouse ---------------------------------------------------------------------------------------------------------


def test_clicks_do_what_keys_do(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.go_to("pipeline_tag")
            assert not driver.session.decisions, "a click on a question is no answer"
            assert driver.bench.query_one("#suggestions").region.height == 2
            await driver.pilot.click("#suggestions", offset=(4, 0))
            assert driver.session.state("pipeline_tag") is State.FILLED
            bar = driver.bench.query_one(KeyBar)
            at = bar.render().plain.index("u undo")
            await driver.pilot.click(KeyBar, offset=(at + 2, 0))
            assert driver.session.state("pipeline_tag") is State.OPEN

    run(story())


def test_a_click_on_a_mark_goes_to_its_question(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            source = driver.bench.query_one(SourceView)
            row = next(y for y in range(30) if "results: []" in source.render_line(y).text)
            await driver.pilot.click(SourceView, offset=(14, row + 1))
            await driver.until(lambda: driver.bench.current == "results")

    run(story())


# -- finding things ----------------------------------------------------------------------------------------------------


def test_jump(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("ctrl+o")
            assert isinstance(driver.app.screen, JumpScreen)
            targets = {target.value: letter for letter, target in driver.app.screen._targets.items()}
            await driver.press(targets[MODEL])
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            assert driver.bench.current == MODEL
            await driver.press("ctrl+o", "b")
            await driver.until(lambda: isinstance(driver.app.focused, SourceView))

    run(story())


def test_search(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            source = driver.bench.query_one(SourceView)
            await driver.press("slash", *"framework v")
            assert [mark.paint for mark in source.found] == [Paint.FOUND]
            assert any("Framework versions" in source.render_line(y).text for y in range(source.size.height))
            await driver.press("escape")
            assert not driver.bench.query_one(SearchBar).display
            assert not source.found
            assert isinstance(driver.app.focused, GapList)

    run(story())


def test_palette_lists_what_makes_sense(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("ctrl+p")
            assert isinstance(driver.app.screen, CommandPalette)
            await driver.press(*"go to model desc")
            options = driver.app.screen.query_one("CommandList")
            await driver.until(lambda: getattr(options, "option_count", 0) > 0)
            await driver.press("enter", "enter")
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            await driver.until(lambda: driver.bench.current == MODEL)

    run(story())


def test_help_explains_where_one_is(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("question_mark")
            assert isinstance(driver.app.screen, HelpScreen)
            await driver.press("escape")
            assert isinstance(driver.app.screen, WorkbenchScreen)

    run(story())


# -- suggestions that arrive -------------------------------------------------------------------------------------------


class Slow:
    """A provider that waits until it is let go."""

    name = "slow"
    need = Need.HUB
    cost = 5
    serves = ("license", "language")

    def __init__(self, fails: bool = False) -> None:
        self.gate = threading.Event()
        self.fails = fails

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        assert self.gate.wait(30)
        if self.fails:
            raise CardsmithError("the Hub asks for patience", hint="try later")
        yield Suggestion("language", "es", 0.8, False, (Evidence("user/model", "language", "es"),))


def test_suggestions_arrive_while_one_reads(mesd: Path) -> None:
    slow = Slow()

    async def story() -> None:
        app = editor(mesd, providers=[slow])
        async with app.run_test(size=(120, 36)) as pilot:
            driver = Driver(app, pilot)
            assert driver.bench.status.state == "looking for suggestions…"
            assert driver.session.suggestions("language") == []
            await driver.press("n", "p")
            slow.gate.set()
            await driver.until(lambda: driver.session.suggestions("language"))
            await driver.press("1")
            assert driver.session.card.metadata["language"] == "es"
            assert driver.session.decisions["language"].evidence[0].source == "user/model"

    run(story())


def test_a_provider_that_fails_is_a_quiet_line(mesd: Path) -> None:
    slow = Slow(fails=True)
    slow.gate.set()

    async def story() -> None:
        app = editor(mesd, providers=[slow])
        async with app.run_test(size=(120, 36)) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: "asks for patience" in driver.bench.status.state)
            await driver.press("n")
            assert driver.bench.current == "datasets"

    run(story())


def test_leaving_does_not_wait_for_providers(mesd: Path) -> None:
    slow = Slow()

    async def story() -> None:
        async with editor(mesd, providers=[slow]).run_test(size=(120, 36)) as pilot:
            await pilot.press("q")

    run(story())
    slow.gate.set()


# -- nothing lost ------------------------------------------------------------------------------------------------------


def test_quit_asks_once_when_something_is_not_written(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.answer("language", "es")
            await driver.press("q")
            assert isinstance(driver.app.screen, AskScreen)
            await driver.press("escape")
            assert isinstance(driver.app.screen, WorkbenchScreen)
            await driver.press("q", "s")
            await driver.until(lambda: driver.app._exit)

    run(story())
    assert b"language: es" in mesd.read_bytes()


def test_answers_are_offered_again(mesd: Path) -> None:
    async def answer_and_leave() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.answer("language", "es")
            await driver.press("q", "l")
            await driver.until(lambda: driver.app._exit)

    async def come_back(key: str) -> list[str]:
        async with editor(mesd).run_test(size=(120, 36)) as pilot:
            app = pilot.app
            driver = Driver(app, pilot)  # type: ignore[arg-type]
            await driver.until(lambda: isinstance(app.screen, AskScreen))
            await driver.press(key)
            await driver.until(lambda: isinstance(app.screen, WorkbenchScreen))
            await pilot.pause()
            return list(driver.session.decisions)

    async def story() -> None:
        await answer_and_leave()
        assert await come_back("escape") == []
        assert await come_back("r") == ["language"]
        assert await come_back("f") == []
        assert not list(journals_of(mesd).glob("*.json"))

    run(story())
    assert mesd.read_bytes() == seed_bytes(MESD)


def test_a_broken_journal_is_told_and_no_more(mesd: Path) -> None:
    async def story() -> None:
        app = editor(mesd)
        path = app.desk.journals.path(app.desk.identity)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"card": app.desk.identity, "version": 99, "decisions": {"x": 1}}))
        async with app.run_test(size=(120, 36)) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: isinstance(app.screen, AskScreen))
            await driver.press("r")
            await driver.until(lambda: isinstance(app.screen, WorkbenchScreen))
            assert "cannot be resumed" in driver.bench.status.message

    run(story())


def test_a_file_changed_meanwhile_is_noticed(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.answer("language", "es")
            mesd.write_bytes(seed_bytes(MESD).replace(b"- seed: 42", b"- seed: 4242"))
            await driver.press("ctrl+s")
            await driver.until(lambda: isinstance(driver.app.screen, ChangedScreen))
            difference = str(driver.app.screen.query_one("#lines", Static).content).splitlines()
            assert [line for line in difference if line.startswith(("+", "-"))] == ["-- seed: 42", "+- seed: 4242"]
            await driver.press("enter")
            assert b"4242" in driver.session.card.to_bytes()
            await driver.press("ctrl+s")
            await driver.until(lambda: not driver.app.desk.unsaved)

    run(story())
    assert b"seed: 4242" in mesd.read_bytes()
    assert b"language: es" in mesd.read_bytes()


# -- the review --------------------------------------------------------------------------------------------------------


def test_review_drops_and_keeps(mesd: Path) -> None:
    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.answer("language", "es")
            await driver.press("d")
            assert isinstance(driver.app.screen, ReviewScreen)
            screen = driver.app.screen
            pane = screen.query_one(DiffPane)
            await driver.until(lambda: pane._hunks)
            await driver.press("home", "space")
            assert "library_name" not in driver.session.card.metadata
            await driver.until(lambda: all("library_name" not in hunk.keys for hunk in pane._hunks))
            await driver.press("space")
            assert driver.session.card.metadata["library_name"] == "transformers"
            await driver.press("v")
            assert pane.beside
            await driver.press("down", "enter")
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            assert driver.bench.current == "language"

    run(story())


def test_save_as(mesd: Path) -> None:
    other = mesd.with_name("NEW.md")

    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("d", "ctrl+w")
            await driver.press("ctrl+a", "ctrl+k")
            await driver.paste(str(other))
            await driver.press("enter")
            await driver.until(other.exists)

    run(story())
    assert b"library_name: transformers" in other.read_bytes()
    assert mesd.read_bytes() == seed_bytes(MESD)


def test_save_as_asks_before_it_replaces_another_file(mesd: Path) -> None:
    other = mesd.with_name("NEW.md")
    other.write_text("mine\n")

    async def name(driver: Driver, path: Path) -> None:
        await driver.press("ctrl+a", "ctrl+k")
        await driver.paste(str(path))
        await driver.press("enter")

    async def story() -> None:
        async with opened(editor(mesd)) as driver:
            await driver.press("d", "ctrl+w")
            await name(driver, other)
            await driver.until(lambda: isinstance(driver.app.screen, AskScreen))
            await driver.press("escape")
            await driver.until(lambda: isinstance(driver.app.screen, SaveAsScreen))
            assert driver.app.screen.query_one(Input).value == str(other)
            assert other.read_text() == "mine\n"
            await driver.press("enter")
            await driver.until(lambda: isinstance(driver.app.screen, AskScreen))
            await driver.press("o")
            await driver.until(lambda: b"library_name" in other.read_bytes())
            await driver.press("ctrl+w")
            await name(driver, mesd)
            await driver.until(lambda: b"library_name" in mesd.read_bytes())

    run(story())


def test_undo_and_redo_go_to_their_question(mtl9: Path) -> None:
    async def story() -> None:
        async with opened(editor(mtl9)) as driver:
            await driver.go_to("pipeline_tag")
            await driver.press("1")
            assert driver.bench.current != "pipeline_tag"
            await driver.press("u")
            assert driver.bench.current == "pipeline_tag"
            await driver.press("n", "U")
            assert driver.bench.current == "pipeline_tag"

    run(story())
