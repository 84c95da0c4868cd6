"""Bytes that once were a card: read, checked, filled and written back, or refused in words; never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given

from tests.adversarial.cards import CORPUS, mutated
from tests.adversarial.promises import keeps_its_promises
from tests.support import examples


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus(path: Path) -> None:
    keeps_its_promises(path.read_bytes())


@examples(3)
@given(mutated(utf_8=False))
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"---\n---\n")
@example(b"---")
def test_mutated_cards(data: bytes) -> None:
    keeps_its_promises(data)
