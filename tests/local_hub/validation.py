"""The server's check of a README: the errors that reject a card, and the one warning.

This is the test's own judge of cards and shares no code with cardsmith, only the published lists of licences and
languages. The sentences are those that people quote when the Hub has rejected their card. What nobody has seen the Hub
reject passes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cardsmith
from tests.local_hub.front_matter import InvalidYaml, metadata_block, read_yaml

_PART = r"\w(?:[\w.-]*\w)?"
_REPO_ID = re.compile(rf"{_PART}(?:/{_PART})?", re.ASCII)
_LISTS = Path(cardsmith.__file__).with_name("data")


@dataclass(frozen=True)
class Verdict:
    """What the Hub says about a README."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def validate(readme: str, kind: str) -> Verdict:
    """Judge the metadata of a README of a model, dataset or space."""
    block = metadata_block(readme)
    try:
        metadata = read_yaml(block) if block else None
    except InvalidYaml as error:
        return Verdict(errors=[f"Invalid YAML in README.md: {error}"])
    if not metadata:
        return Verdict(warnings=["empty or missing yaml metadata in repo card"])
    if not isinstance(metadata, dict):
        return Verdict(errors=['"value" must be of type object'])
    checks = [_license(metadata), _language(metadata)]
    if kind == "model":
        checks += [_datasets(metadata), _base_model(metadata), _widget(metadata), _model_index(metadata)]
    return Verdict(errors=[error for check in checks for error in check])


def _license(metadata: dict[str, Any]) -> Iterator[str]:
    if "license" not in metadata:
        return
    allowed = ", ".join([*_licenses(), "array"])
    for path, value in _one_or_many(metadata, "license"):
        if not isinstance(value, str) or value not in _licenses():
            yield f'"{path}" must be one of [{allowed}]'


def _language(metadata: dict[str, Any]) -> Iterator[str]:
    for path, value in _one_or_many(metadata, "language"):
        if not isinstance(value, str):
            yield f'"{path}" must be a string'
        elif value != value.lower():
            yield f'"{path}" must only contain lowercase characters'
        elif value not in _languages():
            yield (
                f'"{path}" with value "{value}" is not valid. It must be an ISO 639-1, 639-2 or 639-3 code (two/three '
                'letters), or a special value like "code", "multilingual". If you want to use BCP-47 identifiers, you '
                "can specify them in language_bcp47."
            )


def _datasets(metadata: dict[str, Any]) -> Iterator[str]:
    yield from _repo_ids(metadata, "datasets", "If possible, use a dataset id from https://hf.co/datasets.")


def _base_model(metadata: dict[str, Any]) -> Iterator[str]:
    yield from _repo_ids(metadata, "base_model", "Use a model id from https://hf.co/models.")


def _repo_ids(metadata: dict[str, Any], key: str, advice: str) -> Iterator[str]:
    for path, value in _one_or_many(metadata, key):
        if not isinstance(value, str):
            yield f'"{path}" must be a string'
        elif not value:
            yield f'"{path}" is not allowed to be empty'
        elif not _REPO_ID.fullmatch(value):
            yield f'"{path}" with value "{value}" is not valid. {advice}'


def _widget(metadata: dict[str, Any]) -> Iterator[str]:
    if "widget" in metadata and not isinstance(metadata["widget"], list):
        yield '"widget" must be an array'


def _model_index(metadata: dict[str, Any]) -> Iterator[str]:
    if "model-index" not in metadata:
        return
    if not isinstance(metadata["model-index"], list):
        yield '"model-index" must be an array'
        return
    for position, model in enumerate(metadata["model-index"]):
        path = f"model-index[{position}]"
        if not isinstance(model, dict):
            yield f'"{path}" must be of type object'
            continue
        yield from _strings(model, path, required=("name",))
        results = model.get("results")
        if not isinstance(results, list):
            yield f'"{path}.results" ' + ("must be an array" if "results" in model else "is required")
            continue
        for number, result in enumerate(results):
            yield from _result(result, f"{path}.results[{number}]")


def _result(result: Any, path: str) -> Iterator[str]:
    if not isinstance(result, dict):
        yield f'"{path}" must be of type object'
        return
    yield from _part(result, "task", path, required=("type",), optional=("name",))
    if "dataset" in result:
        yield from _part(result, "dataset", path, required=("type", "name"), optional=("config", "split", "revision"))
    if "source" in result:
        yield from _part(result, "source", path, required=("url",), optional=("name",))
    metrics = result.get("metrics")
    if not isinstance(metrics, list):
        yield f'"{path}.metrics" ' + ("must be an array" if "metrics" in result else "is required")
        return
    for number, metric in enumerate(metrics):
        if not isinstance(metric, dict):
            yield f'"{path}.metrics[{number}]" must be of type object'
            continue
        yield from _strings(metric, f"{path}.metrics[{number}]", required=("type",), optional=("name", "config"))
        if "value" not in metric:
            yield f'"{path}.metrics[{number}].value" is required'


def _part(
    result: dict[str, Any], key: str, path: str, *, required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[str]:
    if key not in result:
        yield f'"{path}.{key}" is required'
    elif not isinstance(result[key], dict):
        yield f'"{path}.{key}" must be of type object'
    else:
        yield from _strings(result[key], f"{path}.{key}", required=required, optional=optional)


def _strings(
    mapping: dict[str, Any], path: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[str]:
    for key in (*required, *optional):
        if key not in mapping:
            if key in required:
                yield f'"{path}.{key}" is required'
        elif not isinstance(mapping[key], str):
            yield f'"{path}.{key}" must be a string'
        elif not mapping[key]:
            yield f'"{path}.{key}" is not allowed to be empty'


def _one_or_many(metadata: dict[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """The values of a key that takes one or a list, each with its path."""
    if key not in metadata:
        return
    value = metadata[key]
    if isinstance(value, list):
        yield from ((f"{key}[{position}]", item) for position, item in enumerate(value))
    else:
        yield key, value


@cache
def _licenses() -> tuple[str, ...]:
    return tuple(json.loads((_LISTS / "catalogue.json").read_text(encoding="utf-8"))["licenses"]["items"])


@cache
def _languages() -> frozenset[str]:
    two = json.loads((_LISTS / "catalogue.json").read_text(encoding="utf-8"))["languages"]["items"]
    three = json.loads((_LISTS / "languages_iso_639_3.json").read_text(encoding="utf-8"))["items"]
    return frozenset(two) | frozenset(three)
