"""The write side of the local Hub: commits, pull requests, discussions, through the official Python client."""

from __future__ import annotations

import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import (
    CommitInfo,
    CommitOperationAdd,
    CommitOperationDelete,
    DiscussionComment,
    DiscussionCommit,
    DiscussionStatusChange,
    DiscussionTitleChange,
    HfApi,
    constants,
)
from huggingface_hub.errors import (
    BadRequestError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.local_hub import LocalHub
from tests.local_hub.clients import find_program
from tests.local_hub.plain_http import fetch

OLD = "---\nlicense: mit\n---\n\n# Voices\n"
NEW = "---\nlicense: mit\nlanguage: es\n---\n\n# Voices\n"
NEWER = "---\nlicense: mit\nlanguage: fr\n---\n\n# Voices\n"
INVALID = "---\nlicense: GPL\n---\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user", orgs=("team",))
        hub.add_user("guest")
        hub.add_user("reader", role="read")
        hub.add_model("user/voices", {"README.md": OLD, "notes/a.txt": "a", "notes/b.txt": "b"})
        yield hub


@pytest.fixture
def api(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.url, token="hf_user")


@pytest.fixture
def guest(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.url, token="hf_guest")


def push(
    api: HfApi,
    readme: str = NEW,
    *,
    create_pr: bool = False,
    revision: str | None = None,
    parent: str | None = None,
    title: str = "Fill the gaps",
) -> CommitInfo:
    return api.create_commit(
        "user/voices",
        [CommitOperationAdd("README.md", readme.encode())],
        commit_message=title,
        commit_description="Language: from the dataset.",
        create_pr=create_pr,
        revision=revision,
        parent_commit=parent,
    )


