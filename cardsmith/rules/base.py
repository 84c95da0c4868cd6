"""What a rule is: a record with its words, and a function that finds it in a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.document.yaml_tree import Alias, Mapping, Node, Sequence
from cardsmith.draft import CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.text import Span

FIX_WORDS = {
    FixClass.SAFE: "The card proves the fix: `fill` makes it.",
    FixClass.ASK: "It needs an answer, or somebody who asks for it.",
    FixClass.NONE: "There is nothing to apply: it is for reading.",
}
"""What each fix class means, for people."""


class Found(NamedTuple):
    """One place where a rule applies. `severity` and `fix` are the rule's own unless given."""

    message: str
    span: Span
    where: str = ""
    field: str | None = None
    severity: Severity | None = None
    fix: FixClass | None = None


@dataclass(frozen=True)
class Rule:
    """A thing that can be missing or wrong.

    Attributes:
        id: Kebab-case, what `--select` and `--ignore` take.
        severity: How much it matters.
        fix: Who may fix it.
        summary: What is wrong, in one sentence.
        why: Why it matters.
        before: A card, or the part of one, that has the gap.
        after: The same without it.
        near_miss: A card that looks like it and is fine.
        find: Yields every place in a card.
        repair: Puts right what needs no value from anybody; None when a value is needed or nothing can be done.
        after_writing: Whether the repair waits until everything else was written.
        when_complete: Whether it is only looked at when nothing else of severity error or gap is open.
    """

    id: str
    severity: Severity
    fix: FixClass
    summary: str
    why: str
    before: str
    after: str
    near_miss: str
    find: Callable[[Card], Iterable[Found]]
    repair: Callable[[CardDraft], None] | None = None
    when_complete: bool = False
    after_writing: bool = False

    @property
    def docs(self) -> str:
        """Where the rule is described."""
        return f"docs/rules.md#{self.id}"


def metadata_span(card: Card, *path: str | int) -> Span:
    """Return the span of the deepest node that exists on a front matter path; the front matter's opening for none."""
    if card.yaml is None or card.yaml.root is None:
        return front_matter_span(card)
    node: Node = card.yaml.root
    span: Span | None = None
    for step in path:
        if isinstance(node, Alias):
            node = node.target
        if isinstance(step, str) and isinstance(node, Mapping) and (entry := node.get(step)) is not None:
            node = entry.value
            span = Span(entry.key.start, entry.key.end) if node.start == node.end else Span(node.start, node.end)
        elif isinstance(step, int) and isinstance(node, Sequence) and step < len(node.items):
            node = node.items[step]
            span = Span(node.start, node.end)
        else:
            break
    return span or front_matter_span(card)


def key_span(card: Card, key: str) -> Span:
    """Return the span of a top-level key; the front matter's opening when it is not there."""
    root = card.yaml.root if card.yaml is not None else None
    entry = root.get(key) if isinstance(root, Mapping) else None
    return Span(entry.key.start, entry.key.end) if entry is not None else front_matter_span(card)


def front_matter_span(card: Card) -> Span:
    """Return the span of the opening `---`; without a front matter, the place where it would stand."""
    if card.fence is None:
        return Span(card.body.start, card.body.start)
    start = card.text.index("---", card.fence.block.start)
    return Span(start, start + 3)
