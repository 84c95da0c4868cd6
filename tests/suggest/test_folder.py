"""The card's folder: nothing outside it is read, nothing that is no file, and nothing large."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cardsmith import Card, CardsmithError
from cardsmith.suggest import Sources, providers_for
from cardsmith.suggest.engine import gather
from cardsmith.suggest.files import MOST_BYTES
from cardsmith.suggest.folder import LocalFolder
from cardsmith.suggest.from_files import FilesProvider

CONFIG = b'{"architectures": ["BertForMaskedLM"], "model_type": "bert"}'
LINKS = pytest.mark.skipif(not hasattr(os, "O_DIRECTORY"), reason="links need a permission here")


def test_names_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(CONFIG)
    (tmp_path / "weights.bin").write_bytes(b"")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "config.json").write_bytes(CONFIG)
    folder = LocalFolder(tmp_path)
    assert set(folder.names()) == {"config.json", "weights.bin"}
    assert folder.read("config.json") == CONFIG
    assert folder.read("adapter_config.json") is None
    assert folder.source == ""
    assert folder.url("config.json") == "config.json"


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert not LocalFolder(tmp_path / "none").names()
    assert LocalFolder(tmp_path / "none").read("config.json") is None


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    assert LocalFolder(tmp_path).read("config.json") is None


def test_large_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b" " * MOST_BYTES)
    (tmp_path / "trainer_state.json").write_bytes(b" " * (MOST_BYTES + 1))
    folder = LocalFolder(tmp_path)
    assert len(folder.read("config.json") or b"") == MOST_BYTES
    assert folder.read("trainer_state.json") is None


@LINKS
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.json"
    outside.write_bytes(CONFIG)
    inside = tmp_path / "model"
    inside.mkdir()
    (inside / "config.json").symlink_to(outside)
    (inside / "modules.json").symlink_to("/dev/zero")
    (inside / "meta.json").symlink_to("meta.json")
    (inside / "real.json").write_bytes(CONFIG)
    (inside / "adapter_config.json").symlink_to("real.json")
    folder = LocalFolder(inside)
    assert folder.read("config.json") is None
    assert folder.read("modules.json") is None
    assert folder.read("adapter_config.json") == CONFIG


@LINKS
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.json")
    folder = LocalFolder(tmp_path)
    assert "config.json" not in folder.names()
    assert folder.read("config.json") is None


@LINKS
def test_the_links_of_the_hubs_cache_are_followed(tmp_path: Path) -> None:
    repository = tmp_path / "models--user--bert"
    snapshot = repository / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    (repository / "blobs").mkdir()
    (repository / "blobs" / "0123").write_bytes(CONFIG)
    (snapshot / "config.json").symlink_to("../../blobs/0123")
    (tmp_path / "other").write_bytes(CONFIG)
    (snapshot / "modules.json").symlink_to("../../../other")
    folder = LocalFolder(snapshot)
    assert folder.read("config.json") == CONFIG
    assert folder.read("modules.json") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(CONFIG)
    path.chmod(0)
    with pytest.raises(CardsmithError, match=r"config\.json: cannot be read"):
        LocalFolder(tmp_path).read("config.json")


def test_what_cannot_be_read_is_reported_and_the_rest_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(CONFIG)
    (tmp_path / "adapter_config.json").write_bytes(b"\xff")
    (tmp_path / "modules.json").write_bytes(b"[")
    found = gather(Card("", "README.md"), ["pipeline_tag", "library_name"], [FilesProvider(LocalFolder(tmp_path))])
    assert found.suggestions["pipeline_tag"][0].value == "fill-mask"
    (problem,) = found.problems
    assert problem.provider == "files"
    assert "adapter_config.json: is not UTF-8" in problem.message
    assert "modules.json: is not JSON" in problem.message


def test_without_files_there_is_no_provider(tmp_path: Path) -> None:
    names = {provider.name for provider in providers_for(Sources())}
    assert not names & {"files", "clone", "cache", "history"}
    assert "files" in {provider.name for provider in providers_for(Sources(LocalFolder(tmp_path)))}
