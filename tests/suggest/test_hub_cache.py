"""What huggingface_hub downloaded before, laid out by huggingface_hub itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir

from cardsmith import Card
from cardsmith.hub.reader import HubError
from cardsmith.suggest import Sources
from cardsmith.suggest.engine import gather
from cardsmith.suggest.from_cache import provider
from cardsmith.suggest.from_files import FilesProvider
from cardsmith.suggest.hub_cache import HubCache, cache_folder

COMMIT = "0b5b6a2f" * 5
BASE = "---\nlicense: apache-2.0\nlanguage: es\npipeline_tag: text-generation\n---\n# Base\n"


def downloaded(cache: Path, repo_id: str = "org/base", kind: str = "models", **files: str) -> Path:
    """A repository in the form in which the Hub's client keeps it; `_md` in a file's name stands for `.md`."""
    folder = cache / f"{kind}--{repo_id.replace('/', '--')}"
    snapshot = folder / "snapshots" / COMMIT
    for path in (folder / "refs", folder / "blobs", snapshot):
        path.mkdir(parents=True, exist_ok=True)
    (folder / "refs" / "main").write_text(COMMIT, encoding="ascii")
    for number, (name, text) in enumerate(files.items()):
        (folder / "blobs" / f"{number:040}").write_text(text, encoding="utf-8")
        (snapshot / name.replace("_md", ".md").replace("_json", ".json")).symlink_to(f"../../blobs/{number:040}")
    return folder


def test_the_layout_is_that_of_the_hubs_client(tmp_path: Path) -> None:
    downloaded(tmp_path, README_md=BASE)
    info = scan_cache_dir(tmp_path)
    assert [repo.repo_id for repo in info.repos] == ["org/base"]
    assert not info.warnings


def test_the_base_models_card_is_read(tmp_path: Path) -> None:
    downloaded(tmp_path, README_md=BASE, config_json=json.dumps({"architectures": ["LlamaForCausalLM"]}))
    cache = HubCache(tmp_path)
    repo = cache.model("org/base")
    assert repo is not None
    assert (repo.id, repo.sha, repo.author) == ("org/base", COMMIT, "org")
    assert repo.card["license"] == "apache-2.0"
    assert repo.config == {"architectures": ["LlamaForCausalLM"]}
    assert set(repo.files) == {"README.md", "config.json"}
    assert cache.file(repo, "README.md") == BASE.encode()
    assert cache.file(repo, "model.safetensors") is None
    assert cache.model("org/other") is None
    assert cache.model("org/base", "f" * 40) is None
    assert cache.dataset("org/base") is None


def test_the_licence_of_the_base_is_suggested_and_never_safe(tmp_path: Path) -> None:
    downloaded(tmp_path, README_md=BASE)
    made = provider(Sources(cache=HubCache(tmp_path)))
    assert made is not None
    card = Card("---\nbase_model: org/base\n---\n# A model\n")
    found = gather(card, ["license", "language", "pipeline_tag", "about.base_model"], [made])
    assert found.problems == []
    values = {field: items[0].value for field, items in found.suggestions.items()}
    assert values["license"] == "apache-2.0"
    assert values["language"] == "es"
    assert values["about.base_model"]["id"] == "org/base"
    assert not any(item.safe for items in found.suggestions.values() for item in items)


def test_the_files_of_a_downloaded_repository_tell_as_those_of_a_folder(tmp_path: Path) -> None:
    downloaded(tmp_path, "user/model", config_json='{"architectures": ["BertForMaskedLM"], "model_type": "bert"}')
    files = HubCache(tmp_path).files("user/model")
    assert files is not None
    (task,) = gather(Card(""), ["pipeline_tag"], [FilesProvider(files)]).suggestions["pipeline_tag"]
    address = f"https://huggingface.co/user/model/blob/{COMMIT}/config.json"
    assert task.evidence == (("user/model", f"{address} (architectures[0])", "BertForMaskedLM"),)


def test_a_dataset(tmp_path: Path) -> None:
    downloaded(tmp_path, "org/voices", "datasets", README_md="---\npretty_name: Voices\n---\n")
    repo = HubCache(tmp_path).dataset("org/voices")
    assert repo is not None
    assert (repo.kind, repo.card["pretty_name"]) == ("dataset", "Voices")
    assert HubCache(tmp_path).file(repo, "README.md") is not None


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    folder = downloaded(tmp_path, README_md=BASE)
    secret = tmp_path / "secret.json"
    secret.write_text("{}", encoding="utf-8")
    (folder / "snapshots" / COMMIT / "config.json").symlink_to(secret)
    files = HubCache(tmp_path).files("org/base")
    assert files is not None
    assert files.read("config.json") is None
    assert files.read("../../refs/main") is None


@pytest.mark.parametrize("ref", ["", "main", "../../../other", "0" * 39, "\xff" * 40])
def test_a_broken_reference_is_no_repository(tmp_path: Path, ref: str) -> None:
    folder = downloaded(tmp_path, README_md=BASE)
    (folder / "refs" / "main").write_text(ref, encoding="utf-8")
    assert HubCache(tmp_path).model("org/base") is None


@pytest.mark.parametrize("name", ["../org", "a/b/c", "/etc", "org/../base", ""])
def test_what_is_no_id_is_not_looked_for(tmp_path: Path, name: str) -> None:
    assert HubCache(tmp_path).model(name) is None


def test_a_card_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    folder = downloaded(tmp_path, README_md=BASE)
    (folder / "blobs" / f"{0:040}").write_bytes(b"\xff")
    with pytest.raises(HubError, match=r"org/base/README\.md: is not UTF-8"):
        HubCache(tmp_path).model("org/base")


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HF_HUB_CACHE": "/a", "HF_HOME": "/b"}, "/a"),
        ({"HUGGINGFACE_HUB_CACHE": "/c"}, "/c"),
        ({"XDG_CACHE_HOME": "/d"}, "/d/huggingface/hub"),
    ],
)
def test_where_the_cache_is(environ: dict[str, str], folder: str) -> None:
    assert cache_folder(environ) == Path(folder)
    assert cache_folder({}) == Path.home() / ".cache" / "huggingface" / "hub"
