"""Answering the current question: what could be the answer, and what a person says to it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from cardsmith.errors import CardsmithError
from cardsmith.gaps import Evidence
from cardsmith.questions import Form
from cardsmith.session import State
from cardsmith.tui.desk import Desk
from cardsmith.tui.external import edited_text
from cardsmith.tui.messages import AnswerGiven, DatasetsFound, DatasetTyped, SuggestionsFound, SuggestionTaken
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.widgets.question_panel import QuestionPanel
from cardsmith.tui.workers import Suggesting, TypeAhead
from cardsmith.visible import shortened, value_text

if TYPE_CHECKING:
    from cardsmith.decisions import Step


class AnsweringScreen(DeskScreen):
    """A view with a question panel. Where its panes are is left to the view."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.current: str | None = desk.session.next_open()
        self.suggesting = Suggesting(self, desk)
        self.type_ahead = TypeAhead(self, desk.hub.reach) if desk.hub.reach is not None else None
        self._complete = not desk.session.open_keys()

    def _show_pane(self, pane: str) -> None:
        """Where only one pane has room, show this one."""
        raise NotImplementedError

    def _focus_loop(self) -> None:
        """Put the focus where the next key of the loop is understood."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """Leave nobody asking."""
        self.suggesting.stop()

    # -- what could be the answer --------------------------------------------------------------------------------------

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

    # -- the answer ----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        session = self.desk.session
        question = session.questions.get(self.current or "")
        if action == "take":
            number = parameters[0] if parameters else 1
            return isinstance(number, int) and number <= len(session.suggestions(self.current or ""))
        if action in ("edit", "external"):
            return question is not None and question.form not in (Form.REPAIR, Form.NOTE)
        if action in ("accept", "skip", "not_applicable"):
            return question is not None
        if action == "clear":
            return self.current in session.decisions
        if action == "save" and self._panel.is_typed:
            return True
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
        question = session.questions[key]
        await self._moved_on(f"{question.title}: {said} · u takes it back")
        if question.leads_on:
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
