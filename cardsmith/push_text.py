"""What a commit or a pull request says: each fill with its evidence, and how to be left alone.

Half of these words come from the card, which is hostile input, and they are published under the name of whoever pushes.
So every one of them stands in a code span, on one line: no markup, no link, no `@name` that pings somebody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from cardsmith.errors import CardsmithError
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import SECTION_PREFIX, Evidence, section_of
from cardsmith.rules import RULES
from cardsmith.visible import code_span, percent, shortened, value_text, visible
from cardsmith.writers.results import numbers_written

_SHORTEST_TITLE, _LONGEST_TITLE = 3, 200  # that the Hub takes

PROPOSED: tuple[Evidence, ...] = (Evidence("pull request", "", "proposed before"),)
"""The evidence of what an open pull request holds already."""

_MOST_FIXES = 60
_MOST_EVIDENCE = 3
_VALUE_WIDTH = 120
_QUOTE_WIDTH = 100
_MARKER = re.compile(r"<!-- cardsmith: sha256:([0-9a-f]{64}) -->\s*\Z")
_NOT_IN_TITLE = re.compile(r"[^\w .,'()/+&-]+")


class PushText(NamedTuple):
    """The words of a push.

    Attributes:
        title: One line of at most 200 characters.
        description: Markdown.
    """

    title: str
    description: str


def check_title(title: str) -> None:
    """Make sure that the Hub takes a title.

    Raises:
        CardsmithError: It is too short, or too long.
    """
    if not _SHORTEST_TITLE <= len(title) <= _LONGEST_TITLE:
        limits = f"{_SHORTEST_TITLE} to {_LONGEST_TITLE}"
        raise CardsmithError(f"a title has {limits} characters, and this one has {len(title)}")


def describe(outcome: Outcome, name: str, *, create_pr: bool = True, earlier: str = "") -> PushText:
    """Return what to say about a change of a card.

    Args:
        outcome: What was filled and put right.
        name: The card, usually its repository.
        create_pr: Whether this is for a pull request, which also tells how to opt out and has a hidden mark to
            recognise it by.
        earlier: The description of the open pull request that this is added to; it knows the evidence of what is
            `PROPOSED`.
    """
    parts = [_opening(outcome, name), *_lists(outcome, earlier)]
    if create_pr:
        parts.append(signature(outcome.card.to_bytes()))
    return PushText(_title(outcome), "\n\n".join(parts))


def signature(readme: bytes) -> str:
    """Return what stands below every pull request: how to opt out, and the hidden mark.

    Args:
        readme: The README.md that is proposed.
    """
    opt_out = (
        "Made with cardsmith. To get no more of these, close this pull request, "
        "or put `<!-- cardsmith: ignore -->` into the model card."
    )
    return f"{opt_out}\n\n<!-- cardsmith: sha256:{_digest(readme)} -->"


def signed_for_none(description: str) -> str:
    """Return a description whose hidden mark is that of no README.md, because others have worked on it, too."""
    return _MARKER.sub(f"<!-- cardsmith: sha256:{_digest(b'')} -->", description)


def is_signed(description: str) -> bool:
    """Whether a description has the hidden mark."""
    return _MARKER.search(description) is not None


def is_signed_for(description: str, readme: bytes) -> bool:
    """Whether the hidden mark of a description is that of this very README.md."""
    match = _MARKER.search(description)
    return match is not None and match[1] == _digest(readme)


def removals(outcome: Outcome) -> list[Fix]:
    """Return what the new card no longer says; the message of each is what it said, or what is wrong now."""
    return [fix for fix in outcome.filled if fix.field is not None and fix.value is None]


def readable_name(field: str) -> str:
    """Return what people call a field.

    >>> readable_name("sections.Uses"), readable_name("license")
    ('Uses', 'license')
    """
    return " › ".join(filter(None, section_of(field))) if field.startswith(SECTION_PREFIX) else field


def code(text: str, width: int = _VALUE_WIDTH) -> str:
    """Return a text as a code span on one line, in which Markdown, HTML and mentions are dead letters.

    >>> code("<b>@user</b> `x`")
    '`` <b>＠user</b> `x` ``'
    """
    # In a code span nothing should be a mention, but that is for the Hub to say; this one certainly is none.
    text = shortened(visible(text), width).replace("@", "＠")
    return code_span(text) if text else "(empty)"


def _digest(readme: bytes) -> str:
    return hashlib.sha256(readme).hexdigest()


def _title(outcome: Outcome) -> str:
    removed = removals(outcome)
    filled = [fix for fix in outcome.filled if fix not in removed]
    for start, fixes in (("Complete the model card", filled), ("Remove from the model card", removed)):
        fields = list(dict.fromkeys(_plain_name(fix.field) for fix in fixes if fix.field is not None))
        if fields:
            return _listed(start, fields)
    rules = [fix.rules[0] for fix in outcome.filled if fix.rules]
    return _listed("Put the model card right", list(dict.fromkeys(rules))) if rules else "Update the model card"


def _listed(start: str, names: list[str]) -> str:
    """Return a title with as many names as fit."""
    for count in range(len(names), 0, -1):
        more = f" and {len(names) - count} more" if count < len(names) else ""
        title = f"{start}: {', '.join(names[:count])}{more}"
        if len(title) <= _LONGEST_TITLE:
            return title
    return start


def _plain_name(field: str) -> str:
    """Return a field's name for a title: what Markdown, HTML or a mention could be made of is left out."""
    name = " ".join(filter(None, section_of(field))) if field.startswith(SECTION_PREFIX) else field
    return shortened(_NOT_IN_TITLE.sub(" ", name), 60) or "a section"


