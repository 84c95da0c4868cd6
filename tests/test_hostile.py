"""Cards that nobody would write: mutated, huge, deep. No command may fail in a way that is not an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, CardsmithError, check, fill
from cardsmith.shapes import checked_shape, filled_shape
from tests.support import examples

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures" / "cards").glob("*/*.md"))
TEXTS = [path.read_bytes().decode("utf-8") for path in FIXTURES]

FENCES = ["---\n", "\n---\n", "```\n", "~~~\n", "<!--", "-->"]
CHARACTERS = ["|", "\t", "\r", "\r\n", "\x00", "\x1b[31m", "\u202e", "é", "#", "{", "}", "[", "]", '"', "'"]
YAML = ["&a ", "*a", "!!python/object:os.system ", "<<: *a\n", "? ", "- ", ": ", "model-index:\n", "model_index: x\n"]
WORDS = ["More information needed\n", "## Model description\n", "- Accuracy: nan\n", "| a | b |\n|:-:|:-:|\n"]
LINKS = ["[x](https://huggingface.co/x/y)", "on the None dataset.", "fine-tuned version of [", "results: []\n"]
PIECES = st.one_of(st.sampled_from([*FENCES, *CHARACTERS, *YAML, *WORDS, *LINKS]), st.text(max_size=12))


@st.composite
def mutated_cards(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        # Most mutations go where most is decided: the front matter and the first paragraphs.
        start = draw(st.integers(0, min(len(text), draw(st.sampled_from([300, 1500, 10**9])))))
        stop = min(len(text), start + draw(st.sampled_from([0, 0, 1, 5, 60, 10**9])))
        text = text[:start] + draw(PIECES) + text[stop:]
    return text


@examples(2.5)
@given(mutated_cards())
def test_a_mutated_card_is_checked_and_filled_or_refused_in_words(text: str) -> None:
    card = Card(text)
    checked_shape("card", card, check(card), 0.0)
    try:
        outcome = fill(card)
    except CardsmithError as error:
        assert error.message
        return
    filled_shape("card", outcome)
    assert outcome.edits.apply(text) == outcome.card.text
    assert outcome.edits.inverse(text).apply(outcome.card.text) == text


@examples(1.5)
@given(mutated_cards())
def test_filling_twice_changes_nothing_more(text: str) -> None:
    try:
        once = fill(Card(text)).card
        assert fill(once).card == once
    except CardsmithError as error:
        assert error.message


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "[" * 5000 + "\n---\n",
        "---\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(20))
        + "---\n",
        "---\na: &a [*a]\n---\n",
        "---\n" + "\n".join(f"key{n}: {n}" for n in range(5000)) + "\n---\n",
        "".join(f"## Section {n}\n\nMore information needed\n\n" for n in range(5000)),
        "|" + "|".join("a" for _ in range(1000)) + "|\n|" + "|".join("-" for _ in range(1000)) + "|\n",
        "<!--" * 20000,
        "```\n" * 20001,
        "# " + "#" * 100000,
        "- " * 50000,
        "It achieves the following results on the evaluation set:\n" + "- a: 1\n" * 20000,
        "It achieves the following results on the evaluation set:\n- a: " + "{'a': " * 20000,
        "This model is a fine-tuned version of [" + "[" * 100000,
        "\x00" * 1000,
        "---\n!!python/object/apply:os.system ['true']\n---\n",
    ],
    ids=lambda text: text[:24].encode("unicode_escape").decode(),
)
def test_hostile_shapes_are_answered(text: str) -> None:
    card = Card(text)
    check(card)
    try:
        outcome = fill(card, {"license": "mit", "sections": {"Model description": "A model."}})
    except CardsmithError as error:
        assert error.message
    else:
        assert outcome.card.metadata["license"] == "mit"
