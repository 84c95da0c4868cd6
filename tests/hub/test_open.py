"""The reader of a command: from the network, from the cache, from a recording."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cardsmith.hub.budget import BudgetedReader
from cardsmith.hub.open import cache_path, open_reader
from cardsmith.hub.reader import HubError, HubReader, HubRepo
from cardsmith.hub.repo_files import RepoFiles
from cardsmith.suggest.files import Files
from tests.hub.readers import at_once, files_in
from tests.local_hub import LocalHub


def everything(reader: HubReader) -> list[object]:
    model = reader.model("user/voices")
    assert model is not None
    return [
        model,
        reader.model("user/none"),
        reader.dataset("user/speech"),
        reader.search_datasets("speech"),
        reader.models_of("user"),
        reader.datasets_of("org"),
        reader.file(model, "config.json"),
        reader.file(model, "none.json"),
    ]


def test_a_warm_cache_makes_no_request(served: LocalHub, tmp_path: Path) -> None:
    cache = tmp_path / "hub.db"
    reader = open_reader(cache=cache, endpoint=served.url)
    answers = everything(reader)
    assert reader.requests == len(served.requests) == 7
    served.clear_requests()
    for again in (open_reader(cache=cache, endpoint=served.url), open_reader(cache=cache, offline=True)):
        assert everything(again) == answers
        assert again.requests == 0
    assert served.requests == []
    refreshed = open_reader(cache=cache, endpoint=served.url, refresh=True)
    assert everything(refreshed) == answers
    assert refreshed.requests == len(served.requests) == 6  # a file at a commit stays what it is


def test_what_is_asked_in_eight_threads_is_one_request(served: LocalHub, tmp_path: Path) -> None:
    served.faults.latency = 0.05
    reader = open_reader(cache=tmp_path / "hub.db", endpoint=served.url)
    answers = at_once(8, lambda _: BudgetedReader(reader).models_of("user"))
    assert answers == [answers[0]] * 8
    assert len(served.requests) == 1


def test_a_budget_counts_what_goes_out(served: LocalHub, tmp_path: Path) -> None:
    reader = open_reader(cache=tmp_path / "hub.db", endpoint=served.url)
    card = BudgetedReader(reader, 3)
    with pytest.raises(HubError, match="left out: the limit of 3 requests for one card is reached"):
        everything(card)
    assert card.requests == len(served.requests) == 3


def test_a_recording_answers_the_same_without_network(served: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    answers = everything(open_reader(cache=tmp_path / "hub.db", endpoint=served.url, record=folder))
    recorded = files_in(folder)
    assert len(recorded) == 7
    assert not any(served.url.encode() in data for data in recorded.values())
    served.stop()
    replay = open_reader(snapshot=folder)
    assert everything(replay) == answers
    assert replay.requests == 0
    with pytest.raises(HubError, match="is not in the recording in"):
        replay.dataset("user/other")
    # The cache fills a recording, and so does another recording; they are byte for byte the same.
    everything(open_reader(cache=tmp_path / "hub.db", offline=True, record=tmp_path / "from cache"))
    everything(open_reader(snapshot=folder, record=tmp_path / "copy"))
    assert files_in(tmp_path / "from cache") == files_in(tmp_path / "copy") == recorded


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(HubError) as caught:
        open_reader(snapshot=tmp_path / "none")
    assert caught.value.where == str(tmp_path / "none")


OFFLINE = """
import socket, sys
from pathlib import Path
def connect(*_): raise SystemExit("it connects")
socket.socket.connect = connect
from cardsmith.errors import CardsmithError
from cardsmith.hub.open import open_reader
reader = open_reader(offline=True)
for ask in (lambda: reader.model("a/b"), lambda: reader.models_of("a"), lambda: reader.search_datasets("a")):
    try:
        ask()
    except CardsmithError as error:
        print(error)
print("huggingface_hub" in sys.modules)
"""


def test_offline_never_connects_and_uses_the_users_cache(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    environment.pop("HF_ENDPOINT", None)
    run = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False, env=environment)
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "the model `a/b` is not in the cache",
        "the list of models of `a` is not in the cache",
        "the search for datasets with `a` is not in the cache",
        "False",
    ]
    assert [path.name for path in tmp_path.rglob("*.db")] == ["huggingface.co.db"]


def test_each_hub_has_a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    assert cache_path().name == "huggingface.co.db"
    assert cache_path("https://me:secret@hub.example.org:8080/").name == "hub.example.org-8080.db"
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:5000")
    assert cache_path().name == "127.0.0.1-5000.db"


def test_the_files_of_a_repository(served: LocalHub, tmp_path: Path) -> None:
    reader = open_reader(cache=tmp_path / "hub.db", endpoint=served.url)
    repo = reader.model("user/voices")
    assert isinstance(repo, HubRepo)
    files: Files = RepoFiles(reader, repo)
    assert files.source == "user/voices"
    assert set(files.names()) == {".gitattributes", "README.md", "big.json", "config.json"}
    assert files.read("config.json") is not None
    assert files.read("big.json") is None
    assert files.url("a b.json") == f"https://huggingface.co/user/voices/blob/{repo.sha}/a%20b.json"
