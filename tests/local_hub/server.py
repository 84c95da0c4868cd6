"""Runs the local Hub on a free port of this machine, in a thread of the test."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from tests.local_hub.app import build_app
from tests.local_hub.faults import Fault, Faults
from tests.local_hub.front import Connections, FrontDoor
from tests.local_hub.hub import Hub
from tests.local_hub.limits import RateLimit
from tests.local_hub.request_log import LoggedRequest
from tests.local_hub.seeding import seed
from tests.local_hub.store import Repository
from tests.local_hub.users import User

Files = Mapping[str, bytes | str] | Mapping[str, bytes] | Mapping[str, str]
"""Contents by path."""


class LocalHub:
    """A Hub of one's own.

        with LocalHub(tmp_path) as hub:
            hub.add_user("user", token="hf_user")
            hub.add_model("user/voices", {"README.md": b"# Voices"}, downloads=12)
            hub.fault("status", status=500, path="/commit/")
            HfApi(endpoint=hub.url, token="hf_user").model_info("user/voices")
            assert [str(request) for request in hub.requests] == ["GET /api/models/user/voices"]

    The folder keeps everything: another LocalHub on it, in this process or the next, goes on from there.
    """

    def __init__(self, root: Path | None = None, *, seed: Path | None = None, port: int = 0) -> None:
        self._temporary = None if root else tempfile.TemporaryDirectory(prefix="local-hub-")
        self.root = root or Path(self._temporary.name if self._temporary else "")
        self._seed = seed
        self._port = port
        self._server: _Server | None = None
        self.hub = Hub(self.root)
        self.url = ""
        """The address, once the server runs: `http://127.0.0.1:<port>`."""

    def __enter__(self) -> LocalHub:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Seed the hub, and serve it from now on."""
        if self._seed:
            seed(self.hub, self._seed)
        listener = socket.create_server(("127.0.0.1", self._port))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = _Server(self.hub, listener)
        self._server.start()

    def stop(self) -> None:
        """Cut all connections, stop, and remove the folder if it was a temporary one."""
        if self._server:
            self._server.stop()
            self._server = None
        self.hub.close()
        if self._temporary:
            self._temporary.cleanup()

    def add_user(self, name: str, *, token: str | None = None, role: str = "write", orgs: tuple[str, ...] = ()) -> User:
        """Add a user; the token is `hf_<name>` unless given. `role` is `write` or `read`."""
        return self.hub.users.add(User(name, token or f"hf_{name}", role, tuple(orgs)))

    def add_model(self, repo_id: str, files: Files, **settings: Any) -> Repository:
        """Add a model with these files; the settings are those of a seed's `hub.json`."""
        return self._add("model", repo_id, files, settings)

    def add_dataset(self, repo_id: str, files: Files, **settings: Any) -> Repository:
        """Add a dataset with these files; the settings are those of a seed's `hub.json`."""
        return self._add("dataset", repo_id, files, settings)

    def change(self, repo_id: str, kind: str = "model", **settings: Any) -> None:
        """Change what the server knows about a repository, such as `private=True`."""
        self.hub.store.change_settings(self.repo(repo_id, kind), **settings)

    def repo(self, repo_id: str, kind: str = "model") -> Repository:
        """A repository, to look at it from behind."""
        found = self.hub.store.get(kind, repo_id)
        if found is None:
            raise KeyError(f"no {kind} {repo_id}")
        return found

    def read(self, repo_id: str, path: str = "README.md", *, revision: str = "main", kind: str = "model") -> bytes:
        """A file of a repository at a branch, a pull request (`refs/pr/1`) or a commit."""
        repo = self.repo(repo_id, kind)
        commit = repo.bare.resolve(revision)
        if commit is None:
            raise KeyError(f"no revision {revision} in {repo_id}")
        return repo.bare.blob(repo.bare.files(commit)[path])

    def commit(self, repo_id: str, files: Files, *, kind: str = "model") -> str:
        """Commit to the main branch behind everybody's back, as somebody else would; return the new head."""
        repo = self.repo(repo_id, kind)
        with repo.lock:
            author = repo.namespace or "somebody"
            oid = repo.commit(repo.head, _as_bytes(files), message="Edited elsewhere", author=author)
            repo.bare.set_ref("refs/heads/main", oid)
        return oid

    def pull_requests(self, repo_id: str, kind: str = "model") -> list[dict[str, Any]]:
        """The pull requests of a repository, the oldest first."""
        found = self.hub.discussions.list(self.repo(repo_id, kind))
        return [discussion for discussion in reversed(found) if discussion["isPullRequest"]]

    def git_folder(self, repo_id: str, kind: str = "model") -> Path:
        """The bare repository, for `git --git-dir`."""
        return self.repo(repo_id, kind).bare.path

    @property
    def faults(self) -> Faults:
        """The faults that wait, and the latency."""
        return self.hub.faults

    def fault(self, kind: str, **when: Any) -> None:
        """Order trouble, with the fields of `Fault`."""
        self.hub.faults.add(Fault(kind, **when))

    def limit(self, requests: int | None, **fields: Any) -> None:
        """Limit the rate to so many requests in a window; None lifts the limit."""
        self.hub.limiter.set(None if requests is None else RateLimit(requests, **fields))

    @property
    def requests(self) -> list[LoggedRequest]:
        """The requests that came in since the start or the last `clear_requests()`."""
        return self.hub.log.all()

    def wait_for_requests(self, count: int, timeout: float = 10) -> None:
        """Return when so many requests have come in."""
        self.hub.log.wait_for(count, timeout)

    def clear_requests(self) -> None:
        """Empty the request log."""
        self.hub.log.clear()

    def _add(self, kind: str, repo_id: str, files: Files, settings: Mapping[str, Any]) -> Repository:
        return self.hub.store.create(kind, repo_id, _as_bytes(files), settings, author=repo_id.partition("/")[0])


class _Server(uvicorn.Server):
    """uvicorn in a thread, stopped at once: a test does not wait for connections to close politely."""

    def __init__(self, hub: Hub, listener: socket.socket) -> None:
        self._connections = Connections()
        self._door = FrontDoor(build_app(hub), hub, self._connections)
        super().__init__(
            uvicorn.Config(
                self._door,
                http=self._connections.protocol(),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=60,
            )
        )
        self._running = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._serve_on, args=[listener], name="local-hub", daemon=True)

    def start(self) -> None:
        """Return when the first request can come."""
        self._thread.start()
        self._running.wait()

    def stop(self) -> None:
        """Return when everything is over."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._door.closing.set)
        self._thread.join()

    def _serve_on(self, listener: socket.socket) -> None:
        asyncio.run(self.serve(sockets=[listener]))

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._running.set()
        await self._door.closing.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listening in self.servers:
            listening.close()
        self._connections.cut_all()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)


def _as_bytes(files: Files) -> dict[str, bytes]:
    return {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
