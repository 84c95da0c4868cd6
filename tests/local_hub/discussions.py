"""Discussions and pull requests: numbered together, kept as JSON, each with the list of what happened to it.

A pull request also has the ref `refs/pr/<number>`. Its row is written in one transaction around the ref, so that a
server that is killed in between has neither: the orphaned ref is used again by the next one.
"""

from __future__ import annotations

from typing import Any

from tests.local_hub import clock
from tests.local_hub.database import Database, object_id
from tests.local_hub.errors import HubError, bad_request, forbidden
from tests.local_hub.store import MAIN, Repository
from tests.local_hub.users import User

Discussion = dict[str, Any]
"""num, title, status, isPullRequest, author, base, mergeCommitId and events."""

_OPEN = ("open", "draft")


class Discussions:
    """All discussions of all repositories. Methods that change something take the repository's lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, repo: Repository) -> list[Discussion]:
        """The discussions of a repository, the newest first."""
        return self._database.discussions(repo.kind, repo.id)

    def get(self, repo: Repository, num: int) -> Discussion:
        """One discussion.

        Raises:
            HubError: There is none of this number.
        """
        found = self._database.discussion(repo.kind, repo.id, num)
        if found is None:
            raise HubError(404, f"Discussion {num} not found", "EntryNotFound")
        return found

    def open(
        self,
        repo: Repository,
        user: User,
        title: str,
        description: str,
        *,
        pull_request: bool,
        status: str = "open",
        base: str = MAIN,
        parent: str | None = None,
        changes: dict[str, bytes | None] | None = None,
    ) -> Discussion:
        """Open a discussion, or a pull request that starts from a commit and brings the changes in one more."""
        with repo.lock, self._database.transaction():
            num = self._database.next_number(repo.kind, repo.id)
            start = parent or repo.head
            discussion: Discussion = {
                "num": num,
                "title": title,
                "status": status,
                "isPullRequest": pull_request,
                "author": user.name,
                "createdAt": clock.to_date(repo.bare.entry(start).seconds + num),
                "base": base if pull_request else None,
                "mergeCommitId": None,
                "events": [],
            }
            _add_event(repo, discussion, user, "comment", comment_data(description))
            if pull_request:
                message = f"{title}\n\n{description}" if description else title
                oid = repo.commit(start, changes, message=message, author=user.name, delay=num) if changes else start
                repo.bare.set_ref(pull_ref(num), oid)
                if changes:
                    _add_event(repo, discussion, user, "commit", {"subject": title, "oid": oid})
            self._save(repo, discussion)
            return discussion

    def add_commit(self, repo: Repository, num: int, user: User, subject: str, oid: str) -> None:
        """Move a pull request to a new commit."""
        with repo.lock, self._database.transaction():
            discussion = self.get(repo, num)
            repo.bare.set_ref(pull_ref(num), oid)
            _add_event(repo, discussion, user, "commit", {"subject": subject, "oid": oid})
            self._save(repo, discussion)

    def comment(self, repo: Repository, num: int, user: User, text: str) -> dict[str, Any]:
        """Add a comment and return its event."""
        with repo.lock:
            discussion = self.get(repo, num)
            event = _add_event(repo, discussion, user, "comment", comment_data(text))
            self._save(repo, discussion)
            return event

    def edit_comment(self, repo: Repository, num: int, user: User, comment: str, text: str | None) -> dict[str, Any]:
        """Replace the text of the user's own comment, or hide it when the text is None."""
        with repo.lock:
            discussion = self.get(repo, num)
            event: dict[str, Any] | None = next((e for e in discussion["events"] if e["id"] == comment), None)
            if event is None or event["type"] != "comment":
                raise HubError(404, "Comment not found", "EntryNotFound")
            if event["author"]["name"] != user.name:
                raise forbidden("You can only change your own comments")
            if text is None:
                event["data"]["hidden"] = True
            else:
                event["data"] |= {"edited": True, "latest": {**event["data"]["latest"], "raw": text, "html": text}}
            self._save(repo, discussion)
            return event

    def retitle(self, repo: Repository, num: int, user: User, title: str) -> dict[str, Any]:
        """Change the title and return the event."""
        with repo.lock:
            discussion = self.get(repo, num)
            _only_author_or_writer(repo, discussion, user)
            event = _add_event(repo, discussion, user, "title-change", {"from": discussion["title"], "to": title})
            discussion["title"] = title
            self._save(repo, discussion)
            return event

    def set_status(self, repo: Repository, num: int, user: User, status: str, comment: str | None) -> dict[str, Any]:
        """Open or close, and return the event."""
        if status not in ("open", "closed"):
            raise bad_request('"status" must be one of [open, closed]')
        with repo.lock:
            discussion = self.get(repo, num)
            _only_author_or_writer(repo, discussion, user)
            if discussion["status"] == "merged":
                raise bad_request("This pull request is merged already")
            if comment:
                _add_event(repo, discussion, user, "comment", comment_data(comment))
            event = _add_event(repo, discussion, user, "status-change", {"status": status})
            discussion["status"] = status
            self._save(repo, discussion)
            return event

    def merge(self, repo: Repository, num: int, user: User, comment: str | None) -> str:
        """Bring the changes of a pull request into its base branch as one commit; return that commit."""
        if not repo.may_write(user):
            raise forbidden("You do not have the right to merge this pull request")
        with repo.lock, self._database.transaction():
            discussion = self.get(repo, num)
            if not discussion["isPullRequest"] or discussion["status"] not in _OPEN:
                raise bad_request("Only an open pull request can be merged")
            if conflicts(repo, discussion):
                raise HubError(409, "The pull request has conflicts with its base branch")
            changes = {
                path: repo.bare.blob(oid) if oid else None
                for path, oid in repo.bare.changed(fork_point(repo, discussion), _head(repo, num)).items()
            }
            base = repo.bare.ref(discussion["base"])
            message = f"{discussion['title']} (#{num})\n\nCo-authored-by: {discussion['author']}"
            oid = repo.commit(base, changes, message=message, author=user.name)
            repo.bare.set_ref(discussion["base"], oid)
            if comment:
                _add_event(repo, discussion, user, "comment", comment_data(comment))
            _add_event(repo, discussion, user, "status-change", {"status": "merged"})
            discussion |= {"status": "merged", "mergeCommitId": oid}
            self._save(repo, discussion)
            return oid

    def _save(self, repo: Repository, discussion: Discussion) -> None:
        self._database.save_discussion(repo.kind, repo.id, discussion["num"], discussion)


