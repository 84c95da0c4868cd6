"""Uploads of large files, the plain way: ask where to put them, and put them there."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.local_hub.calls import HubJson, endpoint_of, hub_of, json_body, repo_of, signed_in


async def batch(request: Request) -> Response:
    """Where the contents of an upload go; those that are here already go nowhere."""
    repo_of(request)
    signed_in(request)
    body, large_files = await json_body(request), hub_of(request).large_files
    answers = []
    for wanted in body.get("objects", ()):
        answer = {"oid": wanted["oid"], "size": wanted["size"], "authenticated": True}
        if not large_files.has(wanted["oid"]):
            answer["actions"] = {"upload": {"href": f"{endpoint_of(request)}/_lfs/{wanted['oid']}", "header": {}}}
        answers.append(answer)
    return HubJson({"transfer": "basic", "objects": answers})


async def put(request: Request) -> Response:
    """Keep one content."""
    sha256, data = request.path_params["sha256"], await request.body()
    await run_in_threadpool(hub_of(request).large_files.write, sha256, data)
    return Response()


ROUTES = [
    *(
        Route(f"{prefix}/{name}.git/info/lfs/objects/batch", batch, methods=["POST"])
        for prefix in ("/{kind:plural}", "")
        for name in ("{name}", "{owner}/{name}")
    ),
    Route("/_lfs/{sha256}", put, methods=["PUT"]),
]
