"""Long lists in pages, each with the address of the next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub.calls import HubJson, endpoint_of
from tests.local_hub.search import page


def linked_page(request: Request, items: list[Any], default: int, headers: dict[str, str] | None = None) -> Response:
    """The page that the cursor in the query names, at most `limit` items long."""
    params = request.query_params
    limit = params.get("limit", "")
    shown, cursor = page(items, params.get("cursor"), min(int(limit), default) if limit.isdigit() else default)
    links = {}
    if cursor:
        kept = [(name, value) for name, value in params.multi_items() if name != "cursor"]
        path = request.scope["raw_path"].decode()
        links = {"Link": f'<{endpoint_of(request)}{path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}
    return HubJson(shown, headers={**(headers or {}), **links})
