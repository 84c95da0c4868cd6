"""The lists that the Hub publishes: licences, tasks, libraries, metrics, languages.

They are package data, each with its source (see scripts/build_catalogue.py), and none is read before it is
asked for. Every mapping keeps the order of the Hub, where common entries come first.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple


class Task(NamedTuple):
    """A task of the Hub, as `pipeline_tag` names it."""

    name: str
    modality: str
    hidden: bool
    """The Hub does not offer this task for models: suggest it last."""


@cache
def licenses() -> Mapping[str, str]:
    """Licence ids and names; the Hub rejects a card with any other id."""
    return _names("licenses")


@cache
def pipeline_tags() -> Mapping[str, Task]:
    """Task ids and what the Hub says about them, the most common first."""
    return MappingProxyType({key: Task(**task) for key, task in _items("pipeline_tags").items()})


@cache
def libraries() -> Mapping[str, str]:
    """Library ids and names."""
    return _names("libraries")


@cache
def metrics() -> Mapping[str, str]:
    """Metric ids and names."""
    return _names("metrics")


@cache
def languages() -> Mapping[str, str]:
    """Two-letter language codes and names, and the special values `code` and `multilingual`."""
    return _names("languages")


def is_language_code(code: str) -> bool:
    """Tell whether the Hub takes this as a `language`: ISO 639-1, -2, -3 or special, in lower case."""
    return code in languages() or (len(code) == 3 and code in _three_letter_languages())


def language_called(name: str) -> str | None:
    """Return the code of a language by its English name, None when the list of two-letter codes lacks it.

    >>> language_called("spanish"), language_called("Klingon")
    ('es', None)
    """
    return next((code for code, known in languages().items() if known.casefold() == name.casefold()), None)


def task_name(task_id: str) -> str | None:
    """The name of a task as a reader knows it.

    >>> task_name("automatic-speech-recognition")
    'Automatic Speech Recognition'
    """
    task = pipeline_tags().get(task_id)
    return task.name if task else None


def close_matches(word: str, choices: Iterable[str]) -> list[str]:
    """At most three choices that the word may have meant, the closest first.

    >>> close_matches("Audio Clasification", pipeline_tags())[0]
    'audio-classification'
    """
    import difflib

    originals = {_slug(choice): choice for choice in choices}
    return [originals[slug] for slug in difflib.get_close_matches(_slug(word), list(originals))]


def normalise_license(text: str) -> str | None:
    """The licence id that a spelling stands for, or None when it names no licence of the Hub's list.

    >>> normalise_license("Apache License, Version 2.0")
    'apache-2.0'

    What changes the meaning is never dropped, such as the permission to use a later version:

    >>> normalise_license("GPL-3.0-or-later")
    """
    return _license_spellings().get(_license_key(text))


# Words that a licence can be written with or without. "only" says what the plain id says.
_LICENSE_NOISE = frozenset({
    "the", "gnu", "license", "licence", "family", "v", "version", "only",
    "international", "unported", "universal",
})  # fmt: skip
_LICENSE_TOKEN = re.compile(
    r"""[0-9]+(?:\.[0-9]+)*           # a version
      | v(?=[0-9])                    # the v of a version, also in gplv3
      | (?:(?!v[0-9])[^\W\d_])+       # a word
      | [^\w\s.,:;()"'“”‘’&–—-]       # any other sign may change the meaning: GPL-2.0+, GPL >= 2
    """,
    re.VERBOSE,
)


@cache
def _license_spellings() -> Mapping[str, str]:
    spellings = {_license_key(name): license_id for license_id, name in licenses().items()}
    spellings |= {_license_key(license_id): license_id for license_id in licenses()}
    spellings["cc0"] = "cc0-1.0"  # the only version there is
    return MappingProxyType(spellings)


def _license_key(text: str) -> str:
    """A licence without case, blanks, punctuation, noise words and the last zero of a version."""
    tokens = _LICENSE_TOKEN.findall(text.casefold())
    return "".join(re.sub(r"(\.0)+$", "", token) for token in tokens if token not in _LICENSE_NOISE)


def _slug(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().casefold())


def _names(section: str) -> Mapping[str, str]:
    return MappingProxyType(_items(section))


def _items(section: str) -> dict[str, Any]:
    items: dict[str, Any] = _read("catalogue.json")[section]["items"]
    return items


@cache
def _three_letter_languages() -> frozenset[str]:
    return frozenset(_read("languages_iso_639_3.json")["items"])


@cache
def _read(name: str) -> dict[str, Any]:
    # Not importlib.resources: importing it costs more than reading the list.
    text = Path(__file__).with_name("data").joinpath(name).read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
