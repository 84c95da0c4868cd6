"""What names a model on the Hub: its id, the address of one of its pages, or a URI."""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import unquote

from cardsmith.ids import is_hub_id

_ID = re.compile(r"(?P<id>[\w.-]+/[\w.-]+)(?:@(?P<revision>[^@\s]+))?\Z")
_URI = re.compile(r"hf://(?P<kind>models/|datasets/|spaces/)?(?P<id>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<revision>[^@\s]+))?\Z")
_OF_A_FILE = "/README.md"
_KINDS = ("datasets", "spaces")
_VIEWS = ("tree", "blob", "resolve", "raw", "discussions", "commits", "commit", "edit", "settings")
_WITH_REVISION = ("tree", "blob", "resolve", "raw", "edit")


class Named(NamedTuple):
    """What was named.

    Attributes:
        repo_id: The model's id; empty when it is none.
        revision: The revision asked for; None for the newest.
        problem: Why it names no card of a model; empty when it does.
    """

    repo_id: str = ""
    revision: str | None = None
    problem: str = ""


def named_on_hub(words: str) -> Named | None:
    """Return the model that an argument names; None when it does not look like one of the Hub's.

    >>> named_on_hub("hf://user/name@main/README.md")
    Named(repo_id='user/name', revision='main', problem='')
    >>> named_on_hub("https://huggingface.co/user/name/tree/refs%2Fpr%2F1").revision
    'refs/pr/1'
    >>> named_on_hub("hf://datasets/user/name").problem
    'is a dataset: cardsmith reads the cards of models, such as user/name'
    """
    if words.startswith("hf://"):
        return _uri(words)
    if re.match(r"https?://", words, re.IGNORECASE):
        return _page(words)
    match = _ID.match(words)
    return Named(match["id"], match["revision"]) if match is not None and is_hub_id(match["id"]) else None


def _uri(words: str) -> Named:
    match = _URI.match(words.removesuffix(_OF_A_FILE))
    # Of what follows the revision only the card's own name is known; `refs/pr/1` is the one revision with slashes.
    if match is None or ("/" in (match["revision"] or "") and not match["revision"].startswith("refs/")):
        return Named(problem="names no model of the Hub: write user/name, or hf://user/name@revision")
    kind = (match["kind"] or "").rstrip("/")
    return _checked(kind, match["id"], match["revision"])


def _page(words: str) -> Named:
    """Read the address of a page: of the model, of a file, of a discussion."""
    address = words.partition("#")[0].partition("?")[0]
    for site in (
        "https://huggingface.co",
        "https://www.huggingface.co",
        "https://hf.co",
        os.environ.get("HF_ENDPOINT"),
    ):
        if site and address.lower().startswith(site.rstrip("/").lower() + "/"):
            return _path(address[len(site.rstrip("/")) + 1 :])
    return Named(problem="is no address of the Hub: write user/name")


def _path(path: str) -> Named:
    kind, *parts = [unquote(part) for part in path.split("/") if part] or [""]
    if kind != "models" and kind not in _KINDS:
        kind, parts = "", [kind, *parts]
    views = [at for at, part in enumerate(parts[:3]) if at and part in _VIEWS]
    repo, rest = (parts[: views[0]], parts[views[0] :]) if views else (parts[:2], [])
    revision = rest[1] if len(rest) > 1 and rest[0] in _WITH_REVISION else None
    return _checked(kind, "/".join(repo), None if revision == "main" else revision)


def _checked(kind: str, repo_id: str, revision: str | None) -> Named:
    if kind in _KINDS:
        return Named(problem=f"is a {kind[:-1]}: cardsmith reads the cards of models, such as user/name")
    if not is_hub_id(repo_id):
        return Named(problem="names no model of the Hub: write user/name")
    return Named(repo_id, revision)
