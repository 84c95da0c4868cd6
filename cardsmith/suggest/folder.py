"""The folder that a card lies in, as far as its files say something about the model."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from cardsmith.suggest.files import MOST_BYTES
from cardsmith.suggest.safe_read import files_in, read_start, read_whole

# Everything that is ever opened. What is not listed counts by its name alone: above all a pickle, which is code.
_READ = frozenset(
    (
        *("config.json", "generation_config.json", "adapter_config.json", "trainer_state.json"),
        *("tokenizer_config.json", "preprocessor_config.json", "processor_config.json", "sentence_bert_config.json"),
        *("modules.json", "model_index.json", "config_setfit.json", "gliner_config.json", "open_clip_config.json"),
        *("meta.json", "metadata.json", "emissions.csv"),
        *("model.safetensors.index.json", "pytorch_model.bin.index.json"),
    )
)
_READ_PATTERN = re.compile(
    r"[A-Za-z]\w{0,40}_results\.json|(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt|lesser))?", re.IGNORECASE
)
_HEAD_PATTERN = re.compile(r"model(?:-\d{5}-of-\d{5})?\.safetensors")


def is_read(name: str) -> bool:
    """Whether a file of this name is ever opened.

    >>> is_read("eval_results.json"), is_read("training_args.bin"), is_read("../config.json")
    (True, False, False)
    """
    return name in _READ or _READ_PATTERN.fullmatch(name) is not None


class LocalFolder:
    """The files beside a card. Folders in it are not looked into; implements `Files`.

    Args:
        path: The folder.
    """

    source = ""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def names(self) -> Collection[str]:
        """Return the names of the files.

        Raises:
            CardsmithError: The folder cannot be read.
        """
        return self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(files_in(self.path))

    @cached_property
    def _inside(self) -> Path:
        """Where the bytes may lie: huggingface_hub's cache links from `snapshots/<commit>` to `blobs` above it."""
        path = Path(os.path.abspath(self.path))
        repository = path.parent.parent
        return repository if path.parent.name == "snapshots" and repository.name.startswith("models--") else path

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None when there is none, it is too large, or it is not one that is ever opened.

        Raises:
            CardsmithError: It cannot be read.
        """
        return read_whole(self.path / name, self._inside, MOST_BYTES) if is_read(name) else None

    def head(self, name: str, size: int) -> bytes | None:
        """Return the first bytes of a file of weights, where safetensors says what it holds; None for any other file.

        Raises:
            CardsmithError: It cannot be read.
        """
        return read_start(self.path / name, self._inside, size) if _HEAD_PATTERN.fullmatch(name) else None

    def url(self, name: str) -> str:
        """Return the file's name."""
        return name
