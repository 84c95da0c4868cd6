"""The web application: all routes of the local Hub, and how errors become answers."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.local_hub.calls import Moved, error_response
from tests.local_hub.errors import HubError
from tests.local_hub.hub import Hub
from tests.local_hub.routes import admin, commits, discussions, files, general, history, infos, lfs

_NAMES = ("{name}", "{owner}/{name}")
Endpoint = Callable[[Request], Any]


def build_app(hub: Hub) -> Starlette:
    """The application that serves a hub."""
    app = Starlette(
        routes=_all_routes(),
        exception_handlers={HubError: _refused, Moved: _moved, 404: _no_page, Exception: _crashed},
    )
    app.state.hub = hub
    return app


@cache
def _all_routes() -> list[Route]:
    """Compiled once, however many hubs a test run starts."""
    return list(_routes())


def _routes() -> Iterator[Route]:
    yield from admin.ROUTES
    yield from general.ROUTES
    yield from lfs.ROUTES
    yield Route("/api/{kind:plural}", infos.search, methods=["GET"])
    # A literal end such as /refs comes before /{owner}/{name}, which would swallow it.
    yield from _for_repositories("/refs", history.refs, "GET")
    yield from _for_repositories("/branch/{rev}", history.create_branch, "POST")
    yield from _for_repositories("/branch/{rev}", history.delete_branch, "DELETE")
    yield from _for_repositories("/tag/{rev}", history.create_tag, "POST")
    yield from _for_repositories("/tag/{rev}", history.delete_tag, "DELETE")
    yield from _for_repositories("/commits/{rev}", history.commits, "GET")
    yield from _for_repositories("/tree/{rev}", files.tree, "GET")
    yield from _for_repositories("/tree/{rev}/{path:path}", files.tree, "GET")
    yield from _for_repositories("/paths-info/{rev}", files.paths_info, "POST")
    yield from _for_repositories("/preupload/{rev}", commits.preupload, "POST")
    yield from _for_repositories("/commit/{rev}", commits.commit, "POST")
    yield from _for_repositories("/auth-check", general.auth_check, "GET")
    yield from _for_repositories("/auth-check/write", general.auth_check_write, "GET")
    yield from _for_repositories("/discussions", discussions.listing, "GET")
    yield from _for_repositories("/discussions", discussions.create, "POST")
    yield from _for_repositories("/discussions/{num:int}", discussions.details, "GET")
    yield from _for_repositories("/discussions/{num:int}/comment", discussions.comment, "POST")
    yield from _for_repositories("/discussions/{num:int}/comment/{comment}/edit", discussions.edit, "POST")
    yield from _for_repositories("/discussions/{num:int}/comment/{comment}/hide", discussions.hide, "POST")
    yield from _for_repositories("/discussions/{num:int}/status", discussions.status, "POST")
    yield from _for_repositories("/discussions/{num:int}/title", discussions.title, "POST")
    yield from _for_repositories("/discussions/{num:int}/merge", discussions.merge, "POST")
    yield from _for_repositories("/revision/{rev}", infos.info, "GET")
    yield from _for_repositories("", infos.info, "GET")
    for prefix in ("/{kind:plural}", ""):
        for name in _NAMES:
            for verb in ("resolve", "raw"):
                yield Route(f"{prefix}/{name}/{verb}/{{rev}}/{{path:path}}", files.resolve, methods=["GET", "HEAD"])


def _for_repositories(end: str, endpoint: Endpoint, method: str) -> Iterator[Route]:
    """The same page for ids with and without a namespace."""
    for name in _NAMES:
        yield Route(f"/api/{{kind:plural}}/{name}{end}", endpoint, methods=[method])


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HubError)
    return error_response(error)


async def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, Moved)
    return RedirectResponse(error.location, 307)


async def _no_page(request: Request, error: Exception) -> Response:
    return error_response(HubError(404, "Sorry, we can't find the page you are looking for."))


async def _crashed(request: Request, error: Exception) -> Response:
    traceback.print_exception(error)
    return error_response(HubError(500, f"The local Hub has a bug: {error!r}"))
