"""The command palette: what can be done now, and the questions to go to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from cardsmith.tui.screens.keyed import KeyedScreen
from cardsmith.visible import visible


class _Command(NamedTuple):
    title: str
    help: str
    run: Callable[[], Awaitable[object] | object]


class DeskCommands(Provider):
    """Actions of the screen that make sense now, its questions, and the themes."""

    async def discover(self) -> Hits:
        """Yield what can be done, before anything is typed."""
        for command in self._actions():
            yield DiscoveryHit(command.title, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        for command in (*self._actions(), *self._questions(), *self._themes()):
            score = matcher.match(command.title)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), command.run, help=command.help)

    def _actions(self) -> Iterator[_Command]:
        screen = self.screen
        if not isinstance(screen, KeyedScreen):
            return
        for item in screen.ACTIONS:
            if item.label and screen.shows(item.action):
                yield _Command(item.help, item.group, partial(screen.run_action, item.action))

    def _questions(self) -> Iterator[_Command]:
        from cardsmith.tui.screens.workbench import WorkbenchScreen

        screen = self.screen
        if isinstance(screen, WorkbenchScreen):
            session = screen.desk.session
            for key, question in session.questions.items():
                title = f"Go to {visible(question.title)}"
                yield _Command(title, session.state(key).value, partial(screen.go_to, key))

    def _themes(self) -> Iterator[_Command]:
        for name in self.app.available_themes:
            yield _Command(f"Theme {name}", "Look", partial(setattr, self.app, "theme", name))
