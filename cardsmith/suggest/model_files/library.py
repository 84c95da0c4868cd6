"""Which library saved a model: each leaves a file, or a key in one, that no other does. One row a sign.

The files are those that the libraries write: setfit 1.1, span-marker 1.7, gliner 0.2, pylate 1.3, sentence-transformers
6.2, peft 0.21, adapters 1.3, diffusers 0.42, open_clip 3, timm 1.0, model2vec 0.7, keras 3, keras-hub 0.21, spacy 3.8,
skops 0.13, nemo 2, transformers 5.23.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cardsmith.gaps import Evidence, Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.pipelines import task_of_pipeline
from cardsmith.suggest.model_files.reader import ModelFiles

SERVES = ("library_name", "pipeline_tag")
OPENS: FileNames = (
    "config.json",
    "adapter_config.json",
    "model_index.json",
    "modules.json",
    "meta.json",
    "metadata.json",
)


class _Sign(NamedTuple):
    """A sign of a library; `look` returns where it is seen. `task` is what every model of the library does."""

    library: str
    look: Callable[[ModelFiles], Evidence | None]
    confidence: float
    safe: bool
    task: str = ""
    task_confidence: float = 0.0


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield the library, and the task where the library does only one."""
    found = special(files)
    for sign, evidence in found[:1]:
        yield Suggestion("library_name", sign.library, sign.confidence, sign.safe, (evidence,))
        if sign.task:
            safe = sign.safe and sign.task_confidence >= _SURE
            yield Suggestion("pipeline_tag", sign.task, sign.task_confidence, safe, (evidence,))
    yield from _transformers(files, bool(found))
    yield from task_of_pipeline(files)


_SURE = 0.95


def special(files: ModelFiles) -> list[tuple[_Sign, Evidence]]:
    """Return the signs of other libraries than transformers, the most telling first."""
    if files.signs is None:
        seen = ((sign, sign.look(files)) for sign in _SIGNS)
        files.signs = [(sign, evidence) for sign, evidence in seen if evidence is not None]
    return files.signs


def _transformers(files: ModelFiles, has_other: bool) -> Iterator[Suggestion]:
    """Transformers writes its version since 4.0; libraries that build on it do so too, so they come first."""
    config = files.json("config.json")
    if config is None or config.text("architectures", 0) is None:
        return
    versioned = config.text("transformers_version") is not None
    if has_other:
        yield config.suggestion("library_name", "transformers", 0.4, False, "architectures", 0)
    elif versioned:
        yield config.suggestion("library_name", "transformers", 0.97, True, "transformers_version")
    else:
        yield config.suggestion("library_name", "transformers", 0.85, False, "architectures", 0)


# -- how a sign is seen ------------------------------------------------------------------------------------------------


def _file(*endings: str) -> Callable[[ModelFiles], Evidence | None]:
    """A file, by the end of its name."""

    def look(files: ModelFiles) -> Evidence | None:
        name = files.has(*endings)
        return files.evidence(name, "name", name) if name is not None else None

    return look


def _named(*names: str) -> Callable[[ModelFiles], Evidence | None]:
    """A file, by its whole name."""

    def look(files: ModelFiles) -> Evidence | None:
        name = next((name for name in names if name in files.names), None)
        return files.evidence(name, "name", name) if name is not None else None

    return look


def _key(name: str, *path: str, value: str = "") -> Callable[[ModelFiles], Evidence | None]:
    """A key of a JSON file, with a value that starts like this."""

    def look(files: ModelFiles) -> Evidence | None:
        file = files.json(name)
        there = file.get(*path) if file is not None else None
        if file is None or there in (None, "", {}, []):
            return None
        if value and not str(there).startswith(value):
            return None
        return file.evidence(*path)

    return look


_MOST_MODULES = 50


def _module(is_wanted: Callable[[str], bool]) -> Callable[[ModelFiles], Evidence | None]:
    """A module of a wanted kind among those that sentence-transformers chains."""

    def look(files: ModelFiles) -> Evidence | None:
        file = files.json("modules.json")
        if file is None:
            return None
        for index in range(min(len(file.listed()), _MOST_MODULES)):
            kind = file.text(index, "type")
            if kind is not None and is_wanted(kind):
                return file.evidence(index, "type")
        return None

    return look


