"""The Hub's JSON as a repository, whatever shape it comes in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.hub.api_json import repo_from_api, repo_from_bytes, repos_from_bytes, to_bytes
from cardsmith.hub.reader import HubRepo
from tests.hub.readers import SHA

# A model as /api/models/… describes it, with the keys that cardsmith reads.
RAW: dict[str, Any] = {
    "_id": "0" * 24,
    "id": "user/voices",
    "modelId": "user/voices",
    "author": "user",
    "sha": SHA,
    "downloads": 12,
    "tags": ["transformers", "base_model:org/base", "base_model:finetune:org/base", "license:mit"],
    "pipeline_tag": "audio-classification",
    "library_name": "transformers",
    "cardData": {"license": "mit", "language": ["es", "no"], "model-index": [{"name": "voices"}]},
    "config": {"model_type": "wav2vec2"},
    "transformersInfo": {"auto_model": "AutoModelForAudioClassification"},
    "siblings": [{"rfilename": "README.md", "size": 12}, {"rfilename": "config.json"}],
    "safetensors": {"parameters": {"F32": 90, "I64": 10}, "total": 100},
}


def test_a_model() -> None:
    assert repo_from_api("model", RAW) == HubRepo(
        kind="model",
        id="user/voices",
        sha=SHA,
        author="user",
        card=RAW["cardData"],
        tags=RAW["tags"],
        files={"README.md": 12, "config.json": None},
        pipeline_tag="audio-classification",
        library_name="transformers",
        config={"model_type": "wav2vec2", "transformersInfo": {"auto_model": "AutoModelForAudioClassification"}},
        parameters=100,
        base_models=["org/base"],
        downloads=12,
    )


def test_an_item_of_a_list_is_about_no_commit() -> None:
    repo = repo_from_api("model", RAW, listed=True)
    assert (repo.sha, repo.files) == ("", {})
    assert repo.card == RAW["cardData"]


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({"relation": "finetune", "models": [{"_id": "1", "id": "a/b"}, {"id": "c/d"}]}, ["a/b", "c/d"]),
        (["a/b", "a/b"], ["a/b"]),
        ([{"id": "a/b"}], ["a/b"]),
        (None, ["org/base"]),
        ([], ["org/base"]),
        ("a/b", ["org/base"]),
        ([{"name": "a/b"}, 7, None], []),
    ],
)
def test_base_models_come_in_two_shapes_or_as_tags(value: Any, ids: list[str]) -> None:
    assert repo_from_api("model", RAW | {"baseModels": value}).base_models == ids


def test_a_dataset_that_belongs_to_nobody() -> None:
    repo = repo_from_api("dataset", {"id": "squad"})
    assert (repo.author, repo.url) == ("", "https://huggingface.co/datasets/squad")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(RAW.keys() | {"baseModels"}, PLAIN)), st.booleans())
def test_no_value_of_a_wrong_type_gets_through(raw: dict[str, Any], listed: bool) -> None:
    repo = repo_from_api("model", raw, listed=listed)
    for value in (repo.id, repo.sha, repo.author, *repo.tags, *repo.base_models, *repo.files):
        assert isinstance(value, str)
    assert isinstance(repo.card, dict)
    assert isinstance(repo.config, dict)
    assert isinstance(repo.downloads, int)
    assert repo_from_bytes(to_bytes(repo)) == repo
    assert repos_from_bytes(to_bytes([repo, repo])) == [repo, repo]
