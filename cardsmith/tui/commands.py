"""The command palette: what can be done now, and the questions to go to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from cardsmith.tui.keys import key_name
from cardsmith.tui.screens.keyed import KeyedScreen
from cardsmith.visible import visible


class _Command(NamedTuple):
    title: str
    help: str
    run: Callable[[], Awaitable[object] | object]
    names: tuple[str, ...] = ()


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
            score = _named(query, command.names) + max(map(matcher.match, (command.title, *command.names)))
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), command.run, help=command.help)

    def _actions(self) -> Iterator[_Command]:
        screen = self.screen
        if not isinstance(screen, KeyedScreen):
            return
        bound = {active.binding.id: key for key, active in reversed(screen.active_bindings.items())}
        for item in screen.ACTIONS:
            if item.label and screen.shows(item.action):
                key = item.shown or key_name(bound.get(item.id, item.keys.partition(",")[0]))
                names = (item.label, item.id.replace("-", " "))
                yield _Command(item.help, f"{key}  {item.label}", partial(screen.run_action, item.action), names)

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


def _named(query: str, names: Iterable[str]) -> int:
    """Return how surely a query is the name of a command: more than any letters that are somewhere in its title."""
    typed = query.strip().casefold()
    known = [name.casefold() for name in names]
    return 2_000 if typed in known else 1_000 if any(name.startswith(typed) for name in known) else 0
