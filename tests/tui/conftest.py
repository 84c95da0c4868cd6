"""Seeds as files of their own, each in its folder."""

from pathlib import Path

import pytest

from tests.support import MESD, MTL9, seed_bytes


@pytest.fixture
def mesd(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MESD))
    return path


@pytest.fixture
def mtl9(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(MTL9))
    return path
