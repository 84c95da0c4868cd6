"""The read side of the local Hub, through the official Python client in this process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, constants, hf_hub_download
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.local_hub import LargeFile, LocalHub, search
from tests.local_hub.plain_http import fetch
from tests.support import FRONT

README = f"---\n{FRONT}---\n\n# Voices\n\nSee https://arxiv.org/abs/2006.11477.\n"
CONFIG = {"architectures": ["Wav2Vec2ForSequenceClassification"], "model_type": "wav2vec2", "vocab_size": 32}
WEIGHTS = LargeFile.pointer("ab" * 32, 378_000_000)
DATASET_README = """\
---
license: cc-by-4.0
language: [es]
task_categories: [audio-classification]
size_categories: n<1K
pretty_name: Voices
tags: [speech]
---

# Voices

Actors who speak
with feeling.
"""


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user", orgs=("team",))
        hub.add_user("guest")
        files: dict[str, str | bytes] = {
            "README.md": README,
            "config.json": json.dumps(CONFIG),
            "model.safetensors": WEIGHTS,
        }
        hub.add_model(
            "user/voices", files, downloads=12, safetensors={"parameters": {"F32": 94_500_000}, "total": 94_500_000}
        )
        hub.add_dataset("user/voices", {"README.md": DATASET_README, "data/train.csv": "a,b\n"}, downloads=5)
        yield hub


@pytest.fixture
def api(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.url, token="hf_user")


@pytest.fixture
def anonymous(hub: LocalHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=False)


def raw(api: HfApi, path: str) -> Any:
    """The JSON that stands behind the client's objects."""
    return fetch(f"{api.endpoint}{path}").json()


