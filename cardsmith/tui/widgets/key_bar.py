"""The footer: what can be done now, in groups; a click does it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.widget import Widget

from cardsmith.tui.keys import KeyAction, key_name
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import KeyPressed

if TYPE_CHECKING:
    from cardsmith.tui.screens.keyed import KeyedScreen


class KeyBar(Widget):
    """One row; what has no room goes, the least important first."""

    def __init__(self, actions: tuple[KeyAction, ...], id: str | None = None) -> None:
        super().__init__(id=id)
        self._actions = actions
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Return the keys that work now and fit."""
        room = self.content_size.width
        bound = self._bound()
        possible = [
            (item, _key(item, bound))
            for item in self._actions
            if item.rank and item.id in bound and self._enabled(item)
        ]
        shown = sorted(possible, key=lambda pair: pair[0].rank)
        while shown and _width(shown) > room:
            shown.pop()
        return self._row([pair for pair in possible if pair in shown])

    def _enabled(self, item: KeyAction) -> bool:
        return cast("KeyedScreen", self.screen).shows(item.action)

    def _bound(self) -> dict[str, list[str]]:
        """Return the keys by the name of what they do: the user's own, where there are some."""
        bound: dict[str, list[str]] = {}
        focused = self.screen.focused
        for key, active in self.screen.active_bindings.items():
            # Textual leaves out the letters that are typed, but knows no character of the key "slash".
            typed = focused is not None and focused.check_consume_key(key, "/" if key == "slash" else None)
            if active.binding.id and not typed:
                bound.setdefault(active.binding.id, []).append(key)
        return bound

    def _row(self, items: list[tuple[KeyAction, str]]) -> Content:
        parts: list[tuple[str, str]] = []
        self._places = []
        at = 0
        for number, (_, group) in enumerate(groupby(items, key=lambda pair: pair[0].group)):
            if number:
                parts.append(("│ ", QUIET))
                at += 2
            for item, key in group:
                parts += [(key, "$primary bold"), (f" {item.label}  ", QUIET)]
                width = len(key) + len(item.label) + 3
                self._places.append((at, at + width, item.action))
                at += width
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Tell which key was clicked."""
        x = event.get_content_offset_capture(self).x
        action = next((action for start, stop, action in self._places if start <= x < stop), None)
        if action is not None:
            self.post_message(KeyPressed(action))


def _key(item: KeyAction, bound: dict[str, list[str]]) -> str:
    default = item.keys.split(",")[0]
    own = bound.get(item.id, [])
    if not own or default in own:
        return item.shown or key_name(default)
    return key_name(own[0])


def _width(items: list[tuple[KeyAction, str]]) -> int:
    groups = len({item.group for item, _ in items})
    return sum(len(key) + len(item.label) + 3 for item, key in items) + 2 * (groups - 1)
