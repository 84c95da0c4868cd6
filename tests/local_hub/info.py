"""What `/api/models/{id}` and `/api/datasets/{id}` say, computed from the files at a commit.

A setting of the repository wins over what the files tell, as in `{"downloads": 12, "library_name": "keras"}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.local_hub import clock, detection
from tests.local_hub.database import object_id
from tests.local_hub.errors import bad_request
from tests.local_hub.front_matter import InvalidYaml, read_yaml
from tests.local_hub.snapshot import Snapshot
from tests.local_hub.store import Repository
from tests.local_hub.tags import base_model_relation, dataset_tags, model_tags

SERVER_ONLY = frozenset({"access", "renamed_from"})
"""Settings that steer the server and are no part of the info."""

MODEL_EXPAND = (
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled", "downloads",
    "downloadsAllTime", "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified",
    "library_name", "likes", "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors",
    "sha", "siblings", "spaces", "tags", "transformersInfo", "trendingScore", "usedStorage", "widgetData", "gitalyUid",
)  # fmt: skip
DATASET_EXPAND = (
    "author", "cardData", "citation", "createdAt", "description", "disabled", "downloads", "downloadsAllTime", "gated",
    "lastModified", "likes", "mainSize", "paperswithcode_id", "private", "resourceGroup", "sha", "siblings", "tags",
    "trendingScore", "usedStorage", "gitalyUid",
)  # fmt: skip

_ONLY_EXPANDED = frozenset({
    "baseModels", "childrenModelCount", "downloadsAllTime", "evalResults", "inferenceProviderMapping", "mainSize",
    "resourceGroup", "trendingScore",
})  # fmt: skip
_LISTED = frozenset({
    "_id", "id", "modelId", "likes", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt",
})  # fmt: skip
_LISTED_FULL = _LISTED | {"author", "sha", "lastModified", "gated", "disabled", "siblings", "description"}
_DATASETS_LISTED = _LISTED_FULL - {"siblings"}


def full_info(repo: Repository, commit: str) -> dict[str, Any]:
    """Everything there is to say about a repository at a commit, `expand` keys included."""
    snapshot = Snapshot(repo, commit)
    info = _common(repo, snapshot)
    if repo.kind == "model":
        info |= _model(repo, snapshot)
    elif repo.kind == "dataset":
        info |= _dataset(snapshot)
    return info | {key: value for key, value in repo.settings.items() if key not in SERVER_ONLY}


def selected(info: dict[str, Any], kind: str, expand: Sequence[str]) -> dict[str, Any]:
    """The info that one repository's page gives: everything usual, or only what `expand` asks for."""
    if not expand:
        return {key: value for key, value in info.items() if key not in _ONLY_EXPANDED}
    allowed = MODEL_EXPAND if kind == "model" else DATASET_EXPAND
    for key in expand:
        if key not in allowed and kind != "space":
            raise bad_request(f'"expand" must be one of [{", ".join(allowed)}]')
    return {key: info[key] for key in ("_id", "id", *expand) if key in info}


def listed(info: dict[str, Any], kind: str, *, full: bool, card_data: bool, config: bool) -> dict[str, Any]:
    """The info that a search gives for each repository it finds."""
    keys = _DATASETS_LISTED if kind == "dataset" else _LISTED_FULL if full else _LISTED
    if kind == "dataset" and full:
        keys = keys | {"siblings"}
    keys = keys | ({"cardData"} if card_data or (kind == "dataset" and full) else set())
    keys = keys | ({"config"} if config else set())
    return {key: value for key, value in info.items() if key in keys}


def _common(repo: Repository, snapshot: Snapshot) -> dict[str, Any]:
    info: dict[str, Any] = {
        "_id": object_id(repo.kind, repo.id),
        "id": repo.id,
        "author": repo.namespace,
        "sha": snapshot.commit,
        "lastModified": clock.to_date(repo.bare.entry(repo.head).seconds),
        "createdAt": repo.created,
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "downloadsAllTime": 0,
        "likes": 0,
        "trendingScore": 0,
        "siblings": snapshot.siblings(blobs=False),
        "usedStorage": sum(repo.bare.file(oid).size for oid in snapshot.files.values()),
        "resourceGroup": None,
    }
    if repo.namespace is None:
        del info["author"]
    if snapshot.card:
        info["cardData"] = snapshot.card
    return info


def _model(repo: Repository, snapshot: Snapshot) -> dict[str, Any]:
    card = snapshot.card
    library = repo.settings.get("library_name") or detection.library_name(snapshot, repo.created)
    task = repo.settings.get("pipeline_tag") or detection.pipeline_tag(snapshot)
    config = detection.config_subset(snapshot)
    relation = base_model_relation(snapshot)
    bases = detection.strings(card.get("base_model"))
    info = {
        "modelId": repo.id,
        "tags": model_tags(
            snapshot, library=library, task=task, relation=relation, model_type=config.get("model_type")
        ),
        "pipeline_tag": task,
        "library_name": library,
        "mask_token": _mask_token(card, config, task),
        "widgetData": card["widget"] if isinstance(card.get("widget"), list) else None,
        "config": config,
        "transformersInfo": detection.transformers_info(snapshot) if library == "transformers" else None,
        "baseModels": _base_models(relation, bases) if bases else None,
        "evalResults": _eval_results(snapshot) or None,
    }
    known = {key: value for key, value in info.items() if value is not None}
    return known | {"model-index": card.get("model-index"), "spaces": [], "childrenModelCount": {}}


def _dataset(snapshot: Snapshot) -> dict[str, Any]:
    paragraphs = (" ".join(part.split()) for part in snapshot.body.split("\n\n"))
    description = next((part for part in paragraphs if part and not part.startswith("#")), "")
    info = {"tags": dataset_tags(snapshot), "description": description, "citation": None}
    if "paperswithcode_id" in snapshot.card:
        info["paperswithcode_id"] = snapshot.card["paperswithcode_id"]
    return info


def _mask_token(card: dict[str, Any], config: dict[str, Any], task: str | None) -> str | None:
    said = card.get("mask_token")
    if isinstance(said, str):
        return said
    token = config.get("tokenizer_config", {}).get("mask_token")
    return token if isinstance(token, str) and task == "fill-mask" else None


def _base_models(relation: str | None, bases: list[str]) -> dict[str, Any]:
    return {"relation": relation, "models": [{"_id": object_id("model", base), "id": base} for base in bases]}


def _eval_results(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The entries of the files in `.eval_results`, each with the file that it stands in."""
    found: list[dict[str, Any]] = []
    for path in snapshot.files:
        folder, _, name = path.rpartition("/")
        if folder != ".eval_results" or not name.endswith(".yaml"):
            continue
        try:
            entries = read_yaml((snapshot.read(path) or b"").decode())
        except (InvalidYaml, UnicodeDecodeError) as error:
            found.append({"filename": path, "error": str(error)})
            continue
        found += [{"data": entry, "filename": path} for entry in (entries if isinstance(entries, list) else [])]
    return found
