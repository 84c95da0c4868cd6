"""Writing to the Hub over real HTTP: checks, commits, pull requests, and what is known when an answer is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cardsmith.hub.findings import CardRejected, ServerFinding, finding
from cardsmith.hub.push_problems import MovedError, UnknownOutcome, is_unclear
from cardsmith.hub.reader import HubError
from cardsmith.hub.retries import Pacer, Policy
from cardsmith.hub.writer import HubWriter
from cardsmith.hub.written import Committed
from tests.local_hub import LocalHub, too_many_requests

OLD = b"---\nlicense: mit\n---\n\n# Voices\n"
NEW = b"---\nlicense: mit\nlanguage: es\n---\n\n# Voices\n"
NEWER = b"---\nlicense: mit\nlanguage: fr\n---\n\n# Voices\n"
INVALID = b"---\nlicense: GPL\ndatasets: [a b]\n---\n"


@pytest.fixture
def hub(client: None, tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        hub.add_user("reader", role="read")
        hub.add_model("user/voices", {"README.md": OLD})
        yield hub


def writer_of(hub: LocalHub, token: str = "hf_user", *, timeout: float = 10.0) -> HubWriter:
    pacer = Pacer(Policy(tries=3, first=0.01, budget=5.0), dice=lambda: 0.01)
    return HubWriter(hub.url, token, pacer=pacer, timeout=timeout, settling=0.0)


def head(hub: LocalHub) -> str:
    return hub.repo("user/voices").head


def commit(hub: LocalHub, writer: HubWriter | None = None, data: bytes = NEW, **given: Any) -> Committed:
    arguments: dict[str, Any] = {"parent": head(hub), "title": "Fill the gaps", "description": "Why.", **given}
    return (writer or writer_of(hub)).commit("user/voices", {"README.md": data}, **arguments)


def posts(hub: LocalHub) -> list[str]:
    return [str(request) for request in hub.requests if request.method == "POST"]


class TestValidate:
    def test_a_good_card(self, hub: LocalHub) -> None:
        assert writer_of(hub).validate(NEW.decode()) == []
        assert posts(hub) == ["POST /api/validate-yaml"]
        assert hub.requests[-1].authorized
        assert hub.requests[-1].headers["user-agent"].startswith("cardsmith/")

    def test_errors_have_their_field(self, hub: LocalHub) -> None:
        first, second = writer_of(hub).validate(INVALID.decode())

        assert (first.is_error, first.field) == (True, "license")
        assert first.message.startswith('"license" must be one of [apache-2.0')
        assert (second.field, second.path) == ("datasets[0]", ("datasets", 0))

    def test_warnings(self, hub: LocalHub) -> None:
        assert writer_of(hub).validate("# Voices\n") == [
            ServerFinding(False, "", "empty or missing yaml metadata in repo card")
        ]

    @pytest.mark.parametrize(
        ("message", "field"),
        [
            ('"license" must be one of [mit]', "license"),
            ('"language[0]" with value "python" is not valid.', "language[0]"),
            (
                '"model-index[0].results[0].dataset.config" must be a string',
                "model-index[0].results[0].dataset.config",
            ),
            ('- "widget" must be an array', "widget"),
            ('"value" must be of type object', ""),
            ("Invalid YAML in README.md: bad", ""),
            ('"../x" is odd', ""),
        ],
    )
    def test_fields(self, message: str, field: str) -> None:
        assert finding(message, is_error=True).field == field

    def test_it_is_asked_again_after_trouble(self, hub: LocalHub) -> None:
        hub.fault("status", path="validate", status=503)
        hub.fault("drop", path="validate")

        assert writer_of(hub).validate(NEW.decode()) == []
        assert len(hub.requests) == 3

    def test_an_answer_that_is_none(self, hub: LocalHub) -> None:
        hub.fault("garble", path="validate")

        with pytest.raises(HubError, match="something that makes no sense"):
            writer_of(hub).validate(NEW.decode())


class TestQuestions:
    def test_whoami_is_asked_once(self, hub: LocalHub) -> None:
        writer = writer_of(hub)

        assert [writer.whoami(), writer.whoami()] == ["user", "user"]
        assert len(hub.requests) == 1

    def test_nobody_is_logged_in(self, hub: LocalHub) -> None:
        with pytest.raises(HubError, match="needs a login") as error:
            HubWriter(hub.url).whoami()
        assert "HF_TOKEN" in error.value.hint

    def test_an_unknown_token(self, hub: LocalHub) -> None:
        with pytest.raises(HubError, match="does not know the token") as error:
            writer_of(hub, "hf_unknowntoken").whoami()
        assert "hf_unknowntoken" not in repr(error.value)

    def test_head_and_read(self, hub: LocalHub) -> None:
        writer = writer_of(hub)

        assert writer.head("user/voices") == head(hub)
        assert writer.read("user/voices", "main", "README.md") == OLD
        assert writer.read("user/voices", head(hub), "README.md") == OLD
        assert writer.read("user/voices", "main", "none.txt") is None
        with pytest.raises(HubError, match="there is no `side`"):
            writer.head("user/voices", "side")
        with pytest.raises(HubError, match="there is no such model"):
            writer.head("user/none")

    def test_own_pull_requests(self, hub: LocalHub) -> None:
        writer, guest = writer_of(hub), writer_of(hub, "hf_guest")
        commit(hub, writer, create_pr=True)
        commit(hub, guest, create_pr=True)
        commit(hub, writer, NEWER, create_pr=True)

        pulls = writer.own_pull_requests("user/voices", "user")
        assert [(pull.num, pull.status, pull.is_open) for pull in pulls] == [(3, "open", True), (1, "open", True)]
        assert pulls[0].url == f"{hub.url}/user/voices/discussions/3"
        assert writer.pull_request_head("user/voices", 3) == hub.repo("user/voices").bare.ref("refs/pr/3")
        assert writer.read("user/voices", "refs/pr/3", "README.md") == NEWER

    def test_what_is_said_in_a_pull_request(self, hub: LocalHub) -> None:
        from huggingface_hub import HfApi

        guest = writer_of(hub, "hf_guest")
        commit(hub, guest, create_pr=True)
        said = guest.pull_request_text("user/voices", 1)
        assert (said.description, said.closed_by) == ("Why.", None)

        assert said.comment_id
        guest.describe_pull_request("user/voices", 1, said.comment_id, "Because.")
        HfApi(endpoint=hub.url, token="hf_user").change_discussion_status("user/voices", 1, "closed")
        said = guest.pull_request_text("user/voices", 1)
        assert (said.description, said.closed_by) == ("Because.", "user")


class TestCommit:
    def test_on_a_branch(self, hub: LocalHub) -> None:
        parent = head(hub)
        done = commit(hub)

        assert done == Committed(head(hub), f"{hub.url}/user/voices/commit/{head(hub)}")
        assert head(hub) != parent
        assert hub.read("user/voices") == NEW
        assert posts(hub) == ["POST /api/models/user/voices/preupload/main", "POST /api/models/user/voices/commit/main"]

    def test_as_a_pull_request(self, hub: LocalHub) -> None:
        parent = head(hub)
        done = commit(hub, writer_of(hub, "hf_guest"), create_pr=True)

        assert (done.pr_num, done.pr_url) == (1, f"{hub.url}/user/voices/discussions/1")
        assert (head(hub), hub.read("user/voices", revision="refs/pr/1")) == (parent, NEW)

    def test_on_top_of_a_pull_request(self, hub: LocalHub) -> None:
        first = commit(hub, create_pr=True)
        second = commit(hub, data=NEWER, revision="refs/pr/1", parent=first.commit_oid)

        assert second.pr_num is None
        assert hub.read("user/voices", revision="refs/pr/1") == NEWER
        assert len(hub.pull_requests("user/voices")) == 1

    def test_several_files_in_one(self, hub: LocalHub) -> None:
        files = {"README.md": NEW, ".eval_results/a.yaml": b"- 1\n"}
        writer_of(hub).commit("user/voices", files, head(hub), "Two", "")

        assert hub.read("user/voices", ".eval_results/a.yaml") == b"- 1\n"
        assert len(list(hub.repo("user/voices").bare.log(head(hub)))) == 2

    def test_nothing_to_store(self, hub: LocalHub) -> None:
        assert commit(hub, data=OLD) == Committed(
            head(hub), f"{hub.url}/user/voices/commit/{head(hub)}", unchanged=True
        )

    def test_the_branch_has_moved(self, hub: LocalHub) -> None:
        parent = head(hub)
        hub.commit("user/voices", {"README.md": NEWER})

        with pytest.raises(MovedError, match="has moved since the card was read"):
            commit(hub, parent=parent)
        assert hub.read("user/voices") == NEWER

    def test_an_invalid_card(self, hub: LocalHub) -> None:
        with pytest.raises(CardRejected, match="the Hub rejects the card") as error:
            commit(hub, data=INVALID)
        assert "license" in [item.field for item in error.value.findings]
        assert hub.read("user/voices") == OLD

    @pytest.mark.parametrize(
        ("token", "create_pr", "words"),
        [
            ("hf_guest", False, r"refuses the push to `user/voices` \(403\): .*create_pr"),
            ("hf_reader", True, r"refuses the push to `user/voices` \(403\)"),
            ("hf_wrongtoken", True, "does not know the token"),
        ],
    )
    def test_who_may(self, hub: LocalHub, token: str, create_pr: bool, words: str) -> None:
        with pytest.raises(HubError, match=words) as error:
            commit(hub, writer_of(hub, token), create_pr=create_pr)
        assert token not in repr(error.value)
        assert hub.pull_requests("user/voices") == []

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (404, "does not know what it is about"),
            (409, "another change is in the way"),
            (413, r"does not take what was sent .*\(413\)"),
            (422, r"does not take what was sent .*\(422\)"),
        ],
    )
    def test_other_refusals(self, hub: LocalHub, status: int, words: str) -> None:
        hub.fault("status", path="/commit/", status=status, message="No.", times=None)

        with pytest.raises(HubError, match=words):
            commit(hub)
        assert sum("/commit/" in request for request in posts(hub)) == 1

    def test_no_such_model_and_no_id(self, hub: LocalHub) -> None:
        writer = writer_of(hub)
        with pytest.raises(HubError, match="there is no such model"):
            writer.commit("user/none", {"README.md": NEW}, None, "Title", "")
        with pytest.raises(HubError, match="is not the id of a model"):
            writer.commit("no id", {"README.md": NEW}, None, "Title", "")
        with pytest.raises(HubError, match="is not the id of a commit"):
            writer.commit("user/voices", {"README.md": NEW}, "main", "Title", "")

    def test_what_the_server_warns_of_is_not_printed(self, hub: LocalHub) -> None:
        # Warnings are errors in these tests, so one of the client would fail it.
        commit(hub, data=b"# Voices without metadata\n")


class TestLostAnswers:
    def stored(self, hub: LocalHub) -> int:
        return len(list(hub.repo("user/voices").bare.log(head(hub)))) - 1

    def test_the_commit_was_stored(self, hub: LocalHub) -> None:
        hub.fault("drop_after", path="/commit/")
        done = commit(hub)

        assert done == Committed(head(hub), f"{hub.url}/user/voices/commit/{head(hub)}")
        assert (self.stored(hub), hub.read("user/voices")) == (1, NEW)

    def test_it_was_stored_and_somebody_went_on(self, hub: LocalHub) -> None:
        hub.fault("drop_after", path="/commit/")
        writer = HubWriter(hub.url, "hf_user", settling=0.5)
        results: list[Committed] = []
        thread = threading.Thread(target=lambda: results.append(commit(hub, writer)))
        thread.start()
        hub.wait_for_requests(2)
        while self.stored(hub) == 0:
            pass
        ours = head(hub)
        hub.commit("user/voices", {"README.md": NEWER})
        thread.join()

        assert [done.commit_oid for done in results] == [ours]
        assert (self.stored(hub), hub.read("user/voices")) == (2, NEWER)

    def test_it_was_not_stored(self, hub: LocalHub) -> None:
        hub.fault("drop", path="/commit/")
        done = commit(hub)

        assert (done.commit_oid, self.stored(hub)) == (head(hub), 1)

    def test_it_was_not_stored_and_somebody_else_was_quicker(self, hub: LocalHub) -> None:
        parent = head(hub)
        hub.commit("user/voices", {"README.md": NEWER})
        hub.fault("drop", path="/commit/")

        with pytest.raises(MovedError):
            commit(hub, parent=parent)
        assert hub.read("user/voices") == NEWER

    @pytest.mark.parametrize("kind", ["drop_after", "truncate"])
    def test_a_pull_request_was_opened(self, hub: LocalHub, kind: str) -> None:
        hub.fault(kind, path="/commit/")
        done = commit(hub, writer_of(hub, "hf_guest"), create_pr=True)

        assert len(hub.pull_requests("user/voices")) == 1
        assert (done.pr_num, done.pr_url) == (1, f"{hub.url}/user/voices/discussions/1")
        assert done.commit_oid == hub.repo("user/voices").bare.ref("refs/pr/1")

    def test_no_pull_request_was_opened(self, hub: LocalHub) -> None:
        hub.fault("status", path="/commit/", status=502)
        done = commit(hub, writer_of(hub, "hf_guest"), create_pr=True)

        assert (done.pr_num, len(hub.pull_requests("user/voices"))) == (1, 1)

    def test_a_third_time_is_not_tried(self, hub: LocalHub) -> None:
        hub.fault("status", path="/commit/", status=500, times=None)

        with pytest.raises(HubError, match=r"problem of its own \(500\)"):
            commit(hub)
        assert sum("/commit/" in request for request in posts(hub)) == 2
        assert self.stored(hub) == 0

    def test_the_hub_never_answers(self, hub: LocalHub) -> None:
        hub.fault("hang", path="/commit/")
        done = commit(hub, writer_of(hub, timeout=0.3))

        assert (done.commit_oid, self.stored(hub)) == (head(hub), 1)

    def test_it_cannot_be_found_out(self, hub: LocalHub) -> None:
        hub.fault("drop_after", path="/commit/")
        hub.fault("status", path="/revision/", status=500, times=None)

        with pytest.raises(UnknownOutcome, match="it is not known whether the commit was stored") as error:
            commit(hub)
        assert error.value.hint == f"look at {hub.url}/user/voices"

    def test_a_rate_limit_refuses_for_certain(self, hub: LocalHub) -> None:
        hub.faults.add(too_many_requests(retry_after=0, path="/commit/", times=1))
        commit(hub)

        assert self.stored(hub) == 1
        assert [request for request in hub.requests if request.method == "GET"] == []

    def test_nobody_is_there(self) -> None:
        writer = HubWriter("http://127.0.0.1:9", "hf_user", pacer=Pacer(Policy(tries=1)))
        with pytest.raises(HubError, match=r"no connection to 127\.0\.0\.1:9: it refuses connections"):
            writer.validate(NEW.decode())

    def test_what_was_never_sent_is_not_unclear(self) -> None:
        class ConnectError(Exception):
            """As httpx and httpx2 call it."""

        assert not is_unclear(ConnectError())
        assert is_unclear(ValueError("no JSON"))


def test_the_limit_is_only_for_our_own_requests(hub: LocalHub) -> None:
    from huggingface_hub import HfApi

    writer_of(hub, timeout=0.2).head("user/voices")
    hub.fault("latency", path="/api/models/", seconds=0.5)
    assert HfApi(endpoint=hub.url, token="hf_user").model_info("user/voices").sha == head(hub)
