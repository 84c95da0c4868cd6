"""The history of a repository: commits, branches, tags and the refs of pull requests."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub import clock
from tests.local_hub.calls import (
    HubJson,
    author_info,
    commit_of,
    flag,
    json_body,
    repo_of,
    revision_of,
    signed_in,
)
from tests.local_hub.errors import HubError, forbidden, revision_not_found
from tests.local_hub.routes.paging import linked_page
from tests.local_hub.store import Repository

_PAGE = 50


def commits(request: Request) -> Response:
    """The commits of a revision, the newest first."""
    repo = repo_of(request)
    entries = [
        {
            "id": entry.oid,
            "title": entry.title,
            "message": entry.message.removeprefix(entry.title).strip("\n"),
            "authors": [author_info(entry.author)],
            "date": clock.to_date(entry.seconds),
        }
        for entry in repo.bare.log(commit_of(request, repo))
    ]
    return linked_page(request, entries, _PAGE, {"X-Total-Count": str(len(entries))})


def refs(request: Request) -> Response:
    """The branches, tags and, when asked for, pull requests."""
    repo = repo_of(request)
    answer = {
        "branches": _refs(repo, "refs/heads"),
        "converts": [],
        "tags": _refs(repo, "refs/tags"),
    }
    if flag(request, "include_prs"):
        answer["pullRequests"] = _refs(repo, "refs/pr")
    return HubJson(answer)


async def create_branch(request: Request) -> Response:
    """Make a branch from another revision."""
    body = await json_body(request)
    return _create(request, "refs/heads", str(body.get("startingPoint") or "main"), revision_of(request))


async def create_tag(request: Request) -> Response:
    """Make a tag; the revision in the path is what it names."""
    body = await json_body(request)
    return _create(request, "refs/tags", revision_of(request), str(body.get("tag")))


def delete_branch(request: Request) -> Response:
    """Remove a branch."""
    if revision_of(request) == "main":
        raise forbidden("The main branch cannot be deleted")
    return _delete(request, "refs/heads")


def delete_tag(request: Request) -> Response:
    """Remove a tag."""
    return _delete(request, "refs/tags")


def _create(request: Request, folder: str, start: str, name: str) -> Response:
    repo = _writable(request)
    with repo.lock:
        commit = repo.bare.resolve(start)
        if commit is None:
            raise revision_not_found(start)
        if repo.bare.ref(f"{folder}/{name}"):
            raise HubError(409, f"Reference already exists: {name}")
        repo.bare.set_ref(f"{folder}/{name}", commit)
    return HubJson({})


def _delete(request: Request, folder: str) -> Response:
    repo, name = _writable(request), revision_of(request)
    with repo.lock:
        if repo.bare.ref(f"{folder}/{name}") is None:
            raise revision_not_found(name)
        repo.bare.delete_ref(f"{folder}/{name}")
    return HubJson({})


def _writable(request: Request) -> Repository:
    repo, user = repo_of(request), signed_in(request)
    if not repo.may_write(user):
        raise forbidden("You do not have the right to change this repository")
    return repo


def _refs(repo: Repository, folder: str) -> list[dict[str, str]]:
    prefix = f"{folder}/" if folder == "refs/pr" else ""
    return [
        {"name": f"{prefix}{name}", "ref": f"{folder}/{name}", "targetCommit": oid}
        for name, oid in repo.bare.refs(folder).items()
    ]
