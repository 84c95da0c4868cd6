"""Everything that the documentation shows is done here: commands, their output, Python, answers, configuration.

A `console` block is run line by line in a folder of its own, which holds what `workspace` puts there, without a network.
What it prints is compared where it is shown; a line `…` stands for any lines. Comments above a block say what else it
needs: `<!-- run: hub -->` the local Hub, `terminal` a terminal, in which `q` is pressed, `exit 1` that this is how it
ends, `continued` the folder of the block before. `<!-- file: NAME -->` puts a block into a file for the blocks below
it, and `<!-- output: COMMAND -->` compares a block with what a command prints.
"""

from __future__ import annotations

import doctest
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from cardsmith import Card
from cardsmith.answers_file import read_answers
from cardsmith.cli.main import cli
from cardsmith.config import config_in
from cardsmith.rules import RULES
from scripts.build_answers_schema import schema
from tests.local_hub import LocalHub
from tests.local_hub.clients import environment
from tests.support import BROADCLASS, MTL9, ROOT, URDU, answers_path, seed_bytes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
TOKEN = "hf_" + "user" * 5
PATIENCE = 60.0
ANY_LINES = "…"


class Block(NamedTuple):
    """A fenced block of a page, and what the comments above it say."""

    page: Path
    line: int
    language: str
    text: str
    run: frozenset[str] = frozenset()
    file: str = ""
    output: str = ""

    @property
    def id(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def commands(self) -> list[tuple[str, str]]:
        """The commands of a console block, each with what is shown below it."""
        found = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        pairs = (part.replace("\\\n", " ").partition("\n") for part in found)
        return [(command.strip(), shown) for command, _, shown in pairs]

    @property
    def exits_with(self) -> int:
        return next((int(word.split()[1]) for word in self.run if word.startswith("exit ")), 0)


_FENCE = re.compile(r"^( *)(`{3,})([\w-]*)[^`\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!-- (run|file|output): (.*?) -->\s*\Z")


@cache
def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        above, said = text[: match.start()], {}
        while comment := _COMMENT.search(above):
            said[comment[1]] = comment[2]
            above = above[: comment.start()]
        inside = re.sub(f"^{match[1]}", "", match[4], flags=re.MULTILINE)
        run = frozenset(word.strip() for word in said.get("run", "").split(",")) - {""}
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(page, line, match[3], inside, run, said.get("file", ""), said.get("output", "")))
    return found


def all_blocks(*languages: str) -> Iterator[Block]:
    return (block for page in PAGES for block in blocks(page) if block.language in languages)


# -- where commands run ------------------------------------------------------------------------------------------------


def workspace(folder: Path, block: Block) -> None:
    """A card with its answers, a folder of three models, and the files that the page has shown so far."""
    folder.mkdir(parents=True)
    (folder / "README.md").write_bytes(seed_bytes(MTL9))
    shutil.copy(answers_path(MTL9), folder / "answers.yaml")
    for stem in (MTL9, BROADCLASS, URDU):
        (folder / "models" / stem).mkdir(parents=True)
        (folder / "models" / stem / "README.md").write_bytes(seed_bytes(stem))
    for other in blocks(block.page):
        if other.file and other.line < block.line:
            (folder / other.file).write_text(other.text, encoding="utf-8")


def variables(folder: Path, url: str) -> dict[str, str]:
    home = folder.parent / "home"
    programs = home / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    program = programs / "cardsmith"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cardsmith "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    found = environment(url, home, TOKEN if "127.0.0.1" in url else None)
    paths = os.pathsep.join((str(programs), found.get("PATH", os.defpath)))
    return {**found, "PATH": paths, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}


