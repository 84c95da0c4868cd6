"""Keeping answers: in a database that may break without harm, and in a folder that can be committed."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cardsmith.hub.reader import HubError
from cardsmith.hub.recording import FolderStore, file_name
from cardsmith.hub.store import KEPT_SECONDS, Entry, SqliteStore, Store
from tests.hub.readers import SHA, FakeClock, at_once, files_in

ADDRESS = "/api/models/user/voices?blobs=true"
THEN = 1_700_000_000.0
JSON = Entry(
    200, THEN, b'{"kind":"model","id":"user/voices","card":{"title":"Voz ni\\u00f1o","half":"\\ud800"}}', commit=SHA
)
ENTRIES = [
    JSON,
    Entry(404, THEN, b""),
    Entry(200, THEN, b"[]"),
    Entry(200, THEN, '{\r\n "a": "ñ\u2028\x0b"}\r\n\r'.encode(), False, SHA),
    Entry(200, THEN, b"\x89PNG\r\n\x1a\n\x00\xff", False, SHA),
    Entry(200, THEN, b"", False, SHA),
    Entry(404, THEN, b"", False, SHA),
]


@pytest.fixture(params=["database", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Both stores keep the same promises."""
    if request.param == "folder":
        return FolderStore(tmp_path / "snapshot")
    return SqliteStore(tmp_path / "cache" / "hub.db", clock=FakeClock(THEN))


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_was_put_comes_back(store: Store, entry: Entry) -> None:
    assert store.get(ADDRESS) is None
    store.put(ADDRESS, Entry(200, THEN - 9, b'{"before":1}'))
    store.put(ADDRESS, entry)
    assert store.get(ADDRESS) == entry
    assert store.get(ADDRESS.replace("user", "User")) is None


def test_many_threads_use_one_store(store: Store) -> None:
    def work(index: int) -> None:
        for round_ in range(10):
            store.put(f"/api/models/user/m{index}", JSON._replace(fetched_at=THEN + round_))
            assert store.get(f"/api/models/user/m{index}") is not None
            store.put("/api/models/user/shared", JSON)

    assert at_once(8, work) == [None] * 8
    assert all(store.get(f"/api/models/user/m{index}") is not None for index in range(8))


WRITER = """
import sys
import tempfile
from pathlib import Path
from cardsmith.hub.store import Entry, SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for index in range(100):
    store.put(f"/{sys.argv[2]}/{index}", Entry(200, 2e9, b"[]"))
    store.put("/shared", Entry(200, 2e9, sys.argv[2].encode()))
"""


def test_two_processes_use_one_database(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    runs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for run in runs:
        assert run.communicate()[1] == ""
        assert run.returncode == 0
    store = SqliteStore(path)
    assert all(store.get(f"/{name}/{index}") for name in ("one", "two") for index in range(100))


def test_a_database_outlives_the_process_and_old_answers_do_not(tmp_path: Path) -> None:
    path, clock = tmp_path / "hub.db", FakeClock(THEN)
    first = SqliteStore(path, clock=clock)
    first.put("/old", JSON)
    first.put("/new", JSON._replace(fetched_at=THEN + KEPT_SECONDS))
    first.close()
    first.put("/late", JSON)
    assert first.get("/old") is None
    clock.now = THEN + KEPT_SECONDS + 1
    second = SqliteStore(path, clock=clock)
    assert second.get("/old") is None
    assert second.get("/new") is not None
    second.close()


@pytest.mark.skipif(os.name == "nt", reason="no modes")
def test_only_the_user_reads_the_database(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "cache" / "hub.db")
    store.put("/a", JSON)
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "cache").iterdir())
    store.close()


def broken_file(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 100)


