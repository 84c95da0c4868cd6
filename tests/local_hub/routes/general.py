"""Pages that are about no repository in particular: who am I, is this card valid, make or delete a repository."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.local_hub import clock
from tests.local_hub.calls import HubJson, endpoint_of, hub_of, json_body, kind_of, repo_of, signed_in, user_of
from tests.local_hub.database import object_id
from tests.local_hub.errors import HubError, forbidden, not_signed_in, repo_not_found
from tests.local_hub.store import KINDS
from tests.local_hub.validation import validate


def whoami(request: Request) -> Response:
    """Who a token belongs to, and what it may do."""
    user = user_of(request)
    if user is None:
        raise HubError(401, "Invalid username or password.")
    return HubJson(user.whoami())


def agent_harnesses(request: Request) -> Response:
    """A list that clients fetch at their first call, to know what runs them; here it is empty."""
    return HubJson({"standardEnvVars": [], "harnesses": {}})


async def validate_yaml(request: Request) -> Response:
    """Check a README before it is pushed: JSON for the API clients, plain text for those that ask for it."""
    user_of(request)
    body = await json_body(request)
    if not isinstance(body.get("content"), str):
        raise HubError(400, '"content" is required')
    verdict = validate(body["content"], str(body.get("repoType", "model")))
    status = 400 if verdict.errors else 200
    if request.headers.get("accept", "").startswith("text/plain"):
        lines = [f"- Error: {error}" for error in verdict.errors] + [f"- Warning: {text}" for text in verdict.warnings]
        return PlainTextResponse("\n".join(lines), status)
    answer = {
        "errors": [{"message": error} for error in verdict.errors],
        "warnings": [{"message": warning} for warning in verdict.warnings],
    }
    return HubJson({"error": "\n".join(verdict.errors), **answer} if verdict.errors else answer, status)


async def create_repo(request: Request) -> Response:
    """Make an empty repository in the user's own namespace or that of an organization."""
    user = signed_in(request)
    body = await json_body(request)
    kind, name = body.get("type") or "model", body.get("name")
    namespace = body.get("organization") or user.name
    if not isinstance(name, str) or not name or kind not in KINDS:
        raise HubError(400, '"name" is required')
    if not user.can_write or not user.owns(namespace):
        raise forbidden(f'You don\'t have the rights to create a {kind} under the namespace "{namespace}"')
    hub, repo_id = hub_of(request), f"{namespace}/{name}"
    url = f"{endpoint_of(request)}/{'' if kind == 'model' else kind + 's/'}{repo_id}"
    if hub.store.get(kind, repo_id):
        raise HubError(409, f"You already created this {kind} repo", url=url)
    private = bool(body.get("private")) or body.get("visibility") == "private"
    settings = {"createdAt": clock.CREATED_DATE, "private": private}
    try:
        await run_in_threadpool(hub.store.create, kind, repo_id, {}, settings, author=user.name)
    except ValueError as error:
        raise HubError(400, str(error)) from error
    return HubJson({"url": url, "name": repo_id, "id": object_id(kind, repo_id)})


async def delete_repo(request: Request) -> Response:
    """Delete a repository."""
    user = signed_in(request)
    body = await json_body(request)
    hub, namespace = hub_of(request), body.get("organization") or user.name
    repo = hub.store.get(body.get("type") or "model", f"{namespace}/{body.get('name')}")
    if repo is None or not repo.may_see(user):
        raise repo_not_found(signed_in=True)
    if not repo.may_write(user):
        raise forbidden("You do not have the right to delete this repository")
    await run_in_threadpool(hub.store.delete, repo)
    return PlainTextResponse("OK")


def auth_check(request: Request) -> Response:
    """Whether the user may read the files of a repository."""
    repo_of(request, files=True)
    return HubJson({"ok": True})


def auth_check_write(request: Request) -> Response:
    """Whether the user may commit to a repository."""
    repo, user = repo_of(request), user_of(request)
    if user is None:
        raise not_signed_in()
    if not repo.may_write(user):
        raise forbidden(f"You do not have the right to write to this {kind_of(request)}")
    return HubJson({"ok": True})


ROUTES = [
    Route("/api/whoami-v2", whoami, methods=["GET"]),
    Route("/api/agent-harnesses", agent_harnesses, methods=["GET"]),
    Route("/api/validate-yaml", validate_yaml, methods=["POST"]),
    Route("/api/repos/create", create_repo, methods=["POST"]),
    Route("/api/repos/delete", delete_repo, methods=["DELETE"]),
]
