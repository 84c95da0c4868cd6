"""Hub ids, and names that are none."""

from __future__ import annotations

import pytest
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.facts.names import is_output_folder
from cardsmith.ids import is_hub_id, is_namespaced


@pytest.mark.parametrize(
    "name", ["gpt2", "a/b", "facebook/wav2vec2-base", "u_1/m.v2-x_y", "0/0", "a" * 96, "a" * 96 + "/" + "b" * 96]
)
def test_ids(name: str) -> None:
    assert is_hub_id(name)
    if len(name) <= 96:  # the Hub counts each part, huggingface_hub the whole
        validate_repo_id(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "/",
            "a/",
            "/a",
            "a/b/c",
            "a b",
            "Kokoro 82M",
            "-a",
            "a-",
            ".a",
            "a.",
            "a--b",
            "a..b",
            "é",
            "a/é",
            "a\n",
            "a/b\n",
        ),
        *(
            "./out",
            "../out",
            "~/out",
            "C:\\out",
            "/tmp/model",
            "a@b",
            "https://huggingface.co/a/b",
            "a" * 97,
            "a/" + "b" * 97,
            "a/b.git",
        ),
    ],
)
def test_no_ids(name: str) -> None:
    assert not is_hub_id(name)
    assert not is_namespaced(name)


@given(st.from_regex(r"[A-Za-z0-9._/é -]{1,20}", fullmatch=True) | st.text(max_size=12))
def test_whatever_is_an_id_here_is_one_for_huggingface_hub(name: str) -> None:
    if is_hub_id(name):
        validate_repo_id(name)
    elif name.isascii() and len(name) <= 96:
        with pytest.raises(HFValidationError):
            validate_repo_id(name)


def test_namespaced() -> None:
    assert is_namespaced("user/name")
    assert not is_namespaced("name")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "results",
            "Results",
            "output",
            "outputs",
            "tmp_trainer",
            "checkpoint-500",
            "CHECKPOINT-1",
            "",
            "  ",
            "out/run1",
        ),
        *("/tmp/model", "~/model", "./model", "../model", "C:\\model", "bert/checkpoint-12", "a/b/c", "results/"),
    ],
)
def test_output_folders(name: str) -> None:
    assert is_output_folder(name)


@pytest.mark.parametrize(
    "name", ["bert-base-ner", "user/bert", "results-urdu", "model_broadclass_onSet1", "my-results"]
)
def test_names(name: str) -> None:
    assert not is_output_folder(name)
