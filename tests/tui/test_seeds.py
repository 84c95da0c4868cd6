"""The five cards that the project starts from, each opened, completed with the keyboard, and saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import EXPECTED, SEEDS, answers, seed_bytes
from tests.tui.driver import editor, opened, run


@pytest.mark.parametrize("stem", SEEDS)
def test_complete_and_save(stem: str, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(stem))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            for key, value in answers(stem).items():
                if key in driver.session.questions:
                    await driver.answer(key, value)
            assert driver.session.open_keys() == []
            assert driver.bench.status.message.startswith("✦ complete")
            assert path.read_bytes() == seed_bytes(stem)
            await driver.press("ctrl+s")
            await driver.until(lambda: not driver.app.desk.unsaved, "the card to be written")

    run(story())
    assert path.read_bytes() == (EXPECTED / f"{stem}.md").read_bytes()