class TestInfo:
    def test_whoami(self, api: HfApi) -> None:
        me = api.whoami()

        assert me["name"] == "user"
        assert [org["name"] for org in me["orgs"]] == ["team"]
        assert me["auth"]["accessToken"]["role"] == "write"

    def test_model(self, api: HfApi) -> None:
        info = api.model_info("user/voices")

        assert (info.library_name, info.pipeline_tag) == ("transformers", "audio-classification")
        assert info.card_data is not None
        assert info.card_data.eval_results is not None
        assert [result.metric_value for result in info.card_data.eval_results] == [0.9154]
        assert info.config == {key: CONFIG[key] for key in ("architectures", "model_type")}
        assert info.transformers_info is not None
        assert info.transformers_info.auto_model == "AutoModelForAudioClassification"
        assert info.safetensors is not None
        assert info.safetensors.total == 94_500_000
        assert info.downloads == 12
        assert info.siblings is not None
        names = [".gitattributes", "README.md", "config.json", "model.safetensors"]
        assert [(sibling.rfilename, sibling.size) for sibling in info.siblings] == [(name, None) for name in names]

    def test_tags_stand_in_the_order_of_the_hub(self, api: HfApi) -> None:
        assert api.model_info("user/voices").tags == [
            "transformers",
            "safetensors",
            "wav2vec2",
            "audio-classification",
            "generated_from_trainer",
            "es",
            "dataset:user/voices",
            "arxiv:2006.11477",
            "base_model:facebook/wav2vec2-base",
            "base_model:finetune:facebook/wav2vec2-base",
            "license:mit",
            "model-index",
            "autotrain_compatible",
            "endpoints_compatible",
            "region:us",
        ]

    def test_the_server_marks_the_metrics_in_both_places(self, api: HfApi) -> None:
        info = raw(api, "/api/models/user/voices")

        assert info["cardData"]["model-index"] == info["model-index"]
        metric = {"name": "Accuracy", "type": "accuracy", "value": 0.9154, "verified": False}
        assert info["model-index"][0]["results"][0]["metrics"] == [metric]

    def test_the_shape_is_that_of_recorded_answers(self, api: HfApi) -> None:
        info = raw(api, "/api/models/user/voices")

        types = {
            "_id": str, "id": str, "modelId": str, "author": str, "sha": str, "lastModified": str, "createdAt": str,
            "private": bool, "disabled": bool, "gated": bool, "downloads": int, "likes": int, "tags": list,
            "pipeline_tag": str, "library_name": str, "cardData": dict, "model-index": list, "config": dict,
            "transformersInfo": dict, "siblings": list, "spaces": list, "safetensors": dict, "usedStorage": int,
        }  # fmt: skip
        assert {key: type(value) for key, value in info.items()} == types
        assert len(info["_id"]) == 24
        assert info["createdAt"] == "2023-01-01T00:00:00.000Z"

    def test_sizes_and_hashes_on_demand(self, api: HfApi) -> None:
        siblings = api.model_info("user/voices", files_metadata=True).siblings

        assert siblings is not None
        by_name = {sibling.rfilename: sibling for sibling in siblings}
        blob = hashlib.sha1(b"blob %d\0" % len(README.encode()) + README.encode()).hexdigest()
        assert (by_name["README.md"].size, by_name["README.md"].blob_id) == (len(README.encode()), blob)
        large = by_name["model.safetensors"]
        assert large.lfs is not None
        assert (large.size, large.lfs.sha256, large.lfs.pointer_size) == (378_000_000, "ab" * 32, len(WEIGHTS))

    def test_expand_gives_only_what_was_asked_for(self, api: HfApi) -> None:
        assert raw(api, "/api/models/user/voices?expand=downloads&expand=baseModels") == {
            "_id": raw(api, "/api/models/user/voices")["_id"],
            "id": "user/voices",
            "downloads": 12,
            "baseModels": {
                "relation": "finetune",
                "models": [{"_id": "e136eacbac90ff89893232e4", "id": "facebook/wav2vec2-base"}],
            },
        }
        assert api.model_info("user/voices", expand=["tags", "likes"]).downloads is None
        assert raw(api, "/api/models/user/voices?expand=nonsense")["error"].startswith('"expand" must be one of')

    def test_dataset(self, api: HfApi) -> None:
        info = api.dataset_info("user/voices")

        assert info.card_data is not None
        assert info.card_data.pretty_name == "Voices"
        assert info.description == "Actors who speak with feeling."
        assert info.tags == [
            "task_categories:audio-classification",
            "language:es",
            "license:cc-by-4.0",
            "size_categories:n<1K",
            "format:csv",
            "region:us",
            "speech",
        ]

    def test_each_revision_has_its_own_card(self, hub: LocalHub, api: HfApi) -> None:
        first = hub.repo("user/voices").head
        second = hub.commit("user/voices", {"README.md": "---\nlicense: apache-2.0\n---\n"})

        old, new = api.model_info("user/voices", revision=first), api.model_info("user/voices")
        assert old.card_data is not None
        assert new.card_data is not None
        assert (old.sha, old.card_data.license) == (first, "mit")
        assert (new.sha, new.card_data.license) == (second, "apache-2.0")

    @pytest.mark.parametrize(
        ("files", "library", "task"),
        [
            ({"adapter_config.json": "{}"}, "peft", None),
            ({"modules.json": "[]"}, "sentence-transformers", None),
            ({"model_index.json": "{}"}, "diffusers", None),
            ({"weights.gguf": ""}, "gguf", None),
            ({"README.md": "---\ntags: [keras]\n---\n", "adapter_config.json": "{}"}, "keras", None),
            ({"README.md": "---\nlibrary_name: own\ntags: [keras]\n---\n"}, "own", None),
            ({"config.json": '{"architectures": ["BertForMaskedLM"]}'}, "transformers", "fill-mask"),
            ({"config.json": '{"architectures": ["HubertForCTC"]}'}, "transformers", "automatic-speech-recognition"),
            (
                {"config.json": '{"architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper"}'},
                "transformers",
                "automatic-speech-recognition",
            ),
            ({"config.json": "not JSON", "README.md": "---\n[broken\n---\n"}, None, None),
        ],
    )
    def test_what_the_files_tell(
        self, hub: LocalHub, api: HfApi, files: dict[str, str], library: str | None, task: str | None
    ) -> None:
        hub.add_model("user/other", files)

        info = api.model_info("user/other")
        assert (info.library_name, info.pipeline_tag) == (library, task)

    def test_a_bare_config_of_a_new_repository_means_nothing(self, hub: LocalHub, api: HfApi) -> None:
        hub.add_model("user/new", {"config.json": json.dumps(CONFIG)}, createdAt="2025-01-01T00:00:00.000Z")

        assert api.model_info("user/new").library_name is None

    def test_settings_win_over_files(self, hub: LocalHub, api: HfApi) -> None:
        hub.add_model("user/other", {"config.json": json.dumps(CONFIG)}, library_name="keras", likes=3)

        info = api.model_info("user/other")
        assert (info.library_name, info.likes) == ("keras", 3)
        assert info.tags is not None
        assert "keras" in info.tags

    def test_evaluation_results_of_the_newer_format(self, hub: LocalHub, api: HfApi) -> None:
        entry = "- dataset: {id: user/voices, task_id: default}\n  value: 0.5\n"
        hub.commit("user/voices", {".eval_results/voices.yaml": entry})

        results = api.model_info("user/voices", expand=["evalResults"]).eval_results
        assert results is not None
        assert [(result.dataset_id, result.value) for result in results] == [("user/voices", 0.5)]


