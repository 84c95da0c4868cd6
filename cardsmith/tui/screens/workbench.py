"""The workbench: gaps on the left, the card in the middle, the current question on the right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Offset

from cardsmith.errors import CardsmithError, JournalError
from cardsmith.gaps import Evidence
from cardsmith.questions import Form
from cardsmith.review import written_for
from cardsmith.session import State
from cardsmith.text import Span
from cardsmith.tui.checkpoints import has_results
from cardsmith.tui.desk import Desk
from cardsmith.tui.external import edited_text
from cardsmith.tui.in_background import imported
from cardsmith.tui.keys import WORKBENCH, bindings
from cardsmith.tui.marks import marks_of, target
from cardsmith.tui.messages import (
    AnswerGiven,
    DatasetsFound,
    DatasetTyped,
    QuestionPicked,
    SuggestionsFound,
    SuggestionTaken,
)
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.screens.patient import parts_told
from cardsmith.tui.screens.resume import put_back, question_of
from cardsmith.tui.widgets.gap_list import GapList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.question_panel import QuestionPanel
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.search_bar import SearchBar
from cardsmith.tui.widgets.source_view import SourceView
from cardsmith.tui.widgets.status_line import StatusLine
from cardsmith.tui.workers import Suggesting, TypeAhead
from cardsmith.visible import shortened, value_text

if TYPE_CHECKING:
    from cardsmith.decisions import Step

_DISK_SECONDS = 2.0
_WIDTHS = [(0, "-narrow"), (70, "-medium"), (100, "-wide"), (150, "-broad"), (220, "-vast")]


class WorkbenchScreen(DeskScreen):
    """Leads from one gap to the next."""

    ACTIONS = WORKBENCH
    BINDINGS: ClassVar[list[BindingType]] = bindings(WORKBENCH)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    AUTO_FOCUS = "#gaps"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.current: str | None = desk.session.next_open()
        self.suggesting = Suggesting(self, desk)
        self.type_ahead = TypeAhead(self, desk.hub.reach) if desk.hub.reach is not None else None
        self._complete = not desk.session.open_keys()
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
        self._offer_to_resume()

    def on_unmount(self) -> None:
        """Leave nobody asking."""
        self.suggesting.stop()

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

    @property
    def _panel(self) -> QuestionPanel:
        return self.query_one(QuestionPanel)

    def _look_for_suggestions(self) -> None:
        self.status.state = "looking for suggestions…"
        self.suggesting.start()

    async def on_suggestions_found(self, message: SuggestionsFound) -> None:
        """Merge what providers found; problems are told quietly."""
        session = self.desk.session
        known = {key for key in message.found if session.suggestions(key)}
        session.suggest({key: items for key, items in message.found.items() if message.done or key not in known})
        if message.done:
            self.suggesting.done = True
            problem = next(iter(message.problems), None)
            self.status.state = f"{problem.provider}: {problem.message}" if problem is not None else ""
        if self.current is not None and session.state(self.current) is State.FILLED and not session.decisions:
            self.current = session.next_open() or self.current
        await self.update()

    def on_dataset_typed(self, message: DatasetTyped) -> None:
        """Look up what is being typed."""
        if self.type_ahead is not None:
            self.type_ahead.follow(message.words)

    def on_datasets_found(self, message: DatasetsFound) -> None:
        """Offer what the Hub has where it is typed; that it has no answer is told quietly."""
        if message.problem:
            self.status.state = message.problem
        elif self._panel.editor is not None:
            self._panel.editor.offer(message.found)

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
        """Where only one pane has room, show this one."""
        # Where there is room for all, the class means nothing, and new styles of everything are not looked for.
        panes = self.query_one("#panes")
        panes.remove_class(f"-show-{self._shown_pane}", update=False)
        panes.add_class(f"-show-{pane}", update=self.has_class("-narrow") and pane != self._shown_pane)
        self._shown_pane = pane

    # -- answering -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        session = self.desk.session
        question = session.questions.get(self.current or "")
        if action in ("next", "previous"):
            return session.next_open(self.current) is not None
        if action == "take":
            number = parameters[0] if parameters else 1
            return isinstance(number, int) and number <= len(session.suggestions(self.current or ""))
        if action in ("edit", "external"):
            return question is not None and question.form not in (Form.REPAIR, Form.NOTE)
        if action in ("accept", "skip", "not_applicable"):
            return question is not None
        if action == "clear":
            return self.current in session.decisions
        if action == "curves":
            return has_results(session.base)
        if action == "save" and self._panel.is_typed:
            return True
        if action == "review":
            return bool(session.outcome.edits) or bool(session.decisions)
        return super().check_action(action, parameters)

    def shows(self, action: str) -> bool:
        """Whether footer and palette offer it: `$EDITOR` only for what is one text."""
        editor = self._panel.editor
        return super().shows(action) and (action != "external" or (editor is not None and editor.ONE_TEXT))

    async def action_accept(self) -> None:
        """Take the marked suggestion, make the repair, or start typing."""
        session = self.desk.session
        question = session.questions.get(self.current or "")
        if question is None:
            return
        marked = self._panel.suggestions.marked
        if question.form is Form.NOTE:
            await self.action_skip()
        elif question.form is Form.REPAIR:
            await self._choose(None)
        elif marked is not None and session.state(question.key) is not State.FILLED:
            await self._take(marked)
        else:
            await self.action_edit()

    async def action_take(self, number: int) -> None:
        """Take a suggestion by its number."""
        await self._take(number - 1)

    async def on_suggestion_taken(self, message: SuggestionTaken) -> None:
        """Take a suggestion that was pointed at."""
        await self._take(message.index)

    async def on_answer_given(self, message: AnswerGiven) -> None:
        """Take an answer that was typed."""
        await self._choose(message.value)

    async def _take(self, index: int) -> None:
        suggestions = self.desk.session.suggestions(self.current or "")
        if index < len(suggestions):
            await self._choose(suggestions[index].value, suggestions[index].evidence)

    async def _choose(self, value: Any, evidence: tuple[Evidence, ...] = ()) -> None:
        session, key = self.desk.session, self.current
        if key is None:
            return
        try:
            session.choose(key, value, evidence)
        except CardsmithError as error:
            self.status.warn(f"{error.message}{f': {error.hint}' if error.hint else ''}")
            return
        await asyncio.sleep(0)  # a turn for the keyboard
        said = shortened(value_text(session.value(key)), 40) if value is not None else "put right"
        await self._moved_on(f"{session.questions[key].title}: {said} · u takes it back")
        if key in ("base_model", "datasets", "repo_id", "pipeline_tag"):
            self._look_for_suggestions()

    async def _moved_on(self, message: str) -> None:
        """Say what was decided, and go to the next open gap."""
        session = self.desk.session
        was_complete = self._complete
        self._complete = not session.open_keys()
        self.current = session.next_open(self.current) or self.current
        await self.decided()
        if session.open_keys() or was_complete:
            self.status.say(message)
        else:
            self.status.say("complete: d shows every change, ^s writes the card", "✦", "$accent bold")
        self._focus_loop()

    def _focus_loop(self) -> None:
        """Put the focus where the next key of the loop is understood."""
        if not self.has_class("-narrow"):
            self.query_one(GapList).focus()
        elif self._panel.suggestions.display:
            self._panel.suggestions.focus()
        else:
            self.set_focus(None)

    async def action_edit(self) -> None:
        """Start typing; a marked suggestion is the first draft of a text."""
        question = self.desk.session.questions.get(self.current or "")
        editor = self._panel.editor
        if question is None or editor is None:
            return
        self._show_pane("question")
        marked = self._panel.suggestions.marked
        if question.form is Form.PROSE and marked is not None and not editor.text():
            editor.replace(str(self.desk.session.suggestions(question.key)[marked].value))
        editor.start()

    async def action_skip(self) -> None:
        """Leave the question for later."""
        if self.current is not None:
            self.desk.session.skip(self.current)
            await self._moved_on(f"{self.desk.session.questions[self.current].title} skipped · u takes it back")

    async def action_not_applicable(self) -> None:
        """Say that there is nothing to fill in."""
        if self.current is not None:
            title = self.desk.session.questions[self.current].title
            self.desk.session.set_not_applicable(self.current)
            await self._moved_on(f"{title} does not apply · u takes it back")

    async def action_clear(self) -> None:
        """Forget what was decided about the question."""
        if self.current is not None:
            self.desk.session.clear(self.current)
            await self.decided()

    async def _stepped(self, step: Step | None, verb: str, sign: str) -> None:
        """Go to the question that a step was about, so that the next key means what is shown."""
        changed = [change.key for change in step.changes] if step is not None else []
        self.keep_typed()
        self.current = next((key for key in changed if key in self.desk.session.questions), self.current)
        await super()._stepped(step, verb, sign)

    # -- what is typed and not accepted --------------------------------------------------------------------------------

    def keep_typed(self) -> None:
        """Let the session know what is being typed."""
        with self.unless_left():
            self._panel.keep_typed(self.desk.session)

    def on_text_typed(self) -> None:
        """Keep it as answers are kept."""
        self.autosave.keep()
        self.refresh_keys()

    def action_save(self) -> None:
        """Write the card with what is being typed, for that is what somebody sees."""
        self._panel.give_typed(self.desk.session)
        super().action_save()

    def can_write(self) -> bool:
        """Whether what is being typed was not refused just now."""
        return not (self._panel.is_being_typed and self._panel.key in self.desk.session.typed)

    def action_quit(self) -> None:
        """Leave; what is being typed is kept, too."""
        self.keep_typed()
        super().action_quit()

    # -- an earlier session --------------------------------------------------------------------------------------------

    def _offer_to_resume(self) -> None:
        try:
            question = question_of(self.desk)
        except JournalError as error:
            self.status.warn(f"an earlier session {error.message}")
            return
        if question is not None:
            self.app.push_screen(question, self._resume)

    async def _resume(self, answer: str | None) -> None:
        if answer == "forget":
            self.desk.journals.discard(self.desk.identity)
        elif answer == "resume":
            try:
                words = put_back(self.desk)
            except JournalError as error:
                self.status.warn(f"the earlier session cannot be resumed: {error.message}")
                return
            self.current = self.desk.session.next_open()
            await self.decided()
            self.status.say(words, "↷", "$primary")

    # -- other views ---------------------------------------------------------------------------------------------------

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

    async def action_external(self) -> None:
        """Write the answer in the user's own editor."""
        editor = self._panel.editor
        text = editor.text() if editor is not None else None
        if editor is None or text is None:
            self.status.warn("this answer is more than one text; type it here")
            return
        try:
            with self.app.suspend():
                written = edited_text(text)
        except SuspendNotSupported:
            self.status.warn("this terminal cannot be left for another program")
            return
        if written is None:
            self.status.warn("the editor ended with an error; nothing was taken")
            return
        editor.replace(written)
        await self.action_edit()

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
