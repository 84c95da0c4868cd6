"""The preview: the card as people will read it, with the gaps that are left in it."""

from __future__ import annotations

import asyncio
from typing import ClassVar
from urllib.parse import urlsplit

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import MountError
from textual.widgets import Markdown

from cardsmith.tui.desk import Desk
from cardsmith.tui.folding import fold
from cardsmith.tui.keys import PREVIEW, bindings
from cardsmith.tui.marks import marks_of
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
        with VerticalScroll(id="rendered") as pane:
            pane.border_title = "Preview"
            yield RenderedCard()
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
        self.query_one(ScoreBar).show(self.desk.name, self.desk.session, self.desk.unsaved)
        self.refresh_keys()
        self._lay_out()

    @work(exclusive=True, group="layout")
    async def _lay_out(self) -> None:
        self.status.state = "laying out…"
        session = self.desk.session.snapshot()
        folded = await asyncio.to_thread(fold, session.card, self.unfolded)
        marks = await asyncio.to_thread(marks_of, session, None)
        if self.is_left():
            return
        try:
            await self._page.show(folded, marks)
        except MountError:  # left meanwhile
            return
        if self.is_left():
            return
        self._page.point_at(self.current)
        self._hidden = folded.hidden
        self._at = -1
        self.status.state = _left(len({key for key, _ in self._page.gaps}), self._hidden)
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action.startswith("step"):
            return bool(self._page.gaps)
        if action == "open_gap":
            return self._at >= 0
        if action == "fold":
            return self.unfolded or self._hidden > 0
        return super().check_action(action, parameters)

    # -- moving --------------------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Go to the next gap that can be seen in the text."""
        gaps = self._page.gaps
        if not gaps:
            return
        self._at = (self._at + by) % len(gaps) if self._at >= 0 else (0 if by > 0 else len(gaps) - 1)
        self.current, block = gaps[self._at]
        self._page.point_at(self.current)
        block.scroll_visible(animate=False)
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

    def on_markdown_link_clicked(self, message: Markdown.LinkClicked) -> None:
        """Ask before a link is opened: the card may come from anybody."""
        message.stop()
        address = message.href
        if address.startswith("#"):
            self._page.goto_anchor(address[1:])
            return
        try:
            parts = urlsplit(address)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
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
    parts += [f"{hidden} lines folded"] if hidden else []
    return " · ".join(parts)