@pytest.fixture
def hub(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a local Hub for blocks that ask for one; for others there is nobody at all."""
    if "hub" not in request.getfixturevalue("block").run:
        yield "http://localhost:9"
        return
    with LocalHub(tmp_path / "hub", seed=ROOT / "fixtures" / "hub") as served:
        served.add_user("user", token=TOKEN)
        yield served.url


class Ran(NamedTuple):
    code: int
    out: str


def run(command: str, folder: Path, url: str, *, only_stdout: bool = False) -> Ran:
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=variables(folder, url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if only_stdout else subprocess.STDOUT,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stdout + (done.stderr or "")
    assert TOKEN not in done.stdout
    return Ran(done.returncode, done.stdout.replace(url, "https://huggingface.co").replace(str(folder.parent), "~"))


def run_in_terminal(command: str, folder: Path, url: str) -> Ran:
    """Run a command in a terminal, press `q` until it ends."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        settings = variables(folder, url) | {"TERM": "xterm-256color", "LINES": "32"}
        os.execve("/bin/sh", ["/bin/sh", "-c", command], settings)
    drawn, deadline = b"", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        try:
            if ready:
                drawn += os.read(terminal, 65536)
            else:
                os.write(terminal, b"q")
        except OSError:
            break
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return Ran(os.waitstatus_to_exitcode(status), drawn.decode("utf-8", "replace"))


def is_shown(shown: str, printed: str) -> bool:
    """Whether what is shown is what was printed; a line `…` stands for any lines."""
    wanted = [line.rstrip() for line in shown.strip("\n").splitlines()]
    got = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
    parts = [r"(?:.*\n)*?(?:.*\n?)" if line.strip() == ANY_LINES else re.escape(line) + r"(?:\n|\Z)" for line in wanted]
    return re.fullmatch("".join(parts), got) is not None


# -- the tests ---------------------------------------------------------------------------------------------------------


def _first_of(block: Block) -> list[Block]:
    """The blocks to run in one folder: this one, and those before it that it continues."""
    page = [other for other in blocks(block.page) if other.language == "console"]
    at = page.index(block)
    start = at
    while "continued" in page[start].run:
        start -= 1
    return page[start : at + 1]


@pytest.mark.parametrize("block", all_blocks("console"), ids=lambda block: block.id)
def test_commands(block: Block, tmp_path: Path, hub: str) -> None:
    folder = tmp_path / "work"
    workspace(folder, block)
    for part in _first_of(block):
        for command, shown in part.commands:
            assert command.startswith(("cardsmith ", "cat ")), f"{block.id}: {command!r} is not run"
            in_terminal = "terminal" in part.run
            ran = run_in_terminal(command, folder, hub) if in_terminal else run(command, folder, hub)
            assert ran.code == part.exits_with, f"{block.id}: {command}\n{ran.out}"
            if shown.strip() and not in_terminal:
                assert is_shown(shown, ran.out), f"{block.id}: {command}\n{ran.out}"


@pytest.mark.parametrize(
    "block", [block for page in PAGES for block in blocks(page) if block.output], ids=lambda block: block.id
)
def test_outputs(block: Block, tmp_path: Path, hub: str) -> None:
    folder = tmp_path / "work"
    workspace(folder, block)
    ran = run(block.output, folder, hub, only_stdout=True)
    assert is_shown(block.text, ran.out), ran.out


def test_the_first_command_of_the_readme(tmp_path: Path) -> None:
    first = next(block for block in blocks(ROOT / "README.md") if block.language == "sh")
    command = first.text.rpartition("&& .venv/bin/")[2]
    ran = run(f"cd {shlex.quote(str(ROOT))} && {command}", tmp_path, "http://localhost:9")
    assert ran.code == 0
    assert "100 % complete" in ran.out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shell_blocks_show_no_command_that_is_not_run(page: Path) -> None:
    for block in blocks(page):
        if block.language in ("sh", "text", ""):
            assert not re.search(r"^(\$ )?cardsmith ", block.text, re.MULTILINE), block.id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_sentences(page: Path) -> None:
    """What is named in passing exists: the command, and each of its options."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for line in re.findall(r"`cardsmith ([^`]+)`", text):
        words = line.split()
        command = cli.get_command(click.Context(cli), words[0])
        if command is None:
            assert words[0] == "CARD" or "/" in words[0] or "." in words[0] or words[0].startswith("--"), line
            continue
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("-") and word != "-"} <= known, line


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=lambda block: block.id)
def test_yaml(block: Block, tmp_path: Path) -> None:
    """Answers are answers to the reader and to the schema, and what a workflow runs can be run."""
    value: Any = YAML(typ="safe").load(block.text)
    if block.page.name == "answers.md":
        read_answers(block.text, block.id)
        assert list(Draft202012Validator(schema()).iter_errors(value)) == []
    folder = tmp_path / "work"
    workspace(folder, block)
    for command in re.findall(r"run: (cardsmith .*)", block.text):
        assert run(command, folder, "http://localhost:9").code in (0, 1), command


@pytest.mark.parametrize("block", all_blocks("toml"), ids=lambda block: block.id)
def test_toml(block: Block, tmp_path: Path) -> None:
    from cardsmith.tui.settings import read_settings

    table = tomllib.loads(block.text)
    if "tool" in table:
        (tmp_path / "pyproject.toml").write_text(block.text, encoding="utf-8")
        assert config_in(tmp_path, RULES)
    else:
        path = tmp_path / "config.toml"
        path.write_text(block.text, encoding="utf-8")
        assert read_settings(path)


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "python.md"], ids=lambda page: page.name)
def test_python(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page are one program; what a session prints is compared."""
    written = [block for block in blocks(page) if block.language in ("python", "pycon")]
    assert written
    folder = tmp_path / "work"
    workspace(folder, written[-1])
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "shown"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for block in written:
        if block.language == "python":
            exec(compile(block.text, block.id, "exec"), names)
        else:
            test = doctest.DocTestParser().get_doctest(block.text, names, block.id, str(page), block.line)
            failures: list[str] = []
            runner.run(test, out=failures.append, clear_globs=False)
            assert not failures, "".join(failures)
            names = test.globs


def key_tables() -> str:
    """The keys of the editor as editor.md lists them."""
    from cardsmith.tui import keys

    screens = {
        "Card": keys.WORKBENCH,
        "Curves": keys.RESULTS,
        "Review": keys.REVIEW,
        "Preview": keys.PREVIEW,
        "Push": keys.PUSH,
        "Board": keys.BOARD,
    }
    lines = ["| where | key | action | what it does |", "| --- | --- | --- | --- |"]
    for screen, actions in screens.items():
        for item in actions:
            if not item.id.startswith("take-"):
                shown = " ".join(f"`{keys.key_name(key)}`" for key in item.keys.split(","))
                lines.append(f"| {screen} | {shown} | `{item.id}` | {item.help} |")
    return "\n".join(lines)


def test_the_keys_of_the_editor() -> None:
    assert key_tables() in (ROOT / "docs" / "editor.md").read_text(encoding="utf-8")


def test_what_contributors_are_shown(tmp_path: Path) -> None:
    """The rule closes its own example, and the provider reads a file."""
    from cardsmith.suggest.base import Request
    from cardsmith.suggest.folder import LocalFolder

    rule_module, provider_module = (
        block for block in blocks(ROOT / "docs" / "contributing.md") if block.language == "python"
    )
    names: dict[str, Any] = {"__name__": "shown"}
    exec(compile(rule_module.text, rule_module.id, "exec"), names)
    for rule in names["RULES"]:
        assert list(rule.find(Card(rule.before)))
        assert not list(rule.find(Card(rule.after)))
        assert not list(rule.find(Card(rule.near_miss)))
    exec(compile(provider_module.text, provider_module.id, "exec"), names)
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: voices\n", encoding="utf-8")
    request = Request(Card("# README\n"), frozenset({"model_name"}))
    folder = LocalFolder(tmp_path, names["OPENS"])
    found = list(names["CitationProvider"](folder).suggest(request))
    assert [item.value for item in found] == ["voices"]


def test_the_pictures_are_those_of_the_editor() -> None:
    from scripts.make_shots import pictures

    stale = [path.name for path, text in pictures(["light"]).items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `make shots`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_is_there(page: Path) -> None:
    for path in re.findall(r'(?:src|srcset)="([^"]+)"', page.read_text(encoding="utf-8")):
        assert (page.parent / path).is_file(), path


def test_the_comparison_is_what_was_measured() -> None:
    """The tables have the numbers that `python -m bench lossless` prints now, for the versions that they name."""
    from bench.lossless import KEPT, measure_all, table

    page = (ROOT / "docs" / "lossless.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for title, found in measure_all().items():
        for (tool, judged), row in zip(found.items(), table(title, found).splitlines()[2:], strict=True):
            if f"| {tool} |" not in page and not tool.startswith("cardsmith"):
                continue  # another version of it is installed
            assert row in page, f"{title}: {row}"
            if KEPT in judged:
                shown = next(line for line in readme.splitlines() if line.startswith(f"| {tool} |"))
                assert f" {len(judged[KEPT])} same" in shown, shown


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    pytest.importorskip("material")
    pytest.importorskip("mkdocstrings")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
