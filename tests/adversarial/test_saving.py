"""Saving a card while everything goes wrong: killed at each line, two at a time, on a full disk, through odd names."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardsmith import CardError
from cardsmith.files import write_atomically
from tests.support import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, links and modes of POSIX")

OLD, NEW = b"old\n" * 1000, b"new\r\n\xff\x00" * 1000


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def python(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, and expect it to end well."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


# -- killed ------------------------------------------------------------------------------------------------------------

KILLED_AT_EACH_LINE = """
import os, signal, sys
from collections.abc import Iterator
from pathlib import Path
from cardsmith import files

path, OLD, NEW, NEXT = Path(sys.argv[1]), b"old" * 1000, b"new" * 2000, b"next" * 500
seen = set()

def child(kill_at):
    lines = 0
    def trace(frame, event, argument):
        nonlocal lines
        if frame.f_code.co_filename != files.__file__:
            return None
        lines += event == "line"
        if lines == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    files.write_atomically(path, (NEW[:3000], NEW[3000:]), expected=OLD)
    sys.settrace(None)
    os._exit(0)

for line in range(1, 1000):
    path.write_bytes(OLD)
    path.chmod(0o640)
    pid = os.fork()
    if pid == 0:
        child(line)
    status = os.waitpid(pid, 0)[1]
    now, left = path.read_bytes(), [other.name for other in path.parent.iterdir() if other != path]
    assert now in (OLD, NEW), (line, now)
    assert len(left) <= 1 and all(name.startswith(".cardsmith-") for name in left), (line, left)
    seen.add((now == NEW, len(left)))
    files.write_atomically(path, NEXT, expected=now)
    assert path.read_bytes() == NEXT and [other.name for other in path.parent.iterdir()] == [path.name], line
    assert path.stat().st_mode & 0o777 == 0o640, line
    if status == 0:
        break
else:
    raise AssertionError("it never came to its end")
print(line, sorted(seen))
"""


def test_killed_at_each_line_the_file_is_old_or_new_and_the_next_write_tidies_up(tmp_path: Path) -> None:
    lines, _, seen = python(KILLED_AT_EACH_LINE, tmp_path / "README.md").stdout.partition(" ")
    assert int(lines) > 30
    assert seen == "[(False, 0), (False, 1), (True, 0)]\n"


@pytest.mark.parametrize("expected", [OLD, None], ids=["what it held", "whatever"])
def test_what_a_killed_process_left_goes_with_the_next_write(card: Path, expected: bytes | None) -> None:
    python(
        "import os, signal, sys; from pathlib import Path; from cardsmith.files import write_atomically\n"
        "def pieces():\n    yield b'half'\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if os.fork() == 0:\n    write_atomically(Path(sys.argv[1]), pieces())\nos.wait()",
        card,
    )
    assert len(names(card.parent)) == 2
    write_atomically(card, NEW, expected=expected)
    assert card.read_bytes() == NEW
    assert names(card.parent) == ["README.md"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ValueError])
def test_what_is_interrupted_in_process_leaves_nothing(card: Path, error: type[BaseException]) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise error

    with pytest.raises((error, CardError)):
        write_atomically(card, pieces(), expected=OLD)
    assert card.read_bytes() == OLD
    assert names(card.parent) == ["README.md"]


# -- two at a time -----------------------------------------------------------------------------------------------------

COUNTS_UP = """
import sys
from collections.abc import Iterator
from pathlib import Path
from cardsmith import CardError
from cardsmith.files import write_atomically

path, done = Path(sys.argv[1]), 0
print("ready", flush=True)
sys.stdin.readline()
while done < 200:
    now = path.read_bytes()
    try:
        write_atomically(path, str(int(now) + 1).encode(), expected=now)
        done += 1
    except CardError as error:
        assert "nothing was written" in str(error), error
