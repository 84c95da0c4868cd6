"""The Hub's JSON as a `HubRepo`, and a `HubRepo` as JSON of its own.

The Hub computes some of the values from files that anybody may write, so each is checked for its type; one of another
type counts as missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cardsmith.hub.reader import HubRepo


def repo_from_api(kind: str, raw: Mapping[str, Any], *, listed: bool = False) -> HubRepo:
    """Return what `/api/models/…` or `/api/datasets/…` says of a repository.

    Args:
        kind: `model` or `dataset`.
        raw: The JSON object.
        listed: Whether it is an item of a list, which is about no commit.
    """
    repo_id = _text(raw.get("id")) or _text(raw.get("modelId"))
    tags = _texts(raw.get("tags"))
    return HubRepo(
        kind=kind,
        id=repo_id,
        sha="" if listed else _text(raw.get("sha")),
        author=_text(raw.get("author")) or repo_id.rpartition("/")[0],
        card=_mapping(raw.get("cardData")),
        tags=tags,
        files={} if listed else _files(raw.get("siblings")),
        pipeline_tag=_text(raw.get("pipeline_tag")) or None,
        library_name=_text(raw.get("library_name")) or None,
        config=_config(raw),
        parameters=_number(_mapping(raw.get("safetensors")).get("total")),
        base_models=_base_models(raw.get("baseModels"), tags),
        downloads=_number(raw.get("downloads")) or 0,
    )


def to_bytes(answer: HubRepo | list[HubRepo] | None) -> bytes:
    """Return an answer as JSON."""
    plain = [repo._asdict() for repo in answer] if isinstance(answer, list) else answer and answer._asdict()
    return json.dumps(plain, separators=(",", ":"), default=_plain).encode("ascii")


def repo_from_bytes(data: bytes) -> HubRepo:
    """Return what `to_bytes` wrote of one repository.

    Raises:
        ValueError: It is something else.
    """
    return _repo(json.loads(data))


def repos_from_bytes(data: bytes) -> list[HubRepo]:
    """Return what `to_bytes` wrote of a list.

    Raises:
        ValueError: It is something else.
    """
    items = json.loads(data)
    if not isinstance(items, list):
        raise ValueError("no list of repositories")
    return [_repo(item) for item in items]


def _repo(plain: Any) -> HubRepo:
    if not isinstance(plain, dict) or not {"kind", "id"} <= plain.keys():
        raise ValueError("no repository")
    # Fields that a later version added are left out, those that it took away keep their default.
    return HubRepo(**{name: value for name, value in plain.items() if name in HubRepo._fields})


def _plain(value: object) -> Any:
    """What json cannot write: a mapping that is no dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not plain JSON")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _files(siblings: object) -> dict[str, int | None]:
    if not isinstance(siblings, list):
        return {}
    named = ((_mapping(item), _text(_mapping(item).get("rfilename"))) for item in siblings)
    return {name: _number(item.get("size")) for item, name in named if name}


def _config(raw: Mapping[str, Any]) -> dict[str, Any]:
    config, info = _mapping(raw.get("config")), _mapping(raw.get("transformersInfo"))
    return {**config, "transformersInfo": info} if info else config


def _base_models(value: object, tags: list[str]) -> list[str]:
    """The ids: from `{"models": [{"id": …}]}` or a list, else from the tags `base_model:…`, which are always there."""
    items = _mapping(value).get("models") if isinstance(value, dict) else value
    if isinstance(items, list) and items:
        ids = [_text(item.get("id")) if isinstance(item, dict) else _text(item) for item in items]
    else:
        # `base_model:user/name` stands beside `base_model:finetune:user/name`.
        ids = [tag.rpartition(":")[2] for tag in tags if tag.startswith("base_model:")]
    return list(dict.fromkeys(filter(None, ids)))
