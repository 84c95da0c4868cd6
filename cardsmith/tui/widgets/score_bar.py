"""The line on top: the card's name, how complete it is, and what is left to do."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cardsmith.session import Session
from cardsmith.tui.look import QUIET
from cardsmith.visible import percent, shortened, visible

_FULL, _EMPTY = "▰", "▱"
_SECONDS = 0.4


class ScoreBar(Widget):
    """Moves to the new score when one is set; a spark tells that nothing is left."""

    share: reactive[float] = reactive(0.0)
    spark: reactive[int] = reactive(0)

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._card_name = ""
        self._before = 0.0
        self._after: float | None = None
        self._left = 0
        self._waiting = ""

    def show(self, name: str, session: Session, waiting: str) -> None:
        """Show the state of a session, and what waits to be written; the first time at once, then with a move."""
        outcome = session.outcome
        left = len(session.open_keys())
        told = (self._card_name, self._waiting, self._before, self._after, self._left)
        self._card_name, self._waiting, self._before = name, waiting, outcome.before
        if self._after is None:
            self.share = outcome.after
        elif outcome.after != self._after:
            self.animate("share", outcome.after, duration=_SECONDS, easing="out_cubic")
        if left == 0 and self._left > 0:
            self.spark = 6
            self.set_timer(0.12, self._fade)
        self._after, self._left = outcome.after, left
        if told != (name, waiting, outcome.before, outcome.after, left):
            self.refresh()

    def _fade(self) -> None:
        self.spark = max(0, self.spark - 1)
        if self.spark:
            self.set_timer(0.12, self._fade)

    def render(self) -> Content:
        """Return the line, its parts left out from the least important on when there is no room."""
        room = self.content_size.width
        bar = 20 if room >= 110 else 10
        full = round(self.share * bar)
        before = f"{percent(self._before)} → " if self._after != self._before and room >= 90 else ""
        left = f"{self._left} open" if self._left else "complete"
        score = Content.assemble(
            (_FULL * full, "$success"),
            (_EMPTY * (bar - full), QUIET),
            (f" {before}", QUIET),
            (percent(round(self.share, 4)), "bold"),
            ("  ", ""),
            ("✦ " if self._left == 0 and self.spark % 2 == 0 else "", "$accent bold"),
            (left, "$success bold" if not self._left else ""),
            (f"  {self._waiting if room >= 80 else self._waiting[:1]}" if self._waiting else "", "$primary"),
        )
        space = room - score.cell_length - 3
        name = visible(self._card_name)
        name = name if len(name) <= space else "…" + name[-(space - 1) :] if space > 4 else ""
        title = Content.assemble(("⚒ ", "$primary"), (shortened(name, max(space, 1)), "bold"))
        gap = max(1, room - title.cell_length - score.cell_length)
        return Content.assemble(title, " " * gap, score)
