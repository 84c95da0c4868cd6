"""What must hold for every file that somebody calls a card."""

from __future__ import annotations

import json

from cardsmith import Card, CardsmithError, check, fill
from cardsmith.errors import CardError
from cardsmith.shapes import checked_shape, filled_shape
from cardsmith.visible import visible
from tests.adversarial.cards import everything

ANSWERS = {
    "license": "mit",
    "datasets": ["user/data"],
    "model_name": "a-name",
    "sections": {"Model description": "A sentence."},
    "results": {"task": {"type": "text-classification"}, "dataset": {"type": "user/data", "name": "Data"}},
}


def keeps_its_promises(data: bytes) -> None:
    """Read, check and fill; raise where a promise is broken."""
    try:
        card = Card.from_bytes(data, "card.md")
    except CardError as error:
        assert error.offset is not None
        assert error.where.startswith("card.md:")
        assert visible(str(error)) == str(error)
        return
    assert card.to_bytes() == data
    for gap in check(card):
        assert 0 <= gap.span.start <= gap.span.end <= len(card.text)
        assert (gap.line, gap.column) >= (1, 1)
    json.dumps(checked_shape("card.md", card, check(card), 0.0))
    for answers in ({}, ANSWERS):
        try:
            outcome = fill(card, answers)
        except CardsmithError as error:
            assert error.message
            continue
        json.dumps(filled_shape("card.md", outcome), default=str)
        assert outcome.edits.apply(card.text) == outcome.card.text
        assert outcome.edits.inverse(card.text).apply(outcome.card.text) == card.text
        assert everything(Card.from_bytes(outcome.card.to_bytes())) == everything(outcome.card)
