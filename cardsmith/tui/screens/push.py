"""The push: where to, as what, with which words; what the Hub says of it, and the exact difference it makes there."""

from __future__ import annotations

import asyncio
import time
from enum import Enum
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Input, OptionList

from cardsmith.errors import CardsmithError
from cardsmith.gaps import Gap, Severity
from cardsmith.ids import is_namespaced
from cardsmith.push_text import check_title
from cardsmith.pushing import Pushed, PushStatus, RejectedCard, push_text
from cardsmith.sending import Sending
from cardsmith.tui.desk import Desk
from cardsmith.tui.hub_side import Look, Reach, Wording, look, send
from cardsmith.tui.in_background import in_background
from cardsmith.tui.keys import PUSH, bindings
from cardsmith.tui.look import QUIET
from cardsmith.tui.messages import CardPushed
from cardsmith.tui.screens.desk_screen import DeskScreen
from cardsmith.tui.widgets.diff_text import DiffText
from cardsmith.tui.widgets.finding_list import FindingList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.push_form import PushForm
from cardsmith.tui.widgets.score_bar import ScoreBar
from cardsmith.tui.widgets.signed_words import SignedWords
from cardsmith.tui.widgets.status_line import StatusLine
from cardsmith.visible import visible

_WIDTHS = [(0, "-narrow"), (100, "-wide")]
_UNDER_WAY = {"looking": "asking the Hub…", "sending": "sending…"}
_DONE = {
    PushStatus.COMMITTED: "committed",
    PushStatus.OPENED: "pull request {num} opened",
    PushStatus.UPDATED: "pull request {num} updated",
    PushStatus.UNCHANGED: "nothing to send: {reason}",
    PushStatus.SKIPPED: "not sent: {reason}",
    PushStatus.DECLINED: "not sent",
}


class Stage(Enum):
    """How far the push is."""

    LOOKING = "looking"
    READY = "ready"
    STUCK = "stuck"
    SENDING = "sending"
    ASKING = "asking"
    SENT = "sent"


