"""What a card says elsewhere is quoted from the place where it says so."""

from __future__ import annotations

import pytest

from cardsmith import Card, check
from cardsmith.gaps import Suggestion
from cardsmith.suggest.from_card import CardProvider
from cardsmith.suggest.from_text import TextProvider


def suggested(text: str, field: str) -> list[Suggestion]:
    return [
        item
        for gap in check(Card(text), providers=[CardProvider(), TextProvider()])
        if gap.field == field
        for item in gap.suggestions
    ]


@pytest.mark.parametrize(
    "written",
    [
        '"C:\\\\Users\\\\me\\\\hub\\\\models--facebook--opt-350m\\\\snapshots\\\\08ab08cc4b72"',
        "/data/hub/models--facebook--opt-350m/snapshots/08ab08cc4b72/a\n  b",
    ],
    ids=["escaped", "folded"],
)
def test_a_path_in_the_cache_that_is_written_otherwise_than_it_reads(written: str) -> None:
    [found] = suggested(f"---\nbase_model: {written}\n---\n# T\n", "base_model")
    assert found.value == "facebook/opt-350m"
    assert found.evidence[0].locator == "line 2"


def test_a_task_is_quoted_from_the_tag_that_says_it() -> None:
    text = "---\nmodel_name: my-text-generation\ntags:\n- text-generation-inference\n- text-generation\n---\n# T\n"
    [found] = suggested(text, "pipeline_tag")
    assert (found.value, found.evidence[0].locator) == ("text-generation", "line 5")


def test_a_library_is_quoted_from_the_tag_that_says_it() -> None:
    [found] = suggested("---\nmodel_name: my flair thing\ntags:\n- flair\n---\n# T\n", "library_name")
    assert (found.value, found.evidence[0].locator) == ("flair", "line 4")


def test_a_language_is_not_part_of_another_word() -> None:
    [found] = suggested("---\nlicense: mit\n---\nTrained in Germany.\n\nIt speaks German.\n", "language")
    assert (found.value, found.evidence[0].locator) == ("de", "line 6")
