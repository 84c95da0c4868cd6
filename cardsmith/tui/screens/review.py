"""The review: every change with its reason and evidence, to keep or to drop, before anything is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from cardsmith.review import Entry, Hunk, entries, hunks, lines_of
from cardsmith.session import Origin
from cardsmith.tui.desk import Desk
from cardsmith.tui.keys import REVIEW, bindings
from cardsmith.tui.messages import QuestionPicked
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.widgets.change_list import ChangeList
from cardsmith.tui.widgets.diff_pane import DiffPane, Reason
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.status_line import StatusLine
from cardsmith.visible import visible

_WIDTHS = [(0, "-narrow"), (100, "-wide"), (150, "-broad")]
_ORIGIN = {Origin.YOU: "your answer", Origin.PROVEN: "proven", Origin.FOLLOWS: "follows from another answer"}


class ReviewScreen(DeskScreen):
    """Shows what would be written, and lets each answer be left out."""

    CSS_PATH = "review.tcss"
    ACTIONS = REVIEW
    MAIN = "changes"
    BINDINGS: ClassVar[list[BindingType]] = bindings(REVIEW)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    AUTO_FOCUS = "#changes"

    def __init__(self, desk: Desk, current: str | None = None) -> None:
        super().__init__(desk)
        self.current = current

    def compose(self) -> ComposeResult:
        """Yield list and diff."""
        yield ScoreBar(id="score")
        with Container(id="panes"):
            yield ChangeList(id="changes")
            yield DiffPane(id="diff")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    async def on_mount(self) -> None:
        """Show the changes."""
        await self.update()

    async def show(self) -> None:
        """Show the session as it is now; the hunks follow when they are worked out."""
        session = self.desk.session
        found = entries(session)
        self.query_one(ScoreBar).show(self.desk.name, session, self.desk.waiting)
        self.query_one(ChangeList).show(found, self.current)
        self.current = self.query_one(ChangeList).current
        self.refresh_keys()
        self._compare()

    @work(exclusive=True, group="compare")
    async def _compare(self) -> None:
        session = self.desk.session.snapshot()
        found = await asyncio.to_thread(hunks, session)
        by_key = {entry.key: entry for entry in entries(session)}
        with self.unless_left():
            pane = self.query_one(DiffPane)
            pane.show(lines_of(session.base.text), found, [_reason(hunk, by_key) for hunk in found])
            if self.current is not None:
                pane.point_at(self.current)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action in ("keep_or_drop", "open_gap"):
            return self.current is not None
        return super().check_action(action, parameters)

    def on_question_picked(self, message: QuestionPicked) -> None:
        """Show the change that somebody pointed at."""
        self.current = message.key
        self.query_one(DiffPane).point_at(message.key)
        changes = self.query_one(ChangeList)
        if changes.current != message.key:
            changes.highlighted = changes.get_option_index(message.key)

    async def action_keep_or_drop(self) -> None:
        """Keep or drop the marked change."""
        entry = next((entry for entry in entries(self.desk.session) if entry.key == self.current), None)
        if entry is None:
            return
        if entry.kept:
            self.desk.session.drop(entry.key)
        else:
            self.desk.session.keep(entry.key)
        await self.decided()
        verb = "left out" if entry.kept else "kept"
        self.status.say(f"{verb}: {entry.question.title} · u takes it back", "–" if entry.kept else "✓")

    def action_sides(self) -> None:
        """Show old and new beside or below each other."""
        pane = self.query_one(DiffPane)
        pane.show_beside(not pane.beside)
        if self.current is not None:
            pane.point_at(self.current)

    def action_open_gap(self) -> None:
        """Go to the question of the marked change."""
        self.desk.pointed_at = self.current
        self.dismiss()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()

    async def _back_from_push(self, _: None) -> None:
        if self.desk.pointed_at is not None:
            self.dismiss()
        else:
            await self.update()


def _reason(hunk: Hunk, by_key: Mapping[str, Entry]) -> Reason:
    known = [by_key[key] for key in hunk.keys if key in by_key]
    if not known:
        return Reason("repairs", "")
    first = known[0]
    why = _ORIGIN[first.origin] if first.origin is not None else ""
    evidence = next((piece for piece in first.evidence if piece.source != "answers"), None)
    if evidence is not None:
        seen = f"{evidence.place}: {evidence.quote}" if evidence.quote else evidence.place
        why = f"{why}, from {seen}" if first.origin is Origin.YOU else seen
    return Reason(" + ".join(visible(entry.question.title) for entry in known), visible(why))
