"""What the commands do: exit codes, files written and not written, messages for every wrong turn, and never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, fill
from cardsmith.rules import RULES
from tests.cli.run import Run, run
from tests.support import (
    EHCALABRES,
    EXPECTED,
    MESD,
    MTL9,
    SEEDS,
    URDU,
    answers,
    answers_path,
    examples,
    seed,
    seed_bytes,
    trainer_card,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The five seeds, and a complete card."""
    for stem in SEEDS:
        (tmp_path / f"{stem}.md").write_bytes(seed_bytes(stem))
    shutil.copy(EXPECTED / f"{MESD}.md", tmp_path / "complete.md")
    return tmp_path


def filling(*arguments: str | Path, **parts: Any) -> Run:
    return run("fill", "--non-interactive", *arguments, **parts)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# -- the real command --------------------------------------------------------------------------------------------------


def real(*arguments: str | Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cardsmith", *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, check=False, env={**os.environ, "HF_HUB_OFFLINE": "1", **env}
    )


def test_the_real_command_checks_and_fills(folder: Path) -> None:
    card = folder / f"{MESD}.md"
    assert real("check", card).returncode == 1
    done = real("fill", "--non-interactive", "--answers", answers_path(MESD), card)
    assert (done.returncode, done.stderr) == (0, b"")
    assert card.read_bytes() == (EXPECTED / f"{MESD}.md").read_bytes()
    assert real("check", card).returncode == 0
    assert real("check", folder / "none.md").returncode == 2


def test_the_numbers_told_are_those_written(folder: Path) -> None:
    done = run(
        "fill",
        "--non-interactive",
        "--answers",
        answers_path(MTL9),
        "--set",
        "results.checkpoint=best",
        f"{MTL9}.md",
        cwd=folder,
    )
    assert "results: Wer 0.8487 (" in done.out
    assert "value: 0.8487\n" in (folder / f"{MTL9}.md").read_text(encoding="utf-8")


def test_stdin_to_stdout() -> None:
    done = real("fill", "--non-interactive", "--answers", answers_path(MESD), "-", stdin=seed_bytes(MESD))
    assert done.stdout == (EXPECTED / f"{MESD}.md").read_bytes()
    assert done.stderr.startswith(b"stdin: 19 % -> 100 % complete, written\n")
    assert real("check", "-", stdin=b"\xff").stderr.startswith(b"Error: stdin:1:1: not UTF-8")


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    cards = [str(folder / f"{stem}.md") for stem in SEEDS] * 40
    command = [sys.executable, "-m", "cardsmith", "check", *cards]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_said(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "cardsmith", "check", str(folder / f"{MESD}.md")]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"Error: No space left on device\n")


def test_an_encoding_without_our_letters_is_no_hindrance(folder: Path) -> None:
    done = real("check", folder / f"{MESD}.md", PYTHONIOENCODING="latin-1")
    assert done.returncode == 1
    assert b"\\u2026" in done.stdout
    assert done.stderr == b""


