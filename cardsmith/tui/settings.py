"""The user's own settings of the editor: theme and keys, in `config.toml` of the user's configuration folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cardsmith.catalogue import close_matches
from cardsmith.errors import ConfigError
from cardsmith.toml_file import TomlFile
from cardsmith.tui.keys import action_ids


class Settings(NamedTuple):
    """What the user has settled.

    Attributes:
        theme: The name of a theme; empty for the one that fits the terminal.
        keys: Keys by the name of an action, with commas between them.
        theme_at: File, line and column of the theme; empty when no file sets it.
    """

    theme: str = ""
    keys: Mapping[str, str] = {}
    theme_at: str = ""


def settings_path() -> Path:
    """Return where the settings are read from."""
    from platformdirs import user_config_path

    return user_config_path("cardsmith", appauthor=False) / "config.toml"


def read_settings(path: Path) -> Settings:
    """Return the settings of a file; the defaults when it is not there.

    Raises:
        ConfigError: It is not TOML, or sets something unknown.
    """
    try:
        file = TomlFile(path)
    except FileNotFoundError:
        return Settings()
    return _checked(file.table, file)


def _checked(table: dict[str, Any], file: TomlFile) -> Settings:
    for key in table:
        if key not in ("theme", "keys"):
            raise ConfigError(f"there is no setting {key!r}", where=file.where(key), hint="known are theme and [keys]")
    theme, keys = table.get("theme", ""), table.get("keys", {})
    if not isinstance(theme, str):
        raise ConfigError("`theme` must be the name of a theme", where=file.where("theme"))
    if not isinstance(keys, dict) or not all(isinstance(value, str) and value for value in keys.values()):
        raise ConfigError(
            "`keys` must be a table of texts", where=file.where("keys"), hint='for example next = "n,down"'
        )
    for name in keys:
        if name not in action_ids():
            close = close_matches(name, action_ids())
            hint = f"did you mean {close[0]}?" if close else ""
            where = file.where(name, table="keys")
            raise ConfigError(f"there is no action {name!r}", where=where, hint=hint)
    return Settings(theme, keys, file.where("theme") if theme else "")
