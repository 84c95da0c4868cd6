"""What a model takes: the configurations of its tokenizer, feature extractor and generation (transformers 5.23)."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith import catalogue
from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.config import square
from cardsmith.suggest.model_files.reader import JsonFile, ModelFiles

SERVES = ("language", "about.sampling_rate", "about.image_size", "about.max_length")
OPENS: FileNames = (
    *("generation_config.json", "preprocessor_config.json", "processor_config.json"),
    *("sentence_bert_config.json", "tokenizer_config.json"),
)

_MOST_TOKENS = 10_000_000  # transformers writes 10^30 for a tokenizer that knows no limit


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield the sampling rate, the image size, the longest input and the language."""
    yield from _inputs(files)
    yield from _longest(files)
    generation = files.json("generation_config.json")
    code = language_code(generation.text("language")) if generation is not None else None
    if generation is not None and code is not None:
        yield generation.suggestion("language", code, 0.85, False, "language")


def language_code(name: str | None) -> str | None:
    """Return the code of a language as Whisper writes it; None when there is no such language.

    >>> language_code("<|es|>"), language_code("spanish"), language_code("klingon")
    ('es', 'es', None)
    """
    if name is None:
        return None
    word = name.strip("<|>").lower()
    return word if catalogue.is_language_code(word) else catalogue.language_called(word)


def _inputs(files: ModelFiles) -> Iterator[Suggestion]:
    """Transformers 5 keeps in `processor_config.json` what stood in a file of its own before."""
    places: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("preprocessor_config.json", ()),
        ("processor_config.json", ("feature_extractor",)),
        ("processor_config.json", ("image_processor",)),
    )
    for name, path in places:
        file = files.json(name)
        if file is None:
            continue
        rate = file.whole(*path, "sampling_rate")
        if rate is not None:
            yield file.suggestion("about.sampling_rate", rate, 0.97, False, *path, "sampling_rate")
        yield from _image_size(file, path)


def _image_size(file: JsonFile, path: tuple[str, ...]) -> Iterator[Suggestion]:
    """What is cut out at last, else what images are scaled to. Sizes of other processors have no height and width."""
    cropped = file.get(*path, "do_center_crop") is True
    for key in ("crop_size", "size") if cropped else ("size",):
        size = square(file.get(*path, key))
        if size is not None:
            yield file.suggestion("about.image_size", size, 0.95, False, *path, key)
            return


def _longest(files: ModelFiles) -> Iterator[Suggestion]:
    for name, key in (("sentence_bert_config.json", "max_seq_length"), ("tokenizer_config.json", "model_max_length")):
        file = files.json(name)
        longest = file.whole(key) if file is not None else None
        if file is not None and longest is not None and longest < _MOST_TOKENS:
            yield file.suggestion("about.max_length", longest, 0.95, False, key)
            return
