"""What the CARD arguments and their options stand for."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from cardsmith.batch.places import CardPlace
from cardsmith.batch.sources import Wanted, count, places_of, wanted_places
from cardsmith.cli.hub import HubAccess
from cardsmith.errors import CardError
from cardsmith.hub.reader import HubError
from tests.cli.run import run

FRONT = "---\nlicense: mit\n---\n# Title\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(*names: str, text: str = FRONT) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def nobody(_author: str, _tag: str | None) -> Iterable[str]:
    raise AssertionError("no author was named")


def places(*arguments: str, **more: object) -> list[CardPlace]:
    wanted = Wanted(arguments, **more)  # type: ignore[arg-type]
    return list(wanted_places(wanted, HubAccess(offline=True), nobody))


def names(*arguments: str, **more: object) -> list[str]:
    return [place.name.replace(os.sep, "/") for place in places(*arguments, **more)]


# -- arguments ---------------------------------------------------------------------------------------------------------


def test_a_folder_with_a_readme_is_that_card() -> None:
    write("model/README.md", "model/other.md", "model/checkpoint-500/README.md")
    assert names("model") == ["model/README.md"]
    assert names("model", recursive=True) == [
        "model/README.md",
        "model/other.md",
        "model/checkpoint-500/README.md",
    ]


def test_a_folder_without_one_stands_for_the_cards_below_it() -> None:
    write("models/b/README.md", "models/b/checkpoint-1/README.md", "models/a/x/README.md", "models/one.md")
    write("models/.git/README.md", "models/a/.cache/README.md")
    write("models/notes.md", "models/c/README.md", text="# No front matter\n")
    write("models/data.txt")
    assert names("models") == ["models/one.md", "models/a/x/README.md", "models/b/README.md"]


def test_a_folder_that_is_named_is_a_card_even_without_front_matter() -> None:
    write("model/README.md", text="# Title\n")
    assert names("model") == ["model/README.md"]


def test_a_folder_with_nothing_in_it_says_so() -> None:
    Path("empty").mkdir()
    assert names("empty") == ["empty/README.md"]


def test_front_matter_behind_a_byte_order_mark_counts() -> None:
    Path("cards").mkdir()
    Path("cards/bom.md").write_bytes(b"\xef\xbb\xbf" + FRONT.encode())
    assert names("cards") == ["cards/bom.md"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such links here")
def test_a_link_to_a_folder_above_is_no_endless_tree() -> None:
    write("models/a/README.md")
    os.symlink("..", "models/up")
    assert names("models") == ["models/a/README.md"]


def test_patterns_that_the_shell_left_alone() -> None:
    write("a/README.md", "b/README.md", "b/deep/README.md", "c.md", "c.txt")
    assert names("*/README.md") == ["a/README.md", "b/README.md"]
    assert names("**/README.md") == ["a/README.md", "b/README.md", "b/deep/README.md"]
    assert names("[ab]") == ["a/README.md", "b/README.md"]
    assert names("*") == ["a/README.md", "b/README.md", "c.md"]
    (nothing,) = places("x*/README.md")
    assert (nothing.name, nothing.problem) == ("x*/README.md", "no card and no folder matches")


def test_a_file_whose_name_looks_like_a_pattern_is_a_file() -> None:
    write("x[1].md")
    assert names("x[1].md") == ["x[1].md"]


def test_ids_of_the_hub() -> None:
    write("user/files/README.md")
    found = places("user/model", "hf://user/model@v2", "user/files")
    assert [place.key for place in found[:2]] == ["hf://user/model", "hf://user/model@v2"]
    assert names("user/files") == ["user/files/README.md"]


@pytest.mark.parametrize(
    ("argument", "repo_id", "revision"),
    [
        ("https://huggingface.co/user/name", "user/name", None),
        ("https://huggingface.co/user/name/", "user/name", None),
        ("https://huggingface.co/user/name?library=transformers#usage", "user/name", None),
        ("https://huggingface.co/user/name/blob/main/README.md", "user/name", None),
        ("https://huggingface.co/user/name/tree/refs%2Fpr%2F1", "user/name", "refs/pr/1"),
        ("https://huggingface.co/user/name/discussions/3", "user/name", None),
        ("https://huggingface.co/gpt2/tree/v1", "gpt2", "v1"),
        ("https://huggingface.co/gpt2", "gpt2", None),
        ("https://hf.co/user/name", "user/name", None),
        ("http://hub.example:8080/user/name", "user/name", None),
        ("hf://models/user/name", "user/name", None),
        ("hf://models/user/name@v2/README.md", "user/name", "v2"),
        ("hf://user/name@main/README.md", "user/name", "main"),
        ("hf://user/name/README.md", "user/name", None),
    ],
)
def test_addresses_and_uris_of_a_model(
    argument: str, repo_id: str, revision: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.example:8080/")
    (place,) = places(argument)
    assert (place.repo_id, place.revision, place.problem) == (repo_id, revision, "")


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("hf://datasets/user/name", "is a dataset: cardsmith reads the cards of models, such as user/name"),
        ("hf://spaces/user/name", "is a space: cardsmith reads the cards of models, such as user/name"),
        ("https://huggingface.co/datasets/user/name", "is a dataset: cardsmith reads the cards of models"),
        ("https://example.org/user/name", "is no address of the Hub: write user/name"),
        ("https://huggingface.co/", "names no model of the Hub: write user/name"),
        ("hf://user/name@main/config.json", "names no model of the Hub: write user/name"),
    ],
)
def test_addresses_of_something_else_say_what_to_write(argument: str, words: str) -> None:
    done = run("check", argument)
    assert done.code == 2
    assert done.stderr.startswith(f"Error: {argument}: {words}")


def test_a_link_to_itself_hides_no_other_card() -> None:
    write("folder/a.md")
    Path("folder/loop.md").symlink_to("loop.md")
    Path("folder/gone.md").symlink_to("nowhere.md")
    assert names("folder") == ["folder/a.md"]


def test_each_card_once_however_it_is_called(tmp_path: Path) -> None:
    write("a/README.md", "b/README.md")
    Path("list.txt").write_text(f"{tmp_path}/b\nuser/model\nhf://user/model\n")
    assert names("a", "./a/README.md", "user/model", "*", from_file="list.txt") == [
        "a/README.md",
        "user/model",
        "b/README.md",
    ]


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_list_has_comments_blank_lines_and_places() -> None:
    write("a/README.md")
    Path("list.txt").write_bytes(
        "\ufeff# models\n\n  user/model  \r\na\nmissing.md\ncaf\udcff\n-\n".encode("utf-8", "surrogateescape")
    )
    found = places(from_file="list.txt")
    assert [(place.name, place.listed_at, place.problem) for place in found] == [
        ("user/model", "list.txt:3", ""),
        (os.path.join("a", "README.md"), "list.txt:4", ""),
        ("missing.md", "list.txt:5", "no file, and no id of the Hub"),
        ("list.txt:6", "list.txt:6", "not UTF-8 at byte 3"),
        ("stdin", "list.txt:7", "cannot be taken from stdin here"),
    ]  # fmt: skip


def test_errors_of_a_list_tell_the_line_and_the_others_are_done() -> None:
    write("a/README.md")
    Path("list.txt").write_text("a\nmissing.md\n")
    done = run("fill", "--non-interactive", "--offline", "--from-file", "list.txt", "-q")
    assert done.code == 2
    assert done.stderr == "Error: list.txt:2: missing.md: no file, and no id of the Hub\n"


def test_a_list_that_is_not_there() -> None:
    with pytest.raises(CardError, match="cannot be read: No such file"):
        places(from_file="none.txt")
    done = run("fill", "--non-interactive", "--offline", "--from-file", "none.txt")
    assert (done.code, done.stderr) == (2, "Error: none.txt: cannot be read: No such file or directory\n")


def test_a_list_from_stdin_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    class Pipe(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            read.append(1)
            line = b"user/model-%d\n" % len(read)
            buffer[: len(line)] = line  # type: ignore[index]
            return len(line)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(), 16)))
    found = list(islice(wanted_places(Wanted(from_file="-"), HubAccess(offline=True), nobody), 3))
    assert [place.repo_id for place in found] == ["user/model-1", "user/model-2", "user/model-3"]
    assert len(read) < 6


# -- an author, a tag, a count -----------------------------------------------------------------------------------------


def test_an_author_and_what_goes_wrong_on_the_way() -> None:
    def models(author: str, tag: str | None) -> Iterator[str]:
        yield f"{author}/one"
        yield f"{author}/{tag}"
        raise HubError("the Hub has a problem of its own (500)")

    wanted = Wanted(("me/one",), author="me", tag=None)
    found = list(wanted_places(wanted, HubAccess(offline=True), models))
    assert [place.name for place in found] == ["me/one", "me/None", "the models of me"]
    assert found[-1].problem == "the Hub has a problem of its own (500)"


def test_only_cards_with_a_tag() -> None:
    write("a.md", text="---\ntags: [generated_from_trainer, x]\n---\n")
    write("b.md", text="---\ntags: x\n---\n")
    write("c.md", text="---\nlicense: mit\n---\n")
    Path("d.md").write_bytes(b"---\n\xff\n")
    assert names("*.md", tag="x") == ["a.md", "b.md", "d.md"]
    assert names("*.md", tag="generated_from_trainer") == ["a.md", "d.md"]


def test_how_many_there_are() -> None:
    write("models/a/README.md", "models/b/README.md")
    Path("list.txt").write_text("models/a\nuser/model\n")
    assert count(Wanted(("models",), from_file="list.txt")) == 3
    assert count(Wanted(("models",), author="me")) is None
    assert count(Wanted(from_file=os.devnull)) is None
    assert count(Wanted(from_file="-")) is None
    assert count(Wanted(("models",), tag="x")) is None


def test_nothing_is_listed_before_it_is_needed() -> None:
    write(*(f"models/{number}/README.md" for number in range(9)))
    found = places_of("models")
    assert next(found).name == os.path.join("models", "0", "README.md")
    for number in range(1, 9):
        Path(f"models/{number}/README.md").unlink()
    assert list(found) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument 'CARD...'; or name cards with --from-file or --author"),
        (["-", "--from-file", "-"], "stdin cannot be a card and a list of cards"),
        (["--author", "me"], "what me has is on the Hub: say where to write it with -o"),
        (["--create-pr", "--offline", "user/model"], "nothing can be sent without the Hub"),
        (["--create-pr", "-o", "out", "user/model"], "--push and --create-pr send cards to the Hub: leave out -o"),
        (["--limit", "0", "a.md"], "0 is not in the range"),
    ],
)
def test_usage_errors(arguments: list[str], words: str) -> None:
    done = run("fill", "--non-interactive", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.stderr
