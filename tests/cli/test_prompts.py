"""`cardsmith fill` asks line by line: through a pipe of answers, and in a terminal that can do nothing but print."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.local_hub import LocalHub
from tests.support import EXPECTED, MESD, SEEDS, URDU, answers, answers_path, seed_bytes, trainer_card

ESCAPE = "\x1b"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(URDU))
    return path


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "cardsmith", "fill", *map(str, arguments)]


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hf"), "XDG_STATE_HOME": str(folder / "state")}
    return {**os.environ, **own, "XDG_CACHE_HOME": str(folder / "cache"), **more}


class Run:
    """What a run said, and with which code it ended."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.said = done.stderr.decode("utf-8").replace(os.linesep, "\n")
        self.data = done.stdout


def typed(card: Path, lines: str, *arguments: str | Path) -> Run:
    """Run `cardsmith fill CARD` with these lines on its stdin."""
    given = arguments if any(isinstance(argument, Path) for argument in arguments) else (*arguments, card)
    done = subprocess.run(
        command(*given),
        input=lines.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        timeout=120,
        env=environment(card.parent),
    )
    assert ESCAPE.encode() not in done.stderr
    assert b"Traceback" not in done.stderr
    return Run(done)


# -- answers -----------------------------------------------------------------------------------------------------------


def test_a_question_has_its_words_and_suggestions(card: Path) -> None:
    said = typed(card, "q\n").said
    assert (
        "Question 1: language. Gap, line 1. 5 more open.\nWhich languages does the model work on?\nWhy: People" in said
    )
    assert "\nFor example: es\n1. ur (70 % sure, card: line 23" in said


def test_an_answer_is_shown_and_written(card: Path) -> None:
    run = typed(card, "1\nq\ny\n")
    assert "Taken: language is ur." in run.said
    assert "\n+language: ur\n" in run.said
    assert run.said.endswith("README.md: 35 % -> 54 % complete, written.\n")
    assert b"\nlanguage: ur\n" in card.read_bytes()
    assert (run.code, run.data) == (0, b"")


@pytest.mark.parametrize("lines", ["1\nq\nn\n", "1\nq\n\nno\n"])
def test_nothing_is_written_without_a_yes(card: Path, lines: str) -> None:
    run = typed(card, lines)
    assert card.read_bytes() == seed_bytes(URDU)
    assert run.said.endswith("Nothing was written to " + f"{card}.\n")
    assert run.code == 0


def test_yes_writes_without_asking(card: Path) -> None:
    run = typed(card, "1\nq\n", "--yes")
    assert "(y/n)" not in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()


def test_the_answers_end_before_a_yes(card: Path) -> None:
    run = typed(card, "1\n")
    assert (run.code, card.read_bytes()) == (2, seed_bytes(URDU))
    assert run.said.endswith("--yes writes without asking.\n")
    assert typed(card, "1\nq\n").code == 2
    assert card.read_bytes() == seed_bytes(URDU)


def test_with_yes_the_end_of_the_answers_is_the_end_of_the_questions(card: Path) -> None:
    assert typed(card, "1\n", "-y").code == 0
    assert b"\nlanguage: ur\n" in card.read_bytes()


def test_a_bad_answer_is_explained_and_asked_again(card: Path) -> None:
    run = typed(card, "Urdu\nur\nq\ny\n")
    assert "Not taken: 'Urdu' is not a language code. Hint: did you mean ur?\nAnswer (" in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()


def test_back_undo_skip_and_not_applicable(card: Path) -> None:
    lines = ["b", "en", "b", "", "n/a", "u", "user/urdu, user/more", "u", "", "q", "y"]
    run = typed(card, "\n".join(lines) + "\n")
    assert "There is no question before this one." in run.said
    assert "Filled: en. An empty line keeps it." in run.said
    assert "Took back: datasets: not applicable" in run.said
    assert "Took back: datasets: user/urdu, user/more" in run.said
    assert b"\nlanguage: en\n" in card.read_bytes()
    assert b"user/urdu" not in card.read_bytes()


