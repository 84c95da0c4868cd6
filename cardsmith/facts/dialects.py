"""Which generators wrote a card, as a set of layers: the body's literal text first, then tags.

A card is often written by several tools one after the other, and some of them overwrite `tags`, so the body is believed
first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.facts.prose import generator_comment
from cardsmith.text import Span


class Dialect(NamedTuple):
    """A generator and the signs it leaves.

    Attributes:
        id: Its name.
        comment_by: Whom its opening comment names; empty when it writes none.
        tags: Tags that only it writes.
        library: The library whose models it describes; None when it does not tell.
    """

    id: str
    comment_by: str
    tags: frozenset[str]
    library: str | None

    def sign_in(self, text: str) -> Span:
        """Return where one of its signs stands in a text that has one."""
        places = [(text.find(sign), sign) for sign in (*sorted(self.tags), self.comment_by)]
        at, sign = next(place for place in places if place[0] >= 0)
        return Span(at, at + len(sign))


DIALECTS: tuple[Dialect, ...] = (
    Dialect("hf-trainer", "the Trainer", frozenset({"generated_from_trainer"}), "transformers"),
    Dialect("hf-keras", "Keras", frozenset({"generated_from_keras_callback"}), "transformers"),
    Dialect("diffusers-script", "the training script", frozenset({"diffusers-training"}), "diffusers"),
)


def find_dialects(body: Body, tags: Iterable[object]) -> tuple[Dialect, ...]:
    """Return the layers of a card, in the order of the table."""
    comment = generator_comment(body)
    who = comment["who"] if comment else ""
    present = {tag for tag in tags if isinstance(tag, str)}
    return tuple(d for d in DIALECTS if (who and d.comment_by == who) or not d.tags.isdisjoint(present))
