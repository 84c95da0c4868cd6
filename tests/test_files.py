"""A file is written whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cardsmith import CardError
from cardsmith.files import write_atomically

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes, links and limits")

OLD, NEW = b"old\n", b"new\r\n\xff\x00"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_the_bytes_and_leaves_nothing_else(card: Path) -> None:
    write_atomically(card, NEW, expected=OLD)
    assert card.read_bytes() == NEW
    assert names(card.parent) == ["README.md"]


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_atomically(tmp_path / "new", NEW)
    assert (tmp_path / "new").read_bytes() == NEW
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o640, 0o4755])
def test_the_mode_stays(card: Path, mode: int) -> None:
    card.chmod(mode)
    write_atomically(card, NEW)
    assert stat.S_IMODE(card.stat().st_mode) == mode


@posix
def test_a_link_stays_a_link(card: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    first, second = folder / "first.md", folder / "second.md"
    first.symlink_to("../README.md")
    second.symlink_to("first.md")
    write_atomically(second, NEW, expected=OLD)
    assert card.read_bytes() == NEW
    assert os.readlink(first) == "../README.md"
    assert os.readlink(second) == "first.md"


@posix
def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to("target.md")
    write_atomically(tmp_path / "link.md", NEW)
    assert (tmp_path / "target.md").read_bytes() == NEW
    assert (tmp_path / "link.md").is_symlink()


@pytest.mark.parametrize("now", [b"", b"old", b"older\n", NEW])
def test_a_file_that_changed_is_not_written_over(card: Path, now: bytes) -> None:
    card.write_bytes(now)
    with pytest.raises(CardError, match="changed on disk") as caught:
        write_atomically(card, b"ours", expected=OLD)
    assert caught.value.hint
    assert card.read_bytes() == now
    assert names(card.parent) == ["README.md"]


def test_a_file_that_went_away_is_not_made_again(card: Path) -> None:
    card.unlink()
    with pytest.raises(CardError, match="cannot be written"):
        write_atomically(card, NEW, expected=OLD)
    assert names(card.parent) == []


@pytest.mark.parametrize("name", ["no/such/folder/README.md", "x" * 300])
def test_a_place_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(CardError, match="cannot be written") as caught:
        write_atomically(tmp_path / name, NEW)
    assert str(tmp_path) in caught.value.where
    assert names(tmp_path) == []


@posix
def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250 + ".md")
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CardError):
        write_atomically(tmp_path, NEW)
    with pytest.raises(CardError):
        write_atomically(tmp_path, NEW, expected=OLD)


# -- what can go wrong on the way --------------------------------------------------------------------------------------


def unprivileged(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code as a user whom modes stop; root they do not."""
    user = 65534 if os.getuid() == 0 else os.getuid()
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user)
    source = str(Path(__file__).resolve().parent.parent)
    script = f"import os, sys; sys.path.insert(0, {source!r}); from pathlib import Path; from cardsmith.files import write_atomically\n"
    script += f"from cardsmith import CardError\npath = Path({str(folder)!r}, 'README.md')\n"
    script += "" if os.getuid() != 0 else f"os.setgid({user}); os.setuid({user})\n"
    return subprocess.run([sys.executable, "-c", script + code], capture_output=True, text=True, check=False)


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a card that another user may reach."""
    folder = tmp_path_factory.mktemp("shared")
    for path in (folder, *folder.parents):
        if os.getuid() == path.stat().st_uid and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    (folder / "README.md").write_bytes(OLD)
    return folder


@posix
def test_a_folder_that_may_not_be_written(shared: Path) -> None:
    run = unprivileged(
        shared,
        "path.parent.chmod(0o555)\n"
        "try: write_atomically(path, b'new')\n"
        "except CardError as error: print(error)\n"
        "finally: path.parent.chmod(0o755)\n",
    )
    assert run.stdout == f"{shared / 'README.md'}: cannot be written: Permission denied; nothing was changed\n", (
        run.stderr
    )
    assert (shared / "README.md").read_bytes() == OLD
    assert names(shared) == ["README.md"]


@posix
def test_a_folder_that_may_not_be_listed_is_written_without_complaint(shared: Path) -> None:
    run = unprivileged(
        shared,
        "path.parent.chmod(0o333)\n"
        "try: write_atomically(path, b'new', expected=b'old\\n'); print('written')\n"
        "finally: path.parent.chmod(0o755)\n",
    )
    assert run.stdout == "written\n", run.stderr
    assert (shared / "README.md").read_bytes() == b"new"


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a full disk."""
    import resource  # there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)


@posix
def test_a_disk_that_is_full_half_way(card: Path) -> None:
    with limited(10_000), pytest.raises(CardError, match="nothing was changed"):
        write_atomically(card, b"x" * 100_000, expected=OLD)
    assert card.read_bytes() == OLD
    assert names(card.parent) == ["README.md"]


@posix
def test_killed_at_any_moment_there_is_the_old_or_the_new_file(card: Path) -> None:
    """A reader who looks all the time never sees anything between the two."""
    old, new = b"a" * 200_000, b"b" * 300_000
    card.write_bytes(old)
    source = str(Path(__file__).resolve().parent.parent)
    code = (
        f"import sys; sys.path.insert(0, {source!r}); from pathlib import Path; from cardsmith.files import write_atomically\n"
        "print('go', flush=True)\n"
        f"while True:\n    for data in (b'b' * 300_000, b'a' * 200_000): write_atomically(Path({str(card)!r}), data)\n"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"go\n"
            seen = {card.read_bytes() for _ in range(100)}
            process.kill()
        assert seen | {card.read_bytes()} <= {old, new}
    left = set(names(card.parent)) - {"README.md"}
    assert all(name.startswith(".cardsmith-") for name in left)


# -- what is no file ---------------------------------------------------------------------------------------------------


@posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    write_atomically(Path("/dev/null"), NEW)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    write_atomically(link, NEW)
    assert link.is_symlink()


@posix
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, NEW)
    reader.join()
    assert got == [NEW]


@posix
def test_a_pipe_that_a_card_came_from_is_not_written_back(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CardError, match="is not a file") as caught:
        write_atomically(pipe, NEW, expected=OLD)
    assert "-o" in caught.value.hint
