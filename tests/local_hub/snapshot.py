"""A repository at one commit, as far as its files tell about the model or dataset."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from tests.local_hub.front_matter import InvalidYaml, body, metadata_block, read_yaml
from tests.local_hub.store import Repository

_LARGEST_JSON = 2_000_000


class Snapshot:
    """Reads each file at most once. A commit never changes, so neither does its snapshot."""

    def __init__(self, repo: Repository, commit: str) -> None:
        self.commit = commit
        self._repo = repo

    @cached_property
    def files(self) -> dict[str, str]:
        """The blobs of all files, by path."""
        return self._repo.bare.files(self.commit)

    @cached_property
    def readme(self) -> str:
        """The text of README.md, empty without one."""
        return (self.read("README.md") or b"").decode(errors="replace")

    @cached_property
    def card(self) -> dict[str, Any]:
        """The metadata of the README as JSON; empty if it has none or it cannot be read."""
        block = metadata_block(self.readme)
        try:
            metadata = read_yaml(block) if block else None
        except InvalidYaml:
            return {}
        return _with_verified(metadata) if isinstance(metadata, dict) else {}

    @cached_property
    def body(self) -> str:
        """What the README says after its metadata."""
        return body(self.readme)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The model's config.json."""
        return self.json("config.json")

    def json(self, path: str) -> dict[str, Any]:
        """A JSON file of the repository; empty when it is missing, large or broken."""
        data = self.read(path)
        if data is None or len(data) > _LARGEST_JSON:
            return {}
        try:
            content = json.loads(data)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}

    def read(self, path: str) -> bytes | None:
        """A file of the repository."""
        oid = self.files.get(path)
        return self._repo.bare.blob(oid) if oid else None

    def has(self, pattern: str) -> bool:
        """Whether a file in the root folder matches a pattern such as `*.onnx`."""
        return any("/" not in path and PurePosixPath(path).match(pattern) for path in self.files)

    def siblings(self, *, blobs: bool) -> list[dict[str, Any]]:
        """The file list of a repository's info, on demand with sizes and hashes."""
        return [
            {"rfilename": path, **(file_details(self._repo, oid, "blobId") if blobs else {})}
            for path, oid in self.files.items()
        ]


def file_details(repo: Repository, oid: str, oid_key: str) -> dict[str, Any]:
    """Size and hashes of a file, in the form of the file list and of the tree, which call the hash differently."""
    file = repo.bare.file(oid)
    details: dict[str, Any] = {oid_key: oid, "size": file.size}
    if file.large:
        sha_key = "sha256" if oid_key == "blobId" else "oid"
        details["lfs"] = {sha_key: file.large.sha256, "size": file.large.size, "pointerSize": file.large.pointer_size}
    return details


def _with_verified(card: dict[str, Any]) -> dict[str, Any]:
    """The server marks each metric of the model-index: none is verified here."""
    if not isinstance(card.get("model-index"), list):
        return card
    return {**card, "model-index": [_model_verified(model) for model in card["model-index"]]}


def _model_verified(model: Any) -> Any:
    if not isinstance(model, dict) or not isinstance(model.get("results"), list):
        return model
    return {**model, "results": [_result_verified(result) for result in model["results"]]}


def _result_verified(result: Any) -> Any:
    if not isinstance(result, dict) or not isinstance(result.get("metrics"), list):
        return result
    metrics = [{**metric, "verified": False} if isinstance(metric, dict) else metric for metric in result["metrics"]]
    return {**result, "metrics": metrics}
