"""Runs against a Hub: many cards and much trouble, one pull request each; and the manners of a guest."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card
from cardsmith.batch.rows import State
from tests.batch.hub_run import TOKEN, TROUBLE, USER, HubRun, Served, git_is_there, served
from tests.batch.support import card_text, rows_of, run_to_end, running, wait_until
from tests.hub.readers import files_in
from tests.local_hub import LocalHub

FILL = ("fill", "--non-interactive")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.mark.skipif(not git_is_there(), reason="no git here")
def test_forty_cards_with_trouble_and_two_kills(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with served(tmp_path) as hub:
        run = HubRun(hub, tmp_path / "home", 40)
        shown = run.shown()
        assert all(not pulls(hub, repo_id) for repo_id in run.ids)
        assert "Nothing was sent: with more than one card this was a dry run. Send them with --yes.\n" in run.said
        hub.tell("latency", {"seconds": 0.02})
        for fault in TROUBLE:
            hub.tell("faults", {**fault, "times": None})
        run.push_all()
        hub.tell("faults", method="DELETE")
        run.check(shown)


def pulls(hub: Served, repo_id: str) -> list[dict[str, object]]:
    found = LocalHub(hub.storage)
    try:
        return found.pull_requests(repo_id)
    finally:
        found.hub.close()


@pytest.fixture
def hub(tmp_path: Path) -> LocalHub:
    """A Hub in this process; the commands run in others."""
    return LocalHub(tmp_path / "hub")


def fill(hub: LocalHub, home: Path, *arguments: str | Path) -> tuple[int, str, str]:
    home.mkdir(exist_ok=True)
    done = run_to_end(home, *FILL, *arguments, HF_ENDPOINT=hub.url, HF_TOKEN=TOKEN)
    assert TOKEN not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_all_models_of_an_author_with_a_tag(hub: LocalHub, tmp_path: Path) -> None:
    with hub:
        hub.add_user(USER, token=TOKEN)
        for number in range(3):
            hub.add_model(f"me/voices-{number}", {"README.md": card_text(number)})
        hub.add_model("me/other", {"README.md": "---\nlicense: mit\n---\n"})
        hub.add_model("you/voices", {"README.md": card_text(9)})
        code, out, _ = fill(hub, tmp_path / "home", "--author", "me", "--filter", "generated_from_trainer", "--dry-run", "-q")  # fmt: skip
        assert code == 0
        assert sorted(out.splitlines()) == [f"me/voices-{number}" for number in range(3)]


def test_that_no_card_was_meant_is_said(hub: LocalHub, tmp_path: Path) -> None:
    with hub:
        hub.add_user(USER, token=TOKEN)
        hub.add_model("me/voices", {"README.md": card_text(1)})
        for arguments in (
            ("--author", "nobody", "--create-pr", "--yes"),
            ("--author", "me", "--filter", "zzz", "--dry-run"),
            ("me/voices", "--filter", "zzz", "--create-pr", "--yes", "-q"),
        ):
            assert fill(hub, tmp_path / "home", *arguments) == (0, "", "0 cards in 0 s: nothing to do\n")
        code, out, errors = fill(hub, tmp_path / "home", "--author", "nobody", "--create-pr", "--yes", "--json")
        assert (code, json.loads(out), errors) == (0, [], "0 cards in 0 s: nothing to do\n")


def test_a_long_list_is_read_page_by_page(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from cardsmith.hub import asked
    from cardsmith.hub.online import OnlineReader

    monkeypatch.setattr(asked, "PAGE_LIMIT", 2)
    with hub:
        ids = {f"me/voices-{number}" for number in range(5)}
        for repo_id in ids:
            hub.add_model(repo_id, {"README.md": card_text(1)})
        found = OnlineReader(hub.url).every_model_of("me")
        first = next(found)
        assert len(hub.requests) == 1
        assert {first.id, *(repo.id for repo in found)} == ids
        assert len(hub.requests) == 3


def test_one_card_is_sent_without_yes_and_several_are_not(hub: LocalHub, tmp_path: Path) -> None:
    with hub:
        hub.add_user(USER, token=TOKEN, orgs=("me",))
        for number in range(2):
            hub.add_model(f"me/voices-{number}", {"README.md": card_text(number)})
        code, _, errors = fill(hub, tmp_path / "home", "--push", "me/voices-0", "me/voices-1")
        assert code == 0
        assert "Nothing was sent" in errors
        assert hub.read("me/voices-0").decode() == card_text(0)
        code, out, _ = fill(hub, tmp_path / "home", "--push", "me/voices-0")
        assert code == 0
        assert out.startswith("me/voices-0: ")
        assert f"committed: {hub.url}/me/voices-0/commit/" in out
        assert b"base_model: facebook/wav2vec2-base\n" in hub.read("me/voices-0")


def test_who_wants_no_visit_gets_none(hub: LocalHub, tmp_path: Path) -> None:
    with hub:
        hub.add_user(USER, token=TOKEN)
        hub.add_model("a/ignores", {"README.md": card_text(1) + "\n<!-- cardsmith: ignore -->\n"})
        hub.add_model("a/done", {"README.md": "---\nlicense: mit\n---\n# m\n\nWords.\n"})
        hub.add_model("a/open", {"README.md": card_text(2)})
        report = tmp_path / "report.jsonl"
        cards = ("a/ignores", "a/done", "a/open", "a/none", "a/done@nope")
        code, out, errors = fill(hub, tmp_path / "home", "--create-pr", "--yes", "--report", report, *cards)
        assert code == 2
        assert "a/none: there is no file and no model of the Hub of this name" in errors
        assert "a/done@nope: the Hub has no model a/done with a branch, tag or commit 'nope'" in errors
        assert "a/ignores: 15 % -> 38 % complete, left alone: the card asks to be left alone" in _percents(out)
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        assert [(line["card"], line["state"]) for line in lines] == [
            ("a/ignores", "skipped"),
            ("a/done", "skipped"),
            ("a/open", "pushed"),
            ("a/none", "failed"),
            ("a/done@nope", "failed"),
        ]
        assert lines[2]["pushed"]["pull_request"] == {"num": 1, "url": f"{hub.url}/a/open/discussions/1"}
        assert [len(hub.pull_requests(repo_id)) for repo_id in cards[:3]] == [0, 0, 1]
        assert "Ledger: " in errors
        again = fill(hub, tmp_path / "home", "--create-pr", "--yes", "a/open", "a/done")
        assert f"proposed before: {hub.url}/a/open/discussions/1" in again[1]
        assert len(hub.pull_requests("a/open")) == 1


def front(hub: LocalHub, repo_id: str, revision: str = "refs/pr/1") -> dict[str, Any]:
    return dict(Card.from_bytes(hub.read(repo_id, revision=revision)).metadata)


def test_a_second_run_keeps_what_the_first_one_proposed(hub: LocalHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hub:
        hub.add_user(USER, token=TOKEN)
        hub.add_model("a/open", {"README.md": card_text(1)})
        assert fill(hub, home, "--create-pr", "--yes", "--set", "license=mit", "a/open")[0] == 0
        first = front(hub, "a/open")
        assert fill(hub, home, "--refresh", "--create-pr", "--yes", "--set", "language=de", "a/open")[0] == 0
        assert front(hub, "a/open") == {**first, "language": "de"}
        some = ("--select", "missing-license", "--set", "license=apache-2.0")
        assert fill(hub, home, "--create-pr", "--yes", *some, "a/open")[0] == 0
        assert front(hub, "a/open") == {**first, "language": "de", "license": "apache-2.0"}
        file = tmp_path / "new.md"
        file.write_text(card_text(1).replace("Research.", "Play."))
        done = run_to_end(home, "push", file, "a/open", "--create-pr", "--yes", HF_ENDPOINT=hub.url, HF_TOKEN=TOKEN)
        assert done.returncode == 0, done.stderr
        assert front(hub, "a/open") == {**first, "language": "de", "license": "apache-2.0"}
        assert b"\n\nPlay.\n" in hub.read("a/open", revision="refs/pr/1")
        (pull,) = hub.pull_requests("a/open")
        said = pull["events"][0]["data"]["latest"]["raw"]
        assert "- `base_model`: `facebook/wav2vec2-base`\n  - `card`, `line 9`: " in said
        assert "- `language`: `de`\n  - given by who sends this" in said


def cardsmith(hub: LocalHub, home: Path, *arguments: str | Path, token: str = TOKEN) -> tuple[int, str, str]:
    home.mkdir(exist_ok=True)
    done = run_to_end(home, *arguments, HF_ENDPOINT=hub.url, HF_TOKEN=token)
    return done.returncode, done.stdout, done.stderr


def test_after_a_push_the_card_is_the_one_that_was_pushed(hub: LocalHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hub:
        hub.add_user(USER, token=TOKEN, orgs=("me",))
        hub.add_model("me/voices", {"README.md": card_text(1)})
        assert fill(hub, home, "--push", "--yes", "--set", "license=apache-2.0", "me/voices")[0] == 0
        assert "`license` is missing" not in cardsmith(hub, home, "check", "me/voices")[1]
        code, _, errors = fill(
            hub, home, "--push", "--yes", "--set", "license=mit", "--set", "language=de", "me/voices"
        )
        assert (code, errors) == (0, "")
        assert front(hub, "me/voices", "main").items() >= {"license": "mit", "language": "de"}.items()


def test_the_card_itself_is_read_anew_and_its_base_model_is_not(hub: LocalHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hub:
        hub.add_user(USER, token=TOKEN)
        hub.add_model("me/voices", {"README.md": card_text(1)})
        hub.add_model("facebook/wav2vec2-base", {"README.md": "---\nlicense: apache-2.0\n---\n"})
        cardsmith(hub, home, "suggest", "me/voices")
        hub.commit("me/voices", {"README.md": card_text(1).replace("tags:", "language: de\ntags:", 1)})
        hub.clear_requests()
        out = cardsmith(hub, home, "suggest", "me/voices")[1]
        assert "`language` is missing" not in out
        assert not [request for request in hub.requests if "facebook" in request.path]
        assert len([request for request in hub.requests if "README.md" in request.path]) == 1
        hub.clear_requests()
        assert cardsmith(hub, home, "suggest", "me/voices")[1] == out
        assert [str(request) for request in hub.requests] == ["GET /api/models/me/voices?blobs=true"]
        hub.clear_requests()
        assert cardsmith(hub, home, "suggest", "--offline", "me/voices")[1] == out
        assert hub.requests == []


def test_a_login_shows_what_was_hidden_before_it(hub: LocalHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hub:
        hub.add_user("me", token=TOKEN)
        hub.add_model("me/hidden", {"README.md": card_text(1)}, private=True)
        code, _, errors = cardsmith(hub, home, "check", "me/hidden", token="")
        assert (code, "for a private one, log in first" in errors) == (2, True)
        assert cardsmith(hub, home, "check", "me/hidden")[0] == 1
        assert cardsmith(hub, home, "check", "me/new")[0] == 2
        hub.add_model("me/new", {"README.md": card_text(2)})
        assert cardsmith(hub, home, "check", "me/new")[0] == 1


def test_a_snapshot_is_taken_afresh(hub: LocalHub, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "snap"
    with hub:
        hub.add_user(USER, token=TOKEN)
        hub.add_model("me/voices", {"README.md": card_text(1)})
        hub.add_model("facebook/wav2vec2-base", {"README.md": "---\nlicense: apache-2.0\n---\n"})
        assert cardsmith(hub, home, "snapshot", "--to", folder, "me/voices")[0] == 0
        before = files_in(folder)
        assert cardsmith(hub, home, "snapshot", "--to", folder, "me/voices")[0] == 0
        assert files_in(folder) == before
        hub.commit("me/voices", {"README.md": card_text(1).replace("Research.", "Play.")})
        hub.commit("facebook/wav2vec2-base", {"README.md": "---\nlicense: mit\n---\n"})
        assert cardsmith(hub, home, "snapshot", "--to", folder, "me/voices")[0] == 0
        after = b"".join(files_in(folder).values())
        assert b"Play." in after
        assert b'"license:mit"' in after
        assert b'"license:apache-2.0"' not in after


def test_a_key_of_somebody_else_beside_ours_is_no_conflict(hub: LocalHub, tmp_path: Path) -> None:
    with hub:
        hub.add_user(USER, token=TOKEN, orgs=("me",))
        hub.add_model("me/voices", {"README.md": card_text(1)})
        assert fill(hub, tmp_path / "home", "--dry-run", "me/voices")[0] == 0
        newer = card_text(1).replace("---\ntags:", "---\nlibrary_name: peft\ntags:", 1)
        hub.commit("me/voices", {"README.md": newer})
        code, _, errors = fill(hub, tmp_path / "home", "--push", "--set", "license=mit", "me/voices")
        assert (code, errors) == (0, "")
        assert front(hub, "me/voices", "main").items() >= {"library_name": "peft", "license": "mit"}.items()


def test_ctrl_c_finishes_the_cards_in_flight(hub: LocalHub, tmp_path: Path) -> None:
    home, ledger, report = tmp_path / "home", tmp_path / "run.db", tmp_path / "report.md"
    home.mkdir()
    with hub:
        hub.add_user(USER, token=TOKEN)
        names = [f"a/voices-{number:02}" for number in range(40)]
        for number, name in enumerate(names):
            hub.add_model(name, {"README.md": card_text(number)})
        hub.faults.latency = 0.05
        arguments: list[str | Path] = [*FILL, "--create-pr", "--yes", "--ledger", ledger, "--report", report, *names]
        with running(home, *arguments, HF_ENDPOINT=hub.url, HF_TOKEN=TOKEN) as run:
            wait_until(lambda: ledger.exists() and any(row.is_done for row in rows_of(ledger)))
            os.killpg(run.pid, signal.SIGINT)
            _, errors = run.communicate(timeout=120)
        assert run.returncode == 130
        assert "Traceback" not in errors.decode()
        rows = rows_of(ledger)
        assert 0 < len(rows) < len(names)
        assert {row.state for row in rows} == {State.PUSHED}
        assert f"\n{len(rows)} cards: {len(rows)} sent.\n" in report.read_text()
        assert fill(hub, home, *arguments[2:], "--resume")[0] == 0
        assert [len(hub.pull_requests(name)) for name in names] == [1] * len(names)


def _percents(out: str) -> str:
    return re.sub(r"\d+ % -> \d+ %", "15 % -> 38 %", out)


def test_a_dry_run_does_not_count_as_done(hub: LocalHub, tmp_path: Path) -> None:
    ledger = tmp_path / "run.db"
    with hub:
        hub.add_user(USER, token=TOKEN)
        for number in range(2):
            hub.add_model(f"a/voices-{number}", {"README.md": card_text(number)})
        arguments = ("--create-pr", "--ledger", ledger, "a/voices-0", "a/voices-1")
        assert fill(hub, tmp_path / "home", *arguments)[0] == 0
        assert [row.state.value for row in rows_of(ledger)] == ["filled", "filled"]
        assert fill(hub, tmp_path / "home", *arguments, "--resume", "--yes")[0] == 0
        assert [(row.state.value, row.pr_number) for row in rows_of(ledger)] == [("pushed", 1), ("pushed", 1)]
