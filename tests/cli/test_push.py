"""`cardsmith push` as people run it: a process of its own, pointed at the local Hub by `HF_ENDPOINT`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cardsmith import Card
from tests.local_hub import LocalHub
from tests.local_hub.clients import environment
from tests.support import ROOT, trainer_card

REPO = "user/voices"
OLD = trainer_card("license: mit\ntags:\n- audio\n").text
NEW = OLD.replace("- audio\n", "- audio\nlanguage: es\n")
RESULT = """\
model-index:
- name: voices
  results:
  - task:
      type: audio-classification
    dataset:
      name: Questions
      type: org/questions
    metrics:
    - type: accuracy
      value: 0.9154
"""
TOKENS = {"user": "hf_userUserUserUser", "guest": "hf_guestGuestGuest"}


class Done(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Pusher:
    """Runs `cardsmith push` in a folder with the new card; no output may ever hold a token."""

    def __init__(self, hub: LocalHub, folder: Path) -> None:
        self.hub = hub
        self.folder = folder
        self.write(NEW)

    def write(self, text: str, name: str = "README.md") -> None:
        (self.folder / name).write_bytes(text.encode())

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "cardsmith", "push", *arguments]

    def environment(self, user: str | None) -> dict[str, str]:
        found = environment(self.hub.url, self.folder, TOKENS.get(user or ""))
        return {**found, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}

    def __call__(self, *arguments: str, user: str | None = "user", stdin: Any = subprocess.DEVNULL) -> Done:
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(user),
            cwd=self.folder,
            stdin=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return self.checked(done.returncode, done.stdout, done.stderr)

    def checked(self, code: int, out: bytes, err: bytes) -> Done:
        for token in TOKENS.values():
            assert token.encode() not in out + err
        assert b"Traceback" not in err
        return Done(code, out.decode(), err.decode())


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as hub:
        for name, token in TOKENS.items():
            hub.add_user(name, token=token)
        hub.add_model(REPO, {"README.md": OLD})
        hub.add_dataset("org/questions", {"README.md": "", "eval.yaml": "tasks:\n- id: default\n"})
        yield hub


@pytest.fixture
def push(hub: LocalHub, tmp_path: Path) -> Pusher:
    folder = tmp_path / "model"
    folder.mkdir()
    return Pusher(hub, folder)


DIFF = (
    "--- a/README.md\n+++ b/README.md\n@@ -2,6 +2,7 @@\n license: mit\n tags:\n - audio\n+language: es\n"
    " ---\n \n # voices-base\n"
)


def test_a_commit(hub: LocalHub, push: Pusher) -> None:
    done = push("README.md", REPO, "--yes")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(DIFF)
    assert "title: Complete the model card: language\n" in done.out
    assert done.out.endswith(f"✓ committed\nurl: {hub.url}/{REPO}/commit/{hub.repo(REPO).head}\n")
    assert hub.read(REPO).decode() == NEW
    assert [str(request) for request in hub.requests if request.method == "POST"] == [
        "POST /api/validate-yaml",
        f"POST /api/models/{REPO}/preupload/main",
        f"POST /api/models/{REPO}/commit/main",
    ]


def test_a_pull_request(hub: LocalHub, push: Pusher) -> None:
    done = push(".", REPO, "--create-pr", "--yes", user="guest")

    assert done.code == 0
    url = f"{hub.url}/{REPO}/discussions/1"
    assert done.out.endswith(f"✓ pull request opened\npull request: 1\nurl: {url}\n")
    assert hub.read(REPO, revision="refs/pr/1").decode() == NEW

    again = push(".", REPO, "--create-pr", "--yes", "--json", user="guest").json
    assert (again["status"], again["pull_request"]) == ("skipped", {"num": 1, "url": url})
    push.write(NEW.replace("language: es", "language: fr"))
    more = push(".", REPO, "--create-pr", "--yes", "-q", user="guest")
    assert (more.code, more.out) == (0, url + "\n")
    assert b"language: fr" in hub.read(REPO, revision="refs/pr/1")
    assert len(hub.pull_requests(REPO)) == 1


def test_a_dry_run_prints_all_and_sends_nothing(hub: LocalHub, push: Pusher) -> None:
    done = push("README.md", REPO, "--create-pr", "--dry-run")

    assert (done.code, done.err) == (0, "nothing was sent (dry run)\n")
    assert done.out.startswith(DIFF)
    assert "  - `language`: `es`\n" in done.out
    assert "  <!-- cardsmith: sha256:" in done.out
    assert f"files: README.md ({len(NEW.encode())} bytes)\n" in done.out
    assert hub.pull_requests(REPO) == []

    shown = push("README.md", REPO, "--create-pr", "--dry-run", "--json").json
    sent = push("README.md", REPO, "--create-pr", "--yes", "--json").json
    assert (shown["status"], sent["status"]) == ("declined", "opened")
    assert [shown[key] for key in ("title", "description", "diff", "files")] == [
        sent[key] for key in ("title", "description", "diff", "files")
    ]
    assert sent["files"] == {"README.md": NEW}
    assert sent["commit"]["oid"] == hub.repo(REPO).bare.ref("refs/pr/1")
    assert sent["pull_request"]["url"] == f"{hub.url}/{REPO}/discussions/1"


def test_what_only_the_hub_has_is_told_before_it_is_gone(hub: LocalHub, push: Pusher) -> None:
    front = "license: mit\nbase_model: org/base\ntags:\n- audio\n"
    hub.commit(REPO, {"README.md": trainer_card(front).text})
    push.write(NEW.replace("license: mit\n", "").replace("Research.", "More information needed"))
    done = push("README.md", REPO, "--yes")

    assert done.code == 0
    assert done.err == (
        "Warning: this removes license from the card: mit\n"
        "Warning: this removes base_model from the card: org/base\n"
        "Warning: this removes Intended uses & limitations from the card: "
        '"Intended uses & limitations" says only "More information needed"\n'
    )
    filled, removed = done.out.split("description:")[1].split("  Removed:\n")
    assert "- `language`: `es`" in filled
    assert "license" not in filled
    assert "- `license`: `mit`\n" in removed
    assert "- `Intended uses & limitations`: " in removed
    assert "given by who sends this" not in removed
    assert "title: Complete the model card: language\n" in done.out

    hub.commit(REPO, {"README.md": OLD})
    push.write(OLD.replace("license: mit\n", ""))
    assert "title: Remove from the model card: license\n" in push("README.md", REPO, "--dry-run").out


def test_own_words(hub: LocalHub, push: Pusher) -> None:
    push("README.md", REPO, "--yes", "--message", "Speak Spanish", "--description", "Because.")

    entry = next(iter(hub.repo(REPO).bare.log(hub.repo(REPO).head)))
    assert (entry.title, entry.message) == ("Speak Spanish", "Because.")


def test_another_branch(hub: LocalHub, push: Pusher) -> None:
    repo = hub.repo(REPO)
    repo.bare.set_ref("refs/heads/side", repo.head)
    push("README.md", REPO, "--yes", "--revision", "side")

    assert (hub.read(REPO, revision="side").decode(), hub.read(REPO).decode()) == (NEW, OLD)


def test_a_model_without_a_card(hub: LocalHub, push: Pusher) -> None:
    hub.add_model("user/bare", {"config.json": "{}"})
    done = push("README.md", "user/bare", "--yes")

    assert (done.code, hub.read("user/bare").decode()) == (0, NEW)
    assert "@@ -0,0 +1," in done.out


def test_a_card_of_the_hub_as_it_is(push: Pusher) -> None:
    done = push(REPO, REPO, "--yes")
    assert (done.code, done.out) == (0, "✓ nothing to push: the card on the Hub has all of this\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["README.md", REPO], "nobody can be asked here: add --yes, or look with --dry-run"),
        (["-", REPO], "nobody can be asked here"),
        (["README.md", REPO, "--json"], "nobody can be asked here"),
        (["README.md", "no id", "--yes"], "'no id' is not the id of a model"),
        (["README.md"], "Missing argument 'REPO_ID'"),
        (["README.md", REPO, "--yes", "--json", "-q"], "exclude each other"),
    ],
)
def test_usage_errors(hub: LocalHub, push: Pusher, arguments: list[str], words: str) -> None:
    done = push(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert hub.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(("answer", "language"), [(b"y\n", b"es"), (b"n\n", None)])
def test_somebody_is_asked(hub: LocalHub, push: Pusher, answer: bytes, language: bytes | None) -> None:
    ours, theirs = os.openpty()
    os.write(ours, answer)
    done = push("README.md", REPO, stdin=theirs)
    os.close(ours)
    os.close(theirs)

    assert done.out.startswith(DIFF)
    assert f"Commit this to {REPO}? [y/N]:" in done.err
    assert done.code == 0
    assert (b"language: es" in hub.read(REPO)) is (language is not None)
    assert ("nothing was sent" in done.err) is (language is None)


def test_of_two_processes_one_wins_and_both_changes_are_there(hub: LocalHub, push: Pusher) -> None:
    push.write(OLD.replace("- audio\n", "- audio\npipeline_tag: audio-classification\n"), "other.md")
    hub.fault("latency", path="/commit/", seconds=2, times=2)
    processes = [
        subprocess.Popen(
            push.command(name, REPO, "--yes"),
            env=push.environment("user"),
            cwd=push.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("README.md", "other.md")
    ]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert push.checked(process.returncode, out, err).code == 0

    assert dict(Card.from_bytes(hub.read(REPO)).metadata) == {
        "license": "mit",
        "tags": ["audio"],
        "language": "es",
        "pipeline_tag": "audio-classification",
    }
    # The one that lost may be told so before the one that won.
    statuses = Counter(request.status for request in hub.requests if "/commit/" in request.path)
    assert statuses == {200: 2, 412: 1}


class TestFailures:
    def test_an_invalid_card(self, hub: LocalHub, push: Pusher) -> None:
        push.write(NEW.replace("license: mit", "license: GPL"))
        done = push("README.md", REPO, "--yes")

        assert done.code == 2
        assert done.err.startswith('error: line 2: `license`: "license" must be one of [apache-2.0, mit')
        assert "Error: user/voices: the Hub rejects the card" in done.err
        (gap,) = push("README.md", REPO, "--yes", "--json").json["gaps"]
        assert (gap["severity"], gap["where"], gap["line"]) == ("error", "license", 2)
        assert hub.read(REPO).decode() == OLD

    def test_warnings(self, push: Pusher) -> None:
        push.write("# Voices\n")
        done = push("README.md", REPO, "--yes")
        assert done.code == 0
        assert done.err.splitlines() == [
            "Warning: this removes license from the card: mit",
            "Warning: this removes tags from the card: audio",
            "advice: line 1: empty or missing yaml metadata in repo card",
        ]

    @pytest.mark.parametrize(
        ("user", "words"),
        [
            ("guest", "Error: the Hub refuses the push to `user/voices` (403)"),
            (None, "Error: the Hub wants a login for the push to `user/voices` (401)"),
        ],
    )
    def test_who_may_not(self, push: Pusher, user: str | None, words: str) -> None:
        done = push("README.md", REPO, "--yes", user=user)
        assert done.code == 2
        assert words in done.err
        assert "Hint: " in done.err

    def test_an_unknown_token(self, hub: LocalHub, push: Pusher) -> None:
        hub.hub.users._by_token.clear()
        done = push("README.md", REPO, "--yes")
        assert done.code == 2
        assert "Error: the Hub does not know the token that was sent (401)" in done.err

    @pytest.mark.parametrize("command", [("push", "README.md", REPO, "--yes"), ("check", REPO)])
    def test_a_token_that_cannot_be_one(self, push: Pusher, command: tuple[str, ...]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "cardsmith", *command],
            env={**push.environment("user"), "HF_TOKEN": "hf_\u00fcnicode\u00dfecret"},
            cwd=push.folder,
            capture_output=True,
            timeout=60,
            check=False,
        )
        error = push.checked(done.returncode, done.stdout, done.stderr).err
        assert (done.returncode, done.stdout) == (2, b"")
        assert error.startswith("Error: the token holds a character that no token has\nHint: correct HF_TOKEN, or ")
        assert "nicode" not in error

    def test_a_token_that_may_only_read(self, hub: LocalHub, push: Pusher) -> None:
        hub.add_user("guest", token=TOKENS["guest"], role="read")
        done = push("README.md", REPO, "--create-pr", "--yes", user="guest")
        assert done.code == 2
        assert "(403)" in done.err
        assert "Hint: a pull request needs a token with write access, too: " in done.err
        assert "--create-pr" not in done.err

    def test_no_such_model(self, push: Pusher) -> None:
        done = push("README.md", "user/none", "--yes", "--json")
        assert done.code == 2
        assert "there is no such model" in done.json["error"]["message"]
        assert done.json["status"] == "failed"

    def test_no_such_file(self, push: Pusher) -> None:
        done = push("none.md", REPO, "--yes")
        assert (done.code, done.out) == (2, "")
        assert "Error: none.md: cannot be read" in done.err

    def test_it_asks_to_be_left_alone(self, hub: LocalHub, push: Pusher) -> None:
        hub.commit(REPO, {"README.md": OLD + "\n<!-- cardsmith: ignore -->\n"})
        done = push("README.md", REPO, "--yes", "--create-pr")
        assert done.code == 2
        assert done.out == "✗ not pushed: the card asks to be left alone: <!-- cardsmith: ignore -->\n"

    def test_nobody_is_there(self, hub: LocalHub, push: Pusher) -> None:
        hub.stop()
        done = push("README.md", REPO, "--yes")
        assert done.code == 2
        assert "it refuses connections" in done.err


class TestEvalResults:
    def test_in_the_same_commit(self, hub: LocalHub, push: Pusher) -> None:
        push.write(NEW.replace("license: mit\n", "license: mit\n" + RESULT))
        done = push("README.md", REPO, "--yes", "--eval-results", "default")

        path = ".eval_results/org--questions--default.yaml"
        assert done.code == 0
        assert f"+++ b/{path}\n@@ -0,0 +1,4 @@\n+- dataset:\n" in done.out
        assert hub.read(REPO, path) == b"- dataset:\n    id: org/questions\n    task_id: default\n  value: 0.9154\n"
        assert len(list(hub.repo(REPO).bare.log(hub.repo(REPO).head))) == 2

    def test_refusals(self, hub: LocalHub, push: Pusher) -> None:
        push.write(NEW.replace("license: mit\n", "license: mit\n" + RESULT))
        done = push("README.md", REPO, "--yes", "--eval-results", "hard")
        assert done.code == 2
        assert "Error: org/questions has no task 'hard', but default" in done.err
        assert hub.read(REPO).decode() == OLD
