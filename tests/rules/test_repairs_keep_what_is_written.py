"""A repair writes what the card says as the card writes it, and changes nothing around it."""

import pytest

from cardsmith import Card, check, fill
from cardsmith.gaps import FixClass

RESULT = """\
---
model-index:
- name: m
  results:
  - task:
      type: fill-mask
    dataset:
      type: a/b
      name: B
      revision: {revision}
    metrics:
    - type: accuracy
      value: {value}
---
"""


@pytest.mark.parametrize("revision", ["1234e56", "0123456", "1.10", "true", "20220412", "1_000", "0x1f"])
def test_a_revision_that_is_no_text_is_put_in_quotes(revision: str) -> None:
    filled = fill(Card(RESULT.format(revision=revision, value=0.9))).card.text
    assert f"      revision: '{revision}'\n" in filled


@pytest.mark.parametrize("digits", ["0.9790", "97", "9.0"])
def test_a_number_in_a_mapping_keeps_its_digits(digits: str) -> None:
    filled = fill(Card(RESULT.format(revision="main", value=f"{{accuracy: {digits}}}"))).card.text
    assert f"      value: {digits}\n" in filled


def test_each_number_of_several_keeps_its_digits() -> None:
    filled = fill(Card(RESULT.format(revision="main", value="{f1: 0.90, recall: 0.9790}"))).card.text
    assert "      value: 0.90\n" in filled
    assert "      value: 0.9790\n" in filled


def test_a_paragraph_that_is_dropped_takes_its_line_end_along() -> None:
    versions = "### Framework versions\r\n\r\n- PEFT 0.4.0\r\n"
    text = f"---\r\nlibrary_name: peft\r\n---\r\n{versions}\r\n- PEFT 0.4.0\r\n"
    filled = fill(Card(text), select=["repeated-text"]).card.text
    assert filled == f"---\r\nlibrary_name: peft\r\n---\r\n{versions}"


def test_a_placeholder_ends_before_the_line_end() -> None:
    text = "---\r\nlicense: mit\r\n---\r\n## Model Overview\r\n\r\n**Put a short model description here.** See it.\r\n\r\nmore\r\n"
    [span] = Card(text).placeholders
    assert span.of(text) == "**Put a short model description here.** See it."


def test_of_two_misspellings_of_a_key_the_first_becomes_it() -> None:
    card = Card("---\nbase-model: a/b\nfinetuned_from: c/d\n---\n# T\n")
    fixes = {gap.where: gap.fix for gap in check(card) if gap.rule == "misspelt-key"}
    assert fixes == {"base-model": FixClass.SAFE, "finetuned_from": FixClass.ASK}
    assert fill(card).card.text.startswith("---\nbase_model: a/b\nfinetuned_from: c/d\n")


def test_an_unknown_licence_is_asked_for() -> None:
    [gap] = [gap for gap in check(Card("---\nlicense: Foo Licence 9\n---\n")) if gap.rule == "invalid-license"]
    assert gap.fix is FixClass.ASK


def test_a_typo_in_code_hides_none_behind_it() -> None:
    text = "```\nan unkown dataset\n```\n\nIt was trained on an unkown dataset.\n"
    assert fill(Card(text), select=["generator-typo"]).card.text.endswith(
        "```\n\nIt was trained on an unknown dataset.\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model_index: [{name: no, results: []}]", "model-index: [{name: 'no', results: []}]"),
        ("widget: {language_bcp47: no}", "widget:\n- {language_bcp47: 'no'}"),
    ],
)
def test_a_word_is_quoted_where_its_key_changes(text: str, expected: str) -> None:
    assert fill(Card(f"---\n{text}\n---\n")).card.text == f"---\n{expected}\n---\n"
