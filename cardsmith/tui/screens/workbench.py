"""The workbench: gaps on the left, the card in the middle, the current question on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Offset

from cardsmith.review import written_for
from cardsmith.session import State
from cardsmith.text import Span
from cardsmith.tui.checkpoints import has_results
from cardsmith.tui.desk import Desk
from cardsmith.tui.in_background import imported
from cardsmith.tui.keys import WORKBENCH, bindings
from cardsmith.tui.marks import marks_of, target
from cardsmith.tui.messages import QuestionPicked
from cardsmith.tui.screens.answering import AnsweringScreen
from cardsmith.tui.screens.patient import parts_told
from cardsmith.tui.screens.resume import offer_to_resume
from cardsmith.tui.widgets.gap_list import GapList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.question_panel import QuestionPanel
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.search_bar import SearchBar
from cardsmith.tui.widgets.source_view import SourceView
from cardsmith.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from cardsmith.decisions import Step

_DISK_SECONDS = 2.0
_WIDTHS = [(0, "-narrow"), (70, "-medium"), (100, "-wide"), (150, "-broad"), (220, "-vast")]


class WorkbenchScreen(AnsweringScreen):
    """Leads from one gap to the next."""

    ACTIONS = WORKBENCH
    BINDINGS: ClassVar[list[BindingType]] = bindings(WORKBENCH)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    AUTO_FOCUS = "#gaps"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown_pane = "gaps"

    def compose(self) -> ComposeResult:
        """Yield the panes."""
        yield ScoreBar(id="score")
        with Container(id="panes", classes="-show-gaps"):
            yield GapList(id="gaps")
            yield SourceView(id="source")
            yield QuestionPanel(id="question")
        yield SearchBar(id="search")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    async def on_mount(self) -> None:
        """Show the card, then look for suggestions and for an earlier session."""
        self._show_card()
        await self.update()
        if self.is_left():
            return
        self._look_for_suggestions()
        self.set_interval(_DISK_SECONDS, self.look_at_disk)
        self.set_interval(_DISK_SECONDS, self.keep_typed)
        offer_to_resume(self)

    # -- showing -------------------------------------------------------------------------------------------------------

    async def show(self) -> None:
        """Show the session as it is now; the card follows when the question is drawn, so that keys wait for less."""
        session = self.desk.session
        if self.current not in session.questions:
            self.current = session.next_open() or next(iter(session.questions), None)
        with self.app.batch_update():
            self.query_one(ScoreBar).show(self.desk.name, session, self.desk.waiting)
            self.query_one(GapList).show(session, self.current)
            await self.query_one(QuestionPanel).show(session, self.current)
            self.refresh_keys()
        await parts_told()
        self.call_later(self.call_after_refresh, self._show_card)

    def _show_card(self) -> None:
        session = self.desk.session
        written = self._written()
        place = target(session, self.current, written) if self.current is not None else None
        with self.unless_left():
            self.query_one(SourceView).show(session.card, marks_of(session, self.current, written), place)

    def _written(self) -> list[Span]:
        session = self.desk.session
        if self.current is None or session.state(self.current) is not State.FILLED:
            return []
        return written_for(session, self.current)

    # -- moving --------------------------------------------------------------------------------------------------------

    async def go_to(self, key: str | None) -> None:
        """Make a question the current one."""
        if key is not None and key != self.current:
            self.current = key
            await self.update()

    async def on_question_picked(self, message: QuestionPicked) -> None:
        """Go where somebody pointed."""
        await self.go_to(message.key)

    async def action_next(self) -> None:
        """Go to the next open gap."""
        await self.go_to(self.desk.session.next_open(self.current))

    async def action_previous(self) -> None:
        """Go to the previous open gap."""
        await self.go_to(self.desk.session.next_open(self.current, back=True))

    def action_to_list(self) -> None:
        """Go back to the list of gaps, and from there to the board if there is one."""
        if self.desk.on_board and self.query_one(GapList).has_focus:
            self.leave()
            return
        if self.query_one(SearchBar).display:
            self.query_one(SearchBar).close()
        self._show_pane("gaps")
        self.query_one(GapList).focus()

    async def action_pane(self, step: int) -> None:
        """Go to the next pane, or within an answer that has several lines to the next line."""
        focused = self.focused
        editor = self._panel.editor
        if editor is not None and focused is not None and editor in focused.ancestors:
            lines = [widget for widget in self.focus_chain if editor in widget.ancestors]
            at = lines.index(focused) + step
            if 0 <= at < len(lines):
                lines[at].focus()
                return
        panes = ("gaps", "source", "question")
        inside = focused.ancestors_with_self if focused is not None else ()
        here = next((node.id for node in inside if node.id in panes), None) or self._shown_pane
        await self._enter(panes[(panes.index(here) + step) % len(panes)])

    async def _enter(self, pane: str) -> None:
        self._show_pane(pane)
        if pane != "question":
            self.query_one(f"#{pane}").focus()
        elif self._panel.suggestions.display:
            self._panel.suggestions.focus()
        elif self._panel.editor is not None:
            self._panel.editor.start()
        else:
            self.set_focus(None)

    def _show_pane(self, pane: str) -> None:
        # Where there is room for all, the class means nothing, and new styles of everything are not looked for.
        panes = self.query_one("#panes")
        panes.remove_class(f"-show-{self._shown_pane}", update=False)
        panes.add_class(f"-show-{pane}", update=self.has_class("-narrow") and pane != self._shown_pane)
        self._shown_pane = pane

    def _focus_loop(self) -> None:
        if not self.has_class("-narrow"):
            self.query_one(GapList).focus()
        elif self._panel.suggestions.display:
            self._panel.suggestions.focus()
        else:
            self.set_focus(None)

    # -- other views ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        session = self.desk.session
        if action in ("next", "previous"):
            return session.next_open(self.current) is not None
        if action == "curves":
            return has_results(session.base)
        if action == "review":
            return bool(session.outcome.edits) or bool(session.decisions)
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Search the card."""
        self._show_pane("source")
        self.query_one(SearchBar).open(self.query_one(SourceView))

    def action_jump(self) -> None:
        """Put a letter on panes and gaps."""
        from cardsmith.tui.screens.jump import JumpScreen, Target

        panes = [pane for pane in self.query("#panes > *") if pane.region.area]
        places = [Target(pane.region.offset + Offset(2, 0), f"#{pane.id}") for pane in panes]
        gaps = self.query_one(GapList)
        rows = [Target(place, key) for key, place in gaps.seen()]
        self.app.push_screen(JumpScreen([*places, *rows]), self._jumped)

    async def _jumped(self, value: str | None) -> None:
        if value and value.startswith("#"):
            await self._enter(value[1:])
        elif value:
            await self.go_to(value)

    async def action_review(self) -> None:
        """See every change."""
        from cardsmith.tui.screens.review import ReviewScreen

        await self.app.push_screen(ReviewScreen(self.desk, self.current), self._back_from_review)

    async def _back_from_review(self, _: None) -> None:
        self.current, self.desk.pointed_at = self.desk.pointed_at or self.current, None
        await self.update()

    async def _back_from_push(self, _: None) -> None:
        await self._back_from_review(None)

    async def action_curves(self) -> None:
        """See the training, and choose which of its rows is reported."""
        await imported("cardsmith.tui.screens.results")  # and with it plotext
        from cardsmith.tui.screens.results import ResultsScreen

        before = self.desk.session.decisions.last
        screen = ResultsScreen(self.desk)
        await self.app.push_screen(screen, lambda _: self._back_from_results(before))

    async def _back_from_results(self, before: Step | None) -> None:
        await self._back_from_review(None)
        step = self.desk.session.decisions.last
        if step is not None and step is not before:
            await self._moved_on(f"{step.label} · u takes it back")

    async def action_preview(self) -> None:
        """Read the card as the Hub will show it."""
        from cardsmith.tui.screens.preview import PreviewScreen

        await self.app.push_screen(PreviewScreen(self.desk, self.current), self._back_from_review)
