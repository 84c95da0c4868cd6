"""Discussions and pull requests, as pages."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub.calls import HubJson, flag, hub_of, json_body, repo_of, writer
from tests.local_hub.discussions import as_details, as_listed, matches
from tests.local_hub.errors import bad_request

PAGE = 10


def listing(request: Request) -> Response:
    """The discussions of a repository, ten to a page, the newest first."""
    repo, params = repo_of(request), request.query_params
    kind, status, author = params.get("type"), params.get("status"), params.get("author")
    everything = hub_of(request).discussions.list(repo)
    found = [item for item in everything if matches(item, kind=kind, status=status, author=author)]
    number = params.get("p", "0")
    start = PAGE * int(number) if number.isdigit() else 0
    shown = [as_listed(repo, discussion) for discussion in found[start : start + PAGE]]
    closed = sum(matches(item, kind=kind, status="closed", author=author) for item in everything)
    return HubJson({"discussions": shown, "count": len(found), "start": start, "numClosedDiscussions": closed})


def details(request: Request) -> Response:
    """One discussion with all that happened in it."""
    repo = repo_of(request)
    discussion = hub_of(request).discussions.get(repo, _num(request))
    return HubJson(as_details(repo, discussion, diff=flag(request, "diff")))


async def create(request: Request) -> Response:
    """Open a discussion, or a pull request without changes, which is a draft."""
    repo, user = repo_of(request), writer(request)
    body = await json_body(request)
    title = _text(body, "title")
    if not 3 <= len(title) <= 200:
        raise bad_request('"title" length must be between 3 and 200 characters')
    is_pull = bool(body.get("pullRequest"))
    discussion = await run_in_threadpool(
        hub_of(request).discussions.open,
        repo,
        user,
        title,
        str(body.get("description") or ""),
        pull_request=is_pull,
        status="draft" if is_pull else "open",
    )
    return HubJson({"num": discussion["num"], "pullRequest": is_pull})


async def comment(request: Request) -> Response:
    """Say something."""
    repo, user, body = repo_of(request), writer(request), await json_body(request)
    text = _text(body, "comment")
    event = await run_in_threadpool(hub_of(request).discussions.comment, repo, _num(request), user, text)
    return HubJson({"newMessage": event})


async def edit(request: Request) -> Response:
    """Replace a comment of one's own."""
    repo, user, body = repo_of(request), writer(request), await json_body(request)
    event = await run_in_threadpool(
        hub_of(request).discussions.edit_comment, repo, _num(request), user, _comment(request), _text(body, "content")
    )
    return HubJson({"updatedComment": event})


async def hide(request: Request) -> Response:
    """Hide a comment of one's own."""
    repo, user = repo_of(request), writer(request)
    event = await run_in_threadpool(
        hub_of(request).discussions.edit_comment, repo, _num(request), user, _comment(request), None
    )
    return HubJson({"updatedComment": event})


async def status(request: Request) -> Response:
    """Open or close."""
    repo, user, body = repo_of(request), writer(request), await json_body(request)
    event = await run_in_threadpool(
        hub_of(request).discussions.set_status, repo, _num(request), user, _text(body, "status"), body.get("comment")
    )
    return HubJson({"newStatus": event})


async def title(request: Request) -> Response:
    """Give a new title."""
    repo, user, body = repo_of(request), writer(request), await json_body(request)
    new_title = _text(body, "title")
    event = await run_in_threadpool(hub_of(request).discussions.retitle, repo, _num(request), user, new_title)
    return HubJson({"newTitle": event})


async def merge(request: Request) -> Response:
    """Merge a pull request."""
    repo, user, body = repo_of(request), writer(request), await json_body(request)
    discussions = hub_of(request).discussions
    await run_in_threadpool(discussions.merge, repo, _num(request), user, body.get("comment"))
    return HubJson({"newStatus": {"data": {"status": "merged"}}})


def _num(request: Request) -> int:
    num: int = request.path_params["num"]
    return num


def _comment(request: Request) -> str:
    return str(request.path_params["comment"])


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise bad_request(f'"{key}" is required')
    return value