def _opening(outcome: Outcome, name: str) -> str:
    before, after = percent(outcome.before), percent(outcome.after)
    score = f"{before} → {after}" if before != after else after
    return (
        f"Changes the model card of {code(name)}, and nothing of it but the lines in the diff. Completeness: {score}."
    )


def _lists(outcome: Outcome, earlier: str) -> Iterator[str]:
    removed = removals(outcome)
    filled = [fix for fix in outcome.filled if fix.field is not None and fix not in removed]
    repaired = [fix for fix in outcome.filled if fix.field is None]
    if filled:
        items = (_filled(fix, fix.field or "", outcome, earlier) for fix in filled)
        yield "Filled, each with its evidence:\n\n" + _list(items)
    if removed:
        lines = (f"- {code(readable_name(fix.field or ''), 60)}: {code(fix.message)}" for fix in removed)
        yield "Removed:\n\n" + _list(lines)
    if repaired:
        yield "Put right:\n\n" + _list(_repaired(fix) for fix in repaired)


def _list(items: Iterable[str]) -> str:
    lines = list(items)
    more = [f"- and {len(lines) - _MOST_FIXES} more"] if len(lines) > _MOST_FIXES else []
    return "\n".join([*lines[:_MOST_FIXES], *more])


def _filled(fix: Fix, field: str, outcome: Outcome, earlier: str) -> str:
    name = readable_name(field)
    shown = value_text(fix.value)
    if field == "results":
        shown = numbers_written(outcome.card, fix.value) or shown
    line = f"- {code(name, 60)}: {code(shown)}"
    reasons = _reasons_in(earlier, line) if fix.evidence == PROPOSED else []
    return "\n".join([line, *(reasons or [f"  - {_why(evidence)}" for evidence in fix.evidence[:_MOST_EVIDENCE]])])


def _reasons_in(description: str, line: str) -> list[str]:
    """Return the lines that stand below one in a description, as the Hub keeps them."""
    lines = description.splitlines()
    below = lines[lines.index(line) + 1 :] if line in lines else []
    return list(takewhile(lambda text: text.startswith("  - "), below))


def _why(evidence: Evidence) -> str:
    if evidence == PROPOSED[0]:
        return "proposed here before"
    if evidence.source == "answers":
        return "given by who sends this"
    place = f"{code(evidence.source)}, {code(evidence.locator)}" if evidence.locator else code(evidence.source)
    return f"{place}: {code(evidence.quote, _QUOTE_WIDTH)}" if evidence.quote else place


def _repaired(fix: Fix) -> str:
    rule = RULES.get(fix.rules[0]) if fix.rules else None
    words = rule.summary if rule is not None else "A repair."
    place = next((evidence.locator for evidence in fix.evidence if evidence.locator), "")
    return f"- {words}" + (f" ({code(place)})" if place else "")
