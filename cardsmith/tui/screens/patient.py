"""What every screen has in common: keys that come while it is opened or left do what they say, once."""

from __future__ import annotations

from asyncio import sleep

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class PatientScreen(Screen[ScreenResultType]):
    """A screen that lets the keyboard have a turn between the steps of opening it, and is left only once."""

    async def on_screen_resume(self) -> None:
        """It was composed, and is going to be laid out and drawn."""
        await sleep(0)

    async def on_resize(self) -> None:
        """It was laid out, and is going to be laid out once more at the size it told itself."""
        await sleep(0)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave. The second of two keys typed at once still reaches this screen, and must not close the next one."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