class PushScreen(DeskScreen):
    """A face of `push_card`: nothing here decides what is sent."""

    CSS_PATH = "push.tcss"
    ACTIONS = PUSH
    MAIN = "push"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PUSH)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    AUTO_FOCUS = "#title"

    def __init__(self, desk: Desk, reach: Reach) -> None:
        super().__init__(desk)
        self.stage = Stage.LOOKING
        self.url = ""
        self._reach = reach
        self._session = desk.session.snapshot()
        self._look: Look | None = None
        self._cancelled = False
        self._diff = ""
        self._answer: asyncio.Future[bool] | None = None

    def compose(self) -> ComposeResult:
        """Yield the form and the difference."""
        yield ScoreBar(id="score")
        with Container(id="panes"):
            yield PushForm(self.desk.hub.repo_id, id="push")
            yield DiffText(id="difference")
        yield StatusLine(id="status")
        yield KeyBar(self.ACTIONS, id="keys")

    async def on_mount(self) -> None:
        """Ask who sends, and what it comes to."""
        with self.unless_left():
            await self.show()
            self._ask_who()
            self._look_at_hub()

    def on_unmount(self) -> None:
        """Send nothing that is not sent yet."""
        self._cancelled = True
        self._reply(False)

    # -- showing -------------------------------------------------------------------------------------------------------

    @property
    def _form(self) -> PushForm:
        return self.query_one(PushForm)

    async def show(self) -> None:
        """Show how far it is."""
        self.query_one(ScoreBar).show(self.desk.name, self.desk.session, self.desk.waiting)
        self._form.fix(self.stage in (Stage.SENDING, Stage.ASKING, Stage.SENT))
        self.set_class(self.stage is Stage.ASKING, "-asking")
        self.set_class(self.stage is Stage.SENT, "-sent")
        self.status.state = _UNDER_WAY.get(self.stage.value, "")
        self.refresh_keys()

    async def _enter(self, stage: Stage) -> None:
        self.stage = stage
        await self.update()

    def _say(self, sign: str, look: str, words: str, more: str = "") -> None:
        self.query_one("#verdict", SignedWords).say(sign, look, words, more)

    def _complain(self, error: CardsmithError) -> None:
        self._say("!", "$error bold", error.message, error.hint)

    # -- looking -------------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="account")
    async def _ask_who(self) -> None:
        with self.unless_left():
            await self._form.ask_who(self._reach.writer)
            self.refresh_keys()

    @work(exclusive=True, group="push")
    async def _look_at_hub(self) -> None:
        with self.unless_left():
            await self._show_hub()

    async def _show_hub(self) -> None:
        self._look = None
        repo_id = self._form.repo_id
        findings = self.query_one(FindingList)
        findings.show(())
        if not is_namespaced(repo_id):
            self._say("…", QUIET, "say where to: the id of a model on the Hub, such as user/model")
            self.query_one(DiffText).show("")
            await self._enter(Stage.STUCK)
            if not repo_id:
                self._form.start()
            return
        self._say("…", QUIET, "the Hub checks the card")
        await self._enter(Stage.LOOKING)
        known, revision = self.desk.stand, self.desk.hub.revision
        try:
            found = await in_background(lambda: look(self._reach, self._session, known, repo_id, revision))
        except CardsmithError as error:
            self._complain(error)
            self.query_one(DiffText).show("")
            await self._enter(Stage.STUCK)
            return
        self._look = found
        self._form.prefer_how()
        self._show_difference(found.sending, found.diff)
        await self._judge(found.findings)

    def _show_difference(self, sending: Sending, diff: str) -> None:
        self._diff = diff
        self.query_one(DiffText).show(diff, "The card on the Hub has all of this.")
        self._form.word(push_text(sending.outcome, self._form.repo_id, create_pr=False))
        for item in sending.aside[:1]:
            self.status.say(f"put aside: {visible(item.key)} ({visible(item.reason)})", "–", "$warning")

    async def _judge(self, findings: list[Gap]) -> None:
        self.query_one(FindingList).show(findings)
        errors = sum(item.severity is Severity.ERROR for item in findings)
        if errors:
            self._say("!", "$error bold", "the Hub rejects the card")
            self.query_one(FindingList).focus()
        elif not self._diff:
            self._say("✓", "$success", "nothing to send: the card on the Hub has all of this")
        else:
            self._say("✓", "$success", "the Hub takes the card" + (", and warns" if findings else ""))
        await self._enter(Stage.STUCK if errors or not self._diff else Stage.READY)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look at another repository."""
        event.stop()
        self._look_at_hub()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Look at another repository when somebody leaves its line."""
        looked = self._look.there.repo_id if self._look is not None else ""
        if self._form.repo_id != looked and self.stage in (Stage.READY, Stage.STUCK):
            self._look_at_hub()

    # -- sending -------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether something can be done now."""
        if action == "send":
            ready = self.stage is Stage.READY and bool(self._form.account)
            return ready or self.stage is Stage.ASKING
        if action == "look_again":
            return self.stage in (Stage.READY, Stage.STUCK)
        if action == "open_gap":
            return self._key_of_marked() is not None
        if action == "copy":
            return bool(self.url)
        return super().check_action(action, parameters)

    def action_look_again(self) -> None:
        """Ask the Hub again."""
        self._ask_who()
        self._look_at_hub()

    async def action_send(self) -> None:
        """Send it, or agree to what is shown again."""
        if self.stage is Stage.ASKING:
            await self._enter(Stage.SENDING)
            self._reply(True)
            return
        if self._look is None or self._look.there.repo_id != self._form.repo_id:
            self._look_at_hub()
            return
        try:
            check_title(self._form.title)
        except CardsmithError as error:
            self.status.warn(error.message)
            return
        self._send(self._look, self._form.wording())

    @work(exclusive=True, group="push")
    async def _send(self, looked: Look, wording: Wording) -> None:
        self._cancelled = False
        loop, known, revision = asyncio.get_running_loop(), self.desk.stand, self.desk.hub.revision

        def confirm(sending: Sending, diff: str) -> bool:
            if self._cancelled or diff == looked.diff:
                return not self._cancelled
            return asyncio.run_coroutine_threadsafe(self._ask_again(sending, diff), loop).result()

        typing = self.focused
        self._say("…", QUIET, f"sending to {self._form.repo_id}")
        await self._enter(Stage.SENDING)
        self.set_focus(None)
        clock = self._show_seconds()
        try:
            pushed = await in_background(
                lambda: send(self._reach, self._session, known, looked, wording, confirm, revision)
            )
        except RejectedCard as error:
            await self._judge(error.gaps)
        except CardsmithError as error:
            self._complain(error)
            await self._enter(Stage.READY)
            self.set_focus(typing)
        else:
            await self._sent(pushed)
        finally:
            clock.stop()

    def _show_seconds(self) -> Timer:
        started = time.monotonic()

        def tick() -> None:
            if self.stage is Stage.SENDING:
                self.status.state = f"sending… {time.monotonic() - started:.0f} s"

        return self.set_interval(1.0, tick)

    async def _ask_again(self, sending: Sending, diff: str) -> bool:
        """Show what would be sent now, and wait for a yes or no."""
        self._answer = asyncio.get_running_loop().create_future()
        self._show_difference(sending, diff)
        self._say("!", "$warning bold", "another text stands there by now: look again", "^j sends this · esc does not")
        await self._enter(Stage.ASKING)
        self.query_one(DiffText).focus()
        return await self._answer

    def _reply(self, agreed: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(agreed)

    async def _sent(self, pushed: Pushed) -> None:
        self.url = pushed.pr_url or pushed.commit_url or ""
        self.status.hush()  # it may say that this was stopped
        words = _DONE[pushed.status].format(num=pushed.pr_num, reason=pushed.reason)
        is_there = pushed.commit_oid is not None
        self._say("✓" if is_there else "–", "$success bold" if is_there else "$warning", words, self.url)
        if pushed.status in (PushStatus.COMMITTED, PushStatus.OPENED, PushStatus.UPDATED):
            self.desk.sent(pushed, self._session.card)
            self.post_message(CardPushed(self.url))
            self.autosave.keep()
        if pushed.warnings:
            self.query_one(FindingList).show(pushed.warnings)
        if pushed.status is PushStatus.DECLINED:
            self._look_at_hub()
        else:
            await self._enter(Stage.SENT)

    # -- going on ------------------------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; while it is being sent, stop that first, as far as it can be stopped."""
        if self.stage is Stage.ASKING:
            self._reply(False)
        elif self.stage is Stage.SENDING and not self._cancelled:
            self._cancelled = True
            self.status.say("stopped, unless it is on its way already; esc again goes back", "–", "$warning")
        else:
            self._leave()

    def _leave(self) -> None:
        self._cancelled = True
        self.workers.cancel_node(self)
        self.dismiss()

    def action_copy(self) -> None:
        """Copy the address to the clipboard."""
        self.app.copy_to_clipboard(self.url)
        self.status.say("the address is in the clipboard, and is printed when you leave")

    def action_open_gap(self) -> None:
        """Go to the question about the marked finding."""
        key = self._key_of_marked()
        if key is not None:
            self.desk.pointed_at = key
            self._leave()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the question about a finding."""
        event.stop()
        if self._key_of_marked() is None:
            self.status.warn("nobody asks about this field; it can only be changed by hand")
        else:
            self.action_open_gap()

    def _key_of_marked(self) -> str | None:
        """Return the question that the marked finding belongs to."""
        marked = self.query_one(FindingList).marked
        field = marked.field if marked is not None else None
        return field if field in self.desk.session.questions else None
