"""Fills a hub from a folder.

    users.json                            [{"name": …, "token": …, "role": "write", "orgs": []}, …]
    models/<user>/<name>/README.md, …     a model; every file below becomes a file of its first commit
    models/<name>/…                       an old id without a namespace: the folder has files of its own
    datasets/…, spaces/…                  the same for the other kinds
    …/<name>/hub.json                     what the server knows and no file says; it is not part of the repository

In `hub.json` any key of the info API stands for itself and wins over what the files tell (`downloads`, `likes`, `gated`,
`private`, `disabled`, `createdAt`, `safetensors`, `library_name`, `pipeline_tag`, …). Two more steer the server:
`access`, the users whom a gated repository lets in, and `renamed_from`, the ids that it had before. A large file is
seeded as its LFS pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.local_hub.hub import Hub
from tests.local_hub.store import KINDS
from tests.local_hub.users import User

SETTINGS = "hub.json"


def seed(hub: Hub, folder: Path) -> None:
    """Add everything in a seed folder that the hub does not have yet."""
    users = folder / "users.json"
    if users.exists():
        for user in json.loads(users.read_text(encoding="utf-8")):
            hub.users.add(User(**{**user, "orgs": tuple(user.get("orgs", ()))}))
    for kind in KINDS:
        for repo_id, root in _repositories(folder / f"{kind}s"):
            if hub.store.get(kind, repo_id) is None:
                seed_repository(hub, kind, repo_id, root)


def seed_repository(hub: Hub, kind: str, repo_id: str, root: Path) -> None:
    """Add one repository from the folder of its files."""
    paths = sorted(path for path in root.rglob("*") if path.is_file() and path != root / SETTINGS)
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    settings = root / SETTINGS
    known = json.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
    hub.store.create(kind, repo_id, files, known, author=repo_id.partition("/")[0])


def _repositories(folder: Path) -> Iterator[tuple[str, Path]]:
    """The repositories of one kind: folders with files are repositories, others are namespaces."""
    for first in _folders(folder):
        if any(path.is_file() for path in first.iterdir()):
            yield first.name, first
        else:
            yield from ((f"{first.name}/{second.name}", second) for second in _folders(first))


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
