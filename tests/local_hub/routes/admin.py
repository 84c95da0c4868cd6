"""Pages for a test in another process: order faults, read the request log, add users.

GET    /_local/requests   the request log              DELETE  empties it
GET    /_local/faults     the faults that still wait   DELETE  removes them all, and the latency
POST   /_local/faults     one fault, with the fields of `Fault`
POST   /_local/latency    {"seconds": 0.05}
POST   /_local/limit      {"requests": 10, "window": 300, "path": "^/api/"}; {} lifts the limit
POST   /_local/users      {"name": …, "token": …, "role": "write", "orgs": []}
POST   /_local/repos      {"kind": "model", "id": …, "files": {path: text}, "settings": {}}
"""

from __future__ import annotations

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.local_hub.calls import HubJson, hub_of, json_body
from tests.local_hub.errors import bad_request
from tests.local_hub.faults import Fault
from tests.local_hub.limits import RateLimit
from tests.local_hub.users import User


def requests(request: Request) -> Response:
    """The requests so far."""
    return HubJson([asdict(entry) for entry in hub_of(request).log.all()])


def clear_requests(request: Request) -> Response:
    """Forget them."""
    hub_of(request).log.clear()
    return HubJson({})


def faults(request: Request) -> Response:
    """The faults that can still strike."""
    return HubJson(hub_of(request).faults.waiting())


async def add_fault(request: Request) -> Response:
    """Order a fault."""
    try:
        fault = Fault(**await json_body(request))
    except (TypeError, ValueError) as error:
        raise bad_request(str(error)) from error
    hub_of(request).faults.add(fault)
    return HubJson(asdict(fault))


def clear_faults(request: Request) -> Response:
    """No more trouble."""
    hub_of(request).faults.clear()
    return HubJson({})


async def latency(request: Request) -> Response:
    """Hold up every answer."""
    hub_of(request).faults.latency = float((await json_body(request)).get("seconds", 0))
    return HubJson({})


async def limit(request: Request) -> Response:
    """Limit the rate, or lift the limit."""
    body = await json_body(request)
    try:
        hub_of(request).limiter.set(RateLimit(**body) if body else None)
    except TypeError as error:
        raise bad_request(str(error)) from error
    return HubJson({})


async def add_user(request: Request) -> Response:
    """Let a token in."""
    body = await json_body(request)
    try:
        user = User(**{**body, "orgs": tuple(body.get("orgs", ()))})
    except TypeError as error:
        raise bad_request(str(error)) from error
    hub_of(request).users.add(user)
    return HubJson(asdict(user))


async def add_repo(request: Request) -> Response:
    """Make a repository with files, as a seed would."""
    body = await json_body(request)
    files = {path: str(text).encode() for path, text in body.get("files", {}).items()}
    try:
        repo = await run_in_threadpool(
            hub_of(request).store.create,
            body.get("kind", "model"),
            str(body.get("id")),
            files,
            body.get("settings", {}),
            author=str(body.get("id")).partition("/")[0],
        )
    except ValueError as error:
        raise bad_request(str(error)) from error
    return HubJson({"sha": repo.head})


ROUTES = [
    Route("/_local/requests", requests, methods=["GET"]),
    Route("/_local/requests", clear_requests, methods=["DELETE"]),
    Route("/_local/faults", faults, methods=["GET"]),
    Route("/_local/faults", add_fault, methods=["POST"]),
    Route("/_local/faults", clear_faults, methods=["DELETE"]),
    Route("/_local/latency", latency, methods=["POST"]),
    Route("/_local/limit", limit, methods=["POST"]),
    Route("/_local/users", add_user, methods=["POST"]),
    Route("/_local/repos", add_repo, methods=["POST"]),
]
