"""Every question in groups, with how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cardsmith.gaps import Group, Severity
from cardsmith.questions import Form, Question
from cardsmith.session import Origin, Session, State
from cardsmith.tui.messages import QuestionPicked
from cardsmith.visible import visible

_OPEN = {Severity.ERROR: ("!", "error"), Severity.GAP: ("○", "gap"), Severity.ADVICE: ("·", "advice")}
_CLOSED = {State.SKIPPED: "–", State.NOT_APPLICABLE: "∅"}
_LOOKS = ("text", "quiet", "group", "count", "error", "gap", "advice", "filled")


class _Line(NamedTuple):
    """A line of the list, each run of characters with its look; the heads of groups have no key."""

    key: str
    parts: tuple[tuple[str, str], ...]


class GapList(ScrollView, can_focus=True):
    """The list on the left; its marked line is the current question. Only lines that look new are drawn again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"gaps--{look}" for look in (*_LOOKS, "marked", "hover")}
    BORDER_TITLE = "Gaps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.accept", "accept", id="accept", show=False),
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "end(0)", "first", show=False),
        Binding("end", "end(-1)", "last", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[_Line] = []
        self._marked: int | None = None
        self._hovered: int | None = None
        self._styles: dict[tuple[str, ...], Style] = {}

    # -- what it shows -------------------------------------------------------------------------------------------------

    def show(self, session: Session, current: str | None) -> None:
        """Show the questions of a session, one of them as the current one."""
        old, self._lines = self._lines, list(_lines(session))
        if len(old) != len(self._lines):
            self._measure()
            self.refresh()
        else:
            for at, (before, after) in enumerate(zip(old, self._lines, strict=True)):
                if before != after:
                    self.refresh_line(at)
        self._mark(next((at for at, line in enumerate(self._lines) if line.key and line.key == current), None))

    def seen(self) -> list[tuple[str, Offset]]:
        """Return the questions in sight, each with its place on the screen."""
        top = self.content_region.offset
        rows = ((line.key, at - self.scroll_offset.y) for at, line in enumerate(self._lines))
        inside = range(self.content_region.height)
        return [(key, top + Offset(0, row)) for key, row in rows if key and row in inside]

    def _mark(self, at: int | None) -> None:
        if at == self._marked:
            return
        for line in (self._marked, at):
            if line is not None:
                self.refresh_line(line)
        self._marked = at
        self._bring()

    def _bring(self) -> None:
        """Bring the marked line into sight, the first of a group with the head above it."""
        if self._marked is None:
            return
        above = 1 if self._marked and not self._lines[self._marked - 1].key else 0
        self.scroll_to_region(Region(0, self._marked - above, 1, 1 + above), animate=False, force=True)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))

    def on_resize(self) -> None:
        """Cut the lines to the new width, and keep the marked one in sight."""
        self._measure()
        self.refresh()
        self._bring()

    def notify_style_update(self) -> None:
        """Forget colours of another theme."""
        super().notify_style_update()
        self._styles.clear()

    # -- moving --------------------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Go to the next question, from the last one to the first."""
        places = self._places()
        if places:
            here = places.index(self._marked) if self._marked in places else -1
            self._pick(places[(here + by) % len(places)])

    def action_page(self, by: int) -> None:
        """Go to a question one page on."""
        goal = (self._marked or 0) + by * max(self.scrollable_content_region.height - 1, 1)
        places = self._places()
        if places:
            self._pick(min(places, key=lambda at: abs(at - goal)))

    def action_end(self, which: int) -> None:
        """Go to the first question, or to the last one."""
        places = self._places()
        if places:
            self._pick(places[which])

    def _places(self) -> list[int]:
        return [at for at, line in enumerate(self._lines) if line.key]

    def _pick(self, at: int) -> None:
        self._mark(at)
        self.post_message(QuestionPicked(self._lines[at].key))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked question; a click is no answer to it."""
        at = event.get_content_offset_capture(self).y + self.scroll_offset.y
        if at < len(self._lines) and self._lines[at].key:
            self._pick(at)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the question under the mouse stand out."""
        offset = event.get_content_offset(self)
        at = offset.y + self.scroll_offset.y if offset is not None else -1
        self._hover(at if 0 <= at < len(self._lines) and self._lines[at].key else None)

    def on_leave(self) -> None:
        """Let no question stand out."""
        self._hover(None)

    def _hover(self, at: int | None) -> None:
        if at != self._hovered:
            for line in (self._hovered, at):
                if line is not None:
                    self.refresh_line(line)
            self._hovered = at

    # -- drawing -------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one row of the pane."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            return Strip.blank(width, self._style("text"))
        over = ("marked",) if at == self._marked else ("hover",) if at == self._hovered else ()
        strip = Strip([Segment(text, self._style(*over, look)) for text, look in self._lines[at].parts if text])
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", self._style(*over, "text"))])
        return strip.adjust_cell_length(width, self._style(*over, "text"))

    def _style(self, *looks: str) -> Style:
        if looks not in self._styles:
            self._styles[looks] = self.get_visual_style("gaps--text", *(f"gaps--{look}" for look in looks)).rich_style
        return self._styles[looks]


def _lines(session: Session) -> Iterator[_Line]:
    first = next(iter(session.questions.values())).group if session.questions else None
    for group in Group:
        keys = [key for key, question in session.questions.items() if question.group is group]
        if not keys:
            continue
        if group is not first:
            yield _Line("", ())
        done = sum(session.state(key) is not State.OPEN for key in keys)
        yield _Line("", ((group.value, "group"), (f"  {done}/{len(keys)}", "count")))
        for key in keys:
            yield _line(session, session.questions[key])


def _line(session: Session, question: Question) -> _Line:
    state = session.state(question.key)
    if state is State.OPEN:
        sign, look = _OPEN[question.severity]
        sign = "i" if question.form is Form.NOTE else sign
    elif state is State.FILLED:
        sign, look = ("✓" if session.origin(question.key) is Origin.YOU else "✦"), "filled"
    else:
        sign, look = _CLOSED[state], "quiet"
    places = f" ×{len(question.gaps)}" if len(question.gaps) > 1 and state is State.OPEN else ""
    title = (visible(question.title), "text" if state is State.OPEN else "quiet")
    return _Line(question.key, ((f" {sign} ", look), title, (places, "quiet")))
