"""The commit endpoint: reads its lines, checks parent, rights and metadata, and stores a commit or a pull request."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from tests.local_hub.bare import LargeFile
from tests.local_hub.discussions import Discussions, pull_ref
from tests.local_hub.errors import (
    HubError,
    bad_request,
    entry_not_found,
    forbidden,
    not_signed_in,
    revision_not_found,
    stale,
)
from tests.local_hub.store import Repository
from tests.local_hub.users import User
from tests.local_hub.validation import validate

LARGEST_REGULAR_FILE = 10 * 1024 * 1024
_PULL_REVISION = re.compile(r"refs/pr/(\d+)")
_OID = re.compile(r"[0-9a-f]{5,40}")

Changes = dict[str, bytes | None]
"""New contents by path; None deletes."""


@dataclass(frozen=True)
class CommitRequest:
    """What a client wants to commit."""

    summary: str
    description: str
    parent: str | None
    operations: list[tuple[str, dict[str, Any]]]

    @property
    def message(self) -> str:
        """The whole commit message."""
        return f"{self.summary}\n\n{self.description}" if self.description else self.summary


@dataclass(frozen=True)
class Committed:
    """What came of it."""

    oid: str
    pull_request: int | None = None


def read_request(body: bytes) -> CommitRequest:
    """Read the lines of a commit: one header, then one operation each.

    Raises:
        HubError: A line is not what it should be.
    """
    try:
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        operations = [(line["key"], line["value"]) for line in lines]
    except (ValueError, KeyError, TypeError):
        raise bad_request("Invalid commit: each line must be JSON with a key and a value") from None
    headers = [value for key, value in operations if key == "header"]
    if len(headers) != 1 or operations[0][0] != "header":
        raise bad_request("Invalid commit: the first line, and no other, must be the header")
    header = headers[0]
    if not isinstance(header.get("summary"), str) or not header["summary"]:
        raise bad_request('"summary" is not allowed to be empty')
    parent = header.get("parentCommit")
    if parent is not None and (not isinstance(parent, str) or not _OID.fullmatch(parent)):
        raise bad_request('"parentCommit" must be a commit hash')
    return CommitRequest(header["summary"], header.get("description") or "", parent, operations[1:])


def commit(
    repo: Repository,
    discussions: Discussions,
    user: User | None,
    revision: str,
    request: CommitRequest,
    *,
    create_pr: bool,
) -> Committed:
    """Store what was asked for, all of it or nothing, with the repository locked from the first check on."""
    if user is None:
        raise not_signed_in()
    if not user.can_write:
        raise forbidden("Forbidden: you must use a write token to upload to a repository")
    with repo.lock:
        pull = _PULL_REVISION.fullmatch(revision)
        if create_pr:
            return _open_pull_request(repo, discussions, user, revision, request)
        if pull:
            return _commit_to_pull_request(repo, discussions, user, int(pull[1]), request)
        return _commit_to_branch(repo, user, revision, request)


def _commit_to_branch(repo: Repository, user: User, branch: str, request: CommitRequest) -> Committed:
    if not repo.may_write(user):
        raise forbidden("Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request")
    ref = f"refs/heads/{branch}"
    head = repo.bare.ref(ref)
    if head is None:
        raise revision_not_found(branch)
    _check_parent(repo, head, request)
    oid = _store(repo, user, head, branch, request)
    repo.bare.set_ref(ref, oid)
    return Committed(oid)


def _open_pull_request(
    repo: Repository, discussions: Discussions, user: User, branch: str, request: CommitRequest
) -> Committed:
    base = f"refs/heads/{branch}"
    head = repo.bare.ref(base)
    if head is None:
        raise revision_not_found(branch)
    start = repo.bare.find_commit(request.parent) if request.parent else head
    if start is None:
        raise revision_not_found(str(request.parent))
    discussion = discussions.open(
        repo,
        user,
        request.summary,
        request.description,
        pull_request=True,
        base=base,
        parent=start,
        changes=_changes(repo, start, branch, request),
    )
    oid = repo.bare.ref(pull_ref(discussion["num"]))
    assert oid
    return Committed(oid, discussion["num"])


def _commit_to_pull_request(
    repo: Repository, discussions: Discussions, user: User, num: int, request: CommitRequest
) -> Committed:
    head = repo.bare.ref(pull_ref(num))
    if head is None:
        raise revision_not_found(pull_ref(num))
    discussion = discussions.get(repo, num)
    if not repo.may_write(user) and discussion["author"] != user.name:
        raise forbidden("Forbidden: only the author or the owner of the repository can change this pull request")
    if discussion["status"] not in ("open", "draft"):
        raise forbidden(f"Forbidden: the pull request is {discussion['status']}")
    _check_parent(repo, head, request)
    oid = _store(repo, user, head, pull_ref(num), request)
    discussions.add_commit(repo, num, user, request.summary, oid)
    return Committed(oid)


def _check_parent(repo: Repository, head: str, request: CommitRequest) -> None:
    if request.parent and not head.startswith(request.parent):
        raise stale()


def _store(repo: Repository, user: User, head: str, revision: str, request: CommitRequest) -> str:
    changes = _changes(repo, head, revision, request)
    return repo.commit(head, changes, message=request.message, author=user.name)


def _changes(repo: Repository, parent: str, revision: str, request: CommitRequest) -> Changes:
    present = repo.bare.files(parent)
    changes: Changes = {}
    for key, value in request.operations:
        if not isinstance(value, dict) or not isinstance(path := value.get("path"), str):
            raise bad_request(f"Invalid commit: {key} needs a path")
        _check_path(path)
        match key:
            case "file":
                changes[path] = _content(value, path)
            case "lfsFile":
                changes[path] = LargeFile.pointer(str(value["oid"]), int(value["size"]))
            case "deletedFile" if path in present:
                changes[path] = None
            case "deletedFolder" if below := [name for name in present if name.startswith(path.rstrip("/") + "/")]:
                changes |= dict.fromkeys(below)
            case "deletedFile" | "deletedFolder":
                raise entry_not_found(path, revision, parent)
            case _:
                raise bad_request(f"Invalid commit: unknown operation {key}")
    if readme := changes.get("README.md"):
        _check_readme(readme, repo.kind)
    return changes


def _content(value: dict[str, Any], path: str) -> bytes:
    text = value.get("content")
    if not isinstance(text, str):
        raise bad_request(f"Invalid commit: {path} needs content")
    try:
        data = base64.b64decode(text, validate=True) if value.get("encoding") == "base64" else text.encode()
    except binascii.Error:
        raise bad_request(f"Invalid commit: the content of {path} is not base64") from None
    if len(data) > LARGEST_REGULAR_FILE:
        raise HubError(413, f"{path} is too large for a regular file: upload it with LFS")
    return data


def _check_path(path: str) -> None:
    if any(part in ("", ".", "..", ".git") for part in path.rstrip("/").split("/")):
        raise HubError(422, f"Invalid path: {path}")


def _check_readme(readme: bytes, kind: str) -> None:
    errors = validate(readme.decode(errors="replace"), kind).errors
    if errors:
        raise bad_request("\n".join(errors), errors=[{"message": error} for error in errors])
