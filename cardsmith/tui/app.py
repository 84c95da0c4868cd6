"""The editor's application: themes, keys and the first screen, wired together."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import PurePath
from time import monotonic
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.command import Provider
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES, Theme

from cardsmith.catalogue import close_matches
from cardsmith.errors import ConfigError
from cardsmith.journal import Journals
from cardsmith.tui import garbage
from cardsmith.tui.commands import DeskCommands
from cardsmith.tui.desk import Desk, Opening
from cardsmith.tui.messages import CardPushed
from cardsmith.tui.screens.keyed import KeyedScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.settings import Settings
from cardsmith.tui.themes import OWN_THEMES

# Textual reads a screen's own styles when it is pushed; those of the first screen are the application's.
STYLES: list[str | PurePath] = ["app.tcss", "screens/workbench.tcss"]


class EditorApp(App[None]):
    """What the editor is for one card and for several: themes, keys and the palette."""

    TITLE = "cardsmith"
    CSS_PATH = STYLES
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {DeskCommands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, settings: Settings | None = None) -> None:
        self._known_themes: dict[str, Theme | None] = {}
        # Without colours everything is told by signs, bold, underlined and reversed, as where there are sixteen.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.settings = settings or Settings()
        for theme in OWN_THEMES:
            self.register_theme(theme)
        if self.settings.theme and self.settings.theme not in self.available_themes:
            known = ", ".join((*(theme.name for theme in OWN_THEMES), *BUILTIN_THEMES))
            close = close_matches(self.settings.theme, self.available_themes)
            hint = f"did you mean {close[0]}?" if close else f"known are {known}"
            raise ConfigError(f"there is no theme {self.settings.theme!r}", where=self.settings.theme_at, hint=hint)
        self.theme = self.settings.theme or fitting_theme(os.environ)
        self.set_keymap(self.settings.keys)
        self.pushed_urls: list[str] = []
        self._last_input = 0.0

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme by name: Textual asks for it with every part that it draws, and then looks at all themes."""
        if theme_name not in self._known_themes:
            self._known_themes[theme_name] = super().get_theme(theme_name)
        return self._known_themes[theme_name]

    def register_theme(self, theme: Theme) -> None:
        """Add a theme, or put it in the place of another one of its name."""
        self._known_themes.clear()
        super().register_theme(theme)

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """Show a screen. Its styles are added here, because Textual would read those of all others again."""
        paths = screen.css_path if isinstance(screen, Screen) else []
        new = [path for path in paths if not self.stylesheet.has_source(str(path))]
        if new:
            self.stylesheet.read_all(new)
            self.stylesheet.parse()
        return super().push_screen(screen, *args, **options)

    def on_ready(self) -> None:
        """The first screen stands; from now on there is garbage."""
        self.call_after_refresh(garbage.let_go)

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody last did something, to search for garbage while nothing is done."""
        if isinstance(event, events.InputEvent):
            if not self._last_input:
                self.set_timer(garbage.PAUSE, self._search_for_garbage)
            self._last_input = monotonic()
        try:
            await super().on_event(event)
        except NoMatches:  # for a key that came while the editor was being closed, the parts are gone
            if self.is_running and self.return_code is None:
                raise

    def _search_for_garbage(self) -> None:
        left = self._last_input + garbage.PAUSE - monotonic()
        if left > 0:
            self.set_timer(left, self._search_for_garbage)
        else:
            self._last_input = 0.0
            garbage.search()

    async def action_quit(self) -> None:
        """Ctrl-Q is Textual's own and comes before every other key: leave as the screen does, which may ask first."""
        if isinstance(self.screen, KeyedScreen):
            await self.screen.run_action("quit")

    def action_help_quit(self) -> None:
        """Ctrl-C copies, as in every text; outside of one, the line for messages says which key leaves."""
        if isinstance(self.screen, KeyedScreen):
            self.screen.say_how_to_leave()

    def on_card_pushed(self, message: CardPushed) -> None:
        """Keep the address of what was sent, to print it at the end."""
        self.pushed_urls.append(message.url)


class CardsmithApp(EditorApp):
    """Opens one card on the workbench."""

    def __init__(self, opening: Opening, journals: Journals | None = None, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.desk = Desk(opening, journals or Journals())

    def get_default_screen(self) -> Screen[None]:
        """Return the first screen."""
        return WorkbenchScreen(self.desk)

    def on_card_left(self) -> None:
        """Close the editor."""
        self.exit()


def fitting_theme(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the theme that fits a terminal: its own sixteen colours where it has no more, and its own brightness.

    >>> fitting_theme({"COLORTERM": "truecolor"}), fitting_theme({"TERM": "linux"})
    ('forge', 'ansi-dark')
    >>> fitting_theme({"COLORTERM": "truecolor", "NO_COLOR": "1"})
    'ansi-dark'
    """
    colours = environment.get("COLORTERM", "") + environment.get("TERM", "")
    rich = any(word in colours for word in ("truecolor", "24bit", "256color", "kitty", "ghostty", "direct"))
    rich = rich and not environment.get("NO_COLOR")
    # The background as some terminals tell it: "foreground;background", 7 and 15 are light.
    light = environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
    return ("forge-light" if light else "forge") if rich else ("ansi-light" if light else "ansi-dark")