def _modules(package: str) -> Callable[[ModelFiles], Evidence | None]:
    return _module(lambda kind: kind.startswith(package))


def _is_sparse(kind: str) -> bool:
    """Whether a module makes sparse vectors: the model is sentence-transformers', and not for dense similarity."""
    return "Splade" in kind or "Sparse" in kind


def _adapter_of(library: str) -> Callable[[ModelFiles], Evidence | None]:
    """An adapter of peft, whose base is a model of another library."""

    def look(files: ModelFiles) -> Evidence | None:
        file = files.json("adapter_config.json")
        parent = file.text("auto_mapping", "parent_library") if file is not None else None
        if file is None or parent is None or not parent.startswith(library):
            return None
        return file.evidence("auto_mapping", "parent_library")

    return look


def _timm(files: ModelFiles) -> Evidence | None:
    config = files.json("config.json")
    if config is None or not config.mapping("pretrained_cfg") or config.text("architecture") is None:
        return None
    return config.evidence("architecture")


def _mlx(files: ModelFiles) -> Evidence | None:
    """mlx-lm writes its own quantization into the configuration that it took over."""
    config = files.json("config.json")
    quantization = config.mapping("quantization") if config is not None else {}
    if config is None or not {"group_size", "bits"} <= quantization.keys():
        return None
    return config.evidence("quantization", words="quantization")


_CLASSIFIES, _SIMILAR = "text-classification", "sentence-similarity"

_SIGNS = (
    _Sign("setfit", _named("config_setfit.json"), 0.98, True, _CLASSIFIES, 0.96),
    _Sign("span-marker", _key("config.json", "span_marker_version"), 0.98, True, "token-classification", 0.97),
    _Sign("gliner", _named("gliner_config.json"), 0.97, True, "token-classification", 0.9),
    _Sign("PyLate", _modules("pylate."), 0.95, True, _SIMILAR, 0.9),
    _Sign("sentence-transformers", _module(_is_sparse), 0.97, True, "feature-extraction", 0.8),
    _Sign("sentence-transformers", _modules("sentence_transformers."), 0.98, True, _SIMILAR, 0.95),
    _Sign("sentence-transformers", _key("config.json", "sentence_transformers"), 0.95, True, "text-ranking", 0.85),
    _Sign("diffusers", _adapter_of("diffusers"), 0.8, False),
    _Sign("peft", _key("adapter_config.json", "peft_type"), 0.97, True),
    _Sign("adapter-transformers", _key("adapter_config.json", "model_name"), 0.85, False),
    _Sign("diffusers", _key("model_index.json", "_class_name"), 0.98, True),
    _Sign("diffusers", _key("config.json", "_diffusers_version"), 0.97, True),
    _Sign("diffusers", _named("pytorch_lora_weights.safetensors"), 0.85, False),
    _Sign("open_clip", _named("open_clip_config.json"), 0.97, True, "zero-shot-image-classification", 0.95),
    _Sign("timm", _timm, 0.97, True, "image-classification", 0.85),
    _Sign("model2vec", _key("config.json", "model_type", value="model2vec"), 0.97, True),
    _Sign("keras-hub", _key("config.json", "registered_name", value="keras_hub"), 0.97, True),
    _Sign("spacy", _key("meta.json", "spacy_version"), 0.97, True),
    _Sign("sklearn", _key("config.json", "sklearn"), 0.95, True),
    _Sign("nemo", _file(".nemo"), 0.97, True),
    _Sign("keras", _file(".keras"), 0.95, True),
    _Sign("keras", _key("metadata.json", "keras_version"), 0.85, False),
    _Sign("keras", _named("keras_metadata.pb", "saved_model.pb"), 0.6, False),
    _Sign("mlx", _mlx, 0.85, False),
    _Sign("coreml", _file(".mlmodel", ".mlpackage"), 0.6, False),
    _Sign("gguf", _file(".gguf"), 0.6, False),
    _Sign("sklearn", _file(".skops"), 0.7, False),
    _Sign("onnx", _file(".onnx"), 0.4, False),
)
