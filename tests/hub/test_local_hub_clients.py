"""The local Hub under clients that we did not write: huggingface_hub as a whole, the `hf` command, JavaScript.

Each runs in a process of its own, because it reads the address of the Hub when it starts.
"""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from huggingface_hub import RepoCard

from tests.local_hub import LocalHub
from tests.local_hub.clients import find_program, run, run_hf, run_python
from tests.local_hub.plain_http import fetch
from tests.support import FRONT, ROOT

README = f"---\n{FRONT}---\n\n# Voices\n"
NEW_README = f"---\n{FRONT}thumbnail: null\n---\n\n# New voices\n"
JS_CLIENT = "@huggingface/hub@2.17.5"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        hub.add_model("user/voices", {"README.md": README}, safetensors={"parameters": {"F32": 5}, "total": 5})
        hub.add_dataset("user/voices", {"README.md": "---\nlanguage: [es]\n---\n"})
        yield hub


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


class TestModelCard:
    PUSH = """
from huggingface_hub import ModelCard, metadata_update

card = ModelCard.load("user/voices")
print(card.data.license, [result.metric_value for result in card.data.eval_results])
card.data.license = "apache-2.0"
print(card.push_to_hub("user/voices"))
print(ModelCard.load("user/voices").data.license)
print(metadata_update("user/voices", {"language": "fr"}, overwrite=True, create_pr=True))
card.data.license = "Apache License"
try:
    card.push_to_hub("user/voices")
except ValueError as error:
    print(str(error)[:40])
"""

    @pytest.mark.skipif(
        "huggingface.co/api" in inspect.getsource(RepoCard.validate),
        reason="before 2.2 huggingface_hub asks the real Hub whether a card is valid",
    )
    def test_load_and_push(self, hub: LocalHub, home: Path) -> None:
        lines = run_python(self.PUSH, hub.url, home, "hf_user").splitlines()

        assert lines[0] == "mit [0.9154]"
        assert lines[1].startswith(f"{hub.url}/user/voices/commit/")
        assert lines[2] == "apache-2.0"
        assert lines[3].startswith(f"{hub.url}/user/voices/commit/")
        assert lines[4] == '- Error: "license" must be one of [apach'
        assert b"language: fr" in hub.read("user/voices", revision="refs/pr/1")


class TestHf:
    def test_from_upload_to_merge(self, hub: LocalHub, home: Path) -> None:
        def hf(*arguments: str, token: str = "hf_user") -> str:
            return run_hf(list(arguments), hub.url, home, token)

        (home / "new.md").write_text(NEW_README, encoding="utf-8")
        url = hf("upload", "user/voices", "new.md", "README.md", "--create-pr", "--quiet")
        assert url.strip().startswith(f"{hub.url}/user/voices/commit/")
        assert [request.path for request in hub.requests if request.method == "POST"] == [
            "/api/repos/create",
            "/api/validate-yaml",
            "/api/models/user/voices/preupload/main",
            "/api/models/user/voices/commit/main",
        ]
        assert hub.read("user/voices", revision="refs/pr/1").decode() == NEW_README

        (listed,) = json.loads(hf("discussions", "list", "user/voices", "--json"))
        assert (listed["num"], listed["status"], listed["is_pull_request"]) == (1, "open", True)
        assert "+thumbnail: null" in hf("discussions", "diff", "user/voices", "1")
        hf("discussions", "merge", "user/voices", "1", "--yes")
        assert hub.read("user/voices").decode() == NEW_README
        info = json.loads(hf("models", "info", "user/voices", "--json"))
        assert (info["id"], info["pipeline_tag"]) == ("user/voices", "audio-classification")

    def test_an_invalid_card(self, hub: LocalHub, home: Path) -> None:
        (home / "README.md").write_text("---\nlicense: GPL\n---\n")

        done = run([sys.executable, "-m", "huggingface_hub.cli.hf", *self.UPLOAD], hub.url, home, "hf_user")
        assert done.returncode == 1
        assert '- "license" must be one of [apache-2.0, mit' in done.stderr
        assert hub.read("user/voices").decode() == README

    UPLOAD = ("upload", "user/voices", "README.md", "README.md")


