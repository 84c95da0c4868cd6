"""The files of a repository: the tree, single paths, and the files themselves."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub import clock
from tests.local_hub.calls import HubJson, commit_of, flag, hub_of, json_body, repo_of, revision_of
from tests.local_hub.errors import HubError, entry_not_found
from tests.local_hub.routes.paging import linked_page
from tests.local_hub.snapshot import file_details
from tests.local_hub.store import Repository

_TREE_PAGE = 1000


def tree(request: Request) -> Response:
    """The files and folders below a path."""
    repo = repo_of(request)
    commit = commit_of(request, repo)
    folder = request.path_params.get("path", "").strip("/")
    folders = repo.bare.folders(commit)
    if folder and folder not in folders:
        raise entry_not_found(folder, revision_of(request), commit)
    recursive, last = flag(request, "recursive"), _last_commit(repo, commit) if flag(request, "expand") else {}
    items = [item | last for item in _items(repo, commit) if _is_below(item["path"], folder, recursive=recursive)]
    return linked_page(request, items, _TREE_PAGE)


async def paths_info(request: Request) -> Response:
    """The same for the paths in a form; those that do not exist are left out."""
    repo = repo_of(request)
    commit = commit_of(request, repo)
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await json_body(request)
    else:
        form = parse_qs((await request.body()).decode())
        body = {"paths": form.get("paths", []), "expand": form.get("expand") in (["true"], ["True"])}
    wanted, expand = set(body.get("paths", ())), bool(body.get("expand"))
    last = _last_commit(repo, commit) if expand else {}
    return HubJson([item | last for item in _items(repo, commit) if item["path"] in wanted])


def resolve(request: Request) -> Response:
    """A file, or the part of it that a Range asks for; HEAD tells its hash, its size and the commit.

    A large file comes from here too. The Hub sends clients to another address for it.
    """
    repo = repo_of(request, files=True)
    commit = commit_of(request, repo)
    path = request.path_params["path"]
    oid = repo.bare.files(commit).get(path)
    if oid is None:
        raise entry_not_found(path, revision_of(request), commit)
    file = repo.bare.file(oid)
    headers = {
        "X-Repo-Commit": commit,
        "ETag": f'"{oid}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": f"inline; filename*=UTF-8''{path.rpartition('/')[2]}".encode().decode("latin-1"),
        "Last-Modified": formatdate(repo.bare.entry(commit).seconds, usegmt=True),
    }
    large = file.large if "/raw/" not in request.scope["path"] else None
    if large:
        headers |= {"X-Linked-Size": str(large.size), "X-Linked-ETag": f'"{large.sha256}"'}
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Length": str(large.size if large else file.stored_size)})
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    data = hub_of(request).large_files.read(large.sha256) if large else repo.bare.blob(oid)
    return _ranged(request, data, headers)


def _ranged(request: Request, data: bytes, headers: dict[str, str]) -> Response:
    """Bytes, or the range of them that was asked for."""
    media_type = "text/plain; charset=utf-8"
    unit, _, limits = request.headers.get("range", "").partition("=")
    first, _, last = limits.partition("-")
    if unit != "bytes" or "," in limits or not (first or last).isdigit():
        return Response(data, headers=headers, media_type=media_type)
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        raise HubError(416, "Range not satisfiable", headers={"Content-Range": f"bytes */{len(data)}"})
    headers = {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"}
    return Response(data[start : end + 1], 206, headers, media_type)


def _items(repo: Repository, commit: str) -> Iterator[dict[str, Any]]:
    for path, oid in repo.bare.folders(commit).items():
        if path:
            yield {"type": "directory", "oid": oid, "size": 0, "path": path}
    for path, oid in repo.bare.files(commit).items():
        yield {"type": "file", **file_details(repo, oid, "oid"), "path": path}


def _is_below(path: str, folder: str, *, recursive: bool) -> bool:
    prefix = f"{folder}/" if folder else ""
    return path.startswith(prefix) and (recursive or "/" not in path[len(prefix) :])


def _last_commit(repo: Repository, commit: str) -> dict[str, Any]:
    """The newest commit; which one touched a file last is not worked out here."""
    entry = repo.bare.entry(commit)
    return {"lastCommit": {"id": entry.oid, "title": entry.title, "date": clock.to_date(entry.seconds)}}
