"""`LICENSE` and its kin: the licence whose text lies beside the model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith import catalogue
from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.licences import licences_in
from cardsmith.suggest.model_files.reader import ModelFiles

SERVES = ("license",)

_NAME = re.compile(r"(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt|lesser))?", re.IGNORECASE)
OPENS: FileNames = (_NAME,)

_MODEL = (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".keras", ".gguf", ".onnx", ".nemo", ".tflite")
_CONFIGURATIONS = frozenset({"config.json", "adapter_config.json", "model_index.json", "modules.json"})


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield the licences whose text is there. Without a model beside it, it may be the licence of some code."""
    names = [name for name in sorted(files.names) if _NAME.fullmatch(name)]
    found = {name: licences_in(text) for name in names if (text := files.text_of(name)) is not None}
    ids = {licence.id for licences in found.values() for licence in licences}
    for name, licences in found.items():
        for licence in licences:
            if licence.id not in catalogue.licenses() or (licence.id == "gpl-3.0" and "lgpl-3.0" in ids):
                continue  # the LGPL comes with the GPL, in a file of its own
            safe = licence.whole and _has_model(files)
            confidence = 0.95 if safe else 0.85 if licence.whole else 0.75
            evidence = files.evidence(name, f"line {licence.line}", licence.quote)
            yield Suggestion("license", licence.id, confidence, safe, (evidence,))


def _has_model(files: ModelFiles) -> bool:
    return bool(files.files.source) or files.has(*_MODEL) is not None or not _CONFIGURATIONS.isdisjoint(files.names)
