"""Read small files of a folder that somebody else may have filled: no device, no pipe, nothing outside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cardsmith.errors import CardsmithError

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_start(path: Path, inside: Path, size: int) -> bytes | None:
    """Return the first bytes of a file, at most `size`; None when it is no file or is a link out of the folder.

    Args:
        path: The file. A link is followed as long as it stays inside.
        inside: The folder that the file's bytes must lie in.
        size: How many bytes.

    Raises:
        CardsmithError: The file is there and cannot be read.
    """
    try:
        os.lstat(path)  # most files that are asked for are not there, and this tells it soonest
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(os.path.realpath(inside)):
            return None
        handle = os.open(real, _OPEN)
        with os.fdopen(handle, "rb") as file:
            return file.read(size) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CardsmithError(f"cannot be read: {reason}", where=path.name) from None


def read_whole(path: Path, inside: Path, most: int) -> bytes | None:
    """Return a file's bytes as `read_start` does; None also when there are more than `most`.

    Raises:
        CardsmithError: The file is there and cannot be read.
    """
    data = read_start(path, inside, most + 1)
    return data if data is not None and len(data) <= most else None


def files_in(folder: Path, most: int = 10_000) -> list[str]:
    """Return the names of the files of a folder, not of its folders; a folder that is not there has none.

    Args:
        folder: The folder.
        most: After so many entries the rest is left out.

    Raises:
        CardsmithError: The folder cannot be read.
    """
    names = []
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(most), entries, strict=False):
                if entry.is_file():
                    names.append(entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise CardsmithError(f"cannot be listed: {error.strerror or error}", where=str(folder)) from None
    return sorted(names)
