"""Layers: each generator is told by its signs, several at once, and by nothing that only resembles them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsmith import Card
from cardsmith.facts.dialects import DIALECTS, Dialect

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cards"

SIGNS = [(dialect.id, sign) for dialect in DIALECTS for sign in dialect.signs]
TAGS = [(dialect.id, tag) for dialect in DIALECTS for tag in sorted(dialect.tags)]
LIBRARIES = [(dialect.id, name) for dialect in DIALECTS for name in sorted(dialect.library_names)]


def layers(text: str) -> set[str]:
    return {dialect.id for dialect in Card(text).dialects}


@pytest.mark.parametrize(("dialect", "sign"), SIGNS)
def test_a_sign_in_the_body(dialect: str, sign: str) -> None:
    assert dialect in layers(f"# m\n\n{sign}\n")


@pytest.mark.parametrize(("dialect", "tag"), TAGS)
def test_a_tag(dialect: str, tag: str) -> None:
    assert dialect in layers(f"---\ntags:\n- {tag}\n---\n# m\n")


@pytest.mark.parametrize(("dialect", "name"), LIBRARIES)
def test_a_library_name(dialect: str, name: str) -> None:
    assert dialect in layers(f"---\nlibrary_name: {name}\n---\n# m\n")


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.id)
def test_every_dialect_leaves_a_sign(dialect: Dialect) -> None:
    assert dialect.signs or dialect.tags or dialect.library_names or dialect.comment_by


def test_ids_are_unique() -> None:
    assert len({dialect.id for dialect in DIALECTS}) == len(DIALECTS)


def test_layers_lie_on_top_of_each_other() -> None:
    text = (FIXTURES / "seeds" / "combined-MTL9.md").read_text(encoding="utf-8")
    stacked = text.replace("- Transformers", "- PEFT 0.7.1\n- Transformers")
    assert layers(stacked) == {"hf-trainer", "peft"}


def test_a_card_written_by_hand_has_no_layer() -> None:
    assert layers("---\nlicense: mit\ntags:\n- speech\n---\n# m\n\nTrained with the Trainer and PEFT.\n") == set()
