"""The current question: what is asked and why, what is suggested, and where to type."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from cardsmith.decisions import Decision, Verdict
from cardsmith.gaps import Severity
from cardsmith.questions import Form, Question
from cardsmith.session import Origin, Session, State
from cardsmith.tui.look import FAINT, QUIET
from cardsmith.tui.messages import TextTyped
from cardsmith.tui.widgets.editors import editor_for
from cardsmith.tui.widgets.editors.base import Editor
from cardsmith.tui.widgets.suggestion_list import SuggestionList
from cardsmith.visible import shortened, value_text, visible

_SEVERITY = {
    Severity.ERROR: ("! the Hub rejects it", "$error"),
    Severity.GAP: ("○ gap", "$warning"),
    Severity.ADVICE: ("· advice", "$secondary"),
}
_SHORT = 30  # what a list shows of a value in the narrowest panel
_MOST_EVIDENCE = 4
_ORIGIN = {Origin.YOU: "your answer", Origin.PROVEN: "proven by the evidence", Origin.FOLLOWS: "follows from an answer"}


class QuestionPanel(VerticalScroll, can_focus=False):
    """Shows one question; a question that stays keeps what was typed."""

    BORDER_TITLE = "Question"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key: str | None = None
        self._form: Form | None = None
        self._editors: dict[Form, Editor] = {}
        self._said: dict[str, Content] = {}
        self._loaded: Any = None
        self._loaded_key: str | None = None  # the question stands there before its editor does
        self._is_filled = False
        self._known: tuple[Decision | None, Any] = (None, None)

    def on_descendant_focus(self) -> None:
        """Draw the frame of the pane that is typed in."""
        self._set_active(True)
        self._show_hint()

    def on_descendant_blur(self) -> None:
        """Draw the frame of a pane like the others, unless the focus went to another part of it."""
        focused = self.screen.focused
        self._set_active(focused is not None and self in focused.ancestors)
        self._show_hint()

    def _set_active(self, active: bool) -> None:
        # With `:focus-within`, Textual would look for new styles of everything in the pane.
        if self.has_class("-active") is not active:
            self.set_class(active, "-active", update=False)
            self.app.stylesheet.apply(self)

    def compose(self) -> ComposeResult:
        """Yield the parts that every question has."""
        yield Static(id="head")
        yield Static(id="prompt")
        yield Static(id="why")
        yield Static(id="answer")
        yield SuggestionList(id="suggestions")
        yield Static(id="hint")
        yield Static(id="detail")

    @property
    def editor(self) -> Editor | None:
        """Where the answer is typed; None when nothing is."""
        return self._editors.get(self._form) if self._form is not None else None

    @property
    def suggestions(self) -> SuggestionList:
        """The list of suggestions."""
        return self.query_one(SuggestionList)

    async def show(self, session: Session, key: str | None) -> None:
        """Show a question of a session."""
        question = session.questions.get(key or "")
        if question is None:
            return
        if question.key != self.key:
            if self.key is not None and not self._was_settled(session, self.key):
                self.keep_typed(session)
            self.key = question.key
            self.suggestions.highlighted = None
            self.scroll_home(animate=False)
            await self._set_editor(session, question)
        elif self._known != self._now(session):
            self._load(session, question)
        self._words(session, question)
        self.suggestions.show(session.suggestions(question.key), session.value(question.key))
        self._detail()
        self._is_filled = session.state(question.key) is State.FILLED
        self._show_hint()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell about the suggestion that somebody moved to."""
        if event.option_list is self.suggestions:
            event.stop()
            self._detail()

    def _detail(self) -> None:
        """Show all of the marked suggestion: a list has room for its first words only."""
        item = self.suggestions.marked_item
        parts: list[tuple[str, str]] = []
        if item is not None:
            value = visible(item.value) if isinstance(item.value, str) else value_text(item.value)
            if len(value) > _SHORT:
                parts.append((f"{value}\n\n", ""))
            for piece in item.evidence[:_MOST_EVIDENCE]:
                quote = f': "{visible(piece.quote)}"' if piece.quote else ""
                parts.append((f"{visible(piece.place)}{quote}\n", QUIET))
            if len(item.evidence) > _MOST_EVIDENCE:
                parts.append((f"and {len(item.evidence) - _MOST_EVIDENCE} more\n", QUIET))
        self._say("detail", Content.assemble(*parts))

    async def _set_editor(self, session: Session, question: Question) -> None:
        """Show the editor for the question; each is made when it is first needed, and kept."""
        self._form = question.form
        if question.form not in self._editors:
            editor = editor_for(question.form)
            if editor is not None:
                self._editors[question.form] = editor
                await self.mount(editor, before="#hint")
        for form, editor in self._editors.items():
            if editor.display is not (form is question.form):
                editor.display = form is question.form
        self._load(session, question)

    # -- what is typed -------------------------------------------------------------------------------------------------

    def keep_typed(self, session: Session) -> None:
        """Give the session what was typed here and not accepted yet."""
        if self.key is not None and self.is_typed and session.keep_typed(self.key, self._typed()):
            self._loaded, self._known = self._typed(), self._now(session)
            self.post_message(TextTyped())

    @property
    def is_typed(self) -> bool:
        """Whether something was typed that the session does not know of."""
        return self.editor is not None and self._loaded_key == self.key and self._typed() != self._loaded

    def give_typed(self, session: Session) -> None:
        """Give what is being typed as the answer, if somebody is typing one."""
        self.keep_typed(session)
        if self.key in session.typed and self.is_being_typed and self.editor is not None:
            self.editor.give()

    @property
    def is_being_typed(self) -> bool:
        """Whether the cursor is where the answer is typed."""
        focused = self.screen.focused
        return focused is not None and self.editor in focused.ancestors

    def _typed(self) -> Any:
        return self.editor.typed() if self.editor is not None else None

    def _load(self, session: Session, question: Question) -> None:
        if self.editor is not None:
            self.editor.load(question, session.draft(question.key))
        self._loaded_key = question.key
        self._loaded, self._known = self._typed(), self._now(session)

    def _now(self, session: Session) -> tuple[Decision | None, Any]:
        return session.decisions.get(self.key or ""), session.typed.get(self.key or "")

    def _was_settled(self, session: Session, key: str) -> bool:
        """Whether the question was answered since it is shown, so that what was typed is done with."""
        decision = session.decisions.get(key)
        waits = decision is not None and decision.verdict in (Verdict.SKIPPED, Verdict.DROPPED)
        return decision != self._known[0] and not waits

    # -- words ---------------------------------------------------------------------------------------------------------

    def _show_hint(self) -> None:
        """Tell what the keys do where the cursor is."""
        if self._form is not None:
            self._say("hint", Content(self._hint(self._form)))

    def _hint(self, form: Form) -> str:
        if form in (Form.REPAIR, Form.NOTE):
            return "⏎ put it right" if form is Form.REPAIR else "⏎ read it, and go on"
        if self.is_being_typed and self.editor is not None:
            return self.editor.HINT
        if self.suggestions.marked is not None and (self.suggestions.has_focus or not self._is_filled):
            return "⏎ takes it · e types another"
        return "⏎ types the answer" if not self._is_filled else "⏎ types another answer"

    def _words(self, session: Session, question: Question) -> None:
        words, look = _SEVERITY[question.severity]
        gap = next(iter(session.places(question.key)), next(iter(question.gaps), None))
        place = f"  line {gap.line}" if gap is not None else ""
        rule = question.rules[0] if question.rules else ""
        title = (visible(question.title), "bold")
        self._say("head", Content.assemble(title, "  ", (words, look), (place, QUIET), (f"  {rule}", FAINT)))
        self._say("prompt", Content(visible(question.prompt)))
        about = [visible(gap.message) for gap in question.gaps[:3]] if question.form in (Form.REPAIR, Form.NOTE) else []
        more = f" and {len(question.gaps) - 3} more" if about and len(question.gaps) > 3 else ""
        lines = [*about, *([more] if more else []), question.why]
        self._say("why", Content.styled("\n".join(filter(None, lines)), QUIET))
        shown = self._answer(session, question)
        self._say("answer", shown)
        answer = self.query_one("#answer", Static)
        if answer.display is not bool(shown.plain):
            answer.display = bool(shown.plain)

    def _say(self, part: str, words: Content) -> None:
        """Show words, unless they stand there already: new ones have the screen laid out again."""
        if part not in self._said or not words.is_same(self._said[part]):
            self._said[part] = words
            self.query_one(f"#{part}", Static).update(words)

    def _answer(self, session: Session, question: Question) -> Content:
        if question.key in session.typed:
            return Content.assemble(("✎ ", "$primary"), "typed, and not accepted yet")
        refused = session.why_refused(question.key)
        if refused:
            return Content.assemble(("! cannot be written: ", "$error bold"), visible(refused))
        state = session.state(question.key)
        if state is State.FILLED:
            origin = session.origin(question.key)
            value = shortened(value_text(session.value(question.key)), 160)
            if not value:
                value = "put right" if question.form is Form.REPAIR else "closed"
            return Content.assemble(("✓ ", "$success"), value, (f"  {_ORIGIN[origin] if origin else ''}", QUIET))
        if state is State.OPEN:
            return Content("")
        return Content.assemble(("– ", QUIET), (state.value, QUIET))
