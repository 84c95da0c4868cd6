"""Which licence of the Hub's list a licence file holds: whole and unchanged, or by its title.

A whole text is recognised by a fingerprint of its words between a first and a last phrase, so that line breaks, quotes,
list marks and the copyright line make no difference, and a changed word does. The fingerprints are those of the texts
that SPDX (spdx-license-list 6.12), ScanCode (licensedcode-data 32.1) and Debian (base-files 12.4) ship, where these
differ.
"""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import islice
from typing import NamedTuple


class FoundLicence(NamedTuple):
    """A licence in a text.

    Attributes:
        id: Its id on the Hub.
        whole: Whether the whole text is there and nothing that changes its meaning.
        line: The line where it starts, from 1.
        quote: The words it starts with.
    """

    id: str
    whole: bool
    line: int
    quote: str


class _Text(NamedTuple):
    """A licence whose text never changes, and how many words usually stand before and after it at most."""

    id: str
    first: str
    last: str
    fingerprints: frozenset[str]
    before: int
    after: int


class _Titled(NamedTuple):
    """A licence of which many versions go around: known by its title and a phrase of its own."""

    id: str
    title: str
    phrase: str


def licences_in(text: str) -> list[FoundLicence]:
    """Return the licences of the Hub's list that a licence file holds, in the order of the table.

    Args:
        text: The file's text.

    >>> licences_in("The model is free to use.")
    []
    """
    joined = " ".join(_words(text))
    found = [(licence, place) for licence in _TEXTS if (place := _place(joined, licence)) is not None]
    if any(licence.id == "lgpl-3.0" for licence, _ in found):
        found = [item for item in found if item[0].id != "gpl-3.0"]  # its text often follows that which adds to it
    if not found:
        titled = (item for item in _TITLED if _is_titled(joined, item))
        return [_found(text, item.id, item.title, whole=False) for item in islice(titled, 1)]
    alone = len(found) == 1 and _is_all(joined, *found[0])
    return [_found(text, licence.id, licence.first, whole=alone) for licence, _ in found]


_WORD = re.compile(r"[a-z0-9]+|\+\+")


def _words(text: str) -> list[str]:
    """Return the words in lower case, without single letters: these mark the items of a list, or are an "a"."""
    return [word for word in _WORD.findall(text.casefold()) if len(word) > 1 or word.isdigit()]


def _place(joined: str, licence: _Text) -> tuple[int, int] | None:
    """Return from where to where the unchanged text of a licence stands; None when it is not there."""
    start = joined.find(" ".join(_words(licence.first)))
    last = " ".join(_words(licence.last))
    end = joined.find(last, start) if start >= 0 else -1
    stop = end + len(last)
    if end < 0 or stop - start > _LONGEST:
        return None
    body = joined[start:stop]
    if len(body) < _LONGEST_BSD:
        body = _HOLDERS.sub("holders", body)
    return (start, stop) if sha256(body.encode()).hexdigest()[:16] in licence.fingerprints else None


_LONGEST = 60_000  # characters; those of the GPL are 33,000
_LONGEST_BSD = 3_000

# BSD licences name their holders in four places; a name is anything short that states no condition.
_NAME = r"(?:(?!(?:but|except|if|may|not|only|provided|unless|when|who) )\w+ ){1,12}?"
_HOLDERS = re.compile(
    rf"(?<=neither the name ){_NAME}(?=nor the names of)"
    rf"|(?<=software is provided by ){_NAME}(?=as is and)"
    rf"|(?<=in no event shall ){_NAME}(?=be liable for any direct)"
    rf"|(?<=nor the names of ){_NAME}(?=may be used to endorse)"
)

# Words with which people narrow a licence above or below its text.
_RIDER = re.compile(
    r"\b(?:non ?commercial|commercial|commons clause|research|academic|educational|weights"
    r"|additional (?:terms?|restrictions?|conditions?))"
)
_COPYRIGHT_LINES = 60  # words
_LAST_WORDS = 12  # such as an address


def _is_all(joined: str, licence: _Text, place: tuple[int, int]) -> bool:
    """Whether around a text there is no more than its own introduction and appendix, and some copyright lines."""
    before, after = joined[: place[0]], joined[place[1] :]
    if len(before.split()) > licence.before + _COPYRIGHT_LINES or len(after.split()) > licence.after + _LAST_WORDS:
        return False
    return "-nc" in licence.id or _RIDER.search(f"{before} {after}") is None


def _is_titled(joined: str, licence: _Titled) -> bool:
    title, phrase = " ".join(_words(licence.title)), " ".join(_words(licence.phrase))
    return title in joined[:_HEAD] and phrase in joined


_HEAD = 400  # characters in which a title stands


def _found(text: str, licence: str, phrase: str, whole: bool) -> FoundLicence:
    """Return a licence with the line on which its first phrase starts, as near as its first words tell."""
    pattern = re.compile(r"[\W_]+".join(_words(phrase)[:2]), re.IGNORECASE)
    match = pattern.search(text)
    start = match.start() if match else 0
    line = text.count("\n", 0, start) + 1
    return FoundLicence(licence, whole, line, text[start : start + 100])


_CC_FIRST = "By exercising the Licensed Rights (defined below)"
_CC_LAST = "legal processes of any jurisdiction or authority"
_BSD = ("Redistribution and use in source and binary forms", "possibility of such damage")
_FSF_LAST = "END OF TERMS AND CONDITIONS"

