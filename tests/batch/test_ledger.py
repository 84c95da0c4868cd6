"""The ledger: what is kept of a card, who may use the file, and what two kinds of runs call done."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cardsmith.batch.ledger import SCHEMA, Ledger
from cardsmith.batch.rows import Goal, LedgerError, Row, State


def row(key: str = "a.md", position: int = 0, state: State = State.FILLED, **more: object) -> Row:
    return Row(key, position, key, Goal.WRITE, state, **more)  # type: ignore[arg-type]


def test_a_row_comes_back_as_it_was(tmp_path: Path) -> None:
    whole = row(
        revision_in="a" * 64,
        revision_out="b" * 64,
        before=0.25,
        after=0.5,
        gaps_before={"missing-license": 1},
        gaps_after=[{"rule": "missing-language", "message": "`language` is missing\x1b"}],
        fills=[{"field": "license", "value": "mit", "evidence": [{"source": "card", "locator": "", "quote": "é"}]}],
        about={"card": "a.md", "dialects": []},
        error={"message": "m", "where": "w", "hint": "h"},
        reason="because",
        pr_url="https://huggingface.co/user/model/discussions/1",
        pr_number=1,
        started_at=1.5,
        finished_at=2.5,
    )
    with Ledger(tmp_path / "new" / "run.db") as ledger:
        ledger.put(whole)
        assert ledger.get("a.md") == whole
        assert ledger.get("b.md") is None
    with Ledger(tmp_path / "new" / "run.db") as ledger:
        assert list(ledger.rows()) == [whole]


def test_a_card_has_one_row_and_the_last_word_counts(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        ledger.put(row(state=State.STARTED))
        ledger.put(row(state=State.FAILED))
        assert [item.state for item in ledger.rows()] == [State.FAILED]
        assert len(ledger) == 1


def test_several_rows_are_written_all_or_none(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        first, second = (ledger.entry(row(key, number)) for number, key in enumerate(("a.md", "c.md")))
        with pytest.raises(OverflowError):
            ledger.put_entries([first, ledger.entry(row("b.md", 2**70)), second])
        assert len(ledger) == 0
        ledger.put_entries([first, second])
        assert [item.key for item in ledger.rows()] == ["a.md", "c.md"]


def test_rows_are_in_the_order_of_the_cards(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        for number in reversed(range(250)):
            ledger.put(row(f"{number}.md", number))
        ledger.put(row("also 7.md", 7))
        positions = [item.position for item in ledger.rows()]
        assert positions == sorted([*range(250), 7])


def test_what_is_done_depends_on_what_was_to_be_done(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        for state in State:
            ledger.put(row(state.value, state=state))
        done = {state for state in State if ledger.is_done(state.value, Goal.WRITE)}
        assert done == {State.FILLED, State.PUSHED, State.SKIPPED}
        assert not any(ledger.is_done(state.value, Goal.PUSH) for state in State)


def test_a_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        ledger.put(row("caf\udce9.md", about={"card": "caf\udce9.md"}))
        found = ledger.get("caf\udce9.md")
        assert found is not None
        assert found.about["card"] == "caf\udce9.md"


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db"):
        assert (tmp_path / "run.db").stat().st_mode & 0o077 == 0


def test_what_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "README.md"
    text.write_text("---\nlicense: mit\n---\n" * 100)
    with pytest.raises(LedgerError, match=r"README\.md: cannot be used as a ledger: file is not a database"):
        Ledger(text)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE mine (x)")
    other.close()
    with pytest.raises(LedgerError, match=r"other\.db: is no ledger of cardsmith"):
        Ledger(tmp_path / "other.db")
    with pytest.raises(LedgerError, match="cannot be used as a ledger"):
        Ledger(text / "run.db")
    assert text.read_text() == "---\nlicense: mit\n---\n" * 100


def test_a_ledger_of_a_later_version(tmp_path: Path) -> None:
    Ledger(tmp_path / "run.db").close()
    later = sqlite3.connect(tmp_path / "run.db")
    later.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    later.close()
    with pytest.raises(LedgerError, match=f"is of version {SCHEMA + 1}, and known are those up to {SCHEMA}"):
        Ledger(tmp_path / "run.db")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as first, Ledger(tmp_path / "run.db") as second:
        with first.one_run():
            with pytest.raises(LedgerError, match="another run is using this ledger"), second.one_run():
                pass
            second.put(row())
        with second.one_run():
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["run.db"]


def test_threads_and_pickled_copies_write_to_one_file(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        copies = [pickle.loads(pickle.dumps(ledger)) for _ in range(2)]

        def write(part: Ledger, start: int) -> None:
            for number in range(start, start + 50):
                part.put(row(f"{number}.md", number))

        threads = [
            threading.Thread(target=write, args=(part, 100 * at)) for at, part in enumerate([ledger, ledger, *copies])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for copy in copies:
            copy.close()
        assert len(ledger) == 200


DIES_AT = """
import os, sqlite3, sys
from pathlib import Path

class Dies(sqlite3.Connection):
    left = int(sys.argv[2])

    def execute(self, *arguments):
        if Dies.left == 0:
            os._exit(9)
        Dies.left -= 1
        return super().execute(*arguments)

connect = sqlite3.connect
sqlite3.connect = lambda *arguments, **options: connect(*arguments, factory=Dies, **options)
from cardsmith.batch.ledger import Ledger
Ledger(Path(sys.argv[1]))
"""


def test_a_process_that_dies_while_it_makes_a_ledger(tmp_path: Path) -> None:
    """Before each statement in turn, until it lives to the end: what it leaves behind is a ledger to go on with."""
    for statements in range(100):
        path = tmp_path / f"{statements}.db"
        ended = subprocess.run([sys.executable, "-c", DIES_AT, str(path), str(statements)], check=False).returncode
        assert ended in (0, 9)
        with Ledger(path) as ledger:
            assert len(ledger) == 0
        if ended == 0:
            assert statements > 5
            return
    pytest.fail("it never lives to the end")


def test_several_open_a_new_ledger_at_one_moment(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(30)]
    start = threading.Barrier(4)

    def opens_all() -> int:
        rows = 0
        for path in paths:
            start.wait()
            with Ledger(path) as ledger:
                rows += len(ledger)
        return rows

    with ThreadPoolExecutor(4) as threads:
        assert [job.result() for job in [threads.submit(opens_all) for _ in range(4)]] == [0] * 4
