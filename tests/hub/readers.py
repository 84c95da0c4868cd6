"""What the tests of reading the Hub share: a clock that nobody waits for, a reader that answers from memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cardsmith.hub.reader import HubError, HubRepo
from cardsmith.hub.retries import Pacer, Policy

SHA = "0123456789abcdef0123456789abcdef01234567"
VOICES = HubRepo(
    "model",
    "user/voices",
    SHA,
    "user",
    {"license": "mit"},
    ["a"],
    {"config.json": 2, "weights.bin": None},
    base_models=[],
)
BASE = HubRepo("model", "org/base", SHA, "org", tags=[], base_models=[])
SPEECH = HubRepo("dataset", "user/speech", SHA, "user", {"language": ["es"]}, tags=[], base_models=[])


PATIENCE = 30.0
"""Seconds after which a thread that waits for others gives up, so that a test fails instead of hanging."""


class FakeClock:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self, start: float = 1_000_000.0) -> None:
        self.now = start
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def patient(clock: FakeClock, *, tries: int = 4, budget: float = 20.0, dice: float = 1.0) -> Pacer:
    """A pacer on a fake clock."""
    return Pacer(Policy(tries, budget=budget), clock=clock, sleep=clock.sleep, dice=lambda: dice)


class MemoryReader:
    """A Hub in a dict, which counts what it is asked."""

    def __init__(self, *repos: HubRepo, files: dict[str, bytes] | None = None) -> None:
        self.repos = {(repo.kind, repo.id): repo for repo in repos}
        self.files = files or {}
        self.asked: Counter[str] = Counter()
        self.error: HubError | None = None
        self.before: Callable[[], object] = lambda: None

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        self._count(f"model {repo_id}")
        return self.repos.get(("model", repo_id))

    def dataset(self, repo_id: str) -> HubRepo | None:
        self._count(f"dataset {repo_id}")
        return self.repos.get(("dataset", repo_id))

    def search_datasets(self, words: str) -> list[HubRepo]:
        self._count(f"search {words}")
        return [repo for (kind, repo_id), repo in self.repos.items() if kind == "dataset" and words in repo_id]

    def models_of(self, author: str) -> list[HubRepo]:
        self._count(f"models of {author}")
        return [repo for (kind, _), repo in self.repos.items() if kind == "model" and repo.author == author]

    def datasets_of(self, author: str) -> list[HubRepo]:
        self._count(f"datasets of {author}")
        return [repo for (kind, _), repo in self.repos.items() if kind == "dataset" and repo.author == author]

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        self._count(f"file {repo.id} {name}")
        return self.files.get(name)

    def _count(self, what: str) -> None:
        self.asked[what] += 1
        self.before()
        if self.error is not None:
            raise self.error


def at_once(times: int, action: Callable[[int], object]) -> list[object]:
    """What an action returns or raises in so many threads that start together, in their order."""
    together = threading.Barrier(times)
    results: list[object] = [None] * times

    def run(index: int) -> None:
        together.wait()
        try:
            results[index] = action(index)
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=[index]) for index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def files_in(folder: Path) -> dict[str, bytes]:
    """The files below a folder with their bytes."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path.read_bytes() for name, path in sorted(found.items()) if path.is_file()}
