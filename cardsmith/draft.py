"""A draft collects the changes to one card, and finishes into a verified new card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from cardsmith.card import Card
from cardsmith.document.body import Body, Section
from cardsmith.document.metadata_edit import MetadataEditor
from cardsmith.edits import Edit, EditSet
from cardsmith.errors import EditRefused, VerificationError
from cardsmith.fields import INNER_KEY_ORDER, KEY_ORDER
from cardsmith.lazy import ELSEWHERE, body_fact, cached_property
from cardsmith.text import BOM, Span, moved, with_newlines

_BLANKS = re.compile(r"\s*")


BODY = "(body)"
"""What the text below the front matter is called among the keys of the front matter."""


class Edited(NamedTuple):
    """A verified new card, and the edits that made it."""

    card: Card
    edits: EditSet


class CardDraft:
    """Changes to one card, none of which touches it before `finish`.

    Body changes are given in offsets of the card; a front matter change says what should stand where. The same body
    change may be asked for twice.
    """

    def __init__(self, card: Card) -> None:
        self.card = card
        self._edits: dict[Edit, None] = {}
        self._fence_edits: list[Edit] = []

    @cached_property
    def metadata(self) -> MetadataEditor:
        """The front matter's draft.

        Raises:
            EditRefused: The front matter cannot be read, or is never closed.
        """
        card = self.card
        if card.yaml_problem is not None:
            raise EditRefused(
                f"the front matter cannot be read: {card.yaml_problem.message}", hint="mend it by hand first"
            )
        if card.unclosed is not None:
            raise EditRefused("the front matter is never closed", hint="put a line `---` behind it first")
        if card.fence is None:
            start = len(BOM) if card.text.startswith(BOM) else 0
            newline = card.newline_at(start)
            if newline == "\r":
                newline = "\n"  # the Hub does not see a block that ends in a bare CR
            return MetadataEditor(card.text, None, (start, start), newline, KEY_ORDER, INNER_KEY_ORDER)
        content = card.fence.content
        return MetadataEditor(card.text, card.yaml, content, card.newline_at(content.start), KEY_ORDER, INNER_KEY_ORDER)

    @property
    def changes(self) -> int:
        """How many changes were made so far."""
        metadata = self.__dict__.get("metadata")
        return len(self._edits) + len(self._fence_edits) + (metadata.changes if metadata is not None else 0)

    @property
    def changed(self) -> frozenset[str]:
        """The front matter keys that were added, removed or changed so far, and `BODY`."""
        metadata: MetadataEditor | None = self.__dict__.get("metadata")
        keys = metadata.changed_keys() if metadata is not None else set()
        return frozenset(keys | {BODY} if self._edits else keys)

    def strip_opening(self) -> None:
        """Remove the blanks behind the opening `---`."""
        fence = self.card.fence
        if fence is not None and fence.blanks is not None:
            self._fence_edits = [Edit(*fence.blanks, "")]

    # -- the body ------------------------------------------------------------------------------------------------------

    def replace(self, span: Span, text: str) -> None:
        """Replace a span of the body. Line ends become those around it.

        Raises:
            EditRefused: The span is not in the body.
        """
        if not self.card.body_start <= span.start <= span.end <= len(self.card.text):
            raise EditRefused(
                f"the characters {span.start} to {span.end} are not in the body",
                hint="the front matter is changed through `metadata`",
            )
        text = with_newlines(text, self.card.newline_at(span.start))
        if text != span.of(self.card.text):
            self._edits[Edit(span.start, span.end, text)] = None

    def is_replaced(self, span: Span) -> bool:
        """Whether a change of the body covers all of a span."""
        return any(edit.start <= span.start and span.end <= edit.end for edit in self._edits)

    def fill_section(self, section: Section, text: str) -> None:
        """Replace a section's own words, or its placeholder, by `text`; the blank lines around them stay."""
        words = self._words(section)
        text = text.strip("\r\n").rstrip()
        if words.start == words.end:
            newline = self.card.newline_at(section.text.start)
            lead = newline * 2 if section.heading else newline if self.card.fence else ""
            if section.text.end < len(self.card.text):
                text += newline * 2
            elif self.card.text.endswith(("\n", "\r")):
                text += newline
            self.replace(section.text, lead + text)
            return
        self.replace(words, text)

    def _words(self, section: Section) -> Span:
        start, end = section.text
        own = self.card.text[start:end]
        lead = len(own) - len(own.lstrip())
        return Span(start + lead, start + len(own.rstrip())) if lead < len(own) else Span(start, start)

    def insert_section(
        self, title: str, text: str, *, level: int = 2, before: Iterable[str] = (), after: str = ""
    ) -> None:
        """Insert a section behind the one titled `after`, else before the first of `before` there is, else last."""
        card = self.card
        behind = card.body.section(after) if after else None
        ahead = next((found for name in before if (found := card.body.section(name))), None)
        if behind is not None:
            at = behind.whole.end
        elif ahead is not None:
            at = ahead.whole.start
        else:
            at = len(card.text)
        newline = card.newline_at(at)
        block = f"{'#' * level} {title}{newline}{newline}{text.strip(chr(10) + chr(13)).rstrip()}{newline}"
        if at < len(card.text):
            block += newline
        lead = _missing_blank_line(card.text[:at], newline)
        self.replace(Span(at, at), lead + block)

    # -- the end -------------------------------------------------------------------------------------------------------

    def finish(self) -> Edited:
        """Return the new card, after reading it again and comparing it with what was intended.

        Raises:
            EditConflict: Two changes touch the same characters.
            EditRefused: A front matter change cannot be written safely.
            VerificationError: The new text does not read back as intended.
        """
        card = self.card
        metadata: MetadataEditor | None = self.__dict__.get("metadata")
        metadata_edits = metadata.edits() if metadata is not None else []
        edits = EditSet([*self._fence_edits, *metadata_edits, *self._edits])
        if not edits:
            return Edited(card, edits)
        new = Card(edits.apply(card.text), card.origin)
        if metadata is not None and metadata_edits:
            _verify_metadata(new, metadata)
        elif card.fence is not None and not self._fence_edits:
            # Not a byte of it changed: what was read stays read.
            new.__dict__["_yaml"] = card._yaml
        by = _verify_place_of_body(card, new, edits, metadata_edits)
        if not self._edits:
            _carry_over(card, new, by)
        else:
            _verify_headings(card, new, edits)
        return Edited(new, edits)


