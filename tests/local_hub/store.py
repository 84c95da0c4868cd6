"""The repositories of the local Hub: a bare git repository and a few settings each."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.local_hub import clock
from tests.local_hub.bare import BareRepository
from tests.local_hub.database import Database
from tests.local_hub.users import User

KINDS = ("model", "dataset", "space")
MAIN = "refs/heads/main"
GITATTRIBUTES = b"""\
*.bin filter=lfs diff=lfs merge=lfs -text
*.gguf filter=lfs diff=lfs merge=lfs -text
*.h5 filter=lfs diff=lfs merge=lfs -text
*.onnx filter=lfs diff=lfs merge=lfs -text
*.parquet filter=lfs diff=lfs merge=lfs -text
*.pt filter=lfs diff=lfs merge=lfs -text
*.safetensors filter=lfs diff=lfs merge=lfs -text
*.zip filter=lfs diff=lfs merge=lfs -text
"""
_ID = re.compile(r"(?:\b[\w.-]{1,96}\b/)?\b[\w.-]{1,96}\b", re.ASCII)


class Repository:
    """A model, dataset or space. Whoever moves a ref or counts discussions holds `lock` meanwhile."""

    def __init__(self, kind: str, repo_id: str, bare: BareRepository, settings: Mapping[str, Any]) -> None:
        self.kind = kind
        self.id = repo_id
        self.bare = bare
        self.settings = settings
        """What the server knows and no file says: downloads, gated, private, safetensors, createdAt, …"""
        self.lock = threading.RLock()

    @property
    def namespace(self) -> str | None:
        """The user or organization, None for the old ids that have none."""
        return self.id.rpartition("/")[0] or None

    @property
    def path(self) -> str:
        """The path of its page: datasets and spaces have a prefix, models none."""
        return self.id if self.kind == "model" else f"{self.kind}s/{self.id}"

    @property
    def created(self) -> str:
        """The date of its creation."""
        return str(self.settings.get("createdAt", clock.SEED_DATE))

    @property
    def head(self) -> str:
        """The newest commit of the main branch; every repository has one from its creation on."""
        head = self.bare.ref(MAIN)
        assert head, f"{self.path} has no main branch"
        return head

    def may_see(self, user: User | None) -> bool:
        """Whether the user may know that the repository exists."""
        return not self.settings.get("private") or (user is not None and user.owns(self.namespace))

    def may_read_files(self, user: User | None) -> bool:
        """Whether the user gets past the gate; a repository that is not gated has none."""
        if not self.settings.get("gated"):
            return True
        return user is not None and (user.owns(self.namespace) or user.name in self.settings.get("access", ()))

    def may_write(self, user: User | None) -> bool:
        """Whether the user's commits go to its branches without a pull request."""
        return user is not None and user.can_write and user.owns(self.namespace)

    def commit(
        self,
        parent: str | None,
        changes: Mapping[str, bytes | None],
        *,
        message: str,
        author: str,
        delay: int = 1,
    ) -> str:
        """Store a commit, dated some seconds after its parent. No ref moves."""
        seconds = self.bare.entry(parent).seconds + delay if parent else clock.to_seconds(self.created)
        return self.bare.commit(parent, changes, message=message, author=author, seconds=seconds)


class Store:
    """All repositories. They live in `<folder>/models/<user>/<name>.git` and so on."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database
        self._lock = threading.RLock()
        self._repos: dict[tuple[str, str], Repository] = {}
        self._renamed: dict[tuple[str, str], str] = {}
        for kind, repo_id, settings in database.repos():
            self._keep(Repository(kind, repo_id, BareRepository(self._git_folder(kind, repo_id)), settings))

    def close(self) -> None:
        """Close the files of all repositories."""
        for repo in self._repos.values():
            repo.bare.close()

    def get(self, kind: str, repo_id: str) -> Repository | None:
        """A repository by its present id."""
        return self._repos.get((kind, repo_id))

    def new_id(self, kind: str, old_id: str) -> str | None:
        """Where a repository went that once had this id."""
        return self._renamed.get((kind, old_id))

    def all(self, kind: str) -> Iterator[Repository]:
        """All repositories of one kind, by id."""
        with self._lock:
            repos = sorted(self._repos.items())
        return (repo for (repo_kind, _), repo in repos if repo_kind == kind)

    def create(
        self, kind: str, repo_id: str, files: Mapping[str, bytes], settings: Mapping[str, Any], *, author: str
    ) -> Repository:
        """Make a repository with one first commit.

        Raises:
            ValueError: The id is taken or is none.
        """
        if kind not in KINDS or not _ID.fullmatch(repo_id):
            raise ValueError(f"not a repository: {kind} {repo_id!r}")
        with self._lock:
            if (kind, repo_id) in self._repos:
                raise ValueError(f"{kind} {repo_id} exists")
            folder = self._git_folder(kind, repo_id)
            shutil.rmtree(folder, ignore_errors=True)  # left by a server that was killed before the next lines
            repo = Repository(kind, repo_id, BareRepository.create(folder), dict(settings))
            first = repo.commit(
                None, {".gitattributes": GITATTRIBUTES, **files}, message="initial commit", author=author
            )
            repo.bare.set_ref(MAIN, first)
            self._database.save_repo(kind, repo_id, dict(settings))
            self._keep(repo)
            return repo

    def delete(self, repo: Repository) -> None:
        """Remove a repository with its history and discussions."""
        with self._lock, repo.lock:
            del self._repos[repo.kind, repo.id]
            self._database.delete_repo(repo.kind, repo.id)
            repo.bare.close()
            shutil.rmtree(repo.bare.path)

    def change_settings(self, repo: Repository, **settings: Any) -> None:
        """Change what the server knows about a repository."""
        with repo.lock:
            changed = {**repo.settings, **settings}
            self._database.save_repo(repo.kind, repo.id, changed)
            repo.settings = changed

    def _keep(self, repo: Repository) -> None:
        self._repos[repo.kind, repo.id] = repo
        for old_id in repo.settings.get("renamed_from", ()):
            self._renamed[repo.kind, old_id] = repo.id

    def _git_folder(self, kind: str, repo_id: str) -> Path:
        return self.folder / f"{kind}s" / f"{repo_id}.git"
