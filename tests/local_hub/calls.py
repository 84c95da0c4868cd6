"""What the routes have in common: who asks, which repository, which revision, and how an answer looks."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub.database import object_id
from tests.local_hub.errors import (
    HubError,
    forbidden,
    gated,
    invalid_credentials,
    not_signed_in,
    repo_not_found,
    revision_not_found,
)
from tests.local_hub.hub import Hub
from tests.local_hub.store import KINDS, Repository
from tests.local_hub.users import User

_EXPOSED = "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range"


class _Plural(StringConvertor):
    """The kind of a repository, as paths have it."""

    regex = "models|datasets|spaces"


register_url_convertor("plural", _Plural())


class Moved(Exception):
    """The repository has a new id: the client should ask again there."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class HubJson(Response):
    """JSON with the headers that every answer of the API carries."""

    media_type = "application/json"

    def __init__(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        digest = hashlib.sha1(body).hexdigest()
        common = {
            "Content-Type": "application/json; charset=utf-8",
            "ETag": f'W/"{len(body):x}-{digest[:27]}"',
            "X-Request-Id": f"Root=1-{digest[:8]}-{digest[8:32]}",
            "Access-Control-Expose-Headers": _EXPOSED,
        }
        super().__init__(body, status, {**common, **(headers or {})})


def hub_of(request: Request) -> Hub:
    """The state of the server."""
    hub: Hub = request.app.state.hub
    return hub


def endpoint_of(request: Request) -> str:
    """The address that the client used, for the absolute addresses in answers."""
    return str(request.base_url).rstrip("/")


def user_of(request: Request) -> User | None:
    """Who asks; None without a token.

    Raises:
        HubError: The token is unknown.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not token:
        return None
    user = hub_of(request).users.with_token(token.strip()) if scheme.lower() == "bearer" else None
    if user is None:
        raise invalid_credentials()
    return user


def signed_in(request: Request) -> User:
    """Who asks; it must be somebody."""
    user = user_of(request)
    if user is None:
        raise not_signed_in()
    return user


def writer(request: Request) -> User:
    """Who asks; it must be somebody with more than a read-only token."""
    user = signed_in(request)
    if not user.can_write:
        raise forbidden("Forbidden: your token is read-only")
    return user


def kind_of(request: Request) -> str:
    """Model, dataset or space, from the plural in the path; file addresses of models have none."""
    kind: str = request.path_params.get("kind", "models").removesuffix("s")
    if kind not in KINDS:
        raise HubError(404, "Sorry, we can't find the page you are looking for.")
    return kind


def repo_of(request: Request, *, files: bool = False) -> Repository:
    """The repository in the path, if the user may see it and, when asked for, its files.

    Raises:
        HubError: There is none, or it is private, disabled or gated.
        Moved: It has another id now.
    """
    kind, user = kind_of(request), user_of(request)
    repo_id = "/".join(request.path_params[part] for part in ("owner", "name") if part in request.path_params)
    store = hub_of(request).store
    repo = store.get(kind, repo_id)
    if repo is None and (new_id := store.new_id(kind, repo_id)):
        query = f"?{request.url.query}" if request.url.query else ""
        raise Moved(request.scope["raw_path"].decode().replace(repo_id, new_id, 1) + query)
    if repo is None or not repo.may_see(user):
        raise repo_not_found(signed_in=user is not None)
    if repo.settings.get("disabled"):
        raise HubError(403, "Access to this resource is disabled.")
    if files and not repo.may_read_files(user):
        raise gated(repo.path, signed_in=user is not None)
    return repo


def revision_of(request: Request, default: str = "main") -> str:
    """The revision in the path, decoded."""
    revision: str = request.path_params.get("rev", default)
    return revision.replace("%2F", "/").replace("%2f", "/")


def commit_of(request: Request, repo: Repository) -> str:
    """The commit that the revision in the path stands for.

    Raises:
        HubError: There is no such revision.
    """
    revision = revision_of(request)
    commit = repo.bare.resolve(revision)
    if commit is None:
        raise revision_not_found(revision)
    return commit


def flag(request: Request, name: str) -> bool:
    """A switch in the query, `full=true` or `create_pr=1`."""
    return request.query_params.get(name, "").lower() in ("1", "true")


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent.

    Raises:
        HubError: It is something else.
    """
    try:
        content = json.loads(await request.body() or b"{}")
    except ValueError:
        raise HubError(400, "Invalid JSON") from None
    if not isinstance(content, dict):
        raise HubError(400, '"value" must be of type object')
    return content


def error_response(error: HubError) -> Response:
    """A refusal as an answer: JSON and the headers that clients read."""
    headers = {"X-Error-Message": " ".join(error.message.split()).encode("ascii", "replace").decode(), **error.headers}
    if error.code:
        headers["X-Error-Code"] = error.code
    return HubJson({"error": error.message, **error.fields}, error.status, headers)


def author_info(name: str) -> dict[str, str]:
    """A user as the history names them."""
    return {"user": name, "avatar": f"/avatars/{object_id('avatar', name)}.svg"}
