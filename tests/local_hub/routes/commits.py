"""Uploads: what to do with each file, and the commit itself."""

from __future__ import annotations

import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tests.local_hub import commits as committing
from tests.local_hub.calls import HubJson, endpoint_of, flag, hub_of, json_body, repo_of, revision_of, signed_in
from tests.local_hub.errors import bad_request, forbidden, revision_not_found

_LFS_NAMES = re.compile(r"\.(?:bin|gguf|h5|onnx|parquet|pt|safetensors|zip)$")


async def preupload(request: Request) -> Response:
    """Say for each file how it must be sent, and which blob stands there now."""
    repo, user = repo_of(request), signed_in(request)
    create_pr, revision = flag(request, "create_pr"), revision_of(request)
    if not user.can_write:
        raise forbidden("Forbidden: you must use a write token to upload to a repository")
    if not create_pr and not revision.startswith("refs/pr/") and not repo.may_write(user):
        raise forbidden("Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request")
    head = repo.bare.ref(revision if revision.startswith("refs/pr/") else f"refs/heads/{revision}")
    if head is None:
        raise revision_not_found(revision)
    body = await json_body(request)
    present = await run_in_threadpool(repo.bare.files, head)
    files = [
        {
            "path": file["path"],
            "uploadMode": "lfs" if _goes_to_lfs(file) else "regular",
            "shouldIgnore": False,
            "oid": present.get(file["path"]),
        }
        for file in _files(body)
    ]
    return HubJson({"files": files, "commitOid": head})


async def commit(request: Request) -> Response:
    """Store a commit: on a branch, as a new pull request, or on top of one."""
    repo = repo_of(request)
    user = signed_in(request)
    body = committing.read_request(await request.body())
    committed = await run_in_threadpool(
        committing.commit,
        repo,
        hub_of(request).discussions,
        user,
        revision_of(request),
        body,
        create_pr=flag(request, "create_pr"),
    )
    page = f"{endpoint_of(request)}/{repo.path}"
    answer = {
        "success": True,
        "commitOid": committed.oid,
        "commitUrl": f"{page}/commit/{committed.oid}",
        "hookOutput": "",
    }
    if committed.pull_request:
        answer["pullRequestUrl"] = f"{page}/discussions/{committed.pull_request}"
    return HubJson(answer)


def _files(body: dict[str, Any]) -> list[dict[str, Any]]:
    files = body.get("files")
    if not isinstance(files, list) or not all(isinstance(file, dict) and "path" in file for file in files):
        raise bad_request('"files" is required')
    return files


def _goes_to_lfs(file: dict[str, Any]) -> bool:
    size = file.get("size", 0)
    large = isinstance(size, int) and size > committing.LARGEST_REGULAR_FILE
    return large or bool(size and _LFS_NAMES.search(str(file["path"])))
