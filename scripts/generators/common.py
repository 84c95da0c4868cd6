"""What every generator script shares. Standard library only, and Python 3.7: it runs in the oldest environments.

A generator script holds one function for each card variant. It takes a `Job`, returns the text or bytes that the
library wrote, and its docstring's first line says how the card was made (the driver copies it into
fixtures/cards/README.md). A function that ends in `_` is named after a word of Python.
"""

from __future__ import annotations
import __future__

import argparse
import ast
import tempfile
import types
from pathlib import Path
from typing import Any, NamedTuple


class Job(NamedTuple):
    """What a card function is told: the library and version, where unpacked sources lie, and an empty folder."""

    library: str
    version: str
    sources: Path
    work: Path

    @property
    def release(self) -> tuple[int, int]:
        """The version as numbers, to compare: (4, 46)."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)

    def source(self, path: str, *, library: str = "") -> Path:
        """A file of a library that was unpacked beside the environment, not installed in it."""
        folder = library or f"{self.library}-{self.version}"
        return self.sources / folder / path


def run(functions: dict[str, Any]) -> None:
    """Write the asked-for cards: `--library X --version Y --sources DIR --out DIR VARIANT=FILE…`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("cards", nargs="+")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for card in options.cards:
        variant, _, file = card.partition("=")
        name = variant.replace("-", "_")
        make = functions.get(name) or functions[f"{name}_"]
        with tempfile.TemporaryDirectory() as folder:
            data = make(Job(options.library, options.version, options.sources, Path(folder)))
        if isinstance(data, str):
            data = data.encode("utf-8")
        (options.out / file).write_bytes(data)


class Stub:
    """A stand-in object with the given attributes."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class AttributeDict(dict):  # type: ignore[type-arg]
    """A mapping whose missing attributes are None, as the configurations of some trainers are."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)


def take(path: Path, names: list[str], **namespace: Any) -> Any:
    """Run only the named top-level definitions of a module, without its imports.

    So a card template or a card function runs as the library ships it, without the heavy packages that the module
    around it needs. `Class.method` takes a method as a plain function. What the code uses must be in `namespace`.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        for name in _names(node):
            found[name] = node
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    found[f"{node.name}.{member.name}"] = member
    missing = [name for name in names if name not in found]
    if missing:
        raise LookupError(f"{path.name} defines no {', '.join(missing)}")
    body = [found[name] for name in names]
    for name, node in zip(names, body):  # noqa: B905 (Python 3.7)
        if "." in name and isinstance(node, ast.FunctionDef):
            node.decorator_list = []
    module = ast.Module(body=body, type_ignores=[])
    code = compile(module, path.name, "exec", flags=__future__.annotations.compiler_flag)
    result = types.ModuleType(path.stem)
    result.__dict__.update(namespace)
    exec(code, result.__dict__)
    return result


def assigned(path: Path, target: str, *, containing: str, **namespace: Any) -> Any:
    """The value of an assignment anywhere in a module whose source contains a text, computed with `namespace`."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and target in _names(node):
            lines = source.splitlines()[node.lineno - 1 : getattr(node, "end_lineno", node.lineno)]
            if containing in "\n".join(lines):
                code = compile(ast.Expression(body=node.value), path.name, "eval")
                return eval(code, dict(namespace))
    raise LookupError(f"{path.name} assigns no {target} with {containing!r}")


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


class Files:
    """Stands in for `open` and `os`, so that a made-up path can be written to; `written` keeps what was."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}
        self.path = types.SimpleNamespace(
            exists=lambda path: str(path) in self.written,
            isdir=lambda path: str(path).startswith(("/", ".")),
            join=lambda *parts: "/".join(str(part).rstrip("/") for part in parts),
        )

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        pass

    def open(self, path: str, mode: str = "r", encoding: str = "utf-8") -> Any:
        files = self
        key = str(path)

        class Handle:
            def __enter__(self) -> Handle:
                return self

            def __exit__(self, *error: object) -> None:
                pass

            def read(self) -> str:
                return files.written[key]

            def write(self, text: str) -> None:
                files.written[key] = files.written.get(key, "") + text if mode == "a" else text

        return Handle()

    @property
    def only(self) -> str:
        (text,) = self.written.values()
        return text