def _missing_blank_line(text: str, newline: str) -> str:
    """Return the line ends that are missing for one blank line behind `text`."""
    if not text.strip():
        return ""
    tail = text[len(text.rstrip("\r\n")) :]
    return newline * max(0, 2 - (tail.count("\n") or tail.count("\r")))


def _verify_metadata(new: Card, metadata: MetadataEditor) -> None:
    """The new front matter must hold the old values with exactly the intended changes, under both YAML readings."""
    if new.fence is None:
        raise VerificationError("the edited card has no front matter any more", hint="nothing was written")
    problem = new.yaml_problem
    if problem is not None or new.yaml is None:
        raise VerificationError(
            f"the edited front matter cannot be read: {problem.message if problem else 'it is empty'}",
            hint="nothing was written",
        )
    path = metadata.differs_from(new.yaml.root)
    if path is not None:
        raise VerificationError(
            "the edited front matter does not read as intended under both YAML 1.1 and 1.2",
            where=path,
            hint="nothing was written",
        )


def _verify_place_of_body(old: Card, new: Card, edits: EditSet, metadata_edits: list[Edit]) -> int:
    """The body must start where the front matter edits moved it to; return by how many characters that is."""
    if old.fence is None and not metadata_edits:
        if new.fence is not None:
            raise VerificationError("a text of the body would become front matter", hint="nothing was written")
        return 0
    if old.fence is not None:
        by = sum(edit.shift for edit in edits if edit.start < old.body_start)
        closing = [card.text.find("---", card.fence.content.end) if card.fence else -1 for card in (old, new)]
        if closing[1] != closing[0] + by:
            raise VerificationError("the edited front matter ends somewhere else", hint="nothing was written")
    return new.body_start - old.body_start


_BODY_FACTS = tuple(name for name, fact in vars(Card).items() if isinstance(fact, body_fact))


class _Moved:
    """What was read of a body that now stands at another place in a text: places move along when somebody asks."""

    def __init__(self, facts: dict[str, Any], text: str, by: int) -> None:
        self._facts = facts
        self._text = text
        self._by = by

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def __getitem__(self, name: str) -> Any:
        fact = self._facts.pop(name)
        return fact.moved(self._text, self._by) if isinstance(fact, Body) else moved(fact, self._by)


def _carry_over(old: Card, new: Card, by: int) -> None:
    """Keep what was read of a body that only moved, so that nothing is read twice."""
    if old.fence is not None:
        known = old.__dict__
        earlier = known.get(ELSEWHERE, ())
        facts = {name: getattr(old, name) for name in _BODY_FACTS if name in known or name in earlier}
        new.__dict__[ELSEWHERE] = _Moved(facts, new.text, by)


def _verify_headings(old: Card, new: Card, edits: EditSet) -> None:
    """Every heading outside the edited spans must still be that heading: no fill may swallow what follows it."""
    found = {(heading.span.start, heading.level, heading.title) for heading in new.body.headings}
    pending = list(reversed(edits.edits))
    for heading in old.body.headings:
        start, end = heading.span
        while pending and pending[-1].end <= start:
            pending.pop()
        if pending and pending[-1].start < end:
            continue  # the edit is about the heading itself
        if (edits.place(start), heading.level, heading.title) not in found:
            raise VerificationError(
                f"after the edit the heading {heading.title!r} would no longer be one",
                where=heading.title,
                hint="does a text you gave leave a code block or a comment open?",
            )
