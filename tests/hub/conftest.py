"""A local Hub with a few repositories, and the official client on its own: no real Hub, no token of the developer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_hub import LocalHub

CARD = """\
---
license: mit
language: [es, "no"]
base_model: org/base
datasets: [user/speech]
inference:
  parameters: {temperature: 0.5}
model-index:
- name: voices
  results:
  - task: {type: audio-classification}
    dataset: {name: Speech, type: user/speech}
    metrics:
    - {type: accuracy, value: 0.9154, name: Accuracy}
---

# voices
"""
CONFIG = {"architectures": ["Wav2Vec2ForSequenceClassification"], "model_type": "wav2vec2"}
DATASET_CARD = "---\nlanguage: [es]\nlicense: cc-by-4.0\n---\n\n# Speech\n\nActors\nwith  feeling.\n"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client neither asks the real Hub which agents there are, nor finds a token."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no token"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def served(client: None, tmp_path: Path) -> Iterator[LocalHub]:
    """The Hub."""
    with LocalHub(tmp_path / "hub") as hub:
        hub.add_user("user")
        hub.add_user("guest")
        parameters = {"parameters": {"F32": 94_500_000}, "total": 94_500_000}
        files: dict[str, str | bytes] = {
            "README.md": CARD,
            "config.json": json.dumps(CONFIG),
            "big.json": b" " * 2_000_001,
        }
        hub.add_model("user/voices", files, downloads=12, safetensors=parameters)
        hub.add_model("user/older", {"README.md": "---\nlicense: apache-2.0\n---\n"})
        hub.add_model("org/gated", {"README.md": "", "config.json": "{}"}, gated="auto")
        hub.add_model("org/private", {"README.md": ""}, private=True)
        hub.add_dataset("user/speech", {"README.md": DATASET_CARD}, downloads=5)
        hub.add_dataset("org/more-speech", {"README.md": DATASET_CARD}, downloads=50)
        yield hub