def status_of(error: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    return error.value.response.status_code


class TestRepositories:
    def test_create_and_delete(self, hub: LocalHub, api: HfApi, guest: HfApi) -> None:
        url = api.create_repo("user/fresh")

        assert (str(url), url.repo_id) == (f"{hub.url}/user/fresh", "user/fresh")
        assert [commit.title for commit in api.list_repo_commits("user/fresh")] == ["initial commit"]
        assert api.create_repo("user/fresh", exist_ok=True).repo_id == "user/fresh"
        with pytest.raises(HfHubHTTPError) as taken:
            api.create_repo("user/fresh")
        assert (status_of(taken), taken.value.response.json()["url"]) == (409, f"{hub.url}/user/fresh")
        with pytest.raises(HfHubHTTPError) as foreign:
            guest.create_repo("user/other")
        assert status_of(foreign) == 403
        assert api.create_repo("team/data", repo_type="dataset", private=True).repo_id == "team/data"
        with pytest.raises(RepositoryNotFoundError):
            guest.dataset_info("team/data")
        api.delete_repo("user/fresh")
        with pytest.raises(RepositoryNotFoundError):
            api.model_info("user/fresh")
        assert not (hub.root / "models/user/fresh.git").exists()


class TestCommits:
    def test_the_client_sends_the_known_sequence(self, hub: LocalHub, api: HfApi) -> None:
        api.upload_file(path_or_fileobj=NEW.encode(), path_in_repo="README.md", repo_id="user/voices")

        assert [str(request) for request in hub.requests] == [
            "POST /api/validate-yaml",
            "POST /api/models/user/voices/preupload/main",
            "POST /api/models/user/voices/commit/main",
        ]
        assert hub.requests[-1].headers["content-type"] == "application/x-ndjson"
        assert hub.read("user/voices").decode() == NEW

    def test_a_file_that_has_not_changed_makes_no_commit(self, hub: LocalHub, api: HfApi) -> None:
        done = push(api, OLD)

        assert done.oid == hub.repo("user/voices").head
        assert [request.path for request in hub.requests][-2:] == [
            "/api/models/user/voices/preupload/main",
            "/api/models/user/voices/revision/main",
        ]

    def test_on_main(self, hub: LocalHub, api: HfApi) -> None:
        parent = hub.repo("user/voices").head
        done = push(api, parent=parent)

        assert done.oid == hub.repo("user/voices").head != parent
        assert done.commit_url == f"{hub.url}/user/voices/commit/{done.oid}"
        last = api.list_repo_commits("user/voices")[0]
        assert (last.title, last.message) == ("Fill the gaps", "Language: from the dataset.")
        assert last.authors == ["user"]

    def test_a_stale_parent_is_refused(self, hub: LocalHub, api: HfApi) -> None:
        parent = hub.repo("user/voices").head
        hub.commit("user/voices", {"README.md": NEWER})

        with pytest.raises(HfHubHTTPError) as stale:
            push(api, parent=parent)
        assert status_of(stale) == 412
        assert stale.value.server_message == "A commit has happened since. Please refresh and try again."
        assert hub.read("user/voices").decode() == NEWER

    def test_of_two_with_the_same_parent_one_wins(self, hub: LocalHub) -> None:
        parent = hub.repo("user/voices").head
        start = threading.Barrier(2)
        statuses: list[int] = []

        def commit(language: str) -> None:
            header = f'{{"key": "header", "value": {{"summary": "{language}", "parentCommit": "{parent}"}}}}'
            file = f'{{"key": "file", "value": {{"path": "{language}.txt", "content": "x"}}}}'
            start.wait()
            url = f"{hub.url}/api/models/user/voices/commit/main"
            statuses.append(fetch(url, "POST", token="hf_user", body=f"{header}\n{file}".encode()).status)

        for round_number in range(5):
            threads = [threading.Thread(target=commit, args=[f"{name}{round_number}"]) for name in ("es", "fr")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(statuses) == [200, 412]
            statuses.clear()
            parent = hub.repo("user/voices").head

    def test_files_and_folders_are_deleted(self, hub: LocalHub, api: HfApi) -> None:
        api.create_commit(
            "user/voices",
            [CommitOperationAdd("new.txt", b"new"), CommitOperationDelete("notes/")],
            commit_message="Tidy up",
        )

        assert sorted(api.list_repo_files("user/voices")) == [".gitattributes", "README.md", "new.txt"]
        with pytest.raises(RemoteEntryNotFoundError):
            api.delete_file("none.txt", "user/voices")

    @pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # the client's own
    def test_large_files(self, hub: LocalHub, api: HfApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        weights = bytes(range(256)) * 100
        api.upload_file(path_or_fileobj=weights, path_in_repo="model.safetensors", repo_id="user/voices")

        assert hub.read("user/voices", "model.safetensors").startswith(b"version https://git-lfs")
        path = api.hf_hub_download("user/voices", "model.safetensors", cache_dir=tmp_path)
        assert Path(path).read_bytes() == weights

    @pytest.mark.parametrize("create_pr", [False, True])
    def test_an_invalid_card_is_refused_before_the_commit(self, hub: LocalHub, api: HfApi, create_pr: bool) -> None:
        with pytest.raises(ValueError, match=r'Invalid metadata in README\.md\.\n- "license" must be one of'):
            push(api, INVALID, create_pr=create_pr)
        assert [request.path for request in hub.requests] == ["/api/validate-yaml"]

    def test_and_in_the_commit_too(self, hub: LocalHub) -> None:
        url = f"{hub.url}/api/models/user/voices/commit/main"
        header = '{"key": "header", "value": {"summary": "x"}}'
        file = '{"key": "file", "value": {"path": "README.md", "content": "---\\nlicense: GPL\\n---\\n"}}'

        answer = fetch(url, "POST", token="hf_user", body=f"{header}\n{file}\n".encode())
        assert answer.status == 400
        assert answer.json()["error"].startswith('"license" must be one of [apache-2.0, mit, ')
        assert hub.read("user/voices").decode() == OLD

    @pytest.mark.parametrize(
        ("lines", "status", "message"),
        [
            ("", 400, "the first line, and no other, must be the header"),
            ("nonsense", 400, "each line must be JSON"),
            ('{"key": "header", "value": {"summary": ""}}', 400, '"summary" is not allowed to be empty'),
            ('{"key": "header", "value": {"summary": "x", "parentCommit": "zz"}}', 400, '"parentCommit"'),
            ('{"key": "header", "value": {"summary": "x"}}\n{"key": "file", "value": {"path": "../x"}}', 422, "path"),
            ('{"key": "header", "value": {"summary": "x"}}\n{"key": "file", "value": {"path": "x"}}', 400, "content"),
            ('{"key": "header", "value": {"summary": "x"}}\n{"key": "dance", "value": {"path": "x"}}', 400, "unknown"),
        ],
    )
    def test_broken_requests(self, hub: LocalHub, lines: str, status: int, message: str) -> None:
        url = f"{hub.url}/api/models/user/voices/commit/main"

        answer = fetch(url, "POST", token="hf_user", body=lines.encode())
        assert answer.status == status
        assert message in answer.json()["error"]

    def test_a_card_without_metadata_is_warned_about(self, api: HfApi) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            push(api, "# Voices\n")
        assert [str(warning.message) for warning in caught] == [
            "Warnings while validating metadata in README.md:\n- empty or missing yaml metadata in repo card"
        ]


class TestRights:
    @pytest.mark.parametrize(
        ("token", "create_pr", "status"),
        [
            ("hf_guest", False, 403),
            ("hf_guest", True, 200),
            ("hf_reader", False, 403),
            ("hf_reader", True, 403),
            ("hf_wrong", True, 401),
            (None, True, 401),
        ],
    )
    def test_who_may_commit(self, hub: LocalHub, token: str | None, create_pr: bool, status: int) -> None:
        url = f"{hub.url}/api/models/user/voices/commit/main" + ("?create_pr=1" if create_pr else "")
        header = '{"key": "header", "value": {"summary": "x"}}'
        file = '{"key": "file", "value": {"path": "x.txt", "content": "x"}}'

        answer = fetch(url, "POST", token=token, body=f"{header}\n{file}".encode())
        assert answer.status == status

    def test_what_a_stranger_is_told(self, guest: HfApi) -> None:
        with pytest.raises(HfHubHTTPError, match="pass `create_pr=1` as a query parameter") as refused:
            push(guest)
        assert status_of(refused) == 403

    def test_organizations(self, hub: LocalHub, api: HfApi, guest: HfApi) -> None:
        hub.add_model("team/model", {})

        api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id="team/model")
        api.auth_check("team/model", write=True)
        with pytest.raises(HfHubHTTPError):
            guest.auth_check("team/model", write=True)


class TestPullRequests:
    def test_open(self, hub: LocalHub, guest: HfApi) -> None:
        parent = hub.repo("user/voices").head
        done = push(guest, create_pr=True, parent=parent)

        assert (done.pr_num, done.pr_revision) == (1, "refs/pr/1")
        assert done.pr_url == f"{hub.url}/user/voices/discussions/1"
        assert hub.repo("user/voices").head == parent
        assert hub.read("user/voices", revision="refs/pr/1").decode() == NEW
        (found,) = guest.get_repo_discussions("user/voices", discussion_type="pull_request", author="guest")
        assert (found.num, found.title, found.status, found.author) == (1, "Fill the gaps", "open", "guest")
        assert list(guest.get_repo_discussions("user/voices", author="user")) == []

    def test_details(self, hub: LocalHub, guest: HfApi) -> None:
        done = push(guest, create_pr=True)
        details = guest.get_discussion_details("user/voices", 1)

        comment, commit = details.events
        assert isinstance(comment, DiscussionComment)
        assert comment.content == "Language: from the dataset."
        assert isinstance(commit, DiscussionCommit)
        assert (commit.summary, commit.oid) == ("Fill the gaps", done.oid)
        assert (details.target_branch, details.conflicting_files) == ("refs/heads/main", [])
        assert details.diff is not None
        assert details.diff.endswith("@@ -1,5 +1,6 @@\n ---\n license: mit\n+language: es\n ---\n \n # Voices\n")

    def test_starts_from_the_parent_that_was_named(self, hub: LocalHub, guest: HfApi) -> None:
        parent = hub.repo("user/voices").head
        hub.commit("user/voices", {"README.md": NEWER})
        push(guest, create_pr=True, parent=parent)

        details = guest.get_discussion_details("user/voices", 1)
        assert details.conflicting_files == ["README.md"]
        assert guest.list_repo_commits("user/voices", revision="refs/pr/1")[1].commit_id == parent

    def test_another_commit_on_top(self, hub: LocalHub, guest: HfApi) -> None:
        first = push(guest, create_pr=True)
        second = push(guest, NEWER, revision="refs/pr/1", parent=first.oid, title="French, not Spanish")

        assert hub.read("user/voices", revision="refs/pr/1").decode() == NEWER
        commits = [event for event in guest.get_discussion_details("user/voices", 1).events if event.type == "commit"]
        assert [commit._event["data"]["oid"] for commit in commits] == [first.oid, second.oid]
        with pytest.raises(HfHubHTTPError) as stale:
            push(guest, OLD, revision="refs/pr/1", parent=first.oid)
        assert status_of(stale) == 412

    def test_not_on_those_of_others(self, hub: LocalHub, api: HfApi, guest: HfApi) -> None:
        push(api, create_pr=True)

        with pytest.raises(HfHubHTTPError) as foreign:
            push(guest, NEWER, revision="refs/pr/1")
        assert status_of(foreign) == 403

    def test_into_another_branch(self, hub: LocalHub, api: HfApi) -> None:
        api.create_branch("user/voices", branch="side")
        push(api, create_pr=True, revision="side")
        api.merge_pull_request("user/voices", 1)

        assert api.get_discussion_details("user/voices", 1).target_branch == "refs/heads/side"
        assert hub.read("user/voices", revision="side").decode() == NEW
        assert hub.read("user/voices").decode() == OLD

    def test_neither_from_a_commit_nor_from_nowhere(self, hub: LocalHub, guest: HfApi) -> None:
        for revision in (hub.repo("user/voices").head, "nowhere"):
            with pytest.raises(RevisionNotFoundError):
                push(guest, create_pr=True, revision=revision)

    def test_merge(self, hub: LocalHub, api: HfApi, guest: HfApi) -> None:
        push(guest, create_pr=True)
        hub.commit("user/voices", {"other.txt": "meanwhile"})
        with pytest.raises(HfHubHTTPError) as forbidden:
            guest.merge_pull_request("user/voices", 1)
        api.merge_pull_request("user/voices", 1, comment="Thanks")

        assert status_of(forbidden) == 403
        details = api.get_discussion_details("user/voices", 1)
        assert (details.status, details.merge_commit_oid) == ("merged", hub.repo("user/voices").head)
        assert details.diff is not None
        assert "+language: es" in details.diff
        assert hub.read("user/voices").decode() == NEW
        assert hub.read("user/voices", "other.txt") == b"meanwhile"
        assert api.list_repo_commits("user/voices")[0].title == "Fill the gaps (#1)"
        with pytest.raises(BadRequestError, match="Only an open pull request"):
            api.merge_pull_request("user/voices", 1)

    def test_conflicts_are_not_merged(self, hub: LocalHub, api: HfApi) -> None:
        push(api, create_pr=True)
        hub.commit("user/voices", {"README.md": NEWER})

        with pytest.raises(HfHubHTTPError, match="conflicts") as refused:
            api.merge_pull_request("user/voices", 1)
        assert status_of(refused) == 409

    def test_a_draft(self, hub: LocalHub, guest: HfApi) -> None:
        draft = guest.create_pull_request("user/voices", title="Later")

        assert (draft.num, draft.status) == (1, "draft")
        assert hub.repo("user/voices").bare.ref("refs/pr/1") == hub.repo("user/voices").head
        push(guest, revision="refs/pr/1")
        guest.change_discussion_status("user/voices", 1, "open")
        assert guest.get_discussion_details("user/voices", 1).status == "open"

    @pytest.mark.skipif(not find_program("git"), reason="needs git")
    def test_git_reads_what_is_stored(self, hub: LocalHub, api: HfApi) -> None:
        push(api, create_pr=True)

        def git(*arguments: str) -> str:
            command = ["git", "--git-dir", str(hub.git_folder("user/voices")), *arguments]
            return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout

        assert git("show", "refs/pr/1:README.md") == NEW
        assert git("fsck", "--strict", "--full") == ""
        assert git("log", "--format=%an %s", "refs/pr/1") == "user Fill the gaps\nuser initial commit\n"
        assert git("show-ref", "--heads").endswith(" refs/heads/main\n")


class TestDiscussions:
    def test_a_talk(self, hub: LocalHub, api: HfApi, guest: HfApi) -> None:
        push(api, create_pr=True)
        opened = guest.create_discussion("user/voices", title="A question", description="Why?")
        comment = api.comment_discussion("user/voices", opened.num, "Because.")
        api.edit_discussion_comment("user/voices", opened.num, comment.id, "Because of that.")
        guest.rename_discussion("user/voices", opened.num, "A good question")
        guest.change_discussion_status("user/voices", opened.num, "closed", comment="I see.")

        assert opened.num == 2
        details = api.get_discussion_details("user/voices", 2)
        assert (details.title, details.status, details.is_pull_request) == ("A good question", "closed", False)
        shown = []
        for event in details.events:
            match event:
                case DiscussionComment():
                    shown.append(f"{event.author}: {event.content}")
                case DiscussionTitleChange():
                    shown.append(f"{event.old_title} -> {event.new_title}")
                case DiscussionStatusChange():
                    shown.append(event.new_status)
        assert shown == [
            "guest: Why?",
            "user: Because of that.",
            "A question -> A good question",
            "guest: I see.",
            "closed",
        ]

    def test_lists_are_filtered_and_paged(self, hub: LocalHub, api: HfApi) -> None:
        for number in range(25):
            push(api, NEW + str(number), create_pr=True)
        api.change_discussion_status("user/voices", 7, "closed")
        hub.clear_requests()

        everything = [found.num for found in api.get_repo_discussions("user/voices")]
        closed = [found.num for found in api.get_repo_discussions("user/voices", discussion_status="closed")]
        assert everything == list(range(25, 0, -1))
        assert closed == [7]
        assert [request.query for request in hub.requests] == ["p=0", "p=1", "p=2", "status=closed&p=0"]

    def test_strangers_cannot_close(self, api: HfApi, guest: HfApi) -> None:
        push(api, create_pr=True)

        with pytest.raises(HfHubHTTPError):
            guest.change_discussion_status("user/voices", 1, "closed")

    def test_a_read_only_token_says_nothing(self, hub: LocalHub) -> None:
        with pytest.raises(HfHubHTTPError, match="read-only"):
            HfApi(endpoint=hub.url, token="hf_reader").create_discussion("user/voices", title="A question")

    def test_unknown(self, api: HfApi) -> None:
        with pytest.raises(HfHubHTTPError, match="404"):
            api.get_discussion_details("user/voices", 9)


def test_everything_is_there_after_a_restart(hub: LocalHub, api: HfApi, guest: HfApi) -> None:
    push(guest, create_pr=True)
    before = guest.get_discussion_details("user/voices", 1)
    hub.stop()
    (hub.git_folder("user/voices") / "refs/pr/2.lock").touch()  # left by a server that was killed

    with LocalHub(hub.root) as again:
        later = HfApi(endpoint=again.url, token="hf_guest")
        after = later.get_discussion_details("user/voices", 1)
        assert after.events == before.events
        assert after.diff == before.diff
        assert push(later, NEWER, create_pr=True).pr_num == 2


def test_every_run_has_the_same_hashes(tmp_path: Path) -> None:
    def build(folder: Path) -> tuple[str, str]:
        with LocalHub(folder) as hub:
            hub.add_user("user")
            first = hub.add_model("user/voices", {"README.md": OLD}).head
            return first, push(HfApi(endpoint=hub.url, token="hf_user"), create_pr=True).oid

    assert build(tmp_path / "a") == build(tmp_path / "b")