def broken_page(path: Path) -> None:
    store = SqliteStore(path, clock=FakeClock(THEN))
    for index in range(200):
        store.put(f"/{index}", JSON._replace(body=b"x" * 500))
    store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def another_form(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answers_1 (something_else TEXT)")
    connection.close()


@pytest.mark.parametrize("damage", [broken_file, broken_page, folder_in_its_place, another_form])
def test_a_damaged_database_warns_once_and_is_in_nobodys_way(
    damage: object, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "hub.db"
    damage(path)  # type: ignore[operator]
    store = SqliteStore(path, clock=FakeClock(THEN))
    for index in range(3):
        store.put(f"/{index}", JSON)
        assert store.get(f"/{index}") is None
    store.close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(path) in caplog.text


def test_a_locked_database_warns_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cardsmith.hub.store.LOCK_SECONDS", 0.05)
    path = tmp_path / "hub.db"
    store = SqliteStore(path, clock=FakeClock(THEN))
    store.put("/before", JSON)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        store.put("/during", JSON)
        store.put("/during too", JSON)
        assert store.get("/before") == JSON  # a writer does not keep readers out
    other.close()
    assert len(caplog.records) == 1
    assert "locked" in caplog.text
    store.close()


READ_ONLY = """
import logging, os, sqlite3, sys  # all that it needs, while it still may read it
from pathlib import Path
from cardsmith.hub.store import Entry, SqliteStore
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
store = SqliteStore(Path(sys.argv[1]))
store.put("/new", Entry(200, 2e9))
print(store.get("/kept") is not None, store.get("/new"))
"""


# SQLite reads only when it may make its own files beside the database.
@pytest.mark.skipif(os.name == "nt", reason="no modes")
@pytest.mark.parametrize(("mode", "reads"), [(0o777, True), (0o555, False)])
def test_a_database_that_may_not_be_written_is_read_where_possible(mode: int, reads: bool) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        store = SqliteStore(folder / "hub.db")
        store.put("/kept", Entry(200, 2e9))
        store.close()
        (folder / "hub.db").chmod(0o444)
        folder.chmod(mode)
        run = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder / "hub.db")], capture_output=True, text=True, check=False
        )
        folder.chmod(0o755)
    assert run.stderr.count("\n") == 1, run.stderr
    assert "the cache" in run.stderr
    assert run.stdout == f"{reads} None\n"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/models/user/voices?blobs=true", "models/user--voices-"),
        ("/api/models/user/voices/revision/refs%2Fpr%2F7?blobs=true", "models/user--voices--revision--refs--pr--7-"),
        ("/api/datasets/squad", "datasets/squad-"),
        (
            "/api/datasets?search=voz+ni%C3%B1o&sort=downloads&limit=20",
            "lists/datasets--search=voz_ni_o&sort=downloads&limit=20-",
        ),
        (f"/user/voices/resolve/{SHA}/1_Pooling/config.json", "files/user--voices--1_Pooling--config.json-"),
        (f"/datasets/user/speech/resolve/{SHA}/.eval_results/a.yaml", "files/user--speech--.eval_results--a.yaml-"),
        ("/api/models/user/" + "x" * 300, "models/user--" + "x" * 94 + "-"),
        ("/user/m/resolve/main/..%2F..%2Fetc%2Fpasswd", "files/user--m--..--..--etc--passwd-"),
    ],
)
def test_a_recorded_answer_has_a_readable_name(address: str, name: str) -> None:
    made = file_name(address)
    assert made.startswith(name)
    assert len(made) == len(name) + len("01234567.json")
    assert file_name(address + "x")[-13:] != made[-13:]


def test_a_recording_is_readable_and_the_same_each_time(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        for index, entry in enumerate(ENTRIES):
            FolderStore(folder).put(f"/api/models/user/m{index}", entry)
    assert files_in(folders[0]) == files_in(folders[1])
    FolderStore(tmp_path).put(ADDRESS, JSON._replace(body=b'{"title": "ni\\u00f1o"}'))
    FolderStore(tmp_path).put("/user/voices/resolve/main/a.txt", Entry(200, THEN, b"a\nb\n", False, SHA))
    assert (tmp_path / file_name(ADDRESS)).read_text(encoding="utf-8") == (
        '{\n "url": "/api/models/user/voices?blobs=true",\n "fetched_at": "2023-11-14T22:13:20Z",\n "status": 200,\n'
        f' "commit": "{SHA}",\n "json": {{\n  "title": "niño"\n }}\n}}\n'
    )
    written = json.loads((tmp_path / file_name("/user/voices/resolve/main/a.txt")).read_bytes())
    assert written["text"] == ["a\n", "b\n"]


def test_recording_again_changes_only_what_changed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("/a", JSON)
    store.put("/b", JSON)
    before = files_in(tmp_path)
    store.put("/a", JSON._replace(fetched_at=THEN + 999))
    store.put("/b", JSON._replace(fetched_at=THEN + 999, body=b"{}"))
    after = files_in(tmp_path)
    assert after[file_name("/a")] == before[file_name("/a")]
    assert after[file_name("/b")] != before[file_name("/b")]
    assert after.keys() == before.keys()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff", b'{"url": "/a"}', b'{"url": "/a", "fetched_at": "x", "status": 200, "commit": "", "json": 1}',
     b'{"url": "/a", "fetched_at": "2023-11-14T22:13:20Z", "status": 200, "commit": "", "base64": "?"}', b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_recording_says_where(data: bytes, tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("/a", JSON)
    path = tmp_path / file_name("/a")
    path.write_bytes(data)
    with pytest.raises(HubError) as caught:
        store.get("/a")
    assert caught.value.where == str(path)
    assert "cardsmith snapshot" in caught.value.hint
    store.put("/a", JSON)
    assert store.get("/a") == JSON


def test_a_recording_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(HubError, match="cannot be written"):
        FolderStore(tmp_path).put(ADDRESS, JSON)
