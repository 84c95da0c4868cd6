"""Links of the body, and those among them that lead to data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.facts.training import hub_id
from cardsmith.text import Span

_LINK = re.compile(r"\[(?P<text>[^\]\n]{0,300})\]\((?P<url>https?://[^)\s]+)\)|(?P<bare>https?://[^\s<>)\]\"'`]+)")
_HUB_DATASET = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/datasets/[^/?#\s]+")
# Places that hold data and nothing else; a repository of code may hold either.
_ARCHIVE = re.compile(
    r"https?://(?:www\.)?(?P<host>zenodo\.org/(?:record|records|doi)|doi\.org/10\.5281/zenodo\.|kaggle\.com/(?:datasets/|c/)"
    r"|openslr\.org/|archive\.ics\.uci\.edu/|data\.mendeley\.com/datasets/|figshare\.com/articles/dataset"
    r"|commonvoice\.mozilla\.org|physionet\.org/content)"
)


class Link(NamedTuple):
    """A link as written.

    Attributes:
        text: The words that are linked; empty for a bare address.
        url: The address.
        span: The whole link.
    """

    text: str
    url: str
    span: Span


@lru_cache(maxsize=1)  # several ask for those of a card, one after the other
def find_links(body: Body) -> tuple[Link, ...]:
    """Return every link outside code and comments, in order."""
    return tuple(_links(body))


def _links(body: Body) -> Iterator[Link]:
    for match in _LINK.finditer(body.lines, body.start):
        if not body.in_code(match.start()) and not body.in_comment(match.start()):
            url = match["url"] or match["bare"].rstrip(".,;:!")
            span = Span(match.start(), match.end() if match["url"] else match.start() + len(url))
            yield Link((match["text"] or "").strip(" *`_"), url, span)


def dataset_id(link: Link) -> str | None:
    """Return the Hub dataset a link leads to, None when it leads somewhere else."""
    return hub_id(link.url) if _HUB_DATASET.match(link.url) else None


def is_data_archive(link: Link) -> bool:
    """Whether a link leads to data that is kept outside the Hub.

    >>> is_data_archive(Link("", "https://www.kaggle.com/datasets/someone/speech", Span(0, 0)))
    True
    """
    return _ARCHIVE.match(link.url) is not None
