"""The results: the training as curves, which of its rows is reported, and the `model-index` that makes."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll

from cardsmith.errors import CardsmithError
from cardsmith.tui.checkpoints import RESULTS, Choice, Made, answer, choices, chosen, make
from cardsmith.tui.curves import Chart, axes, charts, marked_rows, unmatched
from cardsmith.tui.desk import Desk
from cardsmith.tui.keys import RESULTS as RESULTS_KEYS
from cardsmith.tui.keys import bindings
from cardsmith.tui.messages import CheckpointPicked
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.widgets.chart_view import ChartView
from cardsmith.tui.widgets.checkpoint_list import CheckpointList
from cardsmith.tui.widgets.index_view import IndexView
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.number_table import NumberTable
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.status_line import StatusLine

_WIDTHS = [(0, "-tiny"), (60, "-narrow"), (70, "-medium"), (100, "-wide"), (150, "-broad")]
_HEIGHTS = [(0, "-low"), (30, "-high")]


class ResultsScreen(DeskScreen):
    """Lets somebody choose between the reported, the last and the best row while looking at them."""

    CSS_PATH = "results.tcss"
    ACTIONS = RESULTS_KEYS
    MAIN = "rows"
    BINDINGS: ClassVar[list[BindingType]] = bindings(RESULTS_KEYS)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    AUTO_FOCUS = "#rows"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.checkpoint = desk.checkpoint or chosen(desk.session)
        card = desk.session.base
        self._choices: list[Choice] = choices(card)
        self._axes = axes(card.training_results) if card.training_results is not None else []
        self._over = next(iter(self._axes), "")
        self._charts: list[Chart] = []
        self._first = 0
        self._made: Made | None = None

    def compose(self) -> ComposeResult:
        """Yield the charts, the choice and what it makes."""
        yield ScoreBar(id="score")
        with Container(id="panes"):
            with Vertical(id="curves"):
                yield ChartView(id="first")
                yield ChartView(id="second")
            with Vertical(id="numbers") as numbers:
                numbers.border_title = "Report"
                yield CheckpointList(id="rows")
                with VerticalScroll(id="table"):
                    yield NumberTable()
            yield IndexView(id="index")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    async def on_mount(self) -> None:
        """Show the card's results."""
        with self.unless_left():
            self.query_one("#panes").set_class(self.desk.session.base.training_results is None, "-no-curves")
        self._draw_charts()
        await asyncio.sleep(0)  # a turn for the keyboard
        await self.update()

    # -- showing -------------------------------------------------------------------------------------------------------

    async def show(self) -> None:
        """Show the choice; what it makes follows when it is worked out."""
        self.query_one(ScoreBar).show(self.desk.name, self.desk.session, self.desk.waiting)
        self.query_one(CheckpointList).show(self._choices, self.checkpoint)
        self.query_one(NumberTable).show(self._choices, self.checkpoint)
        self._show_charts()
        self.refresh_keys()
        self._make()

    @work(exclusive=True, group="make")
    async def _make(self) -> None:
        self._made = await asyncio.to_thread(make, self.desk.session.snapshot(), self.checkpoint)
        with self.unless_left():
            self.query_one(IndexView).show(self._made, not self.desk.unsaved)
            self.refresh_keys()

    def _draw_charts(self) -> None:
        card = self.desk.session.base
        log = card.training_results
        if log is not None:
            marks = marked_rows(log, card.reported_row)
            self._charts = charts(log, marks, self._over, unmatched(card.reported_results, card.reported_row))

    def _show_charts(self) -> None:
        """Show two measures: the current one and the one behind it, which is the loss at first."""
        count = len(self._charts)
        first = self._charts[self._first % count] if count else None
        second = self._charts[-1 if self._first % count == 0 else (self._first + 1) % count] if count > 1 else None
        self.query_one("#first", ChartView).show(first, self.checkpoint)
        self.query_one("#second", ChartView).show(second, self.checkpoint)

    # -- choosing ------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action.startswith("choose"):
            return True
        if action == "apply":
            return self._made is not None and not self._made.missing and not self._made.refused
        if action == "missing":
            return self._made is not None and bool(self._made.missing)
        if action.startswith("chart"):
            return len(self._charts) > 1
        if action == "axis":
            return len(self._axes) > 1
        return super().check_action(action, parameters)

    def shows(self, action: str) -> bool:
        """Whether footer and palette offer it: no row that cannot be reported."""
        refused = any(item.refused and action == f"choose('{item.checkpoint}')" for item in self._choices)
        return super().shows(action) and not refused

    async def action_choose(self, checkpoint: str) -> None:
        """Choose a row, without answering yet, and say which it is where the numbers do not tell."""
        item = next(item for item in self._choices if item.checkpoint == checkpoint)
        if item.refused:
            self.status.warn(item.refused)
            return
        same = [other for other in self._choices if other.numbers == item.numbers and not other.refused]
        others = " and ".join(f"“{other.label}”" for other in same if other is not item)
        if others:
            self.status.say(f"{item.label}: the same numbers as {others}", "=", "$primary")
        self.checkpoint = self.desk.checkpoint = checkpoint
        await self.update()

    async def on_checkpoint_picked(self, message: CheckpointPicked) -> None:
        """Choose the row that somebody moved to."""
        if message.checkpoint != self.checkpoint:
            await self.action_choose(message.checkpoint)

    def action_apply(self) -> None:
        """Take the choice as the answer, and go back."""
        session = self.desk.session
        try:
            session.choose(RESULTS, answer(session, self.checkpoint))
        except CardsmithError as error:
            self.status.warn(f"{error.message}{f': {error.hint}' if error.hint else ''}")
            return
        self.desk.checkpoint = ""
        self.autosave.keep()
        self.dismiss()

    def action_missing(self) -> None:
        """Go to the question that has to be answered first; the choice is kept for afterwards."""
        if self._made is not None and self._made.missing:
            self.desk.pointed_at = self._made.missing[0].key
            self.dismiss()

    def action_back(self) -> None:
        """Go back."""
        self.desk.checkpoint = ""
        self.dismiss()

    # -- the charts ----------------------------------------------------------------------------------------------------

    def action_chart(self, step: int) -> None:
        """Draw another measure."""
        self._first = (self._first + step) % max(len(self._charts), 1)
        self._show_charts()

    def action_axis(self) -> None:
        """Draw over the other column that counts."""
        self._over = self._axes[(self._axes.index(self._over) + 1) % len(self._axes)]
        self._draw_charts()
        self._show_charts()
