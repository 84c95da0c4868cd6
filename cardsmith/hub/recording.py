"""A folder with one readable JSON file for each answer of the Hub: what a run without network is made from.

The same answers make the same bytes, so that the folder can be committed, and recording again what did not change
leaves the files as they are.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cardsmith.hub.reader import HubError
from cardsmith.hub.store import Entry

_NAME_LENGTH = 100
_API = re.compile(r"/api/(models|datasets)/(.+)\Z")
_FILE = re.compile(r"/(?:(datasets)/)?(.+)/resolve/([^/]+)/(.+)\Z")


def file_name(address: str) -> str:
    """Return the name of an answer's file, in a folder for its kind: readable, and different for each address.

    >>> file_name("/api/models/user/voices?blobs=true")
    'models/user--voices-bb164e3d.json'
    """
    parts = urlsplit(address)
    if found := _FILE.match(parts.path):
        kind, words = "files", f"{found[2]}--{found[4]}"
    elif found := _API.match(parts.path):
        kind, words = found[1], found[2]
    else:
        kind, words = "lists", f"{parts.path.rpartition('/')[2]}--{parts.query}"
    readable = re.sub(r"[^A-Za-z0-9._=&-]+", "_", unquote(words).replace("/", "--")).lstrip(".")
    # Of the address as it is: a file system may take `User` and `user` for one name.
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{kind}/{readable[:_NAME_LENGTH]}-{digest}.json"


class FolderStore:
    """Answers as files in a folder.

    Args:
        path: The folder; it is made with the first answer.
    """

    advice = "record it with `cardsmith snapshot`"

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"the recording in {self._path}"

    def get(self, address: str) -> Entry | None:
        """See `Store.get`."""
        file = self._path / file_name(address)
        try:
            written = json.loads(file.read_bytes())
            if written["url"] != address:
                return None
            return _entry(written)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HubError(f"cannot be read: {error.strerror or error}", where=str(file)) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise HubError("is no recorded answer of the Hub", where=str(file), hint=self.advice) from None

    def put(self, address: str, entry: Entry) -> None:
        """See `Store.put`. A file that says the same already keeps its date."""
        file = self._path / file_name(address)
        try:
            if self._says_the_same(address, entry):
                return
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, _text(_written(address, entry)))
        except OSError as error:
            raise HubError(f"cannot be written: {error.strerror or error}", where=str(file)) from None

    def forget(self, starts: Iterable[str]) -> None:
        """See `Store.forget`; a recording keeps what it holds."""

    def _says_the_same(self, address: str, entry: Entry) -> bool:
        try:
            before = self.get(address)
        except HubError:  # damaged: it is written anew
            return False
        if before is None:
            return False
        return _written(address, before._replace(fetched_at=0)) == _written(address, entry._replace(fetched_at=0))


def _written(address: str, entry: Entry) -> dict[str, Any]:
    date = datetime.fromtimestamp(int(entry.fetched_at), timezone.utc)
    written: dict[str, Any] = {
        "url": address,
        "fetched_at": f"{date:%Y-%m-%dT%H:%M:%SZ}",
        "status": entry.status,
        "commit": entry.commit,
    }
    if entry.is_json:
        return written | {"json": json.loads(entry.body) if entry.body else None}
    try:
        return written | {"text": entry.body.decode().splitlines(keepends=True)}
    except UnicodeDecodeError:
        return written | {"base64": base64.b64encode(entry.body).decode("ascii")}


def _entry(written: dict[str, Any]) -> Entry:
    date = datetime.strptime(written["fetched_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    is_json = "json" in written
    if is_json:
        body = (
            json.dumps(written["json"], separators=(",", ":")).encode("ascii") if written["json"] is not None else b""
        )
    elif "text" in written:
        body = "".join(written["text"]).encode()
    else:
        body = base64.b64decode(written["base64"], validate=True)
    return Entry(int(written["status"]), date.timestamp(), body, is_json, str(written["commit"]))


def _text(written: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:  # half of a surrogate pair: JSON can hold it, UTF-8 cannot
        return (json.dumps(written, indent=1) + "\n").encode()


def _write(file: Path, data: bytes) -> None:
    """Write whole or not at all: another process may record or read the same answer."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
