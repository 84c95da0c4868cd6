"""`config.json` of transformers: the class of the model, its classes' names, and sometimes what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.config_tasks import AUDIO, Architecture, TaskGuess, tasks_of
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files import library
from cardsmith.suggest.model_files.model_ids import base_id
from cardsmith.suggest.model_files.reader import JsonFile, ModelFiles, count_of, line_of

SERVES = (
    *("pipeline_tag", "base_model", "about.architecture", "about.model_type", "about.labels"),
    *("about.quantization", "about.max_length", "about.image_size"),
)
OPENS: FileNames = ("config.json", "adapter_config.json", *library.OPENS)

_UNNAMED_LABEL = re.compile(r"LABEL_\d+")
_MOST_LABELS = 2_000


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield what the configuration says; nothing when there is none, or when it is another library's."""
    config = files.json("config.json")
    if config is None:
        return
    yield from _tasks(files, config)
    yield from _base_model(files, config)
    for field, key in (("about.architecture", ("architectures", 0)), ("about.model_type", ("model_type",))):
        value = config.text(*key)
        if value is not None:
            yield config.suggestion(field, value, 0.97, False, *key)
    labels = labels_of(config)
    if labels:
        evidence = config.evidence("id2label", words=", ".join(labels))
        yield Suggestion("about.labels", labels, 0.97, False, (evidence,))
    quantization = _quantization(config)
    if quantization is not None:
        yield config.suggestion("about.quantization", quantization, 0.95, False, "quantization_config")
    yield from _sizes(config)


def architecture_of(config: JsonFile) -> Architecture | None:
    """Return the class of a model; None when it is not told."""
    name = config.text("architectures", 0)
    if name is None:
        return None
    keys = set(config.mapping())
    return Architecture(
        name,
        config.text("model_type") or "",
        len(config.mapping("id2label")) or config.whole("num_labels") or 0,
        sees=any(key.startswith(("vision_", "mm_vision", "mm_projector", "image_token")) for key in keys),
        hears=any(key.startswith(("audio_", "speech_")) for key in keys),
        custom=bool(config.mapping("auto_map")),
    )


def labels_of(config: JsonFile) -> list[str]:
    """Return the names of the classes in the order of their ids; none when the Trainer made them up (`LABEL_0`)."""
    entries = config.mapping("id2label")
    if not 0 < len(entries) <= _MOST_LABELS or not all(key.isascii() and key.isdecimal() for key in entries):
        return []
    labels = [line_of(entries[key]) for key in sorted(entries, key=lambda key: (len(key), key))]
    named = [label for label in labels if label is not None and not _UNNAMED_LABEL.fullmatch(label)]
    return named if len(named) == len(labels) else []


def _tasks(files: ModelFiles, config: JsonFile) -> Iterator[Suggestion]:
    """The task of the class, unless another library put its own head on it."""
    architecture = architecture_of(config)
    if architecture is None:
        return
    guesses = tasks_of(architecture)
    several = len(config.listed("architectures")) > 1
    if several or library.special(files):
        guesses = [TaskGuess(guess.task, min(guess.confidence, 0.5), False) for guess in guesses]
    evidence = [config.evidence("architectures", 0)]
    if architecture.model_type and guesses and not guesses[0].safe:
        evidence.append(config.evidence("model_type"))
    for task, confidence, safe in guesses:
        yield Suggestion("pipeline_tag", task, confidence, safe, tuple(evidence))


def _base_model(files: ModelFiles, config: JsonFile) -> Iterator[Suggestion]:
    """What the configuration was loaded from: the base model, or the model itself when it was saved a second time."""
    if files.json("adapter_config.json") is not None:
        return  # which says it better
    found = base_id(config.text("_name_or_path"), files.own_id)
    if found is not None:
        confidence = 0.85 if found.certain else 0.6
        yield config.suggestion("base_model", found.id, confidence, False, "_name_or_path")


def _quantization(config: JsonFile) -> str | None:
    """Return how the weights were quantized, as `gptq, 4 bits`."""
    quantization = config.mapping("quantization_config")
    method = line_of(quantization.get("quant_method"))
    bits = count_of(quantization.get("bits"))
    for count in (4, 8):
        if quantization.get(f"load_in_{count}bit") is True or quantization.get(f"_load_in_{count}bit") is True:
            method, bits = method or "bitsandbytes", count
    kind = line_of(quantization.get("bnb_4bit_quant_type")) if bits == 4 else None
    parts = [method, f"{bits} bits" if bits else None, kind]
    return ", ".join(part for part in parts if part) if method else None


def _sizes(config: JsonFile) -> Iterator[Suggestion]:
    longest = config.whole("max_position_embeddings")
    if longest is not None and config.text("model_type") not in AUDIO:
        # RoBERTa and its kin count two positions that no token stands on.
        confidence = 0.6 if longest % 8 == 2 else 0.85
        yield config.suggestion("about.max_length", longest, confidence, False, "max_position_embeddings")
    size = square(config.get("image_size"))
    if size is not None:
        yield config.suggestion("about.image_size", size, 0.85, False, "image_size")


def square(value: Any) -> list[int] | None:
    """Return the height and width that a size stands for: one number for both, two numbers, or a mapping of them.

    >>> square(224), square({"height": 480, "width": 640}), square({"shortest_edge": 224})
    ([224, 224], [480, 640], None)
    """
    if isinstance(value, dict):
        value = [value.get("height"), value.get("width")]
    elif not isinstance(value, list):
        value = [value, value]
    sides = [count_of(side) for side in value]
    return [side for side in sides if side is not None] if len(sides) == 2 and None not in sides else None
