"""The editor's application for several cards: a board first, and each card opened from there."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual.screen import Screen

from cardsmith.journal import Journals
from cardsmith.tui.app import STYLES, EditorApp
from cardsmith.tui.screens.board import BoardScreen
from cardsmith.tui.settings import Settings
from cardsmith.tui.shelf import Shelf


class BoardApp(EditorApp):
    """Opens a board of cards."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [*STYLES, "screens/board.tcss"]

    def __init__(self, shelf: Shelf, journals: Journals | None = None, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._shelf = shelf
        self._journals = journals or Journals()

    def get_default_screen(self) -> Screen[None]:
        """Return the first screen."""
        return BoardScreen(self._shelf, self._journals)

    async def on_card_left(self) -> None:
        """Go back to the board, from whichever view of the card."""
        while not isinstance(self.screen, BoardScreen):
            await self.pop_screen()