def pull_ref(num: int) -> str:
    """The ref of a pull request."""
    return f"refs/pr/{num}"


def fork_point(repo: Repository, discussion: Discussion) -> str:
    """The commit of the base branch that the pull request started from."""
    base = discussion["mergeCommitId"] or repo.bare.ref(discussion["base"]) or repo.head
    return repo.bare.merge_base(base, _head(repo, discussion["num"]))


def pull_diff(repo: Repository, discussion: Discussion) -> str:
    """What the pull request changes, as a git diff."""
    return repo.bare.diff(fork_point(repo, discussion), _head(repo, discussion["num"]))


def conflicts(repo: Repository, discussion: Discussion) -> list[str]:
    """The files that both the pull request and the base branch have changed, differently."""
    base = repo.bare.ref(discussion["base"])
    if base is None or discussion["status"] == "merged":
        return []
    start = fork_point(repo, discussion)
    ours, theirs = repo.bare.changed(start, base), repo.bare.changed(start, _head(repo, discussion["num"]))
    return [path for path in ours if path in theirs and ours[path] != theirs[path]]


def matches(discussion: Discussion, *, kind: str | None, status: str | None, author: str | None) -> bool:
    """Whether the list shows a discussion; a draft counts as open, a merge as closed."""
    wanted_kind = {"pull_request": True, "discussion": False}.get(kind or "all")
    is_open = discussion["status"] in _OPEN
    return (
        (wanted_kind is None or discussion["isPullRequest"] == wanted_kind)
        and (status in (None, "all") or is_open == (status == "open"))
        and (author is None or discussion["author"] == author)
    )


def as_listed(repo: Repository, discussion: Discussion) -> dict[str, Any]:
    """A discussion as the list shows it."""
    return {
        "num": discussion["num"],
        "author": author_of(discussion["author"]),
        "repo": {"name": repo.id, "type": repo.kind},
        "title": discussion["title"],
        "status": discussion["status"],
        "createdAt": discussion["createdAt"],
        "isPullRequest": discussion["isPullRequest"],
        "numComments": sum(event["type"] == "comment" for event in discussion["events"]),
        "topReactions": [],
        "numReactionUsers": 0,
        "pinned": False,
    }


def as_details(repo: Repository, discussion: Discussion, *, diff: bool) -> dict[str, Any]:
    """A discussion with its events and, for a pull request, what it changes."""
    details = as_listed(repo, discussion) | {
        "events": discussion["events"],
        "locked": False,
        "collection": "discussions",
    }
    if discussion["isPullRequest"]:
        changes = {"base": discussion["base"]}
        if discussion["mergeCommitId"]:
            changes["mergeCommitId"] = discussion["mergeCommitId"]
        details |= {"changes": changes, "filesWithConflicts": conflicts(repo, discussion)}
        if diff:
            details["diff"] = pull_diff(repo, discussion)
    return details


def author_of(name: str) -> dict[str, Any]:
    """A user as a discussion names them."""
    avatar = f"/avatars/{object_id('avatar', name)}.svg"
    return {"_id": object_id("user", name), "name": name, "fullname": name, "type": "user", "avatarUrl": avatar}


def comment_data(text: str) -> dict[str, Any]:
    """The data of a comment event."""
    return {"edited": False, "hidden": False, "latest": {"raw": text, "html": text}, "numEdits": 0, "reactions": []}


def _add_event(repo: Repository, discussion: Discussion, user: User, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    position = len(discussion["events"])
    event = {
        "id": object_id(repo.kind, repo.id, str(discussion["num"]), str(position)),
        "author": author_of(user.name),
        "createdAt": clock.to_date(clock.to_seconds(discussion["createdAt"]) + position),
        "type": kind,
        "data": data,
    }
    discussion["events"].append(event)
    return event


def _only_author_or_writer(repo: Repository, discussion: Discussion, user: User) -> None:
    if not repo.may_write(user) and discussion["author"] != user.name:
        raise forbidden("Only the author or the owner of the repository can do this")


def _head(repo: Repository, num: int) -> str:
    head = repo.bare.ref(pull_ref(num))
    assert head, f"{repo.path} has no {pull_ref(num)}"
    return head