_LGPL_FIRST = (
    "The licenses for most software are designed to take away your freedom to share and change it. By contrast, the "
    "GNU General Public Licenses are intended"
)

_TEXTS = (
    _Text(
        "apache-2.0",
        "terms and conditions for use, reproduction, and distribution",
        "end of terms and conditions",
        frozenset({"3b30110a9d4dedbe"}),
        12,
        174,
    ),
    _Text(
        "mit",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
        "or other dealings in the software",
        frozenset({"3346c203353b286e"}),
        6,
        0,
    ),
    _Text("bsd-3-clause", *_BSD, frozenset({"bb1fe235138e6809", "e45bd8eec7bc61a6"}), 11, 0),
    _Text("bsd-2-clause", *_BSD, frozenset({"718c2993e8205c98", "e51a9aff6e5acd24"}), 3, 0),
    _Text(
        "isc",
        "Permission to use, copy, modify, and/or distribute this software",
        "performance of this software",
        frozenset({"217da0747cec63a2", "7bed11ada181e6a6"}),
        18,
        0,
    ),
    _Text(
        "gpl-2.0",
        "The licenses for most software are designed to take away your freedom",
        _FSF_LAST,
        frozenset({"098b75ba63d2ca17", "3afd359ecdee13f0", "a1fff5086d869311", "b45900b20c2749b1"}),
        45,
        458,
    ),
    _Text(
        "gpl-3.0",
        "The GNU General Public License is a free, copyleft license for software and other kinds of works",
        _FSF_LAST,
        frozenset({"dbe5e4cb05774da3"}),
        38,
        431,
    ),
    _Text(
        "agpl-3.0",
        "The GNU Affero General Public License is a free, copyleft license for software and other kinds of works",
        _FSF_LAST,
        frozenset({"8ac0ecf4c558f289"}),
        39,
        353,
    ),
    _Text("lgpl-2.1", _LGPL_FIRST, _FSF_LAST, frozenset({"2d28105747f6bf38"}), 77, 330),
    _Text(
        "lgpl-3.0",
        "This version of the GNU Lesser General Public License incorporates",
        "choose that version for the Library",
        frozenset({"e771e425bfd98b00"}),
        38,
        0,
    ),
    _Text(
        "mpl-2.0",
        "Mozilla Public License Version 2.0 1. Definitions",
        "as defined by the Mozilla Public License, v. 2.0",
        frozenset({"0e5520cc89535d4b", "87712a848dc32686"}),
        0,
        0,
    ),
    _Text(
        "cc0-1.0",
        "The laws of most jurisdictions throughout the world",
        "with respect to this CC0 or use of the Work",
        frozenset({"28a30126a9255172"}),
        82,
        0,
    ),
    _Text(
        "unlicense",
        "This is free and unencumbered software released into the public domain",
        "other dealings in the software",
        frozenset({"a72c37b3c78515a7"}),
        0,
        9,
    ),
    _Text("cc-by-4.0", _CC_FIRST, _CC_LAST, frozenset({"ec7cfd3af37e6f40"}), 406, 160),
    _Text("cc-by-sa-4.0", _CC_FIRST, _CC_LAST, frozenset({"bc4e8d3b1a477bb6"}), 408, 160),
    _Text("cc-by-nc-4.0", _CC_FIRST, _CC_LAST, frozenset({"66da62a48e93edf6"}), 408, 160),
    _Text("cc-by-nd-4.0", _CC_FIRST, _CC_LAST, frozenset({"65e67f73077e79f6", "8fece2314a4b2e82"}), 408, 160),
    _Text("cc-by-nc-sa-4.0", _CC_FIRST, _CC_LAST, frozenset({"fab29519f7903abe"}), 410, 160),
    _Text("cc-by-nc-nd-4.0", _CC_FIRST, _CC_LAST, frozenset({"d7bd778bbc72f13c"}), 410, 160),
)

# The titles and phrases are those of the agreements as published by Meta, Google, BigScience, BigCode, CompVis and
# Stability AI; where one title holds another, the longer comes first. None is ever whole: an agreement about somebody's
# product may lie beside a model that was not made from it.
_LLAMA = "Community License Agreement"
_MARK = "use, reproduction, distribution and modification of the Llama Materials"
_RAIL = "Attachment A"

_TITLED = (
    _Titled("llama2", f"Llama 2 {_LLAMA}", _MARK),
    _Titled("llama3", f"Meta Llama 3 {_LLAMA}", _MARK),
    _Titled("llama3.1", f"Llama 3.1 {_LLAMA}", _MARK),
    _Titled("llama3.2", f"Llama 3.2 {_LLAMA}", _MARK),
    _Titled("llama3.3", f"Llama 3.3 {_LLAMA}", _MARK),
    _Titled("llama4", f"Llama 4 {_LLAMA}", _MARK),
    _Titled("gemma", "Gemma Terms of Use", "any portion or element of Gemma"),
    _Titled("openrail++", "CreativeML Open RAIL++-M", _RAIL),
    _Titled("creativeml-openrail-m", "CreativeML Open RAIL-M", _RAIL),
    _Titled("bigscience-openrail-m", "BigScience Open RAIL-M", _RAIL),
    _Titled("bigscience-bloom-rail-1.0", "BigScience RAIL License v1.0", _RAIL),
    _Titled("bigcode-openrail-m", "BigCode Open RAIL-M v1 License Agreement", _RAIL),
)
