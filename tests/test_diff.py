"""The unified diff: what git and patch apply, and no line more than what changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import EditConflict, fill
from cardsmith.diff import unified_diff
from cardsmith.edits import Edit, EditSet
from tests.support import SEEDS, answers, examples, seed

GIT = pytest.mark.skipif(shutil.which("git") is None, reason="no git here")


def lines_of(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def applied(old: str, diff: str) -> str:
    """Apply a diff line by line, and check every line of it against the old text and its own counts."""
    lines, out, at = lines_of(old), list[str](), 0
    rows = lines_of(diff)
    assert rows[0].startswith("--- a/")
    assert rows[1].startswith("+++ b/")
    index = 2
    while index < len(rows):
        head = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n", rows[index])
        assert head, rows[index]
        first, count, new_first, new_count = (int(part) if part is not None else 1 for part in head.groups())
        start = first - 1 if count else first
        assert start >= at
        out += lines[at:start]
        assert len(out) == (new_first - 1 if new_count else new_first)
        at, before, after = start, 0, 0
        index += 1
        while index < len(rows) and not rows[index].startswith("@@"):
            mark, line = rows[index][0], rows[index][1:]
            index += 1
            if index < len(rows) and rows[index].startswith("\\"):
                assert rows[index] == "\\ No newline at end of file\n"
                line = line.removesuffix("\n")
                index += 1
            if mark in " -":
                assert lines[at] == line
                at, before = at + 1, before + 1
            if mark in " +":
                out.append(line)
                after += 1
        assert (before, after) == (count, new_count)
    return "".join([*out, *lines[at:]])


def diff_of(old: str, *edits: tuple[int, int, str], name: str = "README.md") -> str:
    return "".join(unified_diff(old, EditSet([Edit(*edit) for edit in edits]), name))


PIECES = st.sampled_from(
    ["a", "b", "word ", "\n", "\n", "\n", "\r\n", "\r", "é", "\u2028", "---\n", "+x\n", "@@ -1 +1 @@\n", "\\ No"]
)
TEXT = st.lists(PIECES, max_size=40).map("".join)


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, EditSet]:
    old = draw(TEXT)
    places = sorted(draw(st.lists(st.integers(0, len(old)), max_size=10)))
    edits = [
        Edit(start, end, draw(TEXT.map(lambda text: text[:8])))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    try:
        return old, EditSet(edits)
    except EditConflict:
        return old, EditSet(edits[:1])


@examples(4)
@given(text_and_edits())
def test_any_diff_gives_the_edited_text(case: tuple[str, EditSet]) -> None:
    old, edits = case
    new = edits.apply(old)
    diff = "".join(unified_diff(old, edits, "README.md"))
    assert (applied(old, diff) if diff else old) == new
    assert bool(diff) == (old != new)


@GIT
@examples(1)
@given(text_and_edits())
def test_git_applies_any_diff(tmp_path_factory: pytest.TempPathFactory, case: tuple[str, EditSet]) -> None:
    old, edits = case
    diff = "".join(unified_diff(old, edits, "README.md"))
    if not old or not diff or not edits.apply(old):
        return  # git calls an empty file a new or a deleted one
    folder = tmp_path_factory.mktemp("repository")
    (folder / "README.md").write_bytes(old.encode())
    run = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], cwd=folder, input=diff.encode(), capture_output=True, check=False
    )
    assert run.returncode == 0, (run.stderr, diff)
    assert (folder / "README.md").read_bytes().decode() == edits.apply(old)


@GIT
@pytest.mark.parametrize(
    "name", ["README.md", "my model/READ ME.md", "ünï/日本.md", 'odd "name".md', "tab\there.md", "back\\slash.md"]
)
def test_git_reads_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a\nb\n")
    diff = diff_of("a\nb\n", (0, 1, "A"), name=name)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=diff.encode(), check=True)
    assert path.read_bytes() == b"A\nb\n"


def test_an_absolute_name_loses_its_slash() -> None:
    assert diff_of("a\n", (0, 1, "b"), name="/tmp/x.md").startswith("--- a/tmp/x.md\n+++ b/tmp/x.md\n")


@pytest.mark.parametrize("stem", SEEDS)
def test_the_seeds_show_only_what_was_filled(stem: str) -> None:
    old = seed(stem)
    outcome = fill(old, answers(stem), checked=True)
    diff = "".join(unified_diff(old.text, outcome.edits, f"{stem}.md"))
    assert applied(old.text, diff) == outcome.card.text
    removed = [line[1:] for line in lines_of(diff) if line.startswith("-") and not line.startswith("---")]
    filled = (
        "More information needed\n",
        "  results: []\n",
        "This model is a fine-tuned",
        "- name: results\n",
        "# results\n",
    )
    assert all(line.startswith((*filled, "model_index:", "  name: ")) for line in removed), removed


# -- how it looks ------------------------------------------------------------------------------------------------------

TEN = "".join(f"{n}\n" for n in range(1, 21))


def test_nothing_for_no_change() -> None:
    assert diff_of("a\n") == ""
    assert diff_of("a\nb\n", (0, 1, "a")) == ""


def test_context_and_counts() -> None:
    assert diff_of(TEN, (TEN.index("10"), TEN.index("10") + 2, "ten")) == (
        "--- a/README.md\n+++ b/README.md\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n"
    )


def test_changes_near_each_other_share_a_hunk() -> None:
    near = diff_of(TEN, (0, 1, "one"), (TEN.index("8"), TEN.index("8") + 1, "eight"))
    far = diff_of(TEN, (0, 1, "one"), (TEN.index("9"), TEN.index("9") + 1, "nine"))
    assert (near.count("@@ -"), far.count("@@ -")) == (1, 2)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_put_behind_another_changes_only_itself(newline: str) -> None:
    old = f"---{newline}license: mit{newline}tags: []{newline}---{newline}"
    at = old.index("mit") + 3
    diff = diff_of(
        old,
        (4 + len(newline) - 1, 4 + len(newline) - 1, f"library_name: x{newline}"),
        (at, at, f"{newline}base_model: y"),
    )
    assert [line for line in lines_of(diff)[2:] if line[0] in "+-"] == [
        f"+library_name: x{newline}",
        f"+base_model: y{newline}",
    ]


def test_lines_put_behind_another_in_several_steps() -> None:
    diff = diff_of("a\nb\n", (1, 1, "\nx"), (1, 1, "\ny"))
    assert [line for line in lines_of(diff)[3:] if line[0] in "+-"] == ["+x\n", "+y\n"]


def test_the_end_without_line_end() -> None:
    assert diff_of("a\nb", (3, 3, "\nc")) == (
        "--- a/README.md\n+++ b/README.md\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n"
    )
    assert diff_of("a\nb", (3, 3, "\n")).endswith("-b\n\\ No newline at end of file\n+b\n")
    assert diff_of("a\nb\n", (3, 4, "")).endswith("-b\n+b\n\\ No newline at end of file\n")


def test_from_nothing_and_to_nothing() -> None:
    assert diff_of("", (0, 0, "a\n")) == "--- a/README.md\n+++ b/README.md\n@@ -0,0 +1 @@\n+a\n"
    assert diff_of("a\n", (0, 2, "")) == "--- a/README.md\n+++ b/README.md\n@@ -1 +0,0 @@\n-a\n"


def test_a_bare_cr_ends_no_line() -> None:
    assert diff_of("a\rb\rc\n", (0, 1, "x")) == "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-a\rb\rc\n+x\rb\rc\n"