"""


def test_two_processes_never_write_over_each_other(tmp_path: Path) -> None:
    """Each adds one as often as the other, to the number that it read: none of the additions is lost."""
    path = tmp_path / "README.md"
    path.write_bytes(b"0")
    command = [sys.executable, "-c", COUNTS_UP, str(path)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert path.read_bytes() == b"400"
    assert names(tmp_path) == ["README.md"]


def test_a_card_that_another_process_is_writing_is_left_to_it(card: Path) -> None:
    """The other is in the middle of its new file; whoever knows what the card held is told, others write beside it."""

    def pieces() -> Iterator[bytes]:
        yield b"theirs"
        with pytest.raises(CardError, match="is being written by another process; nothing was written") as caught:
            write_atomically(card, b"ours", expected=OLD)
        assert caught.value.hint == "run it again"
        assert card.read_bytes() == OLD
        write_atomically(card, b"a journal")
        assert card.read_bytes() == b"a journal"

    write_atomically(card, pieces())
    assert card.read_bytes() == b"theirs"
    assert names(card.parent) == ["README.md"]


def test_a_file_that_becomes_a_folder_meanwhile(card: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield NEW
        card.unlink()
        card.mkdir()

    with pytest.raises(CardError, match="nothing was changed"):
        write_atomically(card, pieces())
    assert card.is_dir()
    assert names(card.parent) == ["README.md"]


def test_a_folder_that_goes_away_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()

    def pieces() -> Iterator[bytes]:
        yield NEW
        shutil.rmtree(folder)

    with pytest.raises(CardError, match="nothing was changed"):
        write_atomically(folder / "README.md", pieces())
    assert not folder.exists()


# -- names and links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["NUL", "half a character"])
def test_a_name_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(CardError, match="cannot be written") as caught:
        write_atomically(tmp_path / name, NEW)
    assert str(caught.value).isprintable()
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"\xff\xfe", b"-", b"a\nb", b"\x1b[31m", "🤗.md".encode(), b" "])
def test_any_name_that_can_be(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    for data in (OLD, NEW):
        write_atomically(path, data)
        assert path.read_bytes() == data
    assert os.listdir(os.fsencode(tmp_path)) == [name]


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(CardError, match="cannot be written"):
        write_atomically(tmp_path / "a", NEW)
    assert names(tmp_path) == ["a", "b"]


def test_a_link_into_another_folder_is_written_there(tmp_path: Path) -> None:
    """As in the Hub's cache, where a snapshot links to a blob."""
    for folder in ("blobs", "snapshots"):
        (tmp_path / folder).mkdir()
    (tmp_path / "blobs" / "abc").write_bytes(OLD)
    link = tmp_path / "snapshots" / "README.md"
    link.symlink_to("../blobs/abc")
    write_atomically(link, NEW, expected=OLD)
    assert (tmp_path / "blobs" / "abc").read_bytes() == NEW
    assert (names(tmp_path / "snapshots"), names(tmp_path / "blobs")) == (["README.md"], ["abc"])
    assert link.is_symlink()


def test_another_hard_link_keeps_the_old_bytes(card: Path) -> None:
    """The price of a file that is never half-written; a copy made with `cp -l` stays a copy."""
    other = card.with_name("copy.md")
    os.link(card, other)
    write_atomically(card, NEW, expected=OLD)
    assert (card.read_bytes(), other.read_bytes()) == (NEW, OLD)


def test_a_link_in_the_place_of_the_new_file_is_not_followed(card: Path, tmp_path: Path) -> None:
    """In a folder that others may write to, somebody may guess the name."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    writer = python(
        "import os, sys; from pathlib import Path; from cardsmith.files import write_atomically\n"
        "def pieces():\n    yield b''\n    print(*(n for n in os.listdir(Path(sys.argv[1]).parent) if n[0] == '.'))\n"
        "write_atomically(Path(sys.argv[1]), pieces())",
        card,
    )
    trap = card.with_name(writer.stdout.strip())
    trap.symlink_to(victim)
    write_atomically(card, NEW)
    assert card.read_bytes() == NEW
    assert victim.read_bytes() == b"precious"


# -- modes and owners --------------------------------------------------------------------------------------------------


def unprivileged(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run code as a user whom modes stop; root they do not."""
    lead = "import os, sys; from pathlib import Path; from cardsmith import CardError; from cardsmith.files import write_atomically\n"
    lead += "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    return python(lead + code, *arguments)


