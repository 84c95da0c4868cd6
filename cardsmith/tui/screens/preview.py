"""The preview: the card as people will read it, with the gaps that are left in it."""

from __future__ import annotations

import asyncio
from typing import ClassVar
from urllib.parse import urlsplit

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from cardsmith.tui.desk import Desk
from cardsmith.tui.folding import fold
from cardsmith.tui.keys import PREVIEW, bindings
from cardsmith.tui.marks import marks_of
from cardsmith.tui.messages import LinkPicked
from cardsmith.tui.screens.ask import Answer, AskScreen
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.rendered_card import RenderedCard
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.status_line import StatusLine
from cardsmith.visible import visible


class PreviewScreen(DeskScreen):
    """Shows the body of the card as it is now; its tables can be folded."""

    CSS_PATH = "preview.tcss"
    ACTIONS = PREVIEW
    MAIN = "rendered"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PREVIEW)
    AUTO_FOCUS = "#rendered"

    def __init__(self, desk: Desk, current: str | None = None) -> None:
        super().__init__(desk)
        self.current = current
        self.unfolded = False
        self._hidden = 0
        self._at = -1

    def compose(self) -> ComposeResult:
        """Yield the page."""
        yield ScoreBar(id="score")
        yield RenderedCard(id="rendered")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    async def on_mount(self) -> None:
        """Show the card."""
        await self.update()

    @property
    def _page(self) -> RenderedCard:
        return self.query_one(RenderedCard)

    async def show(self) -> None:
        """Show the session as it is now; the page follows when it is laid out."""
        self.query_one(ScoreBar).show(self.desk.name, self.desk.session, self.desk.waiting)
        self.refresh_keys()
        self._lay_out()

    @work(exclusive=True, group="layout")
    async def _lay_out(self) -> None:
        session = self.desk.session.snapshot()
        with self.unless_left():
            self.status.state = "laying out…"
            folded = await asyncio.to_thread(fold, session.card, self.unfolded)
            marks = await asyncio.to_thread(marks_of, session, None)
            self._hidden = folded.hidden
            self._at = -1
            self._page.point_at(self.current)
            self._page.show(folded, marks)
            self.refresh_keys()

    def on_card_laid_out(self) -> None:
        """Say what is left to do, and what is not shown."""
        self.status.state = _left(len({stop.key for stop in self._page.stops}), self._hidden)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action.startswith("step"):
            return bool(self._page.stops)
        if action == "open_gap":
            return self._at >= 0
        if action == "fold":
            return self.unfolded or self._hidden > 0
        return super().check_action(action, parameters)

    # -- moving --------------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Go to the next gap that can be seen in the text."""
        stops = self._page.stops
        if not stops:
            return
        self._at = (self._at + by) % len(stops) if self._at >= 0 else (0 if by > 0 else len(stops) - 1)
        self.current = stops[self._at].key
        self._page.go_to(stops[self._at])
        question = self.desk.session.questions.get(self.current)
        title = visible(question.title) if question is not None else self.current
        self.status.say(f"{title} · ⏎ goes to its question", "○", "$warning")
        self.refresh_keys()

    def action_open_gap(self) -> None:
        """Go to the question of the marked gap."""
        self.desk.pointed_at = self.current
        self.dismiss()

    def action_fold(self) -> None:
        """Fold long tables, or show all their rows."""
        self.unfolded = not self.unfolded
        self._lay_out()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()

    # -- links ---------------------------------------------------------------------------------------------------------

    def on_link_picked(self, message: LinkPicked) -> None:
        """Ask before a link is opened: the card may come from anybody."""
        address = message.address
        if address.startswith("#"):
            if not self._page.go_to_anchor(address[1:]):
                self.status.warn(f"no heading is called {visible(address)}")
            return
        try:
            parts = urlsplit(address)
        except ValueError:
            parts = urlsplit("")
        # What no host's name can hold, Markdown has written as %.
        if parts.scheme not in ("http", "https") or not parts.hostname or "%" in parts.hostname:
            self.status.warn(f"not opened, it is no web address: {visible(address)}")
            return
        words = Content.assemble((visible(address), "bold"), f"\n\nIt leads to {visible(parts.hostname)}.")
        answers = (Answer("o", "open it in the browser", "open"), Answer("escape", "stay here", "stay"))

        def answered(answer: str | None) -> None:
            if answer == "open":
                self.app.open_url(address)

        self.app.push_screen(AskScreen("Open this link?", words, answers), answered)


def _left(gaps: int, hidden: int) -> str:
    parts = [f"{gaps} gap{'s' if gaps != 1 else ''} in the text"] if gaps else []
    parts += [f"{hidden} rows folded"] if hidden else []
    return " · ".join(parts)
