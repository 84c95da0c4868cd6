"""Project configuration: `.cardsmith.toml`, or `[tool.cardsmith]` in `pyproject.toml`, beside the card or above it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from cardsmith.catalogue import close_matches
from cardsmith.errors import ConfigError
from cardsmith.toml_file import TomlFile


class Config(NamedTuple):
    """What a project has settled.

    Attributes:
        ignore: Ids of rules not to look at.
        path: The file it came from; None when there is none.
    """

    ignore: frozenset[str] = frozenset()
    path: Path | None = None


_KEYS = ("ignore",)


def find_config(folder: Path, rules: Collection[str]) -> Config:
    """Return the configuration that holds in a folder: the nearest one on the way up to the root.

    Args:
        folder: Where the card is.
        rules: The ids of the rules there are.

    Raises:
        ConfigError: The file is not TOML, or has a key or rule that does not exist.
    """
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        found = config_in(place, rules)
        if found is not None:
            return found
    return Config()


def config_in(folder: Path, rules: Collection[str]) -> Config | None:
    """Return the configuration that lies in a folder itself, None when there is none.

    Args:
        folder: The folder.
        rules: The ids of the rules there are.

    Raises:
        ConfigError: The file is not TOML, or has a key or rule that does not exist.
    """
    own = folder / ".cardsmith.toml"
    if own.is_file():
        file = _read(own)
        return _checked(file.table, file, rules)
    shared = folder / "pyproject.toml"
    if not shared.is_file():
        return None
    file = _read(shared)
    table = file.table.get("tool", {}).get("cardsmith")
    return _checked(table, file, rules, "tool.cardsmith") if table is not None else None


def _read(path: Path) -> TomlFile:
    try:
        return TomlFile(path)
    except FileNotFoundError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", where=str(path)) from None


def _checked(table: Any, file: TomlFile, rules: Collection[str], name: str = "") -> Config:
    if not isinstance(table, dict):
        raise ConfigError("`tool.cardsmith` must be a table", where=file.where("cardsmith", table="tool"))
    for key in table:
        if key not in _KEYS:
            where = file.where(key, table=name)
            raise ConfigError(f"there is no setting {key!r}", where=where, hint=_meant(key, _KEYS))
    ignore = table.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(rule, str) for rule in ignore):
        raise ConfigError("`ignore` must be a list of rule ids", where=file.where("ignore", table=name))
    for rule in ignore:
        if rule not in rules:
            where = file.where("ignore", rule, name)
            hint = _meant(rule, rules) or "`cardsmith rules` lists them"
            raise ConfigError(f"there is no rule {rule!r}", where=where, hint=hint)
    return Config(frozenset(ignore), file.path)


def _meant(word: str, known: Collection[str]) -> str:
    close = close_matches(word, known)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}" if len(known) < 6 else ""
