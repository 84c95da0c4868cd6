"""Write to the Hub: have a card checked, commit it, propose it, and find out what came of it.

Commits go through `HfApi.create_commit`, which huggingface_hub 1.31 to 2.4 never repeats by itself. Nothing here
repeats one blindly either: when its answer is lost, the repository is looked at first.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote

from cardsmith.hub.asked import Asked
from cardsmith.hub.findings import ServerFinding, findings_in
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.problems import refusal_of, status_of
from cardsmith.hub.push_problems import MovedError, UnknownOutcome, is_unclear, push_problem
from cardsmith.hub.reader import HubError, HubRepo
from cardsmith.hub.retries import Pacer, Refusal
from cardsmith.hub.written import Committed, PullRequest, PullRequestText
from cardsmith.ids import is_hub_id

if TYPE_CHECKING:
    from cardsmith.hub.client import PushClient

Answer = TypeVar("Answer")

TIMEOUT = 60.0
"""The most seconds for each piece of an answer."""

SETTLING_SECONDS = 2.0
"""How long to wait before looking what came of a commit whose answer was lost: the Hub may still be at it."""

_ATTEMPTS = 2
_COMMIT_ID = re.compile(r"[0-9a-f]{5,40}\Z")
_MOST_PULLS_COMPARED = 10


class _Commit(NamedTuple):
    """What is to be committed."""

    repo_id: str
    files: Mapping[str, bytes]
    parent: str | None
    title: str
    description: str
    revision: str
    create_pr: bool


class HubWriter:
    """Writes to model repositories of the Hub.

    Safe to use from several threads. huggingface_hub is imported with the first request.

    Args:
        endpoint: The address of the Hub; None for huggingface_hub's, which `HF_ENDPOINT` sets.
        token: The token to send; None for the one that huggingface_hub finds (`HF_TOKEN`, or the login).
        pacer: When to ask again for what can be asked twice, and how many requests may be under way at once. Share it
            with a reader, so that both keep to one rate limit.
        timeout: The most seconds for each piece of an answer.
        settling: How long to wait before looking what came of a commit whose answer was lost, in seconds.
        on_change: Called with a model's id when something may have been committed to it, by this account or another.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | None = None,
        *,
        pacer: Pacer | None = None,
        timeout: float = TIMEOUT,
        settling: float = SETTLING_SECONDS,
        on_change: Callable[[str], None] = lambda _repo_id: None,
    ) -> None:
        self._pacer = pacer or Pacer()
        self._reader = OnlineReader(endpoint, timeout=timeout, pacer=self._pacer, token=token)
        self._token = token
        self._timeout = timeout
        self._settling = settling
        self._on_change = on_change
        self._lock = threading.Lock()
        self._name: str | None = None

    @property
    def endpoint(self) -> str:
        """The address of the Hub, without a final slash."""
        return self._reader.endpoint

    def page(self, repo_id: str) -> str:
        """Return the address of a model's page."""
        return f"{self.endpoint}/{quote(repo_id)}"

    # -- questions -----------------------------------------------------------------------------------------------------

    def whoami(self) -> str:
        """Return the name of the account that the token belongs to; asked once.

        Raises:
            HubError: There is no token, it is not valid, or there was no answer.
        """
        with self._lock:
            if self._name is None:
                self._name = str(self._ask("the push", self._client.whoami)["name"])
            return self._name

    def validate(self, text: str) -> list[ServerFinding]:
        """Return what the Hub's own check says about a card, errors first.

        It is one POST to `/api/validate-yaml`, and changes nothing. The Hub answers 200 or 400 with the same JSON.

        Raises:
            HubError: There was no answer.
        """
        from huggingface_hub import get_session, hf_raise_for_status

        def post() -> list[ServerFinding]:
            body = {"content": text, "repoType": "model"}
            response = get_session().post(f"{self.endpoint}/api/validate-yaml", json=body, headers=self._headers())
            if response.status_code not in (200, 400):
                hf_raise_for_status(response)
            found = list(findings_in(response.json()))
            if response.status_code == 400 and not any(item.is_error for item in found):
                hf_raise_for_status(response)
            return found

        return self._ask("the check of the card", post)

    def head(self, repo_id: str, revision: str = "main") -> str:
        """Return the commit that a branch stands at, as the Hub says now.

        Raises:
            HubError: There is no such model or branch, or there was no answer.
        """

        def ask() -> str:
            return str(self._client.model_info(repo_id, revision=revision, expand=["sha"]).sha)

        return self._ask(f"the push to `{repo_id}`", ask, repo_id, revision)

    def read(self, repo_id: str, revision: str, path: str) -> bytes | None:
        """Return a file as it is now at a branch, a pull request (`refs/pr/1`) or a commit; None without one.

        Raises:
            HubError: There was no answer, or no permission.
        """
        return self._reader.file(HubRepo("model", repo_id, sha=revision), path)

    def own_pull_requests(self, repo_id: str, author: str) -> list[PullRequest]:
        """Return the pull requests that an account opened, the newest first.

        Raises:
            HubError: There was no answer.
        """

        def ask() -> list[PullRequest]:
            found = self._client.get_repo_discussions(repo_id, author=author, discussion_type="pull_request")
            # The type and the author are asked for; a Hub that does not know them answers with all.
            return [
                PullRequest(item.num, item.title, item.status, self._pull_url(repo_id, item.num))
                for item in found
                if item.is_pull_request and item.author == author
            ]

        pulls = self._ask(f"the list of pull requests of `{repo_id}`", ask, repo_id)
        return sorted(pulls, key=lambda pull: pull.num, reverse=True)

    def pull_request_head(self, repo_id: str, num: int) -> str:
        """Return the commit that a pull request's branch stands at.

        Raises:
            HubError: There is no such pull request, or there was no answer.
        """
        return self.head(repo_id, f"refs/pr/{num}")

    def pull_request_text(self, repo_id: str, num: int) -> PullRequestText:
        """Return what is said in a pull request.

        Raises:
            HubError: There is none, or there was no answer.
        """
        details = self._ask(
            f"the pull request {num} of `{repo_id}`",
            lambda: self._client.get_discussion_details(repo_id, num),
            repo_id,
        )
        comments = [event for event in details.events if event.type == "comment"]
        closings = [event for event in details.events if getattr(event, "new_status", None) == "closed"]
        return PullRequestText(
            str(getattr(comments[0], "content", "")) if comments else "",
            comments[0].id if comments else None,
            closings[-1].author if closings else None,
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def describe_pull_request(self, repo_id: str, num: int, comment_id: str, description: str) -> None:
        """Replace the description of a pull request that this account opened.

        Raises:
            HubError: The Hub does not let this account, or there was no answer.
        """
        self._ask(
            f"the description of the pull request {num} of `{repo_id}`",
            lambda: self._client.edit_discussion_comment(repo_id, num, comment_id, description),
            repo_id,
        )

    def commit(
        self,
        repo_id: str,
        files: Mapping[str, bytes],
        parent: str | None,
        title: str,
        description: str,
        revision: str = "main",
        create_pr: bool = False,
    ) -> Committed:
        """Store files in one commit, or propose it as a pull request; have the card checked with `validate` first.

        When the answer is lost (a broken connection, a time limit, a 5xx), the repository is looked at: are the files
        there, the commit was stored. Is it as it was before, the commit is sent once more, and not a third time. A 429
        was refused for certain, so it is sent again after the pause that the Hub asked for.

        Args:
            repo_id: The model.
            files: The whole new content by path.
            parent: The commit that the branch must stand at, or that the pull request starts from; None for whatever is
                its head.
            title: The first line of the commit's message, and the title of a pull request.
            description: The rest of the message, and the first comment of a pull request.
            revision: The branch, or `refs/pr/1` to add to a pull request.
            create_pr: Whether to open a pull request.

        Raises:
            MovedError: The branch has another head than `parent`.
            CardRejected: The Hub does not take the card's metadata.
            UnknownOutcome: It could not be found out whether the commit was stored.
            HubError: Anything else that kept it from being stored.
        """
        if not is_hub_id(repo_id):
            raise HubError(f"{repo_id!r} is not the id of a model", hint="an id is user/name")
        if parent is not None and not _COMMIT_ID.match(parent):
            raise HubError(f"{parent!r} is not the id of a commit", hint="an id is 40 hex digits")
        try:
            return self._stored(_Commit(repo_id, files, parent, title, description, revision, create_pr))
        finally:
            self._on_change(repo_id)

    def _stored(self, wanted: _Commit) -> Committed:
        repo_id, revision = wanted.repo_id, wanted.revision
        for attempt in range(1, _ATTEMPTS + 1):
            done = self._try(wanted)
            if isinstance(done, Committed):
                return done
            found = self._problem(done, f"the push to `{repo_id}`", repo_id, revision, wanted.create_pr)
            # After a first try that may have been stored, the branch may have moved because of it.
            if not is_unclear(done) and not (isinstance(found, MovedError) and attempt > 1):
                break
            stored = self._look_for(wanted, found)
            if stored is not None:
                return stored
            if isinstance(found, MovedError):
                break
        raise found

    def _try(self, wanted: _Commit) -> Committed | Exception:
        from huggingface_hub import CommitOperationAdd

        from cardsmith.hub.client import time_limit

        def send() -> Committed:
            operations = [CommitOperationAdd(path, data) for path, data in wanted.files.items()]
            with time_limit(self._timeout):
                info = self._client.create_commit(
                    repo_id=wanted.repo_id,
                    operations=operations,
                    commit_message=wanted.title,
                    commit_description=wanted.description,
                    revision=wanted.revision,
                    create_pr=wanted.create_pr,
                    parent_commit=wanted.parent,
                )
            # The client leaves out files that stand there already (huggingface_hub 1.31 to 2.4). If all do, it commits
            # nothing and returns the head.
            unchanged = not any(getattr(operation, "_is_committed", True) for operation in operations)
            return Committed(info.oid, info.commit_url, info.pr_num, info.pr_url, unchanged)

        try:
            return self._pacer.run(send, _refused_for_now)
        except Exception as error:
            return error

    def _look_for(self, wanted: _Commit, found: HubError) -> Committed | None:
        """Return the commit whose answer was lost if it is stored, None if it is not.

        Raises:
            MovedError: Somebody else's commit came first.
            UnknownOutcome: There was no answer to that, either.
        """
        time.sleep(self._settling)
        try:
            return self._find_pull_request(wanted) if wanted.create_pr else self._find_commit(wanted)
        except MovedError:
            raise
        except HubError as error:
            unknown = UnknownOutcome(
                f"it is not known whether the commit was stored: {found.message}; then, {error.message}",
                hint=f"look at {self.page(wanted.repo_id)}",
            )
        raise unknown

    def _find_pull_request(self, wanted: _Commit) -> Committed | None:
        repo_id = wanted.repo_id
        pulls = [pull for pull in self.own_pull_requests(repo_id, self.whoami()) if pull.status != "closed"]
        for pull in pulls[:_MOST_PULLS_COMPARED]:
            if self._holds(repo_id, pull.revision, wanted.files):
                oid = self.pull_request_head(repo_id, pull.num)
                return Committed(oid, self._commit_url(repo_id, oid), pull.num, pull.url)
        return None

    def _find_commit(self, wanted: _Commit) -> Committed | None:
        """Look at the commit right behind the parent: the Hub stores ours there, or nowhere."""
        repo_id, head = wanted.repo_id, self.head(wanted.repo_id, wanted.revision)
        if head == wanted.parent:
            return None
        first = self._commit_behind(wanted) if wanted.parent else head
        if first is not None and self._holds(repo_id, first, wanted.files):
            return Committed(first, self._commit_url(repo_id, first))
        if wanted.parent:
            raise MovedError(f"`{wanted.revision}` has moved since the card was read", hint="read the card again")
        return None

    def _commit_behind(self, wanted: _Commit) -> str | None:
        from huggingface_hub import get_session, hf_raise_for_status

        def ask() -> list[str]:
            address = f"/api/models/{quote(wanted.repo_id)}/commits/{quote(wanted.revision, safe='')}"
            response = get_session().get(self.endpoint + address, headers=self._headers())
            hf_raise_for_status(response)
            return [str(item["id"]) for item in response.json()]

        newest_first = self._ask(f"the history of `{wanted.repo_id}`", ask, wanted.repo_id, wanted.revision)
        parents = [index for index, oid in enumerate(newest_first) if oid.startswith(wanted.parent or oid)]
        return newest_first[parents[0] - 1] if parents and parents[0] > 0 else None

    def _holds(self, repo_id: str, revision: str, files: Mapping[str, bytes]) -> bool:
        return all(self.read(repo_id, revision, path) == data for path, data in files.items())

    # -- how it asks ---------------------------------------------------------------------------------------------------

    @cached_property
    def _client(self) -> PushClient:
        from cardsmith.hub.client import PushClient

        # By name: an import of the package itself counts as one of everything that it offers.
        version = import_module("cardsmith").__version__
        return PushClient(self.endpoint, self._token, library_name="cardsmith", library_version=version)

    def _headers(self) -> dict[str, str]:
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        client = self._client
        return build_hf_headers(
            token=client.token, library_name=client.library_name, library_version=client.library_version
        )

    def _ask(self, words: str, request: Callable[[], Answer], repo_id: str = "", revision: str = "main") -> Answer:
        """Return what a request that can be made twice returns, in the end.

        Raises:
            HubError: There was no answer, or no permission.
        """
        from cardsmith.hub.client import time_limit

        def limited() -> Answer:
            with time_limit(self._timeout):
                return request()

        try:
            return self._pacer.run(limited, lambda error: refusal_of(error, time.time()))
        except Exception as error:
            found = self._problem(error, words, repo_id, revision)
        # Out here it does not carry the first exception along, which may hold a header with the token.
        raise found

    def _problem(self, error: Exception, words: str, repo_id: str, revision: str, proposes: bool = False) -> HubError:
        asked = Asked("", words, self.page(repo_id))
        found = push_problem(error, asked, self.endpoint, time.time(), self._timeout, revision, proposes)
        if found is None:
            raise error
        return found

    def _pull_url(self, repo_id: str, num: int) -> str:
        return f"{self.page(repo_id)}/discussions/{num}"

    def _commit_url(self, repo_id: str, oid: str) -> str:
        return f"{self.page(repo_id)}/commit/{oid}"


def _refused_for_now(error: Exception) -> Refusal | None:
    """Return the pause to make before a commit is sent again: a 429 alone says for certain that it was not stored."""
    return refusal_of(error, time.time()) if status_of(error) == 429 else None
