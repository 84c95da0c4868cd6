"""The form of a push: where to, as what, with which words; below it, who sends and what the Hub says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, TextArea

from cardsmith.errors import CardsmithError
from cardsmith.push_text import PushText
from cardsmith.tui.hub_side import Wording
from cardsmith.tui.in_background import in_background
from cardsmith.tui.look import QUIET
from cardsmith.tui.widgets.editors.base import OneLine
from cardsmith.tui.widgets.editors.one_of import OneOf
from cardsmith.tui.widgets.finding_list import FindingList
from cardsmith.tui.widgets.signed_words import SignedWords

if TYPE_CHECKING:
    from cardsmith.hub.writer import HubWriter

_COMMIT, _PROPOSAL = "commit", "pull-request"
_HOW = {_COMMIT: "commit", _PROPOSAL: "pull request"}


class PushForm(VerticalScroll, can_focus=False):
    """Says how the card is to be sent. What goes on in the repository's line bubbles up to the screen."""

    BORDER_TITLE = "Push"

    def __init__(self, repo_id: str, *, id: str) -> None:
        super().__init__(id=id)
        self.account = ""
        """Who sends; empty while that is not known."""
        self._first_repo_id = repo_id
        self._made = PushText("", "")
        self._chose_how = False

    def compose(self) -> ComposeResult:
        """Yield the lines."""
        with Horizontal(classes="line"):
            yield Label("to")
            yield OneLine(self._first_repo_id, "user/model", id="repo")
        with Horizontal(classes="line"):
            yield Label("as")
            yield OneOf(_HOW, _PROPOSAL)
        with Horizontal(classes="line"):
            yield Label("title")
            yield OneLine(id="title")
        yield TextArea(id="description", soft_wrap=True, tab_behavior="focus", compact=True)
        yield SignedWords(id="account")
        yield SignedWords(id="verdict")
        yield FindingList(id="findings")

    def on_mount(self) -> None:
        """Notice when somebody chooses how."""
        self._description.highlight_cursor_line = False
        self.watch(self._how, "chosen", self._how_chosen, init=False)

    @property
    def repo_id(self) -> str:
        """Where to."""
        return self.query_one("#repo", OneLine).value.strip()

    @property
    def title(self) -> str:
        """The first line of what is sent."""
        return self._title.value.strip()

    def wording(self) -> Wording:
        """Return how to send it, and with which words, where they are not those that are made."""
        description = self._description.text
        return Wording(
            self._how.chosen == _PROPOSAL,
            self.title if self.title != self._made.title else None,
            description if description != self._made.description else None,
        )

    def start(self) -> None:
        """Start typing where to."""
        self.query_one("#repo").focus()

    def fix(self, fixed: bool) -> None:
        """Let nobody change what is being sent."""
        for widget in self.query("OneLine, TextArea, OneOf"):
            widget.disabled = fixed

    async def ask_who(self, writer: HubWriter) -> None:
        """Ask the Hub who sends, and show it."""
        shown = self.query_one("#account", SignedWords)
        shown.say("…", QUIET, "asking who you are")
        try:
            self.account = await in_background(writer.whoami)
        except CardsmithError as error:
            self.account = ""
            shown.say("!", "$error bold", error.message, error.hint)
        else:
            shown.say("✓", "$success", f"logged in as {self.account}")
            self.prefer_how()

    def prefer_how(self) -> None:
        """To one's own repository people commit, to that of others they propose."""
        if not self._chose_how:
            owner = self.repo_id.partition("/")[0]
            self._how.set_reactive(OneOf.chosen, _COMMIT if owner == self.account else _PROPOSAL)
            self._how.refresh()

    def word(self, made: PushText) -> None:
        """Show the words that are made from the fills, where nobody has typed others."""
        if self._title.value == self._made.title:
            self._title.value = made.title
        if self._description.text == self._made.description:
            self._description.text = made.description
        self._made = made

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the title, go on to the description."""
        if event.input is self._title:
            event.stop()
            self._description.focus()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Tell the screen of the repository's line alone."""
        if event.input is self._title:
            event.stop()

    def _how_chosen(self) -> None:
        self._chose_how = True

    @property
    def _how(self) -> OneOf:
        return self.query_one(OneOf)

    @property
    def _title(self) -> OneLine:
        return self.query_one("#title", OneLine)

    @property
    def _description(self) -> TextArea:
        return self.query_one("#description", TextArea)
