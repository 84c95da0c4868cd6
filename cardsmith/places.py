"""Where something of the front matter stands in a card."""

from __future__ import annotations

from cardsmith.card import Card
from cardsmith.document.nodes import Alias, Mapping, Node, Sequence
from cardsmith.text import Span


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
        return Span(card.body_start, card.body_start)
    start = card.text.index("---", card.fence.block.start)
    return Span(start, start + 3)
