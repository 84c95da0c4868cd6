"""Every byte that the commands print, for the runs in `goldens.py`."""

from __future__ import annotations

import pytest

from tests.cli.goldens import GOLDENS, TEXTS, run_golden


@pytest.mark.parametrize("name", GOLDENS)
def test_prints_what_is_pinned(name: str) -> None:
    assert run_golden(name) == (TEXTS / f"{name}.txt").read_bytes().decode("utf-8")


def test_nothing_is_pinned_that_is_not_run() -> None:
    assert {path.stem for path in TEXTS.glob("*")} == set(GOLDENS)