def test_a_rule_is_explained(card: Path) -> None:
    said = typed(card, "?\nq\n").said
    assert "missing-language: gap\n" in said
    assert "See also docs/rules.md#missing-language" in said
    assert said.count("A number takes a suggestion") == 2


def test_a_text_that_looks_like_a_number(card: Path) -> None:
    assert "Not taken: '1' is not a language code" in typed(card, "=1\nq\nn\n").said


def test_what_is_not_utf8_is_asked_again(card: Path) -> None:
    run = typed(card, "\udcff\nur\nq\ny\n")
    assert "That is not UTF-8; please type it again." in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()


def test_what_a_card_says_is_not_obeyed(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: mit\ntags:\n- a\u202eb\n---\n\n# Voices\n", encoding="utf-8")
    said = typed(card, "", "--set", "language=es").said
    assert " - a\\u202eb" in said
    assert "\u202e" not in said


# -- whole cards -------------------------------------------------------------------------------------------------------


class Typist:
    """Answers the questions of a running command as they come."""

    QUESTION = re.compile(r"Question \d+: (?P<title>.+?)\. (?:Gap|Error|Advice)")

    def __init__(self, process: subprocess.Popen[bytes], wanted: dict[str, object]) -> None:
        self.process = process
        self.wanted = wanted
        self.said = ""
        self._asked = 0

    def run(self) -> None:
        while not self._said_more():
            for prompt, line in self._due():
                assert self.process.stdin is not None, prompt
                self.process.stdin.write(line.encode())
                self.process.stdin.flush()

    def _said_more(self) -> bool:
        assert self.process.stderr is not None
        data = os.read(self.process.stderr.fileno(), 65536)
        self.said += data.decode("utf-8")
        assert "Not taken" not in self.said, self.said
        return not data

    def _due(self) -> Iterator[tuple[str, str]]:
        rest = self.said[self._asked :]
        prompts = list(re.finditer(r"(?m)^[^\n]*(?::|\(y/n\)) \Z", rest))
        for prompt in prompts:
            self._asked = len(self.said)
            yield prompt[0], self._line(prompt[0])

    def _line(self, prompt: str) -> str:
        title = [match["title"] for match in self.QUESTION.finditer(self.said)][-1]
        if prompt.endswith("(y/n) "):
            return "y\n"
        value = self.wanted.get(title, "")
        if isinstance(value, dict):
            return self._part(prompt, value)
        if isinstance(value, list):
            return (", ".join(value) or "none") + "\n"
        if "one dot" in prompt and value:
            return f"{str(value).rstrip(chr(10))}\n.\n"
        return f"{value}\n"

    def _part(self, prompt: str, value: dict[str, dict[str, str]]) -> str:
        parts = {"Task": ("task", "type"), "Dataset,": ("dataset", "type"), "Its name": ("dataset", "name")}
        parts |= {"Config": ("dataset", "config"), "Split": ("dataset", "split")}
        known = next((keys for start, keys in parts.items() if prompt.startswith(start)), None)
        if known is None:
            return "y\n" if prompt.startswith("Answer") else "\n"
        return f"{(value.get(known[0]) or {}).get(known[1], '-')}\n"


@pytest.mark.parametrize("stem", SEEDS)
def test_every_seed_can_be_completed(stem: str, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_bytes(seed_bytes(stem))
    wanted = {key.removeprefix("sections."): value for key, value in answers(stem).items()}
    with subprocess.Popen(
        command(card), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    ) as process:
        typist = Typist(process, wanted)
        typist.run()
    assert process.returncode == 0, typist.said
    # Task and dataset make the results complete, so that nobody is asked for the split.
    assert card.read_bytes() == (EXPECTED / f"{stem}.md").read_bytes().replace(b"      split: test\n", b"")


def test_several_cards_are_asked_one_after_the_other(card: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_bytes(seed_bytes(URDU))
    done = typed(card, "ur\n" + "\n" * 5 + "y\n" + "en\nq\ny\n", card, other)
    assert b"\nlanguage: ur\n" in card.read_bytes(), done.said
    assert b"\nlanguage: en\n" in other.read_bytes()


def test_q_stops_with_all_cards(card: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_bytes(seed_bytes(URDU))
    run = typed(card, "q\nn\n", card, other)
    assert f"{card}: 35 % complete" in run.said
    assert f"{other}: 35 % complete" not in run.said


def test_a_card_that_cannot_be_read_is_left_out(card: Path) -> None:
    run = typed(card, "1\nq\ny\n", card.parent / "none.md", card)
    assert run.code == 2
    assert "none.md: cannot be read" in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()


# -- beside other options ----------------------------------------------------------------------------------------------


def test_answers_that_are_there_are_not_asked_for(card: Path) -> None:
    run = typed(card, "", "--answers", answers_path(URDU), "--yes", card)
    assert "Question 1: generator comment. Advice" in run.said
    assert "Question 2" not in run.said
    assert card.read_bytes() == (EXPECTED / f"{URDU}.md").read_bytes()


def test_set_and_select(card: Path) -> None:
    run = typed(card, "q\ny\n", "--set", "language=ur", "--select", "missing-language", "--select", "missing-datasets")
    assert "Question 1: datasets." in run.said
    assert "0 more open" in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()
    assert b"library_name" not in card.read_bytes()


def test_diff_writes_nothing(card: Path) -> None:
    run = typed(card, "1\nq\n", "--diff")
    assert "+language: ur" in run.said
    assert (run.code, card.read_bytes()) == (0, seed_bytes(URDU))


def test_another_file(card: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.md"
    typed(card, "1\nq\ny\n", "-o", target, card)
    assert card.read_bytes() == seed_bytes(URDU)
    assert b"\nlanguage: ur\n" in target.read_bytes()


def test_strict(card: Path) -> None:
    assert typed(card, "1\nq\ny\n", "--strict").code == 1


def test_a_card_on_stdin_cannot_be_asked_about(card: Path) -> None:
    run = typed(card, "", "-", Path("-"))
    assert run.code == 2
    assert "answers are read from stdin" in run.said


def test_a_file_that_changes_meanwhile_is_not_overwritten(card: Path) -> None:
    with subprocess.Popen(
        command(card),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(card.parent),
    ) as process:
        typist = Typist(process, {"language": "ur"})
        while "Question 2" not in typist.said:
            typist._said_more()
            for _, line in typist._due():
                card.write_bytes(seed_bytes(MESD))
                assert process.stdin is not None
                process.stdin.write(line.encode())
                process.stdin.flush()
        assert process.stdin is not None
        process.stdin.write(b"q\ny\n")
        process.stdin.close()
        said = process.stderr.read() if process.stderr is not None else b""
    assert process.returncode == 2
    assert b"changed" in said
    assert card.read_bytes() == seed_bytes(MESD)


def test_answers_are_remembered_for_the_author(tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name / ".git"
        folder.mkdir(parents=True)
        (folder / "config").write_text(f'[remote "origin"]\n\turl = https://huggingface.co/user/{name}\n')
        front = "library_name: transformers\npipeline_tag: text-classification\nlanguage: en\n"
        (tmp_path / name / "README.md").write_text(trainer_card(front).text, encoding="utf-8")
    card = tmp_path / "one" / "README.md"
    run = subprocess.run(
        command("--set", "license=openrail", card),
        input=b"q\ny\n",
        capture_output=True,
        check=False,
        env=environment(tmp_path),
    )
    assert run.returncode == 0, run.stderr
    kept = (tmp_path / "state" / "cardsmith" / "answers.jsonl").read_text("utf-8")
    assert '"author": "user", "field": "license", "value": "openrail"' in kept
    other = tmp_path / "two" / "README.md"
    asked = subprocess.run(
        command(other), input=b"q\nn\n", capture_output=True, check=False, env=environment(tmp_path)
    ).stderr.decode()
    assert re.search(r"\d\. openrail \(\d+ % sure, history: 1 of 1 cards", asked), asked


def test_a_card_of_the_hub_is_proposed_after_a_yes(tmp_path: Path) -> None:
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("guest")
        hub.add_model("user/voices", {"README.md": seed_bytes(URDU)})
        online = {
            "HF_ENDPOINT": hub.url,
            "HF_TOKEN": "hf_guest",
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }

        def asked(lines: bytes) -> str:
            done = subprocess.run(
                command("user/voices", "--create-pr"),
                input=lines,
                capture_output=True,
                check=False,
                env=environment(tmp_path, **online),
            )
            assert done.returncode == 0, done.stderr
            return done.stderr.decode()

        assert "left alone: declined" in asked(b"ur\nq\nn\n")
        assert hub.pull_requests("user/voices") == []
        said = asked(b"ur\nq\ny\n")
        assert "\n+language: ur\n" in said
        assert said.endswith(f"proposed: {hub.url}/user/voices/discussions/1.\n")
        assert b"\nlanguage: ur\n" in hub.read("user/voices", revision="refs/pr/1")


def test_a_default_that_cannot_be_written_stops_no_question(tmp_path: Path, card: Path) -> None:
    defaults = tmp_path / "answers.yaml"
    defaults.write_text("defaults:\n  results: {task: {type: audio-classification}}\n")
    run = typed(card, "ur\nq\ny\n", "--answers", defaults, card)
    assert run.code == 0
    assert "`results` is not answered by its default: " in run.said
    assert b"\nlanguage: ur\n" in card.read_bytes()


# -- a terminal --------------------------------------------------------------------------------------------------------

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")


class Terminal:
    """A terminal that can do nothing but print."""

    def __init__(self, card: Path, *arguments: str, program: Sequence[str] = ("-m", "cardsmith")) -> None:
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            run = [sys.executable, *program, "fill", *arguments, str(card)]
            os.execve(sys.executable, run, environment(card.parent, TERM="dumb"))
        self.said = ""

    def type(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in self.said:
            assert time.monotonic() < deadline, self.said
            assert self._read(), self.said
        self.said = self.said.partition(words)[2]

    def _read(self) -> bool:
        ready, _, _ = select.select([self._handle], [], [], 1)
        if not ready:
            return True
        try:
            data = os.read(self._handle, 65536)
        except OSError:  # it has ended
            return False
        assert ESCAPE.encode() not in data
        self.said += data.decode("utf-8")
        return bool(data)

    def end(self) -> int:
        while self._read():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._handle)
        return os.waitstatus_to_exitcode(status)


def test_in_a_dumb_terminal(card: Path) -> None:
    terminal = Terminal(card)
    terminal.wait_for("Question 1: language.")
    terminal.wait_for("commas between them): ")
    terminal.type("xx-bad\n")
    terminal.wait_for("is not a language code")
    terminal.type("urr\x7f\n")  # the terminal's own line editing
    terminal.wait_for("Taken: language is ur.")
    terminal.wait_for("Question 2: datasets.")
    terminal.type("q\n")
    terminal.wait_for("(y/n) ")
    terminal.type("y\n")
    terminal.wait_for("complete, written.")
    assert terminal.end() == 0
    assert b"\nlanguage: ur\n" in card.read_bytes()


WHERE_NO_READ_IS_INTERRUPTED = """
import signal, threading
from cardsmith.cli.main import main

threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
main()
"""
"""Another thread takes the signal, as if it had come in the moment before the main thread waits for a line."""


@pytest.mark.parametrize("program", [["-m", "cardsmith"], ["-c", WHERE_NO_READ_IS_INTERRUPTED]], ids=["read", "before"])
def test_interrupted(card: Path, program: list[str]) -> None:
    terminal = Terminal(card, program=program)
    terminal.wait_for("commas between them): ")
    terminal.type("ur\n")
    terminal.wait_for("Question 2")
    terminal.wait_for("commas between them): ")
    os.kill(terminal.pid, signal.SIGINT)
    terminal.wait_for("Interrupted: nothing was written to ")
    assert terminal.end() == 130
    assert card.read_bytes() == seed_bytes(URDU)
