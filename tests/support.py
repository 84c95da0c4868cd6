"""What many tests need: the seeds with their answers, and cards as the Trainer writes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from cardsmith import Card
from cardsmith.answers_file import read_answers

ROOT = Path(__file__).resolve().parent.parent
CARDS = ROOT / "fixtures" / "cards" / "seeds"
ANSWERS = ROOT / "fixtures" / "answers"
EXPECTED = ROOT / "fixtures" / "expected"

MESD = "wav2vec2-base-finetuned-sentiment-mesd-v9"
EHCALABRES = "wav2vec2-lg-xlsr-en-speech-emotion-recognition"
URDU = "results-urdu-emotion"
BROADCLASS = "model_broadclass_onSet1"
MTL9 = "combined-MTL9"
SEEDS = (MESD, EHCALABRES, URDU, BROADCLASS, MTL9)


@cache
def seed_bytes(stem: str) -> bytes:
    return (CARDS / f"{stem}.md").read_bytes()


def seed(stem: str) -> Card:
    return Card.from_bytes(seed_bytes(stem))


def answers_path(stem: str) -> Path:
    return ANSWERS / f"{stem}.yaml"


@cache
def _answers(stem: str) -> dict[str, Any]:
    path = answers_path(stem)
    return read_answers(path.read_text(encoding="utf-8"), path.name).single


def answers(stem: str) -> dict[str, Any]:
    """The full answers for a seed, checked."""
    return dict(_answers(stem))


COMMENT = (
    "<!-- This model card has been generated automatically according to the information the Trainer had access to. You\n"
    "should probably proofread and complete it, then remove this comment. -->\n"
)

FRONT = """\
library_name: transformers
language: es
license: mit
base_model: facebook/wav2vec2-base
tags:
- generated_from_trainer
datasets:
- user/voices
metrics:
- accuracy
pipeline_tag: audio-classification
model-index:
- name: voices-base
  results:
  - task:
      name: Audio Classification
      type: audio-classification
    dataset:
      name: Voices
      type: user/voices
    metrics:
    - name: Accuracy
      type: accuracy
      value: 0.9154
"""

OPENING = (
    "This model is a fine-tuned version of [facebook/wav2vec2-base](https://huggingface.co/facebook/wav2vec2-base)"
    " on the [Voices](https://huggingface.co/datasets/user/voices) dataset.\n"
)

RESULTS = "It achieves the following results on the evaluation set:\n- Loss: 0.3500\n- Accuracy: 0.9154\n"

SECTIONS = """\
## Model description

Tells who is speaking.

## Intended uses & limitations

Research.

## Training and evaluation data

Voices of actors.

## Training procedure

### Training hyperparameters

The following hyperparameters were used during training:
- learning_rate: 0.0001
- seed: 42
"""

TABLE = """\
### Training results

| Training Loss | Epoch | Step | Validation Loss | Accuracy |
|:-------------:|:-----:|:----:|:---------------:|:--------:|
| No log        | 1.0   | 10   | 0.4500          | 0.8846   |
| 0.5102        | 2.0   | 20   | 0.3500          | 0.9154   |
"""

VERSIONS = (
    "### Framework versions\n\n- Transformers 4.44.2\n- Pytorch 2.4.0+cu121\n- Datasets 2.21.0\n- Tokenizers 0.19.1\n"
)


def trainer_card(
    front: str | None = FRONT,
    *,
    comment: str = "",
    title: str = "voices-base",
    opening: str = OPENING,
    results: str = RESULTS,
    sections: str = SECTIONS,
    table: str = TABLE,
    versions: str = VERSIONS,
    newline: str = "\n",
) -> Card:
    """A complete card as the Trainer writes it, with some of its parts given."""
    parts = [comment, f"# {title}\n" if title else "", opening + results, sections, table, versions]
    body = "\n".join(part for part in parts if part)
    text = body if front is None else f"---\n{front}---\n\n{body}"
    return Card(text.replace("\n", newline), "card.md")


def replaced(text: str, old: str, new: str) -> str:
    """Replace something that must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def examples(share: float) -> settings:
    """Return settings with a share of the examples that the profile asks for."""
    return settings(
        max_examples=max(10, round(settings.default.max_examples * share)), suppress_health_check=[HealthCheck.too_slow]
    )


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Eight times the size takes about eight times as many calls; a quadratic path would take 64 times as many."""
    work(size)  # what is imported or compiled once does not count
    assert calls(lambda: work(8 * size)) <= 12 * calls(lambda: work(size)) + 2000


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, Python's own included: the same number on every machine."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
