"""Codes of languages in names: which two letters mean a language, and which are a word or a size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cardsmith import catalogue

_CODE = re.compile(r"(?:\A|(?<=[-_]))[a-z]{2}(?=[-_]|\Z)")
_PAIR = re.compile(r"(?:\A|(?<=[-_]))(?P<source>[a-z]{2})(?=(?:[-_](?:to[-_])?|2)(?P<target>[a-z]{2})(?:[-_]|\Z))")

# Codes that are English words: only at the end of a name do they mean the language, as in `whisper-small-hi`.
_WORDS = frozenset(
    {
        *("am", "an", "as", "be", "do", "go", "ha", "he", "hi", "ho", "id", "ie", "in", "is", "it", "my", "no", "oh"),
        *("om", "on", "or", "os", "ox", "pa", "pi", "so", "to", "us", "we"),
    }
)
# Codes that names have for something else: large, small, machine translation, …
_NO_LANGUAGES = frozenset({"cv", "lg", "ml", "mt", "sm", "st", "ts"})


def codes_in_name(name: str) -> Iterator[list[str]]:
    """Yield the languages that a model's name may hold, each a list of one; a pair, as of a translation, is one list.

    >>> list(codes_in_name("opus-mt-en-fr")), list(codes_in_name("whisper-small-hi")), list(codes_in_name("my-model"))
    ([['en', 'fr']], [['hi']], [])
    """
    for pair in _PAIR.finditer(name):
        codes = [pair["source"], pair["target"]]
        if all(map(_may_be_language, codes)) and not _WORDS.issuperset(codes) and codes[0] != codes[1]:
            yield codes
            return
    for match in _CODE.finditer(name):
        code = match.group()
        if _may_be_language(code) and (code not in _WORDS or 0 < match.start() == len(name) - 2):
            yield [code]


def _may_be_language(code: str) -> bool:
    return code in catalogue.languages() and code not in _NO_LANGUAGES


def code_of(said: str) -> str | None:
    """Return the code of a language that is written in another way: with a region, in capitals, or by its name.

    >>> code_of("pt-BR"), code_of("EN"), code_of("English"), code_of("none")
    ('pt', 'en', 'en', None)
    """
    base = re.split(r"[-_]", said.strip())[0].lower()
    if catalogue.is_language_code(base) and (len(base) == 2 or base != said.strip().lower()):
        return base
    return codes_by_name().get(said.strip().casefold())


@cache
def codes_by_name() -> dict[str, str]:
    """Return the codes of two letters by the English names of their languages, without case."""
    return {name.casefold(): code for code, name in catalogue.languages().items() if len(code) == 2}
