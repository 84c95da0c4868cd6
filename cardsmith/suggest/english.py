"""Facts as English words, and names as Markdown that shows them as they are.

Names stand in cards and files that anybody may have written. None of them may open markup, a line or a sentence: a name
is plain words, or it goes into a code span.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cardsmith.ids import dataset_page, model_page
from cardsmith.visible import code_span

MOST_NAMED = 20
"""Of more names than this, the others are only counted."""

_LONGEST_NAME = 60
_JOINERS = "\u200c\u200d"  # they make letters and signs what they are; every other invisible character can only hide
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_INSIDE = frozenset(" -'’")
_UNITS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
# An underscore between letters is one; any other can begin emphasis.
_LOOSE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def name(words: str) -> str:
    """Return a name as it can stand in a sentence: plain words, else a code span.

    >>> name("surprised"), name("B-PER"), name("not_hate"), name("# Sold | out")
    ('surprised', 'B-PER', '`not_hate`', '`# Sold | out`')
    """
    line = on_a_line(words)
    plain = all(sign in _INSIDE or sign.isalnum() or unicodedata.category(sign)[0] == "M" for sign in line)
    ends = line[:1].isalnum() and line[-1:] not in _INSIDE
    return line if plain and ends and "--" not in line else code(line)


def code(words: str) -> str:
    """Return words as a code span, which nothing in them can end; empty for nothing.

    >>> code("Wav2Vec2ForCTC"), code("a`b")
    ('`Wav2Vec2ForCTC`', '``a`b``')
    """
    line = on_a_line(words)
    return code_span(line) if line else ""


def on_a_line(words: str) -> str:
    """Return words on one line, without what cannot be seen, cut to the length of a name."""
    visible = (" " if sign.isspace() else sign for sign in words[: 20 * _LONGEST_NAME])
    kept = "".join(sign for sign in visible if sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE)
    line = " ".join(kept.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1].rstrip() + "…"


def model_link(repo_id: str) -> str:
    """Return a link to a model, as transformers writes it.

    >>> model_link("facebook/wav2vec2-base")
    '[facebook/wav2vec2-base](https://huggingface.co/facebook/wav2vec2-base)'
    """
    return f"[{_escaped(repo_id)}]({model_page(repo_id)})"


def dataset_link(repo_id: str) -> str:
    """Return a link to a dataset, as transformers writes it."""
    return f"[{_escaped(repo_id)}]({dataset_page(repo_id)})"


def _escaped(repo_id: str) -> str:
    return _LOOSE_UNDERSCORE.sub(r"\\_", repo_id)


def listed(words: Sequence[str]) -> str:
    """Return words as a list.

    >>> listed(["anger"]), listed(["anger", "fear"]), listed(["anger", "fear", "joy"])
    ('anger', 'anger and fear', 'anger, fear and joy')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def few(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return names as a list that counts those it has no room for; empty when there is none to show.

    >>> few(["anger", "fear", "joy"], most=1)
    'anger and 2 more'
    """
    shown = [shown for shown in map(name, names[:most]) if shown]
    more = [f"{len(names) - len(shown):,} more"] if len(shown) < len(names) else []
    return listed([*shown, *more]) if shown else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "class"), counted(6, "class"), counted(1440, "example")
    ('1 class', '6 classes', '1,440 examples')
    """
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,} {noun if number == 1 else plural}"


def rounded(number: int) -> str:
    """Return a large number as it is spoken of, with three digits.

    >>> rounded(94_571_014), rounded(999_999_999), rounded(12_345)
    ('94.6 million', '1 billion', '12,345')
    """
    if number < 10**6:
        return f"{number:,}"
    short = round(number, 3 - len(str(number)))
    unit, word = next(unit for unit in _UNITS if short >= unit[0])
    return f"{short / unit:,.12g} {word}"


def with_article(words: str) -> str:
    """Return words with the article that goes before them.

    >>> with_article("accuracy"), with_article("LoRA adapter"), with_article("F1 score")
    ('an accuracy', 'a LoRA adapter', 'an F1 score')
    """
    first = words.lstrip("`")
    vowel = first[:1].lower() in "aeiou" or re.match("[FHLMNRSX][0-9]", first)  # read letter by letter
    return f"{'an' if vowel else 'a'} {words}"


_MOST_LANGUAGES = 10


def language_names(names: list[str]) -> str:
    """Return names of languages as a sentence lists them; of many, the first."""
    more = len(names) - _MOST_LANGUAGES
    return listed(names if more <= 0 else [*names[:_MOST_LANGUAGES], f"{more} more"])
