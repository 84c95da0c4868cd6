"""The whole way of a push, over real HTTP with the real client: shown, committed, proposed, planned again."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from huggingface_hub import HfApi, constants

from cardsmith import Card, fill
from cardsmith.errors import CardsmithError, EditConflict
from cardsmith.filling import Outcome
from cardsmith.gaps import Evidence, Severity
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.push_problems import MovedError
from cardsmith.hub.reader import HubError
from cardsmith.hub.retries import Pacer, Policy
from cardsmith.hub.writer import HubWriter
from cardsmith.merging import merged, on_top
from cardsmith.push_text import is_signed_for
from cardsmith.pushing import Confirm, Pushed, PushStatus, RejectedCard, push_card
from cardsmith.replacing import replacing
from cardsmith.sending import plan_sending
from cardsmith.session import Session
from tests.local_hub import LocalHub
from tests.local_hub.clients import find_program, run_hf
from tests.support import SECTIONS, trainer_card

REPO = "user/voices"
CARD = trainer_card(
    "license: mit\ntags:\n- audio\n",
    opening="This model is a fine-tuned version of [](https://hf.co/) on an unknown dataset.\n",
)
PR = f"{REPO}", "refs/pr/1"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no token"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        hub.add_model(REPO, {"README.md": CARD.to_bytes()})
        yield hub


def pacer() -> Pacer:
    return Pacer(Policy(tries=3, first=0.01), dice=lambda: 0.01)


def writer_of(hub: LocalHub, token: str = "hf_user") -> HubWriter:
    return HubWriter(hub.url, token, pacer=pacer(), settling=0.0)


def reader_of(hub: LocalHub) -> OnlineReader:
    return OnlineReader(hub.url, pacer=pacer())


class Filling(Protocol):
    """Plans a change, as often as it is asked to."""

    def __call__(self, card: Card, own: bool = False) -> Outcome: ...


def filling(**answers: Any) -> Filling:
    return lambda card, own=False: fill(card, answers, providers=())


def replacing_with(new: Card, old: Card = CARD) -> Filling:
    """What `cardsmith push` does with a file."""
    return lambda card, own=False: replacing(card, (on_top if own else merged)(old, new, card))


SPANISH = filling(language="es")
FRENCH = filling(language="fr")
SPEECH = filling(pipeline_tag="audio-classification")


def push(
    hub: LocalHub,
    refill: Filling = SPANISH,
    *,
    token: str = "hf_user",
    create_pr: bool = False,
    confirm: Confirm | None = None,
    card: Card | None = None,
    sha: str | None = None,
    **given: Any,
) -> Pushed:
    card = card or Card.from_bytes(hub.read(REPO))
    return push_card(
        writer_of(hub, token),
        reader_of(hub),
        repo_id=REPO,
        loaded_sha=sha or hub.repo(REPO).head,
        card=card,
        outcome=refill(card),
        refill=refill,
        create_pr=create_pr,
        confirm=confirm,
        **given,
    )


def propose(hub: LocalHub, refill: Filling = SPANISH, **given: Any) -> Pushed:
    return push(hub, refill, token="hf_guest", create_pr=True, **given)


def metadata(hub: LocalHub, revision: str = "main") -> dict[str, Any]:
    return dict(Card.from_bytes(hub.read(REPO, revision=revision)).metadata)


def posts(hub: LocalHub) -> list[str]:
    return [str(request) for request in hub.requests if request.method == "POST"]


def described(hub: LocalHub, num: int = 1) -> str:
    event = hub.pull_requests(REPO)[num - 1]["events"][0]
    return str(event["data"]["latest"]["raw"])


def edit_elsewhere(hub: LocalHub, old: str, new: str) -> None:
    text = hub.read(REPO).decode()
    assert old in text
    hub.commit(REPO, {"README.md": text.replace(old, new)})


class TestDirectCommit:
    def test_the_card_and_nothing_else(self, hub: LocalHub) -> None:
        shown: list[str] = []
        pushed = push(hub, confirm=lambda outcome, diff: not shown.append(diff))

        assert pushed.status is PushStatus.COMMITTED
        assert (pushed.commit_oid, pushed.pr_num, pushed.reason) == (hub.repo(REPO).head, None, "")
        assert pushed.commit_url == f"{hub.url}/{REPO}/commit/{pushed.commit_oid}"
        assert hub.read(REPO) == SPANISH(CARD).card.to_bytes()
        assert shown == [
            "--- a/README.md\n+++ b/README.md\n@@ -1,4 +1,5 @@\n ---\n+language: es\n license: mit\n tags:\n - audio\n"
        ]
        assert posts(hub) == [
            "POST /api/validate-yaml",
            f"POST /api/models/{REPO}/preupload/main",
            f"POST /api/models/{REPO}/commit/main",
        ]
        assert [str(request) for request in hub.requests] == posts(hub)

    def test_what_the_commit_says(self, hub: LocalHub) -> None:
        pushed = push(hub)
        entry = next(iter(hub.repo(REPO).bare.log(hub.repo(REPO).head)))

        assert pushed.message is not None
        assert entry.title == pushed.message.title == "Complete the model card: language"
        assert "- `language`: `es`\n  - given by who sends this" in entry.message
        assert "cardsmith: sha256" not in entry.message

    def test_own_words(self, hub: LocalHub) -> None:
        push(hub, title="Speak Spanish", description="Because.")
        entry = next(iter(hub.repo(REPO).bare.log(hub.repo(REPO).head)))

        assert (entry.title, entry.message) == ("Speak Spanish", "Because.")
        for title in ("no", "x" * 201):
            with pytest.raises(CardsmithError, match="a title has 3 to 200 characters"):
                push(hub, title=title)

    def test_more_files(self, hub: LocalHub) -> None:
        push(hub, extra_files={".eval_results/a.yaml": b"- 1\n"})

        assert hub.read(REPO, ".eval_results/a.yaml") == b"- 1\n"
        assert len(list(hub.repo(REPO).bare.log(hub.repo(REPO).head))) == 2
        again = push(hub, extra_files={".eval_results/a.yaml": b"- 1\n"})
        assert again.status is PushStatus.UNCHANGED

    def test_nothing_to_do(self, hub: LocalHub) -> None:
        push(hub)
        hub.clear_requests()

        assert push(hub).status is PushStatus.UNCHANGED
        assert hub.requests == []

    def test_declined(self, hub: LocalHub) -> None:
        pushed = push(hub, confirm=lambda outcome, diff: False)

        assert (pushed.status, pushed.commit_oid) == (PushStatus.DECLINED, None)
        assert pushed.message is not None
        assert "+language: es" in pushed.message.diff
        assert posts(hub) == ["POST /api/validate-yaml"]

    def test_an_invalid_card(self, hub: LocalHub) -> None:
        bad = CARD.text.replace("license: mit", "datasets:\n- a b\nbase_model: Kokoro 82M")
        with pytest.raises(RejectedCard, match=r'the Hub rejects the card: "datasets\[0\]" .* \(and 1 more\)') as error:
            push(hub, lambda card, own=False: SPANISH(Card(bad)))

        first, second = error.value.gaps
        assert (first.where, first.severity, first.line) == ("datasets[0]", Severity.ERROR, 3)
        assert first.span.of(SPANISH(Card(bad)).card.text) == "a b"
        assert second.where == "base_model"
        assert [gap.field for gap in error.value.gaps] == ["datasets", "base_model"]
        assert posts(hub) == ["POST /api/validate-yaml"]

    def test_warnings_are_told(self, hub: LocalHub) -> None:
        hub.commit(REPO, {"README.md": "# Voices\n"})
        # Nothing about metadata is filled, so the Hub warns that there is none.
        pushed = push(hub, lambda card, own=False: SPANISH(card)._replace(card=Card(card.text + "\nMore.\n")))

        (gap,) = pushed.warnings
        assert (gap.where, gap.field, gap.message) == ("", None, "empty or missing yaml metadata in repo card")
        assert pushed.status is PushStatus.COMMITTED

    def test_the_card_asks_to_be_left_alone(self, hub: LocalHub) -> None:
        hub.commit(REPO, {"README.md": CARD.text + "\n<!--cardsmith: ignore -->\n"})

        assert (push(hub).status, propose(hub).status) == (PushStatus.SKIPPED, PushStatus.SKIPPED)
        assert "cardsmith: ignore" in push(hub).reason
        assert hub.requests == []

    def test_rules_to_ignore_and_examples_do_not_opt_out(self) -> None:
        for text in ("<!-- cardsmith: ignore missing-license -->", "```\n<!-- cardsmith: ignore -->\n```\n"):
            assert not Card(f"# Voices\n\n{text}\n").opted_out

    def test_who_may_not(self, hub: LocalHub) -> None:
        with pytest.raises(HubError, match=r"\(403\)") as error:
            push(hub, token="hf_guest")
        assert error.value.hint.startswith("propose the change with --create-pr")


class TestMoved:
    def test_both_changes_are_there_in_the_end(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "license: mit", "license: apache-2.0")
        shown: list[str] = []

        def ask(outcome: Outcome, diff: str) -> bool:
            shown.append(diff)
            return True

        pushed = push(hub, card=CARD, sha=sha, confirm=ask)
        assert pushed.status is PushStatus.COMMITTED
        assert metadata(hub) == {"license": "apache-2.0", "tags": ["audio"], "language": "es"}
        assert [diff.count(" license: apache-2.0") for diff in shown] == [0, 1]

    def test_declined_the_second_time(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "license: mit", "license: apache-2.0")
        answers = iter([True, False])

        assert push(hub, card=CARD, sha=sha, confirm=lambda *_: next(answers)).status is PushStatus.DECLINED
        assert metadata(hub) == {"license": "apache-2.0", "tags": ["audio"]}

    def test_the_same_diff_is_not_shown_twice(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        hub.commit(REPO, {"config.json": "{}"})
        shown: list[str] = []

        push(hub, card=CARD, sha=sha, confirm=lambda outcome, diff: not shown.append(diff))
        assert (len(shown), metadata(hub)["language"]) == (1, "es")
        assert hub.read(REPO, "config.json") == b"{}"

    def test_somebody_else_said_the_same(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        push(hub)

        assert push(hub, card=CARD, sha=sha).status is PushStatus.UNCHANGED

    def test_what_somebody_else_said_is_not_overwritten(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        push(hub, FRENCH)

        with pytest.raises(EditConflict, match="somebody else has changed line 2 meanwhile") as error:
            push(hub, card=CARD, sha=sha)
        assert error.value.where == REPO
        assert metadata(hub)["language"] == "fr"

    def test_new_keys_side_by_side_are_no_conflict(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "license: mit\n", "library_name: peft\nlicense: mit\nthumbnail: a.png\n")

        assert push(hub, card=CARD, sha=sha).status is PushStatus.COMMITTED
        assert {"library_name": "peft", "language": "es"}.items() <= metadata(hub).items()

    def test_a_new_key_between_those_of_somebody_else(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "license: mit\n", "library_name: peft\nthumbnail: a.png\nlicense: mit\n")

        assert push(hub, card=CARD, sha=sha).status is PushStatus.COMMITTED
        assert {"library_name": "peft", "thumbnail": "a.png", "language": "es"}.items() <= metadata(hub).items()

    def test_but_a_person_may_insist(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        push(hub, FRENCH)
        shown: list[str] = []

        push(hub, card=CARD, sha=sha, confirm=lambda outcome, diff: not shown.append(diff))
        assert "-language: fr\n+language: es\n" in shown[-1]
        assert metadata(hub)["language"] == "es"

    def test_it_opted_out_meanwhile(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "# voices-base", "# voices-base\n\n<!-- cardsmith: ignore -->")

        assert push(hub, card=CARD, sha=sha).status is PushStatus.SKIPPED

    def test_it_keeps_moving(self, hub: LocalHub) -> None:
        def late(outcome: Outcome, diff: str) -> bool:
            edit_elsewhere(hub, "tags:", "tags: ")
            return True

        with pytest.raises(MovedError, match="moved each time that the change was planned for it, 3 times"):
            push(hub, confirm=late)
        assert "language" not in metadata(hub)

    def test_the_new_card_cannot_be_filled(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        hub.commit(REPO, {"README.md": "---\nlicense: [mit\n---\n"})

        with pytest.raises(CardsmithError):
            push(hub, card=CARD, sha=sha)
        assert hub.read(REPO) == b"---\nlicense: [mit\n---\n"

    def test_of_two_at_once_one_wins_and_the_other_plans_again(self, hub: LocalHub) -> None:
        together = threading.Barrier(2)

        def ready(outcome: Outcome, diff: str) -> bool:
            if len(posts(hub)) <= 2:
                together.wait(5)
            return True

        results: list[Pushed] = []

        def run(refill: Filling, sha: str) -> None:
            results.append(push(hub, refill, card=CARD, sha=sha, confirm=ready))

        sha = hub.repo(REPO).head
        threads = [threading.Thread(target=run, args=[refill, sha]) for refill in (SPANISH, SPEECH)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [pushed.status for pushed in results] == [PushStatus.COMMITTED] * 2
        assert metadata(hub) == {
            "license": "mit",
            "tags": ["audio"],
            "language": "es",
            "pipeline_tag": "audio-classification",
        }
        # Which of the first two answers is logged first is chance.
        assert sorted(str(request.status) for request in hub.requests if "/commit/" in request.path) == [
            "200",
            "200",
            "412",
        ]


class TestPullRequest:
    def test_open_one(self, hub: LocalHub) -> None:
        pushed = propose(hub)

        assert (pushed.status, pushed.pr_num) == (PushStatus.OPENED, 1)
        assert pushed.pr_url == f"{hub.url}/{REPO}/discussions/1"
        assert hub.read(*PR[:1], revision=PR[1]) == SPANISH(CARD).card.to_bytes()
        assert hub.read(REPO) == CARD.to_bytes()
        assert posts(hub) == [
            "POST /api/validate-yaml",
            f"POST /api/models/{REPO}/preupload/main?create_pr=1",
            f"POST /api/models/{REPO}/commit/main?create_pr=1",
        ]
        (pull,) = hub.pull_requests(REPO)
        assert pull["title"] == "Complete the model card: language"
        assert is_signed_for(described(hub), SPANISH(CARD).card.to_bytes())
        assert described(hub).startswith("Changes the model card of `user/voices`")

    def test_it_starts_from_what_the_branch_is_now(self, hub: LocalHub) -> None:
        sha = hub.repo(REPO).head
        edit_elsewhere(hub, "license: mit", "license: apache-2.0")
        propose(hub, card=CARD, sha=sha)

        assert metadata(hub, PR[1]) == {"license": "apache-2.0", "tags": ["audio"], "language": "es"}
        details = HfApi(endpoint=hub.url, token="hf_user").get_discussion_details(REPO, 1)
        assert details.conflicting_files == []

    def test_the_same_again(self, hub: LocalHub) -> None:
        first = propose(hub)
        again = propose(hub)

        assert (again.status, again.pr_num, again.commit_oid) == (PushStatus.SKIPPED, 1, first.commit_oid)
        assert again.reason == "pull request 1, which is open, says the same"
        assert len(hub.pull_requests(REPO)) == 1

    def test_more_goes_on_the_open_one(self, hub: LocalHub) -> None:
        propose(hub)
        both = filling(language="es", pipeline_tag="audio-classification")
        shown: list[str] = []
        pushed = propose(hub, both, confirm=lambda outcome, diff: not shown.append(diff))

        assert (pushed.status, pushed.pr_num) == (PushStatus.UPDATED, 1)
        assert pushed.pr_url == f"{hub.url}/{REPO}/discussions/1"
        assert (len(hub.pull_requests(REPO)), len(shown)) == (1, 1)
        assert hub.read(REPO, revision=PR[1]) == both(CARD).card.to_bytes()
        assert "+pipeline_tag: audio-classification" in shown[0]
        assert "+language" not in shown[0]
        assert is_signed_for(described(hub), both(CARD).card.to_bytes())
        assert "`pipeline_tag`" in described(hub)

    def test_what_an_open_one_holds_stays_in_it(self, hub: LocalHub) -> None:
        propose(hub)
        assert propose(hub, SPEECH).status is PushStatus.UPDATED

        assert metadata(hub, PR[1]) == {
            "license": "mit",
            "tags": ["audio"],
            "language": "es",
            "pipeline_tag": "audio-classification",
        }
        said = described(hub)
        assert "- `language`: `es`\n  - given by who sends this" in said
        assert "- `pipeline_tag`: `audio-classification`\n  - given by who sends this" in said
        assert is_signed_for(said, hub.read(REPO, revision=PR[1]))

    def test_an_answer_can_be_changed(self, hub: LocalHub) -> None:
        propose(hub, filling(language="es", pipeline_tag="audio-classification"))
        assert propose(hub, FRENCH).status is PushStatus.UPDATED
        assert metadata(hub, PR[1]) == {
            "license": "mit",
            "tags": ["audio"],
            "language": "fr",
            "pipeline_tag": "audio-classification",
        }
        assert "`es`" not in described(hub)

    def test_a_file_goes_on_top_of_it_and_counts_more(self, hub: LocalHub) -> None:
        propose(hub, filling(language="es", pipeline_tag="audio-classification", license="apache-2.0"))
        text = CARD.text.replace("license: mit\n", "license: gpl-3.0\nlanguage: fr\n").replace("Research.", "Play.")
        assert propose(hub, replacing_with(Card(text))).status is PushStatus.UPDATED

        assert metadata(hub, PR[1]) == {
            "license": "gpl-3.0",
            "tags": ["audio"],
            "language": "fr",
            "pipeline_tag": "audio-classification",
        }
        assert b"\n\nPlay.\n" in hub.read(REPO, revision=PR[1])

    def test_a_session_goes_on_top_of_it_and_counts_more(self, hub: LocalHub) -> None:
        propose(hub, filling(language="es", pipeline_tag="audio-classification"))
        session = Session(CARD)
        session.choose("language", "fr")

        def planned(card: Card, own: bool = False) -> Outcome:
            return plan_sending(session, card, CARD, own=own).outcome

        assert propose(hub, planned).status is PushStatus.UPDATED
        assert metadata(hub, PR[1])["language"] == "fr"
        assert metadata(hub, PR[1])["pipeline_tag"] == "audio-classification"

    def test_evidence_of_earlier_runs_stays_in_the_description(self, hub: LocalHub) -> None:
        found = Evidence("card", "line 12", "Spanish")

        def spanish(card: Card, own: bool = False) -> Outcome:
            outcome = SPANISH(card)
            return outcome._replace(filled=[fix._replace(evidence=(found,)) for fix in outcome.filled])

        propose(hub, spanish)
        propose(hub, SPEECH)
        propose(hub, filling(library_name="transformers"))

        assert "- `language`: `es`\n  - `card`, `line 12`: `Spanish`\n" in described(hub)
        assert "- `pipeline_tag`: `audio-classification`\n  - given by who sends this" in described(hub)

    def test_somebody_has_worked_on_it(self, hub: LocalHub) -> None:
        first = propose(hub)
        text = hub.read(REPO, revision=PR[1]).decode().replace("license: mit", "license: apache-2.0")
        HubWriter(hub.url, "hf_user").commit(
            REPO, {"README.md": text.encode()}, first.commit_oid, "Better", "", revision=PR[1]
        )

        both = filling(language="es", pipeline_tag="audio-classification")
        assert propose(hub, both).status is PushStatus.UPDATED
        assert metadata(hub, PR[1]) == {
            "license": "apache-2.0",
            "tags": ["audio"],
            "language": "es",
            "pipeline_tag": "audio-classification",
        }
        with pytest.raises(EditConflict):
            propose(hub, filling(language="es", license="gpl-3.0"))

    def test_somebody_has_added_a_key_beside_ours(self, hub: LocalHub) -> None:
        first = propose(hub)
        text = hub.read(REPO, revision=PR[1]).decode().replace("language: es\n", "library_name: peft\nlanguage: es\n")
        writer_of(hub).commit(REPO, {"README.md": text.encode()}, first.commit_oid, "More", "", revision=PR[1])

        assert propose(hub, SPEECH).status is PushStatus.UPDATED
        assert metadata(hub, PR[1]) == {
            "library_name": "peft",
            "license": "mit",
            "tags": ["audio"],
            "language": "es",
            "pipeline_tag": "audio-classification",
        }

    def test_the_pull_request_moves_at_the_last_moment(self, hub: LocalHub) -> None:
        first = propose(hub)
        text = hub.read(REPO, revision=PR[1]).decode().replace("license: mit", "license: apache-2.0")
        late = [text.encode()]

        def ask(outcome: Outcome, diff: str) -> bool:
            if late:
                writer_of(hub).commit(REPO, {"README.md": late.pop()}, first.commit_oid, "Late", "", revision=PR[1])
            return True

        pushed = propose(hub, filling(language="es", pipeline_tag="audio-classification"), confirm=ask)
        assert pushed.status is PushStatus.UPDATED
        assert metadata(hub, PR[1])["license"] == "apache-2.0"
        assert metadata(hub, PR[1])["pipeline_tag"] == "audio-classification"

    def test_a_closed_one_is_an_answer(self, hub: LocalHub) -> None:
        propose(hub)
        HfApi(endpoint=hub.url, token="hf_user").change_discussion_status(REPO, 1, "closed")
        pushed = propose(hub, FRENCH)

        assert (pushed.status, pushed.pr_num, pushed.commit_oid) == (PushStatus.SKIPPED, 1, None)
        assert pushed.reason == "pull request 1 by guest was closed, so no other one is opened"
        assert len(hub.pull_requests(REPO)) == 1

    def test_one_that_we_closed_ourselves_is_one_too_unless_somebody_insists(self, hub: LocalHub) -> None:
        propose(hub)
        guest = HfApi(endpoint=hub.url, token="hf_guest")
        guest.change_discussion_status(REPO, 1, "closed")

        pushed = propose(hub, FRENCH)
        assert (pushed.status, pushed.pr_num) == (PushStatus.SKIPPED, 1)
        assert pushed.reason.startswith("you have closed pull request 1, so no other one is opened: open it again, or ")
        assert len(hub.pull_requests(REPO)) == 1
        assert propose(hub, FRENCH, insist=True).pr_num == 2

        guest.change_discussion_status(REPO, 2, "closed")
        guest.change_discussion_status(REPO, 1, "open")
        assert (propose(hub, FRENCH).status, metadata(hub, PR[1])["language"]) == (PushStatus.UPDATED, "fr")

    def test_one_that_others_closed_counts_for_those_who_insist(self, hub: LocalHub) -> None:
        propose(hub)
        HfApi(endpoint=hub.url, token="hf_user").change_discussion_status(REPO, 1, "closed")

        assert propose(hub, FRENCH, insist=True).status is PushStatus.SKIPPED

    def test_after_a_merge_there_may_be_another(self, hub: LocalHub) -> None:
        propose(hub)
        HfApi(endpoint=hub.url, token="hf_user").merge_pull_request(REPO, 1)

        assert propose(hub).status is PushStatus.UNCHANGED
        assert propose(hub, SPEECH).pr_num == 2

    def test_those_of_others_and_those_by_hand_do_not_count(self, hub: LocalHub) -> None:
        push(hub, FRENCH, create_pr=True)
        guest = writer_of(hub, "hf_guest")
        guest.commit(REPO, {"README.md": b"# Mine\n"}, hub.repo(REPO).head, "By hand", "", create_pr=True)
        HfApi(endpoint=hub.url, token="hf_user").change_discussion_status(REPO, 2, "closed")

        assert (propose(hub).pr_num, propose(hub, SPEECH).pr_num) == (3, 3)

    def test_a_description_that_cannot_be_changed(self, hub: LocalHub) -> None:
        propose(hub)
        hub.fault("status", path="/comment/", status=403, message="No.", times=None)
        pushed = propose(hub, FRENCH)

        assert pushed.status is PushStatus.UPDATED
        assert pushed.reason.startswith("the description of the pull request is the old one")
        assert metadata(hub, PR[1])["language"] == "fr"

    @pytest.mark.parametrize("kind", ["drop_after", "drop"])
    def test_a_lost_answer_makes_no_second_one(self, hub: LocalHub, kind: str) -> None:
        hub.fault(kind, path="/commit/")
        pushed = propose(hub)

        assert (pushed.status, pushed.pr_num, len(hub.pull_requests(REPO))) == (PushStatus.OPENED, 1, 1)

    def test_nor_on_an_open_one_a_second_commit(self, hub: LocalHub) -> None:
        propose(hub)
        hub.fault("drop_after", path="/commit/")
        pushed = propose(hub, FRENCH)

        head = hub.repo(REPO).bare.ref(PR[1])
        assert (pushed.status, pushed.commit_oid) == (PushStatus.UPDATED, head)
        assert head is not None
        assert len(list(hub.repo(REPO).bare.log(head))) == 3


class TestOtherClients:
    def test_hf_reads_the_pull_request(self, hub: LocalHub, tmp_path: Path) -> None:
        pushed = propose(hub)
        details = run_hf(["discussions", "info", REPO, "1", "--json"], hub.url, tmp_path, "hf_user")
        diff = run_hf(["discussions", "diff", REPO, "1"], hub.url, tmp_path, "hf_user")

        assert "Complete the model card: language" in details
        assert pushed.message is not None
        assert pushed.message.diff.split("@@")[-1].strip() in diff

    @pytest.mark.skipif(not find_program("git"), reason="needs git")
    def test_git_holds_what_was_shown(self, hub: LocalHub) -> None:
        pushed = propose(hub)
        command = ["git", "--git-dir", str(hub.git_folder(REPO)), "show", "refs/pr/1:README.md"]
        stored = subprocess.run(command, capture_output=True, check=True).stdout

        assert pushed.message is not None
        assert stored == pushed.message.files["README.md"] == SPANISH(CARD).card.to_bytes()

    def test_the_javascript_client_reads_it(self, hub: LocalHub, tmp_path: Path) -> None:
        from tests.hub.test_local_hub_clients import installed_js_client

        propose(hub)
        script = installed_js_client() / "read_pull_request.mjs"
        script.write_text((Path(__file__).parent / "hub" / "js" / "read_pull_request.mjs").read_text())
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "REPO": REPO}
        done = subprocess.run(["node", script], env=environment, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (0, SPANISH(CARD).card.to_bytes()), done.stderr


def test_bytes_survive(hub: LocalHub) -> None:
    data = "\ufeff" + CARD.text.replace("\n", "\r\n").rstrip() + " \t"
    hub.commit(REPO, {"README.md": data})
    pushed = push(hub)

    assert pushed.message is not None
    assert hub.read(REPO).decode() == data.replace("---\r\n", "---\r\nlanguage: es\r\n", 1)
    assert SECTIONS.splitlines()[0] in data
