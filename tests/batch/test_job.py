"""One card of a run: what goes wrong with it stays with it."""

from __future__ import annotations

import pickle
import subprocess
import threading
from pathlib import Path

import pytest

from cardsmith.batch.delivery import Delivered, Look, Write
from cardsmith.batch.job import Filling, FillJob, Task
from cardsmith.batch.ledger import Ledger
from cardsmith.batch.places import CardPlace
from cardsmith.batch.rows import State
from cardsmith.cli.hub import HubAccess
from cardsmith.errors import CardsmithError
from tests.batch.support import card_text, command, environment
from tests.cli.run import run

TOKEN = "hf_ThisTokenIsSeenByNobody"


class Fails(Look):
    """A delivery that something goes wrong with."""

    def deliver(self, *_: object) -> Delivered:
        raise self.error

    error: Exception


def failing(error: Exception) -> Fails:
    kind: type[Fails] = type("Kind", (Fails,), {"error": error})
    return kind()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CardPlace:
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HF_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    path = tmp_path / "card.md"
    path.write_text(card_text(1))
    return CardPlace("card.md", path)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (CardsmithError("is in the way", where="line 3", hint="step aside"), "card.md: line 3: is in the way"),
        (OSError(28, "No space left on device"), "card.md: No space left on device"),
        (RuntimeError(f"Authorization: Bearer {TOKEN}"), "card.md: cardsmith met a bug of its own: RuntimeError"),
        (RecursionError(), "card.md: cardsmith met a bug of its own: RecursionError"),
    ],
)
def test_what_goes_wrong_is_told_and_kept(tmp_path: Path, place: CardPlace, error: Exception, message: str) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        job = FillJob(HubAccess(offline=True), Filling(), failing(error), ledger, with_shape=True)
        done = job(Task(place, 4))
        row = ledger.get(place.key)
    assert done.failure is not None
    assert str(done.failure.as_error()) == message
    assert row is not None
    assert (row.state, row.position, row.error) == (State.FAILED, 4, done.failure._asdict())
    assert row.fills, "what was to be done is known"
    assert done.shape is not None
    assert (done.shape["filled"], done.shape["error"]) == ([], done.failure._asdict())
    assert TOKEN.encode() not in (tmp_path / "run.db").read_bytes()


def test_a_job_and_what_comes_of_it_can_go_to_another_process(tmp_path: Path, place: CardPlace) -> None:
    hub = HubAccess(offline=True)
    assert hub.reader is hub.reader
    with Ledger(tmp_path / "run.db") as ledger:
        job = FillJob(hub, Filling(), Write(tmp_path / "new.md"), ledger, with_diff=True, with_shape=True)
        copy = pickle.loads(pickle.dumps(job))
        done = pickle.loads(pickle.dumps(copy(Task(place))))
        copy.ledger.close()
        assert [row.state for row in ledger.rows()] == [State.FILLED]
    assert done.changed
    assert done.diff[0] == "--- a/card.md\n"


def test_without_the_hub_nobody_is_waited_for_so_no_thread_is_started(
    place: CardPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.path is not None
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread was started"))
    assert run("fill", "--non-interactive", "--offline", place.path).code == 0
    assert place.path.read_text() != card_text(1)


def test_a_card_on_a_closed_pipe_is_no_error(tmp_path: Path, place: CardPlace) -> None:
    assert place.path is not None
    place.path.write_text(card_text(1) + "Words.\n" * 100_000)
    fill = command("fill", "--non-interactive", "--offline", "-q", "-o", "-", place.path)
    with subprocess.Popen(fill, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