def on_a_terminal(*arguments: str | Path, **env: str) -> str:
    """What a terminal gets, stdout and stderr together."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "cardsmith", *map(str, arguments)]
    settings_ = {**os.environ, "TERM": "xterm", "COLUMNS": "100", **env}
    settings_.pop("NO_COLOR", None) if "NO_COLOR" not in env else None
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=settings_) as process:
        os.close(follower)
        got = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux says so at the end
                break
            if not part:
                break
            got += part
    os.close(leader)
    assert process.returncode is not None
    return got.decode()


HOSTILE = (
    b'---\nlicense: mit\nmodel-index:\n- name: "results\\x1b[31m"\n  results: []\n---\n'
    b"# results\x1b[2J\x9b1m\n\n## Model description\x1b]0;pwn\x07\xe2\x80\xae\n\nMore information needed\n\n"
    b"It achieves the following results on the evaluation set:\n- A\x1b[1mccuracy: 0.5\n- Wer\x07: {'\x1b': 1}\n\n"
    b"| Training Loss | Epoch | \x1b[5mWer |\n|:-:|:-:|:-:|\n| 1 | 1 | 0.5 |\n| 1 | 2 | 0.4 |\n| 1 | 3 | 0.3 |\n"
).replace(b"\x9b", "\x9b".encode())


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["fill", "--non-interactive", "--diff"],
        ["results"],
        ["check", "--json"],
        ["check", "--format", "github"],
    ],
)
@pytest.mark.parametrize("colour", [True, False])
def test_a_card_shows_its_escapes_and_sends_none(tmp_path: Path, arguments: list[str], colour: bool) -> None:
    (tmp_path / "evil\x1b[7m.md").write_bytes(HOSTILE)
    shown = on_a_terminal(*arguments, tmp_path / "evil\x1b[7m.md", **({} if colour else {"NO_COLOR": "1"}))
    ours = ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m", "\x1b[34m")
    for code in ours if colour else ():
        shown = shown.replace(code, "")
    assert "\x1b" not in shown
    assert not {"\x9b", "\x07", "\u202e", "\x00"} & set(shown)
    assert "\\x1b" in shown or "\\u001b" in shown


def test_colour_only_where_somebody_sees_it(folder: Path) -> None:
    card = folder / f"{MESD}.md"
    assert "\x1b[33mgap\x1b[0m" in on_a_terminal("check", card)
    assert "\x1b" not in on_a_terminal("check", card, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("check", card, TERM="dumb")
    assert b"\x1b" not in real("check", card, FORCE_COLOR="1").stdout


def test_a_curve_on_a_terminal(folder: Path) -> None:
    shown = on_a_terminal("results", folder / f"{MTL9}.md")
    assert "Wer by row (B best, R reported)" in shown
    assert "they are row 86 of 86, the last; the best Wer is 0.8487, in row 79" in shown
    assert "Wer by row" not in run("results", folder / f"{MTL9}.md").out


@pytest.mark.parametrize("odd", ["nan", "inf", "No log", ""])
def test_a_curve_with_holes_on_a_narrow_terminal(tmp_path: Path, odd: str) -> None:
    rows = f"| 1 | 1 | {odd} |\n| 1 | 2 | 0.4 |\n| 1 | 3 | {odd} |\n| 1 | 4 | 0.3 |\n"
    text = f"results on the evaluation set:\n- Wer: 0.4\n\n| Training Loss | Epoch | Wer |\n|:-:|:-:|:-:|\n{rows}"
    (tmp_path / "card.md").write_text(text)
    shown = on_a_terminal("results", tmp_path / "card.md", COLUMNS="3")
    assert "they are row 2 of 4, neither the last nor the best; the best Wer is 0.3, in row 4" in shown
    assert "Traceback" not in shown
    assert "R" in shown.partition("row 4")[2]


# -- wrong turns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc", "x"], "there is neither a command nor a file called 'chekc'; did you mean `cardsmith check`?"),
        (["xyzzy"], "there is neither a command nor a file called 'xyzzy'\n"),
        (["missing.md"], "there is neither a command nor a file called 'missing.md'\n"),
        (["fill", "--non-interactive", "--min-confidence", "nan", "complete.md"], "nan is not a number from 0 to 1"),
        (["check"], "Missing argument 'CARD...'"),
        (["check", ""], "a CARD is empty; the README.md of this folder is `.`"),
        (["check", "--josn", "complete.md"], "No such option '--josn'"),
        (["check", "--select", "missing-licence", "complete.md"], "there is no rule 'missing-licence'; did you mean missing-license?"),
        (["check", "--ignore", "xyzzy", "complete.md"], "there is no rule 'xyzzy'\n"),
        (["check", "--format", "xml", "complete.md"], "'xml' is not one of 'human', 'json', 'github'"),
        (["check", "--json", "-q", "complete.md"], "--format json and quiet exclude each other"),
        (["fill", "--json", "complete.md"], "for a run that asks nothing: add --non-interactive"),
        (["fill", "--non-interactive", "-o", "-", "complete.md", f"{MESD}.md"], "a card on standard output must be the only one"),
        (["fill", "--non-interactive", "-", "complete.md"], "a card on standard output must be the only one"),
        (["fill", "--non-interactive", "-o", "new", "complete.md", f"{MESD}.md"], "for several cards -o must name a folder that exists, and 'new' is none"),
        (["fill", "--non-interactive", "complete.md", "complete.md"], "two cards would be written to complete.md"),
        (["fill", "--non-interactive", "--diff", "-o", "new", "complete.md"], "--diff writes no card: leave out -o"),
        (["fill", "--non-interactive", "--report", "x.pdf", "complete.md"], "--report x.pdf: '.pdf' is no form of a report; name it .json, .jsonl, .md or .html"),
        (["fill", "--non-interactive", "--report", "x", "complete.md"], "--report x: its ending says no form; name it .json"),
        (["report", "complete.md", "-o", "x.txt"], "-o x.txt: '.txt' is no form of a report; name it .json"),
        (["fill", "--non-interactive", "--min-confidence", "2", "complete.md"], "2.0 is not in the range"),
        (["fill", "--non-interactive", "--min-confidence", "much", "complete.md"], "'much' is not a valid float"),
    ],
)  # fmt: skip
def test_usage_errors(folder: Path, arguments: list[str], words: str) -> None:
    before = contents(folder)
    done = run(*arguments, cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert words in done.stderr.replace("No such option: --josn", "No such option '--josn'")
    assert "--help" in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("license", "--set: 'license' is not KEY=VALUE"),
        ("=mit", "--set: '=mit' is not KEY=VALUE"),
        ("licence=mit", "--set licence: there is no answer called 'licence'"),
        ("license=", "--set license: must be text, and is empty"),
        ("license=gpl3", "--set license: 'gpl3' is not a licence id of the Hub"),
        ("results.task.typ=x", "--set results.task.typ: there is no `results.task.typ`"),
        ("results.checkpoint=bset", "--set results.checkpoint: must be one of reported, last, best, and is 'bset'"),
        ("results=best", "--set results: must be a mapping of keys to values, and is text"),
        ("datasets=[a/b", "--set datasets: '[a/b' is not YAML"),
        ("datasets=a/b,c/d", "--set datasets: 'a/b,c/d' is not a dataset id"),
        ("sections.Model description=", "--set sections.Model description: must be text, and is empty"),
    ],
)
def test_settings_that_are_none(folder: Path, setting: str, words: str) -> None:
    done = filling("--set", setting, "complete.md", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert done.stderr.startswith(f"Error: {words}")


def test_one_key_in_two_ways() -> None:
    done = filling("--set", "results=x", "--set", "results.checkpoint=best", "x.md")
    assert (done.code, done.stderr) == (2, "Error: --set: 'results.checkpoint' is set twice, in two ways\n")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("none.md", "Error: none.md: cannot be read: No such file or directory\n"),
        ("empty", f"Error: empty{os.sep}README.md: cannot be read: No such file or directory\n"),
        ("latin1.md", "Error: latin1.md:2:4: not UTF-8: byte 0xe9 at offset 11 does not decode\nHint: convert the file to UTF-8; a card written on Windows may be in a legacy code page\n"),
        ("x" * 5000, f"Error: {'x' * 5000}: cannot be read: File name too long\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [["check"], ["fill", "--non-interactive"], ["results"]])
def test_cards_that_cannot_be_read(tmp_path: Path, command: list[str], argument: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin1.md").write_bytes(b"# Title\ncaf\xe9")
    done = run(*command, argument, cwd=tmp_path)
    assert done.code == 2
    assert (
        done.stderr == message.replace("offset 10", "offset 11") if argument == "latin1.md" else done.stderr == message
    )


def test_the_editor_needs_a_terminal(folder: Path) -> None:
    done = run("complete.md", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert (
        done.stderr
        == "Error: the editor needs a terminal to read keys from and to draw on\nHint: `cardsmith fill` asks the same line by line; with --non-interactive it asks nothing\n"
    )


@pytest.mark.parametrize("argument", ["user/model", "hf://user/model@main"])
@pytest.mark.parametrize("command", [["check"], ["suggest"], ["fill", "--non-interactive", "--diff"], ["results"]])
def test_a_card_on_the_hub_without_the_hub(command: list[str], argument: str) -> None:
    done = run(*command, argument)
    assert (done.code, done.stderr.count("Error: ")) == (2, 1)
    assert "the model `user/model`" in done.stderr
    assert "not in the cache\nHint: run it once without --offline\n" in done.stderr


def test_a_card_on_the_hub_has_no_file_to_be_written_to() -> None:
    done = run("fill", "--non-interactive", "user/model")
    assert done.code == 2
    assert "Error: user/model is on the Hub: say where to write it with -o, or look with --diff" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    done = run("check", "--json", name, cwd=tmp_path)
    assert (done.code, json.loads(done.out)[0]["error"]["message"]) == (2, "cannot be read: No such file or directory")
    assert done.stderr == "Error: caf\\udce9.md: cannot be read: No such file or directory\n"
    (tmp_path / name).write_bytes(seed_bytes(MESD))
    report = filling("--report", "report.json", name, cwd=tmp_path)
    assert report.code == 0
    assert json.loads((tmp_path / "report.json").read_bytes())[0]["card"] == name


# -- check -------------------------------------------------------------------------------------------------------------


def test_exit_codes_of_check(folder: Path) -> None:
    assert run("check", folder / "complete.md").code == 0
    assert run("check", folder / "complete.md", folder / f"{MESD}.md").code == 1
    assert run("check", folder / f"{MESD}.md", folder / "none.md").code == 2
    assert run("check", "--select", "missing-license", folder / f"{MESD}.md").code == 0
    assert (
        run("check", "--ignore", ",".join(rule for rule in RULES if rule != "reported-row"), folder / f"{MTL9}.md").code
        == 0
    )


def test_a_card_that_cannot_be_read_is_an_annotation(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"---\nlicense: mit\n---\n# caf\xe9\n")
    done = run("check", "--format", "github", "broken.md", "none.md", cwd=folder)
    assert done.code == 2
    assert done.out.splitlines() == [
        "::error file=broken.md,line=4,col=6::not UTF-8: byte 0xe9 at offset 26 does not decode",
        "::error file=none.md::cannot be read: No such file or directory",
    ]


def test_front_matter_that_cannot_be_read_makes_nothing_complete(folder: Path) -> None:
    text = seed_bytes(MESD).replace(b"license: ", b"license: [")
    (folder / "unreadable.md").write_bytes(text)
    done = run("check", "-v", "unreadable.md", cwd=folder)
    assert "unreadable.md: 0 % complete, 1 error" in done.out
    assert "filled" not in done.out


def test_a_folder_means_its_readme(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "README.md").write_bytes(seed_bytes(MESD))
    done = run("check", "model", cwd=tmp_path)
    assert done.out.startswith(f"model{os.sep}README.md:1:1: gap: ")


def test_select_wins_over_the_configuration(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.cardsmith]\nignore = ["missing-language", "missing-license"]\n')
    assert "missing-language" not in run("check", f"{MTL9}.md", cwd=folder).out
    done = run("check", "--select", "missing-language", f"{MTL9}.md", cwd=folder)
    assert (done.code, "[missing-language]" in done.out, "missing-license" in done.out) == (1, True, False)
    assert "1 gap" in done.out
    assert "[missing-language]" in filling("--select", "missing-language", "--dry-run", f"{MTL9}.md", cwd=folder).stderr


@pytest.mark.parametrize("look", ["--dry-run", "--json"])
def test_select_shows_the_same_gaps_in_fill_and_check(folder: Path, look: str) -> None:
    done = filling("--select", "missing-license", look, f"{MTL9}.md", cwd=folder)
    told = done.out + done.stderr
    assert "missing-license" in told
    assert "missing-language" not in told
    assert filling("--strict", "--select", "missing-base-model", f"{MTL9}.md", cwd=folder).code == 0
    assert filling("--strict", "--select", "missing-license", f"{MTL9}.md", cwd=folder).code == 1


def test_select_shows_less_and_says_the_same_of_the_card(folder: Path) -> None:
    everything = run("check", folder / f"{MTL9}.md").out.splitlines()[-1]
    selected = run("check", "--select", "reported-row", folder / f"{MTL9}.md").out.splitlines()
    assert selected[-1].partition(" complete")[0] == everything.partition(" complete")[0]
    assert selected[-1].endswith("1 advice")


def test_json_of_check(folder: Path) -> None:
    done = run("check", "--json", folder / f"{EHCALABRES}.md", folder / "none.md")
    card, failed = json.loads(done.out)
    assert set(card) == set(failed) == {"card", "dialects", "completeness", "gaps", "error"}
    assert (card["card"], card["dialects"], card["error"]) == (str(folder / f"{EHCALABRES}.md"), ["hf-trainer"], None)
    assert 0 < card["completeness"] < 1
    keys = {"rule", "severity", "fix", "message", "where", "field", "span", "line", "column", "suggestions"}
    text = seed(EHCALABRES).text
    for gap in card["gaps"]:
        assert set(gap) == keys
        assert gap["severity"] in ("error", "gap", "advice")
        assert gap["fix"] in ("safe", "ask", "none")
        start, end = gap["span"]
        assert 0 <= start <= end <= len(text)
        assert gap["line"] == text.count("\n", 0, start) + 1
        for suggestion in gap["suggestions"]:
            assert set(suggestion) == {"value", "source", "evidence", "confidence", "safe"}
            assert suggestion["evidence"]
            assert 0 <= suggestion["confidence"] <= 1
    assert failed["error"] == {
        "message": "cannot be read: No such file or directory",
        "where": failed["card"],
        "hint": "",
    }
    assert (failed["gaps"], failed["completeness"]) == ([], 0.0)


def test_github_annotations_escape_what_ends_them(tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text("---\n100%: a\n100%: b\n---\n# m\n\n## Model description\n")
    done = run("check", "--format", "github", "--select", "duplicate-key", "a,b:c%.md", cwd=tmp_path)
    assert done.out == (
        "::warning file=a%2Cb%3Ac%25.md,line=3,col=1,title=duplicate-key::"
        "the key `100%25` stands there twice; readers keep the last one\n"
    )


def test_a_message_stays_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text('---\n"a\\nx.md:1:1: error: forged": 1\n"a\\nx.md:1:1: error: forged": 2\n---\n')
    lines = run("check", "--select", "duplicate-key", "x.md", cwd=tmp_path).out.splitlines()
    assert not any(line.startswith("x.md:1:1: error: forged") for line in lines)


# -- fill --------------------------------------------------------------------------------------------------------------


def test_fill_writes_what_the_library_gives(folder: Path) -> None:
    for stem in SEEDS:
        done = filling("--answers", answers_path(stem), folder / f"{stem}.md")
        assert (done.code, done.stderr) == (0, "")
        assert (folder / f"{stem}.md").read_bytes() == (EXPECTED / f"{stem}.md").read_bytes()


def test_a_diff_writes_nothing_and_can_be_applied(folder: Path) -> None:
    before = contents(folder)
    done = filling("--answers", answers_path(URDU), "--diff", f"{URDU}.md", cwd=folder)
    assert done.code == 0
    assert contents(folder) == before
    if shutil.which("git"):
        subprocess.run(["git", "apply", "-"], cwd=folder, input=done.stdout, check=True)
        assert (folder / f"{URDU}.md").read_bytes() == (EXPECTED / f"{URDU}.md").read_bytes()


def test_a_diff_keeps_the_bytes_of_other_line_ends(tmp_path: Path) -> None:
    card = trainer_card("license: mit\n", newline="\r\n")
    (tmp_path / "card.md").write_bytes(card.to_bytes())
    done = filling("--set", "license=apache-2.0", "--diff", "card.md", cwd=tmp_path)
    assert b"-license: mit\r\n" in done.stdout
    assert b"+license: apache-2.0\r\n" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_diff_of_a_card_whose_name_is_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_bytes(b"---\nlicense: mit\n---\n")
    done = filling("--set", "license=apache-2.0", "--diff", os.fsdecode(b"caf\xe9.md"), cwd=tmp_path)
    assert done.code == 0
    assert b"+license: apache-2.0\n" in done.stdout
    assert b"caf\xe9.md" in done.stdout


def test_output_to_a_file_a_folder_and_stdout(folder: Path) -> None:
    expected = fill(seed(MESD)).card.to_bytes()
    before = contents(folder)
    (folder / "out").mkdir()
    assert filling("-o", "new.md", f"{MESD}.md", cwd=folder).code == 0
    assert filling("-o", "out", f"{MESD}.md", f"{URDU}.md", cwd=folder).code == 0
    done = filling("-o", "-", f"{MESD}.md", cwd=folder)
    assert done.stdout == (folder / "new.md").read_bytes() == (folder / "out" / f"{MESD}.md").read_bytes() == expected
    assert done.stderr.startswith(f"{MESD}.md: 19 % -> 31 % complete, written\n")
    assert contents(folder) == {**before, "new.md": expected}
    assert {path.name for path in (folder / "out").iterdir()} == {f"{MESD}.md", f"{URDU}.md"}


def test_readmes_of_several_folders_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for name in ("one", "two", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_bytes(seed_bytes(MESD))
    done = filling("-o", "out", "one", "two", cwd=tmp_path)
    assert done.code == 2
    assert "two cards would be written to" in done.stderr
    assert (tmp_path / "out" / "README.md").read_bytes() == seed_bytes(MESD)


def test_a_complete_card_is_copied_but_never_rewritten(folder: Path) -> None:
    path = folder / "complete.md"
    os.utime(path, (1, 1))
    assert filling(path).code == 0
    assert path.stat().st_mtime == 1
    assert filling("-o", folder / "copy.md", path).code == 0
    assert (folder / "copy.md").read_bytes() == path.read_bytes()


def test_one_broken_card_does_not_stop_the_others(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"\xff")
    (folder / "alias.md").write_text("---\nlicense: &l other\nlicense_name: *l\n---\n# m\n")
    done = filling("--set", "license=mit", f"{MESD}.md", "broken.md", "alias.md", "none.md", f"{MTL9}.md", cwd=folder)
    assert done.code == 2
    assert [line for line in done.stderr.splitlines() if not line.startswith("Hint: ")] == [
        "Error: broken.md:1:1: not UTF-8: byte 0xff at offset 0 does not decode",
        "Error: alias.md: license: an alias elsewhere (*l) refers to it",
        "Error: none.md: cannot be read: No such file or directory",
    ]
    assert "license: mit\n" in (folder / f"{MESD}.md").read_text()
    assert "license: mit\n" in (folder / f"{MTL9}.md").read_text()
    assert "license: &l other\n" in (folder / "alias.md").read_text()


def test_strict_counts_what_is_left(folder: Path) -> None:
    assert filling("--strict", folder / f"{MESD}.md").code == 1
    assert filling("--strict", folder / "complete.md").code == 0
    assert filling("--strict", "--answers", answers_path(MESD), folder / f"{MESD}.md").code == 0
    assert filling("--strict", folder / f"{URDU}.md", folder / "none.md").code == 2


def test_a_report_tells_all(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"\xff")
    done = filling("--answers", answers_path(MTL9), "--report", "report.json", f"{MTL9}.md", cwd=folder)
    assert done.code == 0
    (report,) = json.loads((folder / "report.json").read_bytes())
    assert set(report) == {
        *("card", "dialects", "completeness", "completeness_before", "gaps", "filled", "open"),
        *("left_out", "refused", "error", "pushed"),
    }
    assert (report["completeness"], report["error"], report["pushed"]) == (1.0, None, None)
    filled = {item["field"]: item for item in report["filled"]}
    assert filled["metrics"]["value"] == ["wer"]
    assert filled["metrics"]["evidence"] == [{"source": "card", "locator": "line 17", "quote": "Wer: 0.8603"}]
    assert filled["license"]["evidence"] == [{"source": "answers", "locator": "", "quote": "given by the user"}]
    assert report["left_out"] == [{"name": "Loss", "value": "1.3413", "reason": "loss is not a metric"}]
    assert all(gap["severity"] == "advice" for gap in report["open"])
    both = json.loads(filling("--json", f"{MESD}.md", "broken.md", cwd=folder).out)
    assert set(both[0]) == set(both[1]) == {*report, "diff"}
    assert both[1]["error"]["message"].startswith("not UTF-8")


@pytest.mark.parametrize("look", ["--diff", "--dry-run"])
def test_json_of_a_look_holds_the_diff_and_is_all_of_stdout(folder: Path, look: str) -> None:
    (folder / "broken.md").write_bytes(b"\xff")
    before = contents(folder)
    plain = filling(look, f"{MESD}.md", cwd=folder).out
    done = filling("--json", look, f"{MESD}.md", "complete.md", "broken.md", cwd=folder)
    looked = json.loads(done.out)
    assert [item["diff"] for item in looked] == [plain, "", None]
    assert "completeness" not in done.stderr
    assert contents(folder) == before


def test_json_of_a_look_at_stdin_is_on_stdout() -> None:
    done = filling("--json", "--diff", "-", stdin=seed_bytes(MESD))
    assert json.loads(done.out)[0]["diff"].startswith("--- a/stdin\n")


def test_json_of_a_write_holds_the_same_diff(folder: Path) -> None:
    plain = filling("--diff", f"{MESD}.md", cwd=folder).out
    assert json.loads(filling("--json", f"{MESD}.md", cwd=folder).out)[0]["diff"] == plain


@pytest.mark.parametrize("look", ["--diff", "--dry-run"])
def test_quiet_names_the_cards_of_a_look_and_nothing_else(folder: Path, look: str) -> None:
    done = filling("-q", look, f"{MESD}.md", "complete.md", cwd=folder)
    assert (done.out, done.stderr) == (f"{MESD}.md\n", "")


def test_json_beside_a_card_on_stdout_goes_to_stderr(folder: Path) -> None:
    done = filling("--json", "-o", "-", folder / f"{MESD}.md")
    assert done.stdout == fill(seed(MESD)).card.to_bytes()
    assert json.loads(done.stderr)[0]["completeness_before"] < json.loads(done.stderr)[0]["completeness"]


def test_a_report_that_cannot_be_written_is_said(folder: Path) -> None:
    done = filling("--report", folder / "no" / "report.json", folder / f"{MESD}.md")
    assert done.code == 2
    assert "report.json: cannot be written: No such file or directory" in done.stderr


def test_what_can_be_filled_but_not_written_is_said(tmp_path: Path) -> None:
    card = "---\nmetrics: &t [generated_from_trainer]\ntags: *t\n---\n" + seed(MTL9).text.partition("---\n\n")[2]
    (tmp_path / "card.md").write_text(card)
    done = filling("card.md", cwd=tmp_path)
    assert "  refused   metrics: " in done.out
    assert "  filled    base_model: yongjian/wav2vec2-large-a" in done.out


# -- answers on the command line ---------------------------------------------------------------------------------------


def test_settings_of_every_kind(folder: Path) -> None:
    path = folder / f"{MESD}.md"
    done = filling(
        *("--set", "license=mit", "--set", "language=[es, no]", "--set", "datasets=[user/voices]"),
        *("--set", "results.task.type=audio-classification", "--set", "results.checkpoint=last"),
        *("--set", "sections.Model description=It listens.", "--set", "sections.v1.0 notes=First."),
        *("--set", "license_link= https://example.com/a=b ", "--set", "co2_eq_emissions={emissions: 12}"),
        path,
    )
    assert (done.code, done.stderr) == (0, "")
    card = Card.load(path)
    assert (card.metadata["license"], card.metadata["language"]) == ("mit", ["es", "no"])
    assert card.metadata["license_link"] == "https://example.com/a=b"
    assert card.metadata["co2_eq_emissions"] == {"emissions": 12}
    assert card.metadata["model-index"][0]["results"][0]["metrics"][0]["value"] == 0.9077
    assert "## Model description\n\nIt listens.\n" in card.text
    assert "## v1.0 notes\n\nFirst.\n" in card.text


def test_a_setting_goes_over_one_part_of_the_answers(folder: Path) -> None:
    path = folder / f"{MTL9}.md"
    done = filling("--answers", answers_path(MTL9), "--set", "results.checkpoint=best", "--set", "language=fr", path)
    assert done.code == 0
    card = Card.load(path)
    result = card.metadata["model-index"][0]["results"][0]
    assert (result["dataset"]["type"], result["metrics"][0]["value"]) == ("combined-mtl9", 0.8487)
    assert card.metadata["language"] == "fr"


def test_answers_for_many_cards(folder: Path) -> None:
    (folder / "answers.yaml").write_text(
        f"defaults:\n  license: cc-by-4.0\n  language: en\ncards:\n  {MTL9}:\n    language: fr\n  {MESD}.md: {{language: es}}\n  nobody: {{language: de}}\n"
    )
    done = filling("--answers", "answers.yaml", f"{MTL9}.md", f"{MESD}.md", f"{URDU}.md", cwd=folder)
    assert done.code == 0
    assert done.stderr == "Warning: answers.yaml: no card given here is called 'nobody'; its answers were not used\n"
    found = {stem: Card.load(folder / f"{stem}.md").metadata for stem in (MTL9, MESD, URDU)}
    assert {stem: data["language"] for stem, data in found.items()} == {MTL9: "fr", MESD: "es", URDU: "en"}
    assert {stem: data["license"] for stem, data in found.items()} == {
        MTL9: "cc-by-4.0",
        MESD: "apache-2.0",
        URDU: "apache-2.0",
    }


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path: None, "Error: answers.yaml: cannot be read: No such file or directory\n"),
        (lambda path: path.write_bytes(b"license: \xff"), "Error: answers.yaml: not UTF-8 at byte 9\n"),
        (lambda path: path.write_text("license: [mit\n"), "Error: answers.yaml:2:1: cannot be read: "),
        (lambda path: path.write_text("license: mit\nlanguage: Klingon\n"), "Error: answers.yaml:2:1: `language`: 'Klingon' is not a language code\nHint: "),
        (lambda path: path.write_text("license: mit\n"), "Error: answers.yaml: the answers are for one card, and 2 were given\nHint: "),
    ],
)  # fmt: skip
def test_answers_that_are_none_stop_before_anything_is_written(
    folder: Path, write: Callable[[Path], object], message: str
) -> None:
    before = contents(folder)
    write(folder / "answers.yaml")
    done = filling("--answers", "answers.yaml", f"{MTL9}.md", f"{MESD}.md", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert done.stderr.startswith(message)
    assert {name: data for name, data in contents(folder).items() if name != "answers.yaml"} == before


def test_answers_with_a_byte_order_mark(folder: Path) -> None:
    (folder / "answers.yaml").write_bytes(b"\xef\xbb\xbflicense: mit\n")
    assert filling("--answers", "answers.yaml", f"{MTL9}.md", cwd=folder).code == 0
    assert Card.load(folder / f"{MTL9}.md").metadata["license"] == "mit"


# -- results -----------------------------------------------------------------------------------------------------------


def test_json_of_results(folder: Path) -> None:
    done = run("results", "--json", f"{MTL9}.md", "complete.md", "none.md", cwd=folder)
    assert done.code == 2
    missing, whole, failed = json.loads(done.out)
    assert set(missing) == set(whole) == set(failed)
    assert missing["reported_row"] == {
        "kind": "last",
        "row": 86,
        "rows": 86,
        "best_by": None,
        "best": {"row": 79, "column": "Wer", "text": "0.8487"},
    }
    assert (missing["result"], missing["missing"]) == (None, "a result needs its task: answer `pipeline_tag`")
    assert whole["result"]["metrics"] == [{"name": "Accuracy", "type": "accuracy", "value": 0.9154}]
    assert (whole["in_model_index"], missing["in_model_index"]) == (True, False)


def test_results_of_a_card_that_reports_none(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# m\n")
    assert run("results", "x.md", cwd=tmp_path).out == "x.md\n  no reported results\n"
    assert run("results", "-q", "x.md", cwd=tmp_path).out == ""


# -- whatever a card holds ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "---\n",
            "---\r\n",
            "license: mit\n",
            "license: [\n",
            "tags: [a, b]\n",
            "- a\n",
            "model-index:\n",
            "  - name: x\n",
            "  results: []\n",
        ),
        *(
            "datasets:\n- null\n",
            "{}\n",
            "&a b: *a\n",
            "!!python/object:os.system x: y\n",
            "? [k]\n: v\n",
            "a: |\n  b\n",
            "\t",
            "%YAML 1.2\n",
        ),
        *(
            "# results\n",
            "## Model description\n\n",
            "More information needed\n",
            "```\n",
            "<!--\n",
            "| Training Loss | Epoch |\n|:-:|:-:|\n| 1 | 2 |\n",
        ),
        *(
            "fine-tuned version of [a/b](https://huggingface.co/a/b) on the None dataset.\n",
            "results on the evaluation set:\n- Loss: 1\n- Wer: 0.5\n",
        ),
        *(
            "\ufeff",
            "\x00",
            "\x1b[2J",
            "\u2028",
            "\r",
            "é",
            "\n",
            "generated_from_trainer\n",
            "metrics:\n- wer\n",
            "pipeline_tag: 3\n",
        ),
    ]
)


@examples(1)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_card_makes_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "any.md"
    path.write_bytes(text.encode())
    assert run("check", path).code in (0, 1)
    assert run("results", path).code == 0
    for given_ in (
        [],
        ["--set", "license=mit", "--set", "sections.Model description=Words."],
        ["--set", "datasets=[a/b]"],
    ):
        path.write_bytes(text.encode())
        done = filling(*given_, path)
        assert done.code in (0, 2)
        if done.code == 2:
            assert done.stderr.startswith("Error: ")
            assert path.read_bytes() == text.encode()


def test_answers_of_the_library_and_of_the_command_are_one(folder: Path) -> None:
    done = filling("--answers", answers_path(URDU), "-o", "-", folder / f"{URDU}.md")
    assert done.stdout == fill(seed(URDU), answers(URDU), checked=True).card.to_bytes()
