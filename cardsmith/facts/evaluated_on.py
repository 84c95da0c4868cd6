"""What the card says in sentences of its own about the data that its numbers were measured on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.document.body import Body
from cardsmith.facts.links import dataset_id, find_links, is_data_archive
from cardsmith.text import Span

# Runs of words are bounded, so that a hostile card takes no more than linear time.
_EVALUATES = re.compile(
    r"""\b(?:evaluat(?:ed|ion|ions|ing)|measured|tested|benchmarked|numbers|results|scores|metrics)\b[^\n.!?]{0,80}?\bon\b
    |\b(?:test|validation|dev|evaluation|held-out)[ -](?:split|set|data|part)s?\b[^\n.!?]{0,20}\b(?:of|from)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GENERATORS = re.compile(r"results on the (?:evaluation|test|validation) set(?: \([^)\n]{0,80}\))?:?\s*\Z")
_TRAINS = re.compile(r"\b(?:pre-?|fine-?)?(?:train|tune)", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?][*_)\"']*(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+#>|]|\d+\.)[ \t#])|:[ \t]*\n")
_LONGEST = 1000


def sentence_at(body: Body, place: Span) -> Span:
    """Return the sentence around a place, a thousand characters on either side at the most."""
    start = max(body.start, place.start - _LONGEST)
    for end in _SENTENCE_ENDS.finditer(body.lines, start, place.start):
        start = end.end()
    found = _SENTENCE_ENDS.search(body.lines, place.end, place.end + _LONGEST)
    return Span(start, found.end() if found is not None else min(place.end + _LONGEST, len(body.lines)))


def is_about_evaluation_alone(sentence: str) -> bool:
    """Whether a sentence says what was evaluated on some data, and not what was trained on it.

    >>> is_about_evaluation_alone("The numbers are on the test split of WNUT 17.")
    True
    >>> is_about_evaluation_alone("Trained and evaluated on WNUT 17."), is_about_evaluation_alone("See WNUT 17.")
    (False, False)
    """
    return _EVALUATES.search(sentence) is not None and _TRAINS.search(sentence) is None


def statements(body: Body) -> Iterator[Span]:
    """Yield the sentences about evaluation data, without the one that a generator writes on every card."""
    at = body.start
    while match := _EVALUATES.search(body.lines, at):
        at = match.end()
        if body.in_code(match.start()) or body.in_comment(match.start()):
            continue
        sentence = sentence_at(body, Span(*match.span()))
        at = max(at, sentence.end)
        if not _GENERATORS.search(sentence.of(body.lines)):
            yield sentence


def may_be_on_other_data(body: Body, dataset: str) -> bool:
    """Whether the card names data that its numbers may have been measured on, beside this dataset of the Hub."""
    if any(is_data_archive(link) or dataset_id(link) not in (None, dataset) for link in find_links(body)):
        return True
    name = dataset.rsplit("/", 1)[-1].casefold()
    return any(name not in sentence.of(body.lines).casefold() for sentence in statements(body))
