"""A card's own id on the Hub, from the clone or the cache it lies in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, fill
from cardsmith.suggest import Sources
from cardsmith.suggest.folder import LocalFolder
from cardsmith.suggest.from_clone import CloneProvider, provider
from cardsmith.suggest.repo_ids import HOSTS, find_repo_id, id_in_address, repo_id_beside

CLONE = """\
[core]
\trepositoryformatversion = 0
[remote "origin"]
\turl = {}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
\tremote = origin
"""


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


def clone(folder: Path, config: str) -> Path:
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text(config, encoding="utf-8")
    return folder


ADDRESSES = (
    *(
        "https://huggingface.co/user/model",
        "https://huggingface.co/user/model.git",
        "https://huggingface.co/user/model/",
    ),
    *(
        "https://user:hf_secret@huggingface.co/user/model",
        "https://hf.co/user/model",
        "https://HuggingFace.co/user/model",
    ),
    *("git@hf.co:user/model", "git@hf.co:user/model.git", "ssh://git@hf.co/user/model", "hf.co:user/model"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_a_clone(address: str, tmp_path: Path) -> None:
    found = find_repo_id(clone(tmp_path, CLONE.format(address)))
    assert found is not None
    assert found.id == "user/model"
    assert found.evidence == (".git/config", 'remote "origin"', "https://huggingface.co/user/model")


@pytest.mark.parametrize(
    "address",
    [
        *("https://huggingface.co/datasets/user/data", "https://huggingface.co/spaces/user/app", "/srv/git/user/model"),
        *(
            "https://github.com/user/model",
            "https://huggingface.co/model",
            "https://huggingface.co.evil.org/user/model",
        ),
        *("https://[huggingface.co/user/model", "git@github.com:user/model", "https://huggingface.co/a/b/c", ""),
    ],
)
def test_other_addresses(address: str, tmp_path: Path) -> None:
    assert id_in_address(address) is None
    assert repo_id_beside(clone(tmp_path, CLONE.format(address))) is None


def test_origin_comes_first_and_several_others_are_no_answer(tmp_path: Path) -> None:
    fork = '[remote "fork"]\n\turl = https://huggingface.co/other/model\n'
    assert repo_id_beside(clone(tmp_path / "a", fork + CLONE.format("https://hf.co/user/model"))) == "user/model"
    assert repo_id_beside(clone(tmp_path / "b", fork + CLONE.format("https://github.com/user/x"))) == "other/model"
    second = '[remote "second"]\n\turl = https://huggingface.co/third/model\n'
    assert repo_id_beside(clone(tmp_path / "c", fork + second)) is None


def test_another_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = clone(tmp_path, CLONE.format("https://hub.example.org/user/model"))
    assert repo_id_beside(folder) is None
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example.org")
    assert repo_id_beside(folder) == "user/model"
    monkeypatch.setenv("HF_ENDPOINT", "https://[")
    assert repo_id_beside(folder) is None


def test_a_folder_inside_a_clone_is_another_model(tmp_path: Path) -> None:
    clone(tmp_path, CLONE.format("https://huggingface.co/user/model"))
    (tmp_path / "checkpoint-500").mkdir()
    assert repo_id_beside(tmp_path / "checkpoint-500") is None


def test_the_cache(tmp_path: Path) -> None:
    snapshots = tmp_path / "models--user--my--model" / "snapshots"
    found = find_repo_id(snapshots / ("0" * 40))
    assert found is None  # `--` is no part of an id
    found = find_repo_id(tmp_path / "models--user--model" / "snapshots" / ("0" * 40))
    assert found is not None
    assert found.id == "user/model"
    assert repo_id_beside(tmp_path / "models--user--model") is None
    assert repo_id_beside(tmp_path / "datasets--user--data" / "snapshots" / ("0" * 40)) is None


@given(st.text(max_size=100))
def test_any_address_is_borne(address: str) -> None:
    assert id_in_address(address) is None or "/" in address
    assert id_in_address(f"https://huggingface.co/{address}", HOSTS) is None or "/" in address


def test_any_configuration_is_borne(tmp_path: Path) -> None:
    folder = clone(tmp_path, "")
    for data in (b"\xff\xfe", b'[remote "', b"[remote]\nurl=x", b"url = https://hf.co/a/b", b"\0" * 300_000):
        (folder / ".git" / "config").write_bytes(data)
        assert repo_id_beside(folder) is None


def test_a_placeholder_is_filled_with_the_id(tmp_path: Path) -> None:
    folder = clone(tmp_path, CLONE.format("https://huggingface.co/user/emotion-setfit"))
    made = provider(Sources(LocalFolder(folder)))
    assert isinstance(made, CloneProvider)
    card = Card('# Title\n\n```python\nmodel = SetFitModel.from_pretrained("setfit_model_id")\n```\n')
    outcome = fill(card, providers=[made])
    assert 'from_pretrained("user/emotion-setfit")' in outcome.card.text


def test_the_name_of_an_output_folder_is_replaced(tmp_path: Path) -> None:
    card = Card("---\nmodel-index:\n- name: results\n  results: []\n---\n\n# results\n", "README.md")
    made = provider(Sources(LocalFolder(clone(tmp_path / "a", CLONE.format("https://hf.co/user/urdu-emotion")))))
    assert made is not None
    assert "- name: urdu-emotion\n" in fill(card, providers=[made]).card.text
    made = provider(Sources(LocalFolder(clone(tmp_path / "b", CLONE.format("https://hf.co/user/results")))))
    assert made is not None
    assert fill(card, providers=[made]).card == card