class TestJavaScript:
    def test_the_whole_tour(self, hub: LocalHub, home: Path) -> None:
        folder = installed_js_client()
        script = folder / f"exercise-{os.getpid()}.mjs"  # a module finds its packages from where it lies
        shutil.copyfile(ROOT / "tests" / "hub" / "js" / "exercise.mjs", script)
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_user", "NEW_README": NEW_README}
        done = subprocess.run(
            ["node", str(script)], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        script.unlink()
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)

        assert seen["me"] == "user"
        model = seen["model"]
        assert (model["name"], model["task"], model["library_name"]) == (
            "user/voices",
            "audio-classification",
            "transformers",
        )
        assert (model["cardData"]["license"], model["safetensors"]["total"]) == ("mit", 5)
        assert "license:mit" in model["tags"]
        assert model["filePaths"] == seen["files"] == [".gitattributes", "README.md"]
        assert seen["dataset"] == ["language:es", "region:us"]
        assert (seen["models"], seen["paths"], seen["missing"]) == (["user/voices"], ["README.md"], None)
        assert seen["readme"] == seen["untouched"] == README

        assert seen["pullRequest"] == f"{hub.url}/user/voices/discussions/1"
        assert seen["proposed"] == NEW_README
        assert seen["pushed"] == [True, f"{hub.url}/user/voices/commit/{commit_named(hub, 'Straight away')}"]
        assert (seen["stale"]["status"], seen["nothing"]["status"]) == (412, 404)
        assert seen["invalid"]["status"] == 400
        assert seen["invalid"]["message"].startswith('"widget" must be an array')
        assert seen["large"] == "234"
        assert seen["commits"] == ["Add weights.bin", "Straight away", "initial commit"]
        assert (seen["count"], seen["created"], seen["deleted"]) == (3, f"{hub.url}/user/fresh", 404)


class TestProgram:
    def start(self, *arguments: str | Path) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "tests.local_hub", "--port", "0", *map(str, arguments)]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
        assert server.stdout
        return server, server.stdout.readline().strip()

    def test_a_killed_server_keeps_its_pull_requests(self, tmp_path: Path) -> None:
        seed = write_seed(tmp_path / "seed")
        commit = (
            '{"key": "header", "value": {"summary": "Fill"}}\n{"key": "file", "value": {"path": "a", "content": "b"}}'
        )
        for started in (1, 2):
            server, url = self.start("--seed", seed, "--storage", tmp_path / "storage")
            with server:
                answer = fetch(
                    f"{url}/api/models/user/voices/commit/main?create_pr=1",
                    "POST",
                    token="hf_seeded",
                    body=commit.encode(),
                )
                server.kill()
            assert answer.json()["pullRequestUrl"] == f"{url}/user/voices/discussions/{started}"
        with LocalHub(tmp_path / "storage") as hub:
            assert [pull["num"] for pull in hub.pull_requests("user/voices")] == [1, 2]
            assert hub.read("user/voices", "a", revision="refs/pr/2") == b"b"

    def test_users_and_latency(self, tmp_path: Path) -> None:
        server, url = self.start("--user", "someone", "--latency", "0.01")
        with server:
            answer = fetch(f"{url}/api/whoami-v2", token="hf_someone")
            server.terminate()
        assert answer.json()["name"] == "someone"


class TestSeeds:
    def test_the_layout(self, tmp_path: Path) -> None:
        with LocalHub(seed=write_seed(tmp_path / "seed")) as hub:
            assert fetch(f"{hub.url}/api/models/bert").json()["downloads"] == 7
            assert [item["id"] for item in fetch(f"{hub.url}/api/models?sort=downloads").json()] == [
                "bert",
                "user/voices",
            ]
            assert fetch(f"{hub.url}/api/datasets/user/voices").json()["id"] == "user/voices"
            files = fetch(f"{hub.url}/api/models/bert").json()["siblings"]
            assert [sibling["rfilename"] for sibling in files] == [".gitattributes", "README.md", "onnx/model.onnx"]
            folder = hub.root
        assert not folder.exists()


def write_seed(folder: Path) -> Path:
    contents = {
        "users.json": '[{"name": "seeded", "token": "hf_seeded"}]',
        "models/user/voices/README.md": README,
        "models/bert/README.md": "# Bert\n",
        "models/bert/onnx/model.onnx": "weights",
        "models/bert/hub.json": '{"downloads": 7}',
        "datasets/user/voices/README.md": "# Voices\n",
    }
    for path, text in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def commit_named(hub: LocalHub, title: str) -> str:
    repo = hub.repo("user/voices")
    return next(entry.oid for entry in repo.bare.log(repo.head) if entry.title == title)


@cache
def installed_js_client() -> Path:
    """A folder with the JavaScript client in it, installed once for this machine and version."""
    npm = find_program("npm")
    if not npm or not find_program("node"):
        pytest.skip("needs node and npm")
    folder = Path(tempfile.gettempdir()) / f"cardsmith-{JS_CLIENT.replace('/', '-').replace('@', '')}"
    if folder.exists():
        return folder
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    (fresh / "package.json").write_text('{"private": true}')
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", JS_CLIENT]
    try:
        subprocess.run(command, cwd=fresh, capture_output=True, timeout=60, check=True)
        fresh.rename(folder)
    except subprocess.SubprocessError:
        pytest.skip("the JavaScript client cannot be installed here")
    except OSError:  # another test run was quicker
        pass
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder
