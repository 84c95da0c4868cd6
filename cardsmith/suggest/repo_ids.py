"""Under which id a card on this disk is known to the Hub: it lies in a clone, or in huggingface_hub's cache."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cardsmith.errors import CardsmithError
from cardsmith.facts.paths import id_in_cache_path
from cardsmith.gaps import Evidence
from cardsmith.ids import is_namespaced, model_page
from cardsmith.suggest.base import seen_in
from cardsmith.suggest.safe_read import read_whole

HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
"""Where the Hub's repositories are cloned from."""


class FoundId(NamedTuple):
    """A repository's id.

    Attributes:
        id: The id, `user/name`.
        evidence: Where it stands; never with the password or token that may be part of an address.
    """

    id: str
    evidence: Evidence


def repo_id_beside(folder: Path) -> str | None:
    """Return the id of the repository whose folder this is; None when that is not known.

    Args:
        folder: The folder of a card.
    """
    found = find_repo_id(folder)
    return found.id if found is not None else None


def find_repo_id(folder: Path, hosts: Collection[str] | None = None) -> FoundId | None:
    """Return the id of the repository whose folder this is, and where it says so; None when that is not known.

    A folder inside a clone is not the clone: its card is another one.

    Args:
        folder: The folder of a card.
        hosts: The hosts of the Hub; by default its own, and that of `HF_ENDPOINT`.
    """
    folder = Path(os.path.abspath(folder))
    return _in_cache(folder) or _in_clone(folder, _hub_hosts() if hosts is None else hosts)


def _hub_hosts() -> Collection[str]:
    try:
        host = urlsplit(os.environ.get("HF_ENDPOINT", "")).hostname
    except ValueError:
        host = None
    return HOSTS | {host} if host else HOSTS


def _in_cache(folder: Path) -> FoundId | None:
    repository = folder.parent.parent
    if folder.parent.name != "snapshots" or not repository.name.startswith("models--"):
        return None
    name = id_in_cache_path(repository.name)
    if name is None or not is_namespaced(name):
        return None
    return FoundId(name, seen_in("cache", "folder name", repository.name))


def _in_clone(folder: Path, hosts: Collection[str]) -> FoundId | None:
    """Return the id in the address of `origin`; where there is none, that of the only repository of the Hub."""
    try:
        data = read_whole(folder / ".git" / "config", folder, _MOST_CONFIG)
    except CardsmithError:
        return None  # somebody else's clone
    text = data.decode("utf-8", "replace") if data is not None else ""
    found = {remote: name for remote, url in _remotes(text) if (name := id_in_address(url, hosts)) is not None}
    names = {found["origin"]} if "origin" in found else set(found.values())
    if len(names) != 1:
        return None
    name = names.pop()
    remote = next(remote for remote, other in found.items() if other == name)
    return FoundId(name, seen_in(".git/config", f'remote "{remote}"', model_page(name)))


_MOST_CONFIG = 200_000
_SECTION = re.compile(r'\s*\[\s*(?P<kind>\w+)(?:\s+"(?P<name>[^"]*)")?\s*\]')
_URL = re.compile(r"\s*url\s*=\s*(?P<url>\S+)", re.IGNORECASE)


def _remotes(config: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of every remote in a configuration of git."""
    remote = None
    for line in config.splitlines():
        section = _SECTION.match(line)
        if section is not None:
            remote = section["name"] if section["kind"].lower() == "remote" else None
        url = _URL.match(line)
        if url is not None and remote:
            yield remote, url["url"].strip('"')


_SCP = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>[^/].*)")


def id_in_address(address: str, hosts: Collection[str] = HOSTS) -> str | None:
    """Return the id of the model that an address of git leads to; None when it leads to anything else.

    >>> id_in_address("https://user:secret@huggingface.co/user/model.git"), id_in_address("git@hf.co:user/model")
    ('user/model', 'user/model')
    >>> id_in_address("https://huggingface.co/datasets/user/data"), id_in_address("https://example.org/user/model")
    (None, None)
    """
    scp = _SCP.fullmatch(address) if "://" not in address else None
    try:
        parts = urlsplit(address)
        host, path = (scp["host"].lower(), scp["path"]) if scp else (parts.hostname, parts.path)
    except ValueError:
        return None
    if host not in hosts:
        return None
    name = path.strip("/").removesuffix(".git")
    return name if is_namespaced(name) and name.partition("/")[0] not in _NOT_MODELS else None


_NOT_MODELS = frozenset({"datasets", "spaces", "buckets", "kernels"})
