"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cardsmith.errors import CardError


def write_atomically(path: Path, data: bytes | Iterable[bytes], *, expected: bytes | None = None) -> None:
    """Replace a file's bytes: into a new file in the same folder, flushed to the disk, then renamed over the old one.

    Mode and symbolic links are kept. What is no file (`/dev/null`, a pipe) is written to as it is.

    Args:
        path: The file; a link is followed.
        data: The new bytes, whole or in pieces.
        expected: The bytes the file held when it was read.

    Raises:
        CardError: The file no longer holds `expected`, or cannot be written. The old file is untouched.
    """
    target = Path(os.path.realpath(path))
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            _write_through(path, pieces, expected)
            return
        if expected is not None and target.read_bytes() != expected:
            message = "changed on disk since it was read; nothing was written"
            raise CardError(message, where=str(path), hint="run it again")
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}; nothing was changed"
        raise CardError(message, where=str(path)) from None
    _flush_folder(target.parent)


def remove_leftovers(folder: Path, since: float, until: float) -> None:
    """Remove the unfinished new files of a process that was killed while it wrote.

    Args:
        folder: Where it wrote.
        since: When it began, in seconds since 1970; what is older is not its own.
        until: When it was gone; what is newer belongs to somebody who is at work.
    """
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if since - _CLOCK_TICK <= path.stat().st_mtime < until - _CLOCK_TICK:
                path.unlink()


_PREFIX, _SUFFIX = ".cardsmith-", ".tmp"
_CLOCK_TICK = 0.02  # file systems keep times less exactly than the clock does, in seconds


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _write_through(path: Path, pieces: Iterable[bytes], expected: bytes | None) -> None:
    """Write to a device or a pipe. One that a card was read from cannot be read again, nor be replaced."""
    if expected is not None:
        raise CardError("is not a file, so it cannot be written back", where=str(path), hint="write elsewhere with -o")
    with path.open("wb") as stream:
        stream.writelines(pieces)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
