"""Write a file whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cardsmith.errors import CardError

try:
    import fcntl

    _LOCKS = True
except ImportError:  # Windows, which lets nobody remove a file that is open
    _LOCKS = False


def write_atomically(path: Path, data: bytes | Iterable[bytes], *, expected: bytes | None = None) -> None:
    """Replace a file's bytes: into a new file in the same folder, flushed to the disk, then renamed over the old one.

    Mode, owner and symbolic links are kept; another hard link keeps the old bytes. What is no file (`/dev/null`, a
    pipe) is written to as it is. What a process that was killed left behind goes with the next write of its file.

    Args:
        path: The file; a link is followed.
        data: The new bytes, whole or in pieces.
        expected: The bytes the file held when it was read.

    Raises:
        CardError: The file no longer holds `expected`, or cannot be written. The old file is untouched.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        target = Path(os.path.realpath(path))
        status = _status(path)
        if status is not None and not stat.S_ISREG(status.st_mode):
            _write_through(path, pieces, expected)
            return
        if status is not None and not os.access(target, os.W_OK):  # a rename would not ask
            os.close(os.open(target, os.O_WRONLY))  # says why
        handle, temporary = _new_file(target, 0o666 if status is None else 0o600, alone=expected is not None)
        with _in_place_of(target, handle, temporary) as file:
            if expected is not None and target.read_bytes() != expected:
                message = "changed on disk since it was read; nothing was written"
                raise CardError(message, where=str(path), hint="run it again")
            file.writelines(pieces)
            if status is not None:
                _keep_owner_and_mode(temporary, status)
    except _AtWork:
        message = "is being written by another process; nothing was written"
        raise CardError(message, where=str(path), hint="run it again") from None
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}; nothing was changed"
        raise CardError(message, where=str(path)) from None
    except ValueError as error:  # a path with a NUL or half a character
        raise CardError(f"cannot be written: {error}", where=repr(str(path))) from None
    _flush_folder(target.parent)


def remove_leftovers(folder: Path, since: float, until: float) -> None:
    """Remove the unfinished new files of a process that was killed while it wrote.

    Args:
        folder: Where it wrote.
        since: When it began, in seconds since 1970; what is older is not its own.
        until: When it was gone; what is newer belongs to somebody who is at work.
    """
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError, _AtWork):
            if since - _CLOCK_TICK <= path.stat().st_mtime < until - _CLOCK_TICK:
                _remove_leftover(path)


_PREFIX, _SUFFIX = ".cardsmith-", ".tmp"
_CLOCK_TICK = 0.02  # file systems keep times less exactly than the clock does, in seconds


# -- the new file ------------------------------------------------------------------------------------------------------
#
# A file's new bytes always go through the same name, so that what a killed process left behind is found without looking
# through the folder. Whoever holds the lock on the file of that name owns the name: only the owner renames or removes
# it. The system takes the lock from a process that dies.


class _AtWork(Exception):
    """Another process holds the lock."""


def _new_file(target: Path, mode: int, *, alone: bool) -> tuple[int, Path]:
    """Create the file for new bytes and return its handle, open for writing, and its path.

    Args:
        target: The file it will replace.
        mode: What others may do with it, before the umask.
        alone: Whether another process that is writing the same target is an error.

    Raises:
        _AtWork: Another process is writing the same target.
    """
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
    path = target.with_name(f"{_PREFIX}{digest}{_SUFFIX}")
    try:
        for _ in range(_TRIES):
            with suppress(FileExistsError):
                handle = _created(path, mode)
                if _is_ours(handle, path):
                    return handle, path
                os.close(handle)
            _remove_leftover(path)
        raise _AtWork
    except (_AtWork, OSError) as error:
        if alone and isinstance(error, _AtWork):
            raise
    # It belongs to another user, or the file system knows no locks. What cannot be created at all says so here.
    path = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    return _created(path, mode), path


_TRIES = 10


@contextmanager
def _in_place_of(target: Path, handle: int, temporary: Path) -> Iterator[BinaryIO]:
    """Yield the new file; in the end it takes the target's place, or is removed when something went wrong.

    Both are done while the lock, which goes with the open file, still keeps the name ours.
    """
    with os.fdopen(handle, "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not _LOCKS:
                file.close()  # such systems rename no open file
            os.replace(temporary, target)
        except BaseException:
            if not _LOCKS:
                with suppress(OSError):
                    file.close()
            temporary.unlink(missing_ok=True)
            raise


def _created(path: Path, mode: int) -> int:
    binary, no_link = getattr(os, "O_BINARY", 0), getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary | no_link, mode)


def _is_ours(handle: int, path: Path) -> bool:
    """Lock a file that was just created; False when somebody took it for a leftover before it was locked."""
    if not _LOCKS:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody else can lock it either
        return True
    return _is_there(handle, path)


def _remove_leftover(path: Path) -> None:
    """Remove the new file of a process that is gone.

    Raises:
        _AtWork: The process is there, and still writing.
        OSError: It cannot be told.
    """
    if not _LOCKS:
        path.unlink(missing_ok=True)
        return
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_there(handle, path):
                path.unlink()
        except BlockingIOError:
            raise _AtWork from None
        finally:
            os.close(handle)


def _is_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _keep_owner_and_mode(path: Path, old: os.stat_result) -> None:
    """Give a new file the mode of the old one and, where the system lets us, its owner and group."""
    new, mode = path.stat(), stat.S_IMODE(old.st_mode)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(path, old.st_uid, old.st_gid)
        except OSError:
            mode &= ~(stat.S_ISUID | stat.S_ISGID)  # which would lend our rights instead of the owner's
            with suppress(OSError):
                os.chown(path, -1, old.st_gid)
    os.chmod(path, mode)


# -- what else there is ------------------------------------------------------------------------------------------------


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _write_through(path: Path, pieces: Iterable[bytes], expected: bytes | None) -> None:
    """Write to a device or a pipe. One that a card was read from cannot be read again, nor be replaced."""
    if expected is not None:
        raise CardError("is not a file, so it cannot be written back", where=str(path), hint="write elsewhere with -o")
    with path.open("wb") as stream:
        stream.writelines(pieces)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last, where the system and the folder's mode let us."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
