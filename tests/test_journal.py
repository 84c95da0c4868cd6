"""Journals on the disk: kept whole, found by card, and never a reason to stop."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cardsmith.errors import JournalError
from cardsmith.journal import Journals
from tests.support import MESD
from tests.test_session import completed

CARD = "/models/one/README.md"


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path / "state" / "journals")


def test_what_is_written_is_read(journals: Journals) -> None:
    journal = completed(MESD).journal()
    journals.write(CARD, journal)
    kept = journals.read(CARD)
    assert kept is not None
    assert {key: kept.journal[key] for key in journal} == journal
    assert kept.saved_at == journals.path(CARD).stat().st_mtime


def test_each_card_has_its_own(journals: Journals) -> None:
    journals.write(CARD, {"version": 1})
    assert journals.read("/models/two/README.md") is None
    journals.discard(CARD)
    assert journals.read(CARD) is None
    journals.discard(CARD)


def test_names_of_any_kind(journals: Journals) -> None:
    name = "/tmp/\udcff\u202e \x1b[31m/README.md"
    journals.write(name, {"decisions": {}})
    assert journals.read(name) is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_user_reads_them(journals: Journals) -> None:
    journals.write(CARD, {"version": 1})
    assert journals.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"card": "/another"}', b"[" * 100_000])
def test_a_broken_journal_is_an_error_with_its_place(journals: Journals, data: bytes) -> None:
    journals.write(CARD, {"version": 1})
    journals.path(CARD).write_bytes(data)
    with pytest.raises(JournalError) as error:
        journals.read(CARD)
    assert error.value.where == str(journals.path(CARD))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands in the way")
    with pytest.raises(JournalError, match="cannot be written"):
        Journals(tmp_path / "state" / "journals").write(CARD, {})


def test_the_users_state_folder_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = Journals().folder
    assert folder.name == "journals"
    assert "cardsmith" in folder.parts


def test_it_is_plain_text(journals: Journals) -> None:
    journals.write(CARD, completed(MESD).journal())
    data = journals.path(CARD).read_bytes()
    assert data.isascii()
    assert json.loads(data)["card"] == CARD
