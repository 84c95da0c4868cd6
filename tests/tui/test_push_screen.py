"""The push screen on a local Hub, over real HTTP: what is shown is what arrives there."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from cardsmith.tui.app import CardsmithApp
from cardsmith.tui.in_background import THREAD
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.push import PushScreen, Stage
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.diff_text import DiffText
from cardsmith.tui.widgets.editors.base import OneLine
from cardsmith.tui.widgets.editors.one_of import OneOf
from cardsmith.tui.widgets.finding_list import FindingList
from cardsmith.tui.widgets.key_bar import KeyBar
from cardsmith.tui.widgets.signed_words import SignedWords
from tests.local_hub import LocalHub
from tests.support import URDU, seed_bytes
from tests.tui.driver import Driver, opened, run
from tests.tui.hub import REPO, file_editor, hub_editor

LINE = b"license: apache-2.0\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no token"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        hub.add_model(REPO, {"README.md": seed_bytes(URDU)})
        yield hub


class Pushing(Driver):
    """The push screen, and its keyboard."""

    @property
    def page(self) -> PushScreen:
        assert isinstance(self.app.screen, PushScreen), self.app.screen
        return self.app.screen

    async def open(self) -> None:
        await self.press("escape", "P")
        await self.until(lambda: isinstance(self.app.screen, PushScreen), "the push screen")
        await self.looked()

    async def looked(self) -> None:
        await self.until(
            lambda: self.page.stage in (Stage.READY, Stage.STUCK) and "asking" not in self.account, "a look"
        )

    async def reach(self, stage: Stage) -> None:
        await self.until(lambda: self.page.stage is stage, f"{stage}, not {self.page.stage}: {self.verdict}")

    async def send(self) -> None:
        await self.press("ctrl+j")
        await self.reach(Stage.SENT)

    def _words(self, part: str) -> str:
        found = self.page.query_one(part, SignedWords)
        return str(found.query_one(".words").render())

    @property
    def account(self) -> str:
        return self._words("#account")

    @property
    def verdict(self) -> str:
        return self._words("#verdict")

    @property
    def diff(self) -> str:
        return str(self.page.query_one(DiffText).query_one("#lines").render())

    @property
    def how(self) -> OneOf:
        return self.page.query_one(OneOf)

    async def propose(self) -> None:
        self.how.focus()
        if self.how.chosen != "pull-request":
            await self.press("right")
        assert self.how.chosen == "pull-request"


@asynccontextmanager
async def pushing(app: CardsmithApp, **answers: str) -> AsyncIterator[Pushing]:
    async with opened(app) as driver:
        page = Pushing(driver.app, driver.pilot)
        for key, value in answers.items():
            page.session.choose(key, value)
        page.bench.current = page.session.next_open()
        await page.bench.decided()
        await page.open()
        yield page


def text_of(pushing: Pushing) -> bytes:
    return cast(bytes, pushing.session.card.to_bytes())


def test_a_commit(hub: LocalHub, tmp_path: Path) -> None:
    before = hub.repo(REPO).head

    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            assert (page.page.stage, page.account, page.how.chosen) == (Stage.READY, "logged in as user", "commit")
            assert page.verdict == "the Hub takes the card"
            assert "+language: ur" in page.diff
            assert page.page.query_one("#title", OneLine).value.startswith("Complete the model card: library_name")
            assert "given by who sends this" in page.page.query_one("#description", TextArea).text
            assert hub.repo(REPO).head == before
            await page.send()
            head = hub.repo(REPO).head
            assert page.verdict == f"committed\n{hub.url}/{REPO}/commit/{head}"
            assert hub.read(REPO) == text_of(page)
            assert not page.app.desk.unsaved
            assert page.app.pushed_urls == [page.page.url]
            await page.press("c")
            assert page.app.clipboard == page.page.url
            await page.press("escape")
            await page.until(lambda: isinstance(page.app.screen, WorkbenchScreen), "the workbench")
            assert not page.bench.check_action("push", ())

    run(story())
    entry = next(iter(hub.repo(REPO).bare.log(hub.repo(REPO).head)))
    assert entry.title == "Complete the model card: library_name, language, base_model"
    assert entry.message.startswith("Changes the model card of `user/voices`")
    assert '"field": "language", "value": "ur"' in (tmp_path / "answers.jsonl").read_text("utf-8")
    assert not list((tmp_path / "state").glob("*.json"))


def test_a_pull_request_to_somebody_else(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path, token="hf_guest"), language="ur") as page:
            assert (page.account, page.how.chosen) == ("logged in as guest", "pull-request")
            shown = page.diff
            await page.send()
            assert page.verdict == f"pull request 1 opened\n{hub.url}/{REPO}/discussions/1"
            assert page.diff == shown
            assert hub.read(REPO, revision="refs/pr/1") == text_of(page)

    run(story())
    [pull] = hub.pull_requests(REPO)
    assert (pull["title"], pull["author"]["name"] if isinstance(pull["author"], dict) else pull["author"]) == (
        "Complete the model card: library_name, language, base_model",
        "guest",
    )
    assert hub.read(REPO) == seed_bytes(URDU)


def test_own_words(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            page.page.query_one("#title").focus()
            await page.press("ctrl+a", "ctrl+k")
            await page.paste("Say which language it is")
            await page.press("enter", "f7")  # all of the description
            await page.paste("Heard it myself.")
            await page.send()

    run(story())
    entry = next(iter(hub.repo(REPO).bare.log(hub.repo(REPO).head)))
    assert (entry.title, entry.message) == ("Say which language it is", "Heard it myself.")


def test_a_title_that_is_too_short(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            await page.press("ctrl+a", "ctrl+k", "x", "ctrl+j")
            assert page.page.status.message.endswith("a title has 3 to 200 characters, and this one has 1")
            assert page.page.stage is Stage.READY

    run(story())


def test_the_branch_moves_while_somebody_looks(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            shown = page.diff
            hub.commit(REPO, {"README.md": seed_bytes(URDU).replace(LINE, LINE + b"thumbnail: a.png\n")})
            await page.press("ctrl+j")
            await page.reach(Stage.ASKING)
            assert page.verdict.startswith("another text stands there by now: look again")
            assert page.diff != shown
            assert " thumbnail: a.png" in page.diff
            assert b"language" not in hub.read(REPO)
            await page.send()

    run(story())
    stored = hub.read(REPO)
    assert b"thumbnail: a.png\n" in stored
    assert b"language: ur\n" in stored


def test_a_no_to_what_is_shown_again(hub: LocalHub, tmp_path: Path) -> None:
    theirs = seed_bytes(URDU).replace(LINE, LINE + b"thumbnail: a.png\n")

    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            hub.commit(REPO, {"README.md": theirs})
            await page.press("ctrl+j")
            await page.reach(Stage.ASKING)
            await page.press("escape")
            await page.looked()
            assert " thumbnail: a.png" in page.diff
            assert page.app.pushed_urls == []
            await page.send()  # the second look was at the new text

    run(story())
    assert b"thumbnail: a.png\n" in hub.read(REPO)


def test_somebody_else_has_given_the_answer(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur", pipeline_tag="audio-classification") as page:
            hub.commit(REPO, {"README.md": seed_bytes(URDU).replace(LINE, LINE + b"language: hi\n")})
            await page.press("ctrl+j")
            await page.reach(Stage.ASKING)
            assert page.page.status.message == "– put aside: language (the card no longer has this gap)"
            assert "language: ur" not in page.diff
            await page.send()

    run(story())
    assert b"language: hi\n" in hub.read(REPO)
    assert b"pipeline_tag: audio-classification\n" in hub.read(REPO)


def test_more_answers_after_a_push(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            await page.send()
            await page.press("escape")
            await page.answer("language", "hi")
            assert page.app.desk.unsaved
            await page.open()
            assert "-language: ur\n+language:\n+- ur\n+- hi" in page.diff
            await page.send()
            assert hub.read(REPO) == text_of(page)

    run(story())
    assert len(list(hub.repo(REPO).bare.log(hub.repo(REPO).head))) == 3


def test_nobody_is_logged_in(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path, token=None), language="ur") as page:
            assert page.account == "the push needs a login\nlog in with `hf auth login`, or set HF_TOKEN"
            assert "+language: ur" in page.diff
            assert not page.page.check_action("send", ())
            await page.press("ctrl+j")
            await page.pilot.pause()
            assert page.page.stage is Stage.READY

    run(story())
    assert not [request for request in hub.requests if "/commit/" in str(request)]


def test_no_permission(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path, token="hf_guest"), language="ur") as page:
            page.how.focus()
            await page.press("left", "ctrl+j")
            await page.until(lambda: "refuses" in page.verdict, "the refusal")
            await page.reach(Stage.READY)
            await page.press("right")
            await page.send()

    run(story())
    assert len(hub.pull_requests(REPO)) == 1


def test_the_token_is_never_shown(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path, token="hf_secretsecret"), language="ur") as page:
            assert "does not know the token" in page.account
            assert "secretsecret" not in page.app.export_screenshot()

    run(story())


def test_findings_lead_to_their_gaps(hub: LocalHub, tmp_path: Path) -> None:
    rejected = seed_bytes(URDU).replace(b"metrics:", b"datasets:\n- a b\nmetrics:")
    hub.commit(REPO, {"README.md": rejected})
    hub_head = hub.repo(REPO).head

    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            assert (page.page.stage, page.verdict) == (Stage.STUCK, "the Hub rejects the card")
            found = page.page.query_one(FindingList)
            assert found.option_count == 1
            assert found.marked is not None
            assert found.marked.where == "datasets[0]"
            assert not page.page.check_action("send", ())
            await page.press("enter")
            await page.until(lambda: isinstance(page.app.screen, WorkbenchScreen), "the workbench")
            assert page.bench.current == "datasets"

    run(story())
    assert hub.repo(REPO).head == hub_head


def test_another_repository(hub: LocalHub, tmp_path: Path) -> None:
    hub.add_model("user/other", {"README.md": b"# Other\n"})

    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            page.page.query_one("#repo").focus()
            await page.press("ctrl+a", "ctrl+k")
            await page.paste("user/none")
            await page.press("enter")
            await page.until(lambda: "there is no such model" in page.verdict, "the complaint")
            await page.press("ctrl+a", "ctrl+k")
            await page.paste("user/other")
            await page.press("enter")
            await page.reach(Stage.READY)
            assert "-# Other" in page.diff
            await page.send()
            assert hub.read("user/other") == text_of(page)

    run(story())
    assert hub.read(REPO) == seed_bytes(URDU)


def test_a_file_takes_the_place_of_the_card(hub: LocalHub, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(URDU).replace(LINE, b"license: mit\n"))

    async def story() -> None:
        async with pushing(file_editor(hub, path), language="ur") as page:
            assert page.verdict.startswith("say where to")
            assert page.app.focused is page.page.query_one("#repo")
            await page.paste(REPO)
            await page.press("enter")
            await page.reach(Stage.READY)
            assert "-license: apache-2.0" in page.diff
            assert "+license: mit" in page.diff
            hub.commit(REPO, {"README.md": seed_bytes(URDU).replace(b"metrics:", b"thumbnail: a.png\nmetrics:")})
            await page.press("ctrl+j")
            await page.reach(Stage.ASKING)
            await page.send()
            assert page.app.desk.unsaved

    run(story())
    stored = hub.read(REPO)
    assert all(line in stored for line in (b"license: mit\n", b"language: ur\n", b"thumbnail: a.png\n"))
    assert b"language" not in path.read_bytes()


def test_a_conflict_is_told(hub: LocalHub, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(URDU).replace(LINE, b"license: mit\n"))

    async def story() -> None:
        async with pushing(file_editor(hub, path, REPO), language="ur") as page:
            hub.commit(REPO, {"README.md": seed_bytes(URDU).replace(LINE, b"license: cc-by-4.0\n")})
            await page.press("ctrl+j")
            await page.until(lambda: "somebody else has changed line" in page.verdict, "the conflict")

    run(story())
    assert b"license: cc-by-4.0\n" in hub.read(REPO)


def test_nothing_to_send(hub: LocalHub, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(URDU))

    async def story() -> None:
        async with opened(file_editor(hub, path, REPO)) as driver:
            hub.commit(REPO, {"README.md": text_of(cast(Pushing, driver))})
            page = Pushing(driver.app, driver.pilot)
            await page.open()
            assert page.verdict == "nothing to send: the card on the Hub has all of this"
            assert not page.page.check_action("send", ())

    run(story())


def test_not_available(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(hub_editor(hub, tmp_path, why_not="--offline")) as driver:
            await driver.answer("language", "ur")
            await driver.press("escape", "P")
            assert driver.bench.status.message == "! cannot be sent: --offline"
            assert "push" not in driver.bench.query_one(KeyBar).render().plain

    run(story())


def test_saving_a_card_of_the_hub(hub: LocalHub, tmp_path: Path) -> None:
    target = tmp_path / "saved.md"

    async def story() -> None:
        async with opened(hub_editor(hub, tmp_path)) as driver:
            await driver.answer("language", "ur")
            await driver.until(lambda: any((tmp_path / "state").glob("*.json")), "the journal")
            await driver.press("ctrl+s")
            await driver.until(lambda: isinstance(driver.app.screen, AskScreen), "the question")
            await driver.press("f")
            await driver.pilot.pause()
            await driver.press("ctrl+a", "ctrl+k")
            await driver.paste(str(target))
            await driver.press("enter")
            await driver.until(lambda: not driver.app.desk.unsaved, "the file")
            assert target.read_bytes() == driver.session.card.to_bytes()

    run(story())
    assert not list((tmp_path / "state").glob("*.json"))


def test_from_saving_to_pushing(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(hub_editor(hub, tmp_path)) as driver:
            page = Pushing(driver.app, driver.pilot)
            await page.answer("language", "ur")
            await page.press("ctrl+s", "p")
            await page.until(lambda: isinstance(page.app.screen, PushScreen), "the push screen")
            await page.looked()
            await page.send()

    run(story())
    assert b"language: ur\n" in hub.read(REPO)


def test_from_the_review(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(hub_editor(hub, tmp_path)) as driver:
            page = Pushing(driver.app, driver.pilot)
            await page.answer("language", "ur")
            await page.press("escape", "d")
            await page.pilot.pause()
            await page.press("P")
            await page.until(lambda: isinstance(page.app.screen, PushScreen), "the push screen")
            await page.looked()
            await page.send()

    run(story())
    assert b"language: ur\n" in hub.read(REPO)


def test_keys_work_while_the_hub_takes_its_time(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            hub.fault("latency", path="/commit/", seconds=1.5)
            await page.press("ctrl+j")
            await page.reach(Stage.SENDING)
            await page.press("escape")
            assert page.page.status.message.startswith("– stopped, unless it is on its way")
            await page.reach(Stage.SENT)  # it was on its way
            assert page.page.status.message == "", "it was not stopped"

    run(story())
    assert b"language: ur\n" in hub.read(REPO)


def test_nothing_is_sent_after_leaving(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            hub.fault("latency", path="validate-yaml", seconds=1.0)
            await page.press("ctrl+j")
            await page.reach(Stage.SENDING)
            await page.press("escape", "escape")
            await page.until(lambda: isinstance(page.app.screen, WorkbenchScreen), "the workbench")

    run(story())
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()
    assert not [request for request in hub.requests if "/commit/" in str(request)]
    assert hub.read(REPO) == seed_bytes(URDU)


def test_the_hub_is_gone(hub: LocalHub, tmp_path: Path) -> None:
    async def story() -> None:
        async with pushing(hub_editor(hub, tmp_path), language="ur") as page:
            hub.fault("drop", path="", times=None)
            await page.press("ctrl+j")
            await page.until(lambda: "connection" in page.verdict or "answer" in page.verdict, "the complaint")
            await page.reach(Stage.READY)

    run(story())


@pytest.mark.parametrize(
    ("size", "theme", "extra"),
    [((120, 36), "forge", b""), ((80, 24), "forge-light", b"datasets:\n- a b\n")],
    ids=["ready", "findings"],
)
def test_picture(
    hub: LocalHub, tmp_path: Path, size: tuple[int, int], theme: str, extra: bytes, snap_compare: Any
) -> None:
    hub.commit(REPO, {"README.md": seed_bytes(URDU).replace(b"metrics:", extra + b"metrics:")})
    app = hub_editor(hub, tmp_path, theme=theme)
    app.animation_level = "none"

    async def before(pilot: Pilot[None]) -> None:
        page = Pushing(app, pilot)
        await page.suggested()
        await page.answer("language", "ur")
        await page.open()
        page.page.set_focus(None)
        await page.until(lambda: not page.page.status.message, "silence")

    assert snap_compare(app, terminal_size=size, run_before=before)
