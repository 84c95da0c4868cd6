"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cardsmith.errors import CardError


def write_atomically(path: Path, data: bytes, *, expected: bytes | None = None) -> None:
    """Replace a file's bytes: into a new file in the same folder, flushed to the disk, then renamed over the old one.

    Mode and symbolic links are kept.

    Args:
        path: The file; a link is followed.
        data: The new bytes.
        expected: The bytes the file held when it was read.

    Raises:
        CardError: The file no longer holds `expected`, or cannot be written. The old file is untouched.
    """
    target = Path(os.path.realpath(path))
    try:
        if expected is not None and target.read_bytes() != expected:
            raise CardError(
                "changed on disk since it was read; nothing was written", where=str(path), hint="run it again"
            )
        mode = target.stat().st_mode & 0o7777 if target.exists() else None
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, mode if mode is not None else 0o666 & ~_umask())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}; nothing was changed"
        raise CardError(message, where=str(path)) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last; not every system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