def open_to_all(path: Path) -> None:
    """Let another user come as far as this."""
    for folder in (path, *path.parents):
        if os.getuid() == folder.stat().st_uid and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    path.chmod(0o777)


def test_a_file_that_may_not_be_written_is_not_replaced(card: Path) -> None:
    open_to_all(card.parent)
    card.chmod(0o444)
    done = unprivileged(
        "try: write_atomically(Path(sys.argv[1]), b'new')\nexcept CardError as error: print(error.message)", card
    )
    assert done.stdout == "cannot be written: Permission denied; nothing was changed\n"
    assert card.read_bytes() == OLD
    assert names(card.parent) == ["README.md"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_root_does_not_take_a_file_from_its_owner(card: Path) -> None:
    os.chown(card, 65534, 65533)
    card.chmod(0o640)
    write_atomically(card, NEW, expected=OLD)
    status = card.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (65534, 65533, 0o640)


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
def test_a_new_owner_gets_no_rights_of_the_old_one(card: Path) -> None:
    """Somebody who may write a file of root's becomes its owner, and the file does not act as root any more."""
    open_to_all(card.parent)
    card.chmod(0o6777)
    unprivileged("write_atomically(Path(sys.argv[1]), b'new')", card)
    status = card.stat()
    assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (65534, 0o777)


def test_what_somebody_else_left_is_no_hindrance(card: Path) -> None:
    """A leftover that may not even be opened; the card is written through another name."""
    open_to_all(card.parent)
    card.chmod(0o666)
    done = unprivileged(
        "path = Path(sys.argv[1])\n"
        "def pieces():\n    yield b''\n    print(*(n for n in os.listdir(path.parent) if n[0] == '.'))\n"
        "write_atomically(path, pieces())",
        card,
    )
    left = card.with_name(done.stdout.strip())
    left.mkdir()
    unprivileged("write_atomically(Path(sys.argv[1]), b'new', expected=b'')", card)
    assert card.read_bytes() == b"new"
    assert names(card.parent) == sorted(["README.md", left.name])


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_obeys_the_umask(tmp_path: Path, umask: int) -> None:
    python(
        "import os, sys; from pathlib import Path; from cardsmith.files import write_atomically\n"
        "os.umask(int(sys.argv[2]))\n"
        "write_atomically(Path(sys.argv[1]), b'new')",
        tmp_path / "new.md",
        str(umask),
    )
    assert stat.S_IMODE((tmp_path / "new.md").stat().st_mode) == 0o666 & ~umask


# -- no room -----------------------------------------------------------------------------------------------------------

FULL = """
mount -t tmpfs -o size=64k tmpfs "$1" || exit 77
printf old > "$1/README.md"
"$2" -c '
import os, sys
from collections.abc import Iterator
from pathlib import Path
from cardsmith import CardError
from cardsmith.files import write_atomically
path = Path(sys.argv[1], "README.md")
try:
    write_atomically(path, b"x" * 200_000, expected=b"old")
except CardError as error:
    print(error.message, path.read_bytes(), os.listdir(path.parent))
write_atomically(path, b"y" * 20_000, expected=b"old")
print(path.stat().st_size, os.listdir(path.parent))
' "$1"
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of 64 kB, mounted where only this process sees it."""
    unshared = ["unshare", "--user", "--map-root-user", "--mount"]
    command = [*unshared, "sh", "-c", FULL, "sh", str(tmp_path), sys.executable]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode in (1, 77) and not done.stdout:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    assert done.stdout.splitlines() == [
        "cannot be written: No space left on device; nothing was changed b'old' ['README.md']",
        "20000 ['README.md']",
    ], done.stderr


def test_a_signal_in_the_middle_leaves_nothing(card: Path) -> None:
    """Ctrl-C is an exception like others."""

    def pieces() -> Iterator[bytes]:
        yield b"half"
        os.kill(os.getpid(), signal.SIGINT)
        yield b"the rest"

    with pytest.raises(KeyboardInterrupt):
        write_atomically(card, pieces(), expected=OLD)
    assert card.read_bytes() == OLD
    assert names(card.parent) == ["README.md"]
