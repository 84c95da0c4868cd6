"""Read a TOML file of settings, and say where in it something stands."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from cardsmith.errors import ConfigError
from cardsmith.text import LineMap

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z")


class TomlFile:
    """What stands in a file of settings.

    Args:
        path: The file.

    Raises:
        ConfigError: It cannot be read, or is not TOML.
        FileNotFoundError: There is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.table: dict[str, Any] = tomllib.loads(self.text)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
        except UnicodeDecodeError as error:
            raise ConfigError(f"not UTF-8 at byte {error.start}", where=str(path)) from None
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not TOML: {_AT.sub('', str(error))}", where=self._of_error(str(error))) from None

    def _of_error(self, words: str) -> str:
        match = _AT.search(words)
        if match is not None and match["line"]:
            return f"{self.path}:{match['line']}:{match['column']}"
        return self._place(len(self.text))

    def _place(self, offset: int) -> str:
        line, column = LineMap(self.text).position(offset)
        return f"{self.path}:{line}:{column}"

    def where(self, key: str, value: str | None = None, table: str = "") -> str:
        """Return file, line and column of a key, or of a text behind it; the file alone when it is not found.

        Args:
            key: The key.
            value: A text in its value; None for the key itself.
            table: The table that the key stands in.
        """
        start = re.search(rf"^\s*\[\s*{re.escape(table)}\s*\]", self.text, re.MULTILINE) if table else None
        name = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')"
        found = re.compile(rf"(?:^|[{{,.])[ \t]*(?P<key>{name})\s*=", re.MULTILINE).search(
            self.text, start.end() if start is not None else 0
        )
        if found is None:
            return str(self.path)
        at = found.start("key")
        if value is not None:
            inside = re.compile(rf"[\"']{re.escape(value)}[\"']").search(self.text, found.end())
            at = inside.start() if inside is not None else at
        return self._place(at)
