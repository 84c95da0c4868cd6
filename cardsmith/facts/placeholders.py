"""What generators leave for a person to replace: words in the text, and ids in code and links. One row a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.text import Span


class _Words(NamedTuple):
    """Words that stand for a missing text.

    Attributes:
        sign: A literal part of every match: without it nothing is searched.
        pattern: What `re` compiles when it is first used, for most are needed in few cards.
    """

    sign: str
    pattern: str


def _line(pattern: str) -> str:
    return rf"(?m:^[ ]{{0,3}}(?P<words>{pattern})[ \t]*$)"


_WORDS = (
    # huggingface_hub's templates: bullets such as `- **Developed by:** [More Information Needed]`
    _Words(
        "[More Information Needed]",
        r"(?m:^[ ]{0,3}[-*] (?:[^\n\[]|\[optional\]){0,80}(?P<words>\[More Information Needed\])[ \t]*$)",
    ),
    # lerobot escapes the bracket
    _Words(r"\[More Information Needed]", r"(?P<words>\\\[More Information Needed\])"),
    _Words("_Model type not recognized", _line(r"_Model type not recognized — please update this template\._")),
    # diffusers' scripts
    _Words("[TODO", _line(r"\[TODO(?:: [^\]\n]{1,200})?\]")),
    # huggingface_sb3
    _Words("TODO: Add your code", _line(r"TODO: Add your code")),
    # adapters, sentence-transformers 2
    _Words("Add some description here", r"(?P<words><!-- Add some description here -->)"),
    _Words("<!--- Describe", r"(?P<words><!--- Describe [^\n]{1,120}? -->)"),
    # nemo
    _Words("**Put a short", _line(r"\*\*Put a short model description here\.[^\n*]*\*\*(?:[^\n]*\S)?")),
    _Words("**Add ", _line(r"\*\*Add (?:some )?information [^\n*]{1,200}\*\*")),
    # autotrain
    _Words("No validation metrics available", _line("No validation metrics available")),
)


_YAML_FENCE = re.compile(r"[ ]{0,3}(?:`{3,}|~{3,})[ \t]*ya?ml\b", re.IGNORECASE)


class IdPlaceholder(NamedTuple):
    """A made-up id that stands where the repository's id should."""

    words: str
    span: Span


# A literal, and what must stand around it. These stand in code on purpose: that is where the id is wanted.
_IDS = (
    ("sentence_transformers_model_id", r"(?<=[\"'(/])sentence_transformers_model_id(?=[\"')])"),
    ("setfit_model_id", r"(?<=[\"'(/])setfit_model_id(?=[\"')])"),
    ("span_marker_model_id", r"(?<=[\"'(/])span_marker_model_id(?=[\"')])"),
    ("pylate_model_id", r"(?<=[\"'(/])pylate_model_id(?=[\"')])"),
    ("{MODEL_NAME}", r"\{MODEL_NAME\}"),
    ("PATH_TO_THIS_REPO", r"PATH_TO_THIS_REPO"),
    ('model="None"', r"(?<=model=\")None(?=\")"),
)

# No id, but to be replaced all the same: nobody can tell by what.
_UNFINISHED = (
    ("PUT-YOUR-", r"PUT-YOUR-[A-Z-]+-HERE"),
    ("PUT_MODEL_NAME", r"PUT_MODEL_NAME"),
    ("from_pretrained(...)", r"(?<=from_pretrained\()\.\.\.(?=\))"),
    ('predict("None")', r"(?<=predict\(\")None(?=\"\))"),
    ("<path.to.", r"<path\.to\.(?:enjoy|train)\.module>"),
    ("<hf_user>", r"<hf_user>/<[a-z_]+>"),
    ("<save-directory-or-this-repo>", r"<save-directory-or-this-repo>"),
    ("import ...", r"(?<=import )\.\.\.(?=\n)"),
    ("# TODO: add an example", r"# TODO: add an example code snippet[^\n]{0,100}"),
)


def find_words(body: Body) -> list[Span]:
    """Return the words that stand for a missing text, outside code, in order."""
    found = []
    for sign, pattern in _WORDS:
        if sign in body.prose:
            found += [
                Span(*match.span("words"))
                for match in re.compile(pattern).finditer(body.lines, body.start)
                if not body.in_code(match.start("words"))
            ]
    return found


def find_ids(body: Body) -> list[IdPlaceholder]:
    """Return the made-up ids that stand for the repository's own, in order."""
    return list(_literals(body, _IDS))


def with_id(text: str, repo_id: str) -> str:
    """Return a text with the repository's id in the place of made-up ones.

    >>> with_id("{MODEL_NAME}", "user/my-model")
    'user/my-model'
    """
    for sign, pattern in _IDS:
        text = re.sub(pattern, lambda _: repo_id, text) if sign in text else text
    return text


def find_unfinished(body: Body) -> list[IdPlaceholder]:
    """Return the parts of code and links that somebody has to write, in order."""
    return list(_literals(body, _UNFINISHED))


def _in_yaml(body: Body, offset: int) -> bool:
    """Whether a place is in an embedded configuration, such as axolotl's: it is a record, not a sample."""
    block = body.code_at(offset)
    return block is not None and _YAML_FENCE.match(body.lines, block.start) is not None


def _literals(body: Body, table: tuple[tuple[str, str], ...]) -> Iterator[IdPlaceholder]:
    found = []
    for sign, pattern in table:
        if sign in body.prose:
            found += [
                IdPlaceholder(match.group(), Span(*match.span()))
                for match in re.compile(pattern).finditer(body.lines, body.start)
                if not _in_yaml(body, match.start())
            ]
    yield from sorted(found, key=lambda item: item.span.start)
