"""What the screens of one card have in common: saving, undoing, leaving, and keeping the journal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cardsmith.errors import CardError
from cardsmith.questions import question_about
from cardsmith.tui.desk import Desk
from cardsmith.tui.keys import on_board
from cardsmith.tui.messages import CardLeft, SaveAsked
from cardsmith.tui.screens.ask import Answer, AskScreen
from cardsmith.tui.screens.keyed import KeyedScreen
from cardsmith.tui.workers import Autosave
from cardsmith.visible import visible

if TYPE_CHECKING:
    from cardsmith.decisions import Step


class DeskScreen(KeyedScreen):
    """A view of the card on the desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        if desk.on_board:
            self.ACTIONS = on_board(self.ACTIONS)
        self.autosave = Autosave(self.app, desk, self._journal_failed)

    async def update(self) -> None:
        """Show the session as it is now."""
        with self.unless_left():
            await self.show()

    async def show(self) -> None:
        """Show the session as it is now, while all parts of the screen are there."""
        raise NotImplementedError

    async def decided(self) -> None:
        """Keep what was just decided, and show it."""
        self.autosave.keep()
        await self.update()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now; what cannot is in no footer and in no palette."""
        decisions = self.desk.session.decisions
        if action in ("undo", "redo") and self.is_typed_in:
            return False
        if action == "undo":
            return decisions.last is not None
        if action == "redo":
            return decisions.next is not None
        if action == "save":
            return self.desk.unsaved or bool(self.desk.session.typed)
        if action == "push":
            return self.desk.can_push
        return True

    def shows(self, action: str) -> bool:
        """Whether footer and palette offer it: sending only where the Hub may be asked."""
        return super().shows(action) and (action != "push" or self.desk.hub.reach is not None)

    # -- actions -------------------------------------------------------------------------------------------------------

    async def action_undo(self) -> None:
        """Take back the last step."""
        await self._stepped(self.desk.session.undo(), "took back", "↶")

    async def action_redo(self) -> None:
        """Make the last step again that was taken back."""
        await self._stepped(self.desk.session.redo(), "made again", "↷")

    async def _stepped(self, step: Step | None, verb: str, sign: str) -> None:
        if step is not None:
            await self.decided()
            self.status.say(f"{verb} {step.label}", sign, "$primary")

    def action_save(self) -> None:
        """Write the card: the wish goes the way of an answer that was given just before it, so that it comes after."""
        (self.focused or self).post_message(SaveAsked())

    async def on_save_asked(self) -> None:
        """Write the card to its file."""
        if not self.can_write():
            return
        if self.desk.path is None:
            self._ask_where()
        else:
            await self.save(None)

    def can_write(self) -> bool:
        """Whether nothing has to be put right first; what, is told already."""
        return True

    def _ask_where(self) -> None:
        """A card of the Hub has no file of its own."""
        answers = (
            Answer("p", "send it to the Hub", "push"),
            Answer("f", "save it as a file", "file"),
            Answer("escape", "neither", "neither"),
        )
        self.app.push_screen(AskScreen("Where to?", f"{self.desk.name} comes from the Hub.", answers), self._save_where)

    def _save_where(self, answer: str | None) -> None:
        if answer == "push":
            self.action_push()
        elif answer == "file":
            self.action_save_as()

    def action_push(self) -> None:
        """Send the card to the Hub."""
        reach = self.desk.hub.reach
        if reach is None:
            self.status.warn(f"cannot be sent: {self.desk.hub.why_not}")
            return
        from cardsmith.tui.screens.push import PushScreen

        self.app.push_screen(PushScreen(self.desk, reach), self._back_from_push)

    async def _back_from_push(self, _: None) -> None:
        await self.update()

    def action_save_as(self) -> None:
        """Write the card to another file."""
        self._ask_name(str(self.desk.path or "README.md"))

    def _ask_name(self, name: str) -> None:
        from cardsmith.tui.screens.save_as import SaveAsScreen

        self.app.push_screen(SaveAsScreen(name), self._save_as)

    async def _save_as(self, path: Path | None) -> None:
        if path is None:
            return
        if not self.desk.would_replace(path):
            await self.save(path)
            return
        answers = (Answer("o", "overwrite it", "overwrite"), Answer("escape", "another name", "again"))
        question = AskScreen("It exists", f"{visible(str(path))} is there already.", answers)
        self.app.push_screen(question, partial(self._replace, path))

    async def _replace(self, path: Path, answer: str | None) -> None:
        if answer == "overwrite":
            await self.save(path)
        else:
            self._ask_name(str(path))

    async def save(self, path: Path | None) -> bool:
        """Write the card and say where; return whether that worked."""
        if await self.look_at_disk():
            return False
        try:
            target = self.desk.save(path)
        except CardError as error:
            self.status.warn(f"{error.message}{f' ({error.hint})' if error.hint else ''}")
            return False
        await self.update()
        left = self._not_accepted()
        self.status.say(f"written to {target}{f' · not in it, because not accepted: {left}' if left else ''}")
        return True

    async def look_at_disk(self) -> bool:
        """Notice when the file was changed by somebody else: go on with its new text; return whether it was."""
        try:
            card = self.desk.changed_on_disk()
        except CardError as error:
            self.status.warn(f"{error}: {error.hint}" if error.hint else str(error))
            self.refresh_keys()
            return False
        if card is None:
            return False
        aside, diff = self.desk.go_on_with(card)
        await self.decided()
        from cardsmith.tui.screens.changed import ChangedScreen

        self.app.push_screen(ChangedScreen(diff, len(self.desk.session.decisions), aside))
        return True

    def action_quit(self) -> None:
        """Leave; ask first when something is not written and nobody keeps it."""
        if self.desk.on_board or not self.desk.worth_keeping:
            self.leave()
            return
        left = self._not_accepted()
        decided = bool(self.desk.session.decisions) and self.desk.unsaved
        what, verb = ("it", "is") if not decided else ("everything", "is") if left else ("the answers", "are")
        answers = (
            *((Answer("s", "save and leave", "save"),) if decided else ()),
            Answer("l", f"leave; {what} {verb} kept, and offered when the card is opened again", "leave"),
            Answer("d", f"leave and forget {what}", "forget"),
            Answer("escape", "stay", "stay"),
        )
        words = [f"{self.desk.name} has unsaved answers."] if decided else []
        words += [f"Typed, and not accepted yet: {left}."] if left else []
        self.app.push_screen(AskScreen("Not written yet", "\n".join(map(visible, words)), answers), self._quit)

    def _not_accepted(self) -> str:
        """Return what was typed and is no answer yet, by its title."""
        return ", ".join(visible(question_about(key).title) for key in self.desk.session.typed)

    async def _quit(self, answer: str | None) -> None:
        if answer == "save" and self.desk.path is None:
            self._ask_where()
            return
        if answer == "save" and not await self.save(None):
            return
        if answer == "forget":
            self.desk.journals.discard(self.desk.identity)
        if answer in ("save", "leave", "forget"):
            self.leave()

    def leave(self) -> None:
        """Be done with the card."""
        self.post_message(CardLeft())

    def _journal_failed(self, message: str) -> None:
        self.status.warn(f"the journal {message}")
