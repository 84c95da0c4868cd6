"""The board: several cards with how far each is; enter opens one, and what is not written waits here."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from cardsmith.errors import CardError, CardsmithError
from cardsmith.journal import Journals
from cardsmith.tui.desk import Desk
from cardsmith.tui.keys import BOARD, bindings
from cardsmith.tui.messages import CardPicked, FilterTyped, OrderPicked
from cardsmith.tui.scanning import CardsChecked, CardsListed, Result, Scanning, examined
from cardsmith.tui.screens.ask import Answer, AskScreen
from cardsmith.tui.screens.keyed import KeyedScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.shelf import Order, Shelf, Stage
from cardsmith.tui.widgets.board_bar import BoardBar
from cardsmith.tui.widgets.card_table import CardHead, CardTable
from cardsmith.tui.widgets.filter_bar import FilterBar
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.status_line import StatusLine
from cardsmith.visible import shortened

_STAGES = (None, Stage.OPEN, Stage.UNSAVED, Stage.COMPLETE, Stage.SAVED, Stage.FAILED)


class BoardScreen(KeyedScreen):
    """Looks at all cards in the background, and keeps those that somebody works on."""

    CSS_PATH = "board.tcss"
    ACTIONS = BOARD
    MAIN = "cards"
    BINDINGS: ClassVar[list[BindingType]] = bindings(BOARD)
    AUTO_FOCUS = "#cards"

    def __init__(self, shelf: Shelf, journals: Journals) -> None:
        super().__init__()
        self.shelf = shelf
        self.journals = journals
        self.desks: dict[int, Desk] = {}
        self.scanning = Scanning(self, shelf)
        self._opened: int | None = None
        self._words = ""
        self._stage: Stage | None = None
        self._order, self._reverse = Order.GIVEN, False

    def compose(self) -> ComposeResult:
        """Yield the table and its bars."""
        yield BoardBar(self.shelf, id="score")
        with Vertical(id="frame"):
            yield CardHead(id="head")
            yield CardTable(id="cards")
        yield FilterBar(id="filter")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    def on_mount(self) -> None:
        """Begin to look at the cards."""
        self.update()
        self.scanning.start()

    def on_unmount(self) -> None:
        """Leave nobody looking."""
        self.scanning.stop()

    # -- showing -------------------------------------------------------------------------------------------------------

    def update(self) -> None:
        """Show the cards as they are now."""
        rows = self.shelf.view(self._words, self._stage, self._order, self._reverse)
        self.query_one(CardTable).show(rows)
        self.query_one(CardHead).show(self._order, self._reverse)
        self.query_one(BoardBar).refresh()
        stage = f" · {self._stage.value}" if self._stage is not None else ""
        some = f" · {len(rows)} of {len(self.shelf.rows)}" if len(rows) < len(self.shelf.rows) else ""
        self.query_one("#frame", Vertical).border_title = f"Cards{stage}{some}"
        self._tell_about_marked()
        self.refresh_keys()

    def _tell_about_marked(self) -> None:
        row = self.query_one(CardTable).current
        self.status.state = shortened(row.words if row is not None else "", max(self.size.width - 4, 10))

    def on_cards_listed(self, message: CardsListed) -> None:
        """Show more cards."""
        self.shelf.add(message.cards)
        self.update()

    def on_cards_checked(self, message: CardsChecked) -> None:
        """Show what was found in some cards."""
        self.query_one(BoardBar).listing = False
        for at, found in message.results:
            if at not in self.desks:
                self._note(at, found)
        if message.current is not None:
            self.shelf.begin(message.current)
        self.update()

    def _note(self, at: int, found: Result) -> None:
        if isinstance(found, str):
            self.shelf.failed(at, found)
        else:
            self.shelf.found(at, found)

    def on_card_picked(self, message: CardPicked) -> None:
        """Tell about the marked card, or open it."""
        if message.opened:
            self.action_open()
        else:
            self._tell_about_marked()
            self.refresh_keys()

    # -- choosing ------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action in ("open", "check_again"):
            return self.query_one(CardTable).current is not None
        if action == "everything":
            return bool(self._words) or self._stage is not None or self.query_one(FilterBar).display
        if action == "save":
            return bool(self._unsaved())
        return True

    def action_filter(self) -> None:
        """Type words to look for."""
        self.query_one(FilterBar).open()

    def on_filter_typed(self, message: FilterTyped) -> None:
        """Show only cards with these words."""
        self._words = message.words
        if message.done:
            self.query_one(FilterBar).display = bool(message.words)
            self.query_one(CardTable).focus()
        self.update()

    def action_everything(self) -> None:
        """Show all cards again."""
        self._words, self._stage = "", None
        self.query_one(FilterBar).close()
        self.query_one(CardTable).focus()
        self.update()

    def action_stage(self) -> None:
        """Show only the cards of the next state that there is."""
        there = [stage for stage in _STAGES if stage is None or self.shelf.count(stage)]
        at = there.index(self._stage) if self._stage in there else 0
        self._stage = there[(at + 1) % len(there)]
        self.update()

    def action_order(self) -> None:
        """Sort by the next column."""
        orders = list(Order)
        self._order, self._reverse = orders[(orders.index(self._order) + 1) % len(orders)], False
        self.update()
        given = self._order is Order.GIVEN
        self.status.say("as they were named" if given else f"sorted by {self._order.value}", "▾")

    def on_order_picked(self, message: OrderPicked) -> None:
        """Sort by a column; the same column again turns it round."""
        self._reverse = message.order is self._order and not self._reverse
        self._order = message.order
        self.update()

    # -- one card ------------------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the marked card."""
        row = self.query_one(CardTable).current
        if row is not None:
            self._open(row.at)

    @work(exclusive=True, group="open")
    async def _open(self, at: int) -> None:
        if at not in self.desks:
            self.status.state = "reading…"
            try:
                desk = await asyncio.to_thread(self._read, at)
            except CardsmithError as error:
                self.shelf.failed(at, error.message)
                self.update()
                self.status.warn(f"{self.shelf.rows[at].name}: {error.message}")
                return
            self.desks[at] = desk
        self.scanning.wait()
        self._opened = at
        await self.app.push_screen(WorkbenchScreen(self.desks[at]))

    def _read(self, at: int) -> Desk:
        desk = Desk(self.shelf.cards[at].open(), self.journals)
        desk.on_board = True
        return desk

    async def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Take a card back that somebody worked on, and go on with the others."""
        at, self._opened = self._opened, None
        if at is not None:
            self._put_back(at)
            self.scanning.go_on()
            self.update()

    def _put_back(self, at: int, problem: str = "") -> None:
        desk = self.desks[at]
        self.shelf.worked_on(at, desk, problem)
        if not desk.worth_keeping:
            del self.desks[at]

    @work(exclusive=True, group="again")
    async def action_check_again(self) -> None:
        """Read the marked card again, unless somebody works on it."""
        row = self.query_one(CardTable).current
        if row is None or row.at in self.desks:
            return
        self.shelf.forget(row.at)
        self.update()
        self._note(row.at, await asyncio.to_thread(examined, self.shelf.cards[row.at]))
        self.update()

    # -- leaving -------------------------------------------------------------------------------------------------------

    def _unsaved(self) -> list[int]:
        return [at for at, desk in self.desks.items() if desk.worth_keeping]

    def action_save(self) -> None:
        """Write every card that has unsaved answers."""
        self.save_all()

    def save_all(self) -> bool:
        """Write every card that has unsaved answers, and say how many; return whether all could be written."""
        problems: list[str] = []
        wanted = self._unsaved()
        for at in wanted:
            problem = ""
            try:
                self.desks[at].save()
            except CardError as error:
                problem = error.message
                problems.append(f"{self.shelf.rows[at].name}: {problem}")
            self._put_back(at, problem)
        self.update()
        written = len(wanted) - len(problems)
        words = f"{written} card{'s' if written != 1 else ''} written"
        if problems:
            self.status.warn(f"{words}, {len(problems)} not: {problems[0]}")
        else:
            self.status.say(words)
        return not problems

    def action_quit(self) -> None:
        """Leave; ask once when there are answers that are not written."""
        count = len(self._unsaved())
        if not count:
            self.app.exit()
            return
        cards = f"{count} cards have" if count > 1 else "1 card has"
        answers = (
            Answer("s", "save all and leave", "save"),
            Answer("l", "leave; the answers are kept, and offered when the cards are opened again", "leave"),
            Answer("d", "leave and forget the answers", "forget"),
            Answer("escape", "stay", "stay"),
        )
        self.app.push_screen(AskScreen("Not written yet", f"{cards} unsaved answers.", answers), self._quit)

    def _quit(self, answer: str | None) -> None:
        if answer == "save" and not self.save_all():
            return
        if answer == "forget":
            for desk in self.desks.values():
                desk.journals.discard(desk.identity)
        if answer in ("save", "leave", "forget"):
            self.app.exit()
