"""What every screen has in common: keys that come while it is opened or left do what they say, once."""

from __future__ import annotations

from asyncio import sleep

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType

_TURNS = 3  # a part wakes, finds that it is idle, and tells


async def parts_told() -> None:
    """Wait until changed parts have told their screen; until then it would take itself for drawn already."""
    for _ in range(_TURNS):
        await sleep(0)


class PatientScreen(Screen[ScreenResultType]):
    """A screen that lets the keyboard have a turn between the steps of opening it, and is left only once."""

    async def on_screen_resume(self, event: events.ScreenResume) -> None:
        """It was composed, and is going to be laid out and drawn."""
        event.refresh_styles = False  # every part has just got its own when it was mounted
        await sleep(0)

    async def on_resize(self) -> None:
        """It was laid out, and is going to be laid out once more at the size it told itself."""
        await sleep(0)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave. The second of two keys typed at once still reaches this screen, and must not close the next one."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
