"""Placeholders and the generator's comment: found where they are, never where they are only talked about."""

from __future__ import annotations

import pytest

from cardsmith import Card
from cardsmith.facts.prose import SectionState
from tests.support import COMMENT, MESD, SEEDS, seed

WORDS = "More information needed"


def section(text: str, newline: str = "\n") -> Card:
    return Card(f"# m\n\n## Model description\n{text}\n## Next\n\nWords.\n".replace("\n", newline))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "More Information Needed",
        "[More Information Needed]",
        "[More information needed]",
        "more information needed.",
        f"  {WORDS}  ",
    ],
)
@pytest.mark.parametrize("frame", ["\n{}\n", "{}\n", "\n{}", "\n\n{}\n\n\n"])
def test_found_alone_in_its_paragraph(words: str, frame: str, newline: str) -> None:
    card = section(frame.format(words), newline)
    assert [span.of(card.text) for span in card.placeholders] == [words.strip()]
    described = card.body.section("Model description")
    assert described is not None
    assert card.section_state(described) is SectionState.PLACEHOLDER


@pytest.mark.parametrize(
    "text",
    [
        f"\n```\n{WORDS}\n```\n",
        f"\n~~~text\n{WORDS}\n~~~\n",
        f"\n<!--\n{WORDS}\n-->\n",
        f"\n<pre>\n{WORDS}\n</pre>\n",
        f"\n    {WORDS}\n",  # indented code
        f"\nThe template says\n{WORDS}\nwhere nobody wrote anything.\n",
        f"\nThe template says\n{WORDS}\n",
        f"\n{WORDS}\nis what the template says.\n",
        f"\n> {WORDS}\n",
        f'\n"{WORDS}"\n',
        f"\nWhere it says `{WORDS}` there was nothing.\n",
        f"\n{WORDS} about the data.\n",
        f"\nMuch {WORDS.lower()}\n",
        f"\n| {WORDS} |\n|---|\n| x |\n",
        "\nInformation needed\n",
        "\nMore information\n",
    ],
)
def test_not_where_it_is_quoted_or_code(text: str) -> None:
    card = section(text)
    assert card.placeholders == []
    described = card.body.section("Model description")
    assert described is not None
    assert card.section_state(described) is SectionState.FILLED


def test_not_in_the_front_matter() -> None:
    assert Card(f"---\ndescription: |\n  x\n\n  {WORDS}\nlicense: mit\n---\n# m\n").placeholders == []


def test_an_independent_search_finds_the_same_in_the_seeds() -> None:
    for stem in SEEDS:
        card = seed(stem)
        found = [card.lines.position(span.start)[0] for span in card.placeholders]
        assert found == [n for n, line in enumerate(card.text.splitlines(), 1) if line == WORDS]


def test_a_section_with_filled_subsections_is_not_empty() -> None:
    card = Card("# m\n\n## A\n\n### B\n\nWords.\n\n## C\n\n## D\n")
    states = {item.title: card.section_state(item) for item in card.sections if item.heading}
    assert states["A"] is SectionState.FILLED
    assert states["C"] is SectionState.EMPTY
    assert states["D"] is SectionState.EMPTY


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("who", "generator"),
    [("the Trainer", "hf-trainer"), ("Keras", "hf-keras"), ("the training script", "diffusers-script")],
)
def test_the_comment_names_the_generator(who: str, generator: str, newline: str) -> None:
    card = Card((COMMENT.replace("the Trainer", who) + "\n# m\n").replace("\n", newline))
    assert [dialect.id for dialect in card.dialects] == [generator]


def test_a_quoted_comment_does_not() -> None:
    assert Card(f"# About cards\n\n```html\n{COMMENT}```\n").dialects == ()
    assert seed(MESD).generator == ("hf-trainer", "4.17.0")
