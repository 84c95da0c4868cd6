"""Info about one repository, and the search."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub import search as searching
from tests.local_hub.calls import HubJson, commit_of, endpoint_of, flag, hub_of, kind_of, repo_of, user_of
from tests.local_hub.errors import bad_request
from tests.local_hub.info import full_info, listed, selected
from tests.local_hub.snapshot import Snapshot


def info(request: Request) -> Response:
    """Everything that the Hub knows about a repository, at a revision."""
    repo = repo_of(request)
    commit = commit_of(request, repo)
    everything = hub_of(request).info(repo) if commit == repo.head else full_info(repo, commit)
    expand = _words(request, "expand")
    if expand and (flag(request, "blobs") or flag(request, "securityStatus")):
        raise bad_request('"expand" conflicts with "blobs" and "securityStatus"')
    answer = selected(everything, repo.kind, expand)
    if flag(request, "blobs"):
        answer["siblings"] = Snapshot(repo, commit).siblings(blobs=True)
    if flag(request, "securityStatus"):
        answer["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
    return HubJson(answer)


def search(request: Request) -> Response:
    """The repositories that match, page by page."""
    kind, user, hub, params = kind_of(request), user_of(request), hub_of(request), request.query_params
    query = searching.Query(
        filters=_words(request, "filter"),
        author=params.get("author"),
        search=params.get("search"),
        pipeline_tag=params.get("pipeline_tag"),
        gated=flag(request, "gated") if "gated" in params else None,
        inference=params.get("inference"),
        num_parameters=params.get("num_parameters"),
        sort=params.get("sort") or "trendingScore",
        ascending=params.get("direction") == "1",
    )
    found = query.run(hub.info(repo) for repo in hub.store.all(kind) if repo.may_see(user))
    hits, cursor = searching.page(found, params.get("cursor"), _limit(request))
    expand = _words(request, "expand")
    if expand:
        answer = [selected(hit, kind, expand) for hit in hits]
    else:
        full, card_data, config = (flag(request, name) for name in ("full", "cardData", "config"))
        answer = [listed(hit, kind, full=full, card_data=card_data, config=config) for hit in hits]
    if cursor is None:
        return HubJson(answer)
    kept = [(name, value) for name, value in params.multi_items() if name != "cursor"]
    address = f"{endpoint_of(request)}{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
    return HubJson(answer, headers={"Link": f'<{address}>; rel="next"'})


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(searching.DEFAULT_LIMIT))
    if not text.isdigit():
        raise bad_request('"limit" must be a number')
    return min(int(text), searching.DEFAULT_LIMIT) or searching.DEFAULT_LIMIT


def _words(request: Request, name: str) -> list[str]:
    """A query field that may be repeated, and hold several values with commas between them."""
    return [word for value in request.query_params.getlist(name) for word in value.split(",") if word]