class TestSearch:
    @pytest.fixture(autouse=True)
    def many(self, hub: LocalHub) -> None:
        for number in range(5):
            card = f"---\nlicense: {'mit' if number % 2 else 'gpl-3.0'}\nlanguage: [en, de]\ntags: [n{number}]\n---\n"
            hub.add_model(f"team/Bird-{number}", {"README.md": card}, downloads=number, likes=10 - number)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"search": "BIRD", "sort": "likes", "limit": 2}, ["team/Bird-0", "team/Bird-1"]),
            ({"author": "team", "filter": "license:mit"}, ["team/Bird-1", "team/Bird-3"]),
            ({"filter": ["de", "n2"]}, ["team/Bird-2"]),
            ({"filter": "dataset:user/voices"}, ["user/voices"]),
            ({"filter": "base_model:facebook/wav2vec2-base"}, ["user/voices"]),
            ({"filter": "transformers"}, ["user/voices"]),
            ({"filter": "audio-classification"}, ["user/voices"]),
            ({"pipeline_tag": "audio-classification"}, ["user/voices"]),
            ({"num_parameters": "min:1M,max:100M"}, ["user/voices"]),
            ({"num_parameters": "min:1B"}, []),
            ({"gated": True}, []),
        ],
    )
    def test_filters(self, api: HfApi, query: dict[str, Any], found: list[str]) -> None:
        assert [model.id for model in api.list_models(**query)] == found

    def test_order(self, api: HfApi) -> None:
        assert [model.downloads for model in api.list_models(sort="downloads")] == [12, 4, 3, 2, 1, 0]

    def test_pages(self, hub: LocalHub, api: HfApi, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(search, "DEFAULT_LIMIT", 2)

        assert [model.downloads for model in api.list_models(sort="downloads")] == [12, 4, 3, 2, 1, 0]
        assert [request.path for request in hub.requests] == ["/api/models"] * 3

    def test_how_much_is_told(self, api: HfApi) -> None:
        short = raw(api, "/api/models?author=user")[0]
        full = raw(api, "/api/models?author=user&full=true&cardData=true&config=true")[0]
        expanded = raw(api, "/api/models?author=user&expand=sha")[0]

        assert "siblings" not in short
        assert {"siblings", "sha", "cardData", "config"} <= full.keys()
        assert expanded.keys() == {"_id", "id", "sha"}

    def test_datasets(self, api: HfApi) -> None:
        found = api.list_datasets(filter=["language:es", "task_categories:audio-classification"], search="voi")

        assert [(dataset.id, dataset.downloads) for dataset in found] == [("user/voices", 5)]

    def test_private_ones_are_found_by_their_owner_alone(self, hub: LocalHub, api: HfApi, anonymous: HfApi) -> None:
        hub.add_model("user/secret", {}, private=True)

        assert [model.id for model in api.list_models(search="secret")] == ["user/secret"]
        assert list(anonymous.list_models(search="secret")) == []


class TestFiles:
    def test_download_and_cache(self, hub: LocalHub, tmp_path: Path) -> None:
        def download() -> Path:
            path = hf_hub_download(
                "user/voices", "README.md", endpoint=hub.url, cache_dir=tmp_path / "cache", token=False
            )
            return Path(path)

        assert download().read_text() == README
        assert [str(request) for request in hub.requests] == [
            "HEAD /user/voices/resolve/main/README.md",
            "GET /user/voices/resolve/main/README.md",
        ]
        hub.clear_requests()
        assert download().read_text() == README
        assert [request.method for request in hub.requests] == ["HEAD"]
        hub.commit("user/voices", {"README.md": "new"})
        assert download().read_text() == "new"

    def test_a_pull_request_is_a_revision(self, hub: LocalHub, api: HfApi, tmp_path: Path) -> None:
        api.upload_file(path_or_fileobj=b"proposed", path_in_repo="a b.txt", repo_id="user/voices", create_pr=True)

        path = hf_hub_download(
            "user/voices", "a b.txt", revision="refs/pr/1", endpoint=hub.url, cache_dir=tmp_path, token="hf_user"
        )
        assert Path(path).read_bytes() == b"proposed"
        assert str(hub.requests[-1]) == "GET /user/voices/resolve/refs%2Fpr%2F1/a%20b.txt"

    def test_ranges(self, hub: LocalHub) -> None:
        url, data = f"{hub.url}/user/voices/resolve/main/README.md", README.encode()

        part = fetch(url, headers={"Range": "bytes=4-9"})
        assert (part.status, part.body) == (206, data[4:10])
        assert part.headers["content-range"] == f"bytes 4-9/{len(data)}"
        assert fetch(url, headers={"Range": "bytes=-3"}).body == data[-3:]
        assert fetch(url, headers={"Range": f"bytes={len(data)}-"}).status == 416
        assert fetch(url, headers={"If-None-Match": part.headers["etag"]}).status == 304

    def test_datasets_and_old_ids(self, hub: LocalHub, tmp_path: Path) -> None:
        hub.add_model("bert", {"README.md": "old model"})
        hub.add_dataset("glue", {"README.md": "old dataset"})

        def read(repo_id: str, repo_type: str) -> str:
            path = hf_hub_download(
                repo_id, "README.md", repo_type=repo_type, endpoint=hub.url, cache_dir=tmp_path, token=False
            )
            return Path(path).read_text()

        assert read("user/voices", "dataset") == DATASET_README
        assert read("glue", "dataset") == "old dataset"
        assert read("bert", "model") == "old model"
        assert HfApi(endpoint=hub.url).model_info("bert").author is None

    def test_tree(self, api: HfApi) -> None:
        tree = list(api.list_repo_tree("user/voices", repo_type="dataset", recursive=True))
        folder = list(api.list_repo_tree("user/voices", "data", repo_type="dataset", expand=True))

        assert [item.path for item in tree] == ["data", ".gitattributes", "README.md", "data/train.csv"]
        assert [item.path for item in folder] == ["data/train.csv"]
        assert [item.path for item in api.get_paths_info("user/voices", ["config.json", "none"])] == ["config.json"]
        with pytest.raises(RemoteEntryNotFoundError):
            list(api.list_repo_tree("user/voices", "nowhere"))

    def test_history(self, hub: LocalHub, api: HfApi) -> None:
        for number in range(60):
            hub.commit("user/voices", {"count.txt": str(number)})
        api.create_branch("user/voices", branch="side", revision=hub.repo("user/voices").head)
        api.create_tag("user/voices", tag="v1", revision="side")

        commits = api.list_repo_commits("user/voices")
        refs = api.list_repo_refs("user/voices", include_pull_requests=True)
        assert [commit.title for commit in commits] == ["Edited elsewhere"] * 60 + ["initial commit"]
        assert [branch.name for branch in refs.branches] == ["main", "side"]
        assert [(tag.name, tag.target_commit) for tag in refs.tags] == [("v1", commits[0].commit_id)]
        assert api.model_info("user/voices", revision="v1").sha == commits[0].commit_id
        api.delete_tag("user/voices", tag="v1")
        api.delete_branch("user/voices", branch="side")
        assert [branch.name for branch in api.list_repo_refs("user/voices").branches] == ["main"]


class TestRefusals:
    def test_unknown_things(self, hub: LocalHub, api: HfApi, anonymous: HfApi, tmp_path: Path) -> None:
        with pytest.raises(RepositoryNotFoundError) as unknown:
            api.model_info("user/none")
        with pytest.raises(RepositoryNotFoundError) as unknown_to_strangers:
            anonymous.model_info("user/none")
        with pytest.raises(RevisionNotFoundError):
            api.model_info("user/voices", revision="none")
        with pytest.raises(RemoteEntryNotFoundError) as missing:
            hf_hub_download("user/voices", "none.txt", endpoint=hub.url, cache_dir=tmp_path, token=False)

        assert (unknown.value.response.status_code, unknown_to_strangers.value.response.status_code) == (404, 401)
        assert missing.value.response.headers["x-repo-commit"] == hub.repo("user/voices").head

    def test_a_wrong_token_is_refused_everywhere(self, hub: LocalHub) -> None:
        stranger = HfApi(endpoint=hub.url, token="hf_wrong")

        with pytest.raises(HfHubHTTPError, match="Invalid user token"):
            stranger.whoami()
        with pytest.raises(HfHubHTTPError, match="Invalid credentials in Authorization header") as refused:
            stranger.model_info("user/voices")
        assert refused.value.response.status_code == 401

    def test_private(self, hub: LocalHub, api: HfApi, anonymous: HfApi) -> None:
        hub.add_model("user/secret", {"README.md": "x"}, private=True)

        assert api.model_info("user/secret").private is True
        for other in (anonymous, HfApi(endpoint=hub.url, token="hf_guest")):
            with pytest.raises(RepositoryNotFoundError):
                other.model_info("user/secret")

    def test_made_private(self, hub: LocalHub, anonymous: HfApi) -> None:
        assert anonymous.model_info("user/voices").private is False
        hub.change("user/voices", private=True)

        with pytest.raises(RepositoryNotFoundError):
            anonymous.model_info("user/voices")

    def test_gated(self, hub: LocalHub, anonymous: HfApi) -> None:
        hub.add_user("friend")
        hub.add_model("user/gated", {"README.md": "x"}, gated="manual", access=["friend"])

        assert anonymous.model_info("user/gated").gated == "manual"
        for token in (False, "hf_guest"):
            with pytest.raises(GatedRepoError):
                HfApi(endpoint=hub.url, token=token).auth_check("user/gated")
        for token in ("hf_user", "hf_friend"):
            HfApi(endpoint=hub.url, token=token).auth_check("user/gated")

    def test_disabled_and_renamed(self, hub: LocalHub, api: HfApi) -> None:
        hub.add_model("user/gone", {}, disabled=True)
        hub.add_model("user/new-name", {"README.md": "x"}, renamed_from=["user/old-name"])

        with pytest.raises(DisabledRepoError):
            api.model_info("user/gone")
        assert api.model_info("user/old-name").id == "user/new-name"

    def test_no_such_page(self, api: HfApi) -> None:
        assert raw(api, "/api/nothing/at/all") == {"error": "Sorry, we can't find the page you are looking for."}
