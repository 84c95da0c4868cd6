"""Every question in groups, with how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cardsmith.gaps import Severity
from cardsmith.questions import Form, Group, Question
from cardsmith.session import Origin, Session, State
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import QuestionPicked
from cardsmith.visible import visible

_OPEN = {Severity.ERROR: ("!", "$error"), Severity.GAP: ("○", "$warning"), Severity.ADVICE: ("·", "$secondary")}
_CLOSED = {State.SKIPPED: "–", State.NOT_APPLICABLE: "∅"}


class GapList(OptionList):
    """The list on the left; its highlighted line is the current question."""

    BORDER_TITLE = "Gaps"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.accept", "accept", id="accept", show=False)]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: list[str] = []
        self._texts: list[Content] = []

    def show(self, session: Session, current: str | None) -> None:
        """Show the questions of a session, one of them as the current one."""
        lines = list(_lines(session))
        keys = [key for key, _ in lines]
        with self.prevent(OptionList.OptionHighlighted):
            if keys != self._shown:
                self.clear_options()
                self.add_options(
                    Option(text, id=key or None, disabled=not key or key.startswith("#")) for key, text in lines
                )
                self._shown = keys
            else:
                for index, (_, text) in enumerate(lines):
                    if not text.is_same(self._texts[index]):
                        self.replace_option_prompt_at_index(index, text)
            self._texts = [text for _, text in lines]
            if current in keys:
                self.highlighted = keys.index(current)

    def seen(self) -> list[tuple[str, Offset]]:
        """Return the questions in sight, each with its place on the screen."""
        top = self.content_region.offset
        rows = ((key, at - self.scroll_offset.y) for at, key in enumerate(self._shown))
        inside = range(self.content_region.height)
        return [(key, top + Offset(0, row)) for key, row in rows if row in inside and not key.startswith("#")]

    def action_select(self) -> None:
        """Leave it at pointing: a click on a question is no answer to it."""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell which question somebody moved to."""
        event.stop()
        if event.option.id:
            self.post_message(QuestionPicked(event.option.id))


def _lines(session: Session) -> Iterator[tuple[str, Content]]:
    first = next(iter(session.questions.values())).group if session.questions else None
    for group in Group:
        keys = [key for key, question in session.questions.items() if question.group is group]
        if not keys:
            continue
        if group is not first:
            yield f"#before {group.value}", Content("")
        done = sum(session.state(key) is not State.OPEN for key in keys)
        yield f"#{group.value}", Content.assemble((group.value, "$foreground bold"), (f"  {done}/{len(keys)}", QUIET))
        for key in keys:
            yield key, _line(session, session.questions[key])


def _line(session: Session, question: Question) -> Content:
    state = session.state(question.key)
    if state is State.OPEN:
        sign, colour = _OPEN[question.severity]
        sign = "i" if question.form is Form.NOTE else sign
    elif state is State.FILLED:
        sign, colour = ("✓" if session.origin(question.key) is Origin.YOU else "✦"), "$success"
    else:
        sign, colour = _CLOSED[state], QUIET
    places = f" ×{len(question.gaps)}" if len(question.gaps) > 1 and state is State.OPEN else ""
    title = visible(question.title)
    return Content.assemble((f" {sign} ", colour), (title, "" if state is State.OPEN else QUIET), (places, QUIET))
