"""The tags that the server computes, in its order: those of the files first, then the card's, then its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tests.local_hub.detection import strings
from tests.local_hub.snapshot import Snapshot

_FORMATS = (
    ("pytorch", "pytorch_model*.bin"),
    ("tf", "tf_model.h5"),
    ("jax", "flax_model.msgpack"),
    ("rust", "rust_model.ot"),
    ("onnx", "*.onnx"),
    ("safetensors", "*.safetensors"),
    ("gguf", "*.gguf"),
)
_PAPER = re.compile(r"(?:arxiv\.org/(?:abs|pdf)|(?:huggingface\.co|hf\.co)/papers)/(\d{4}\.\d{4,5})")
_DATASET_KEYS = (
    ("task_categories", "task_categories"),
    ("task_ids", "task_ids"),
    ("annotations_creators", "annotations_creators"),
    ("language_creators", "language_creators"),
    ("multilinguality", "multilinguality"),
    ("source_datasets", "source_datasets"),
    ("language", "language"),
    ("license", "license"),
    ("size_categories", "size_categories"),
)


def model_tags(
    snapshot: Snapshot, *, library: str | None, task: str | None, relation: str | None, model_type: Any
) -> list[str]:
    """All tags of a model."""
    card = snapshot.card
    tags = [library, *(name for name, pattern in _FORMATS if snapshot.has(pattern))]
    if any("tfevents" in path for path in snapshot.files):
        tags.append("tensorboard")
    tags += [model_type if isinstance(model_type, str) else None, task, *strings(card.get("tags"))]
    tags += strings(card.get("language"))
    tags += [f"dataset:{dataset}" for dataset in strings(card.get("datasets"))]
    tags += _papers(snapshot)
    bases = strings(card.get("base_model"))
    tags += [f"base_model:{base}" for base in bases]
    tags += [f"base_model:{relation}:{base}" for base in bases if relation]
    tags += [f"license:{license_id}" for license_id in strings(card.get("license"))]
    tags += ["model-index"] if _has_results(card) else []
    tags += ["eval-results"] if any(path.startswith(".eval_results/") for path in snapshot.files) else []
    if library == "transformers" and task:
        tags += ["autotrain_compatible", "endpoints_compatible"]
    return _once([*tags, "region:us"])


def dataset_tags(snapshot: Snapshot) -> list[str]:
    """All tags of a dataset: the structured ones, then the card's own."""
    card = snapshot.card
    tags = [f"{prefix}:{value}" for prefix, key in _DATASET_KEYS for value in strings(card.get(key))]
    formats = (("parquet", ".parquet"), ("csv", ".csv"), ("json", ".json"), ("json", ".jsonl"), ("text", ".txt"))
    tags += [f"format:{name}" for name, ending in formats if any(path.endswith(ending) for path in snapshot.files)]
    return _once([*tags, *_papers(snapshot), "region:us", *strings(card.get("tags"))])


def base_model_relation(snapshot: Snapshot) -> str | None:
    """How a model came from its base: what the card says, else what the files tell."""
    bases = strings(snapshot.card.get("base_model"))
    said = snapshot.card.get("base_model_relation")
    if not bases:
        return None
    if isinstance(said, str) and said:
        return said
    if snapshot.has("adapter_config.json"):
        return "adapter"
    if "quantization_config" in snapshot.config or snapshot.has("*.gguf"):
        return "quantized"
    return "merge" if len(bases) > 1 or snapshot.has("mergekit_config.yml") else "finetune"


def _papers(snapshot: Snapshot) -> list[str]:
    return [f"arxiv:{number}" for number in _PAPER.findall(snapshot.readme)]


def _has_results(card: dict[str, Any]) -> bool:
    index = card.get("model-index")
    return isinstance(index, list) and any(isinstance(model, dict) and model.get("results") for model in index)


def _once(tags: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(tag for tag in tags if tag))
