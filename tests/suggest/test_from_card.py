"""What the card itself says somewhere else: which task, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from cardsmith import Card
from cardsmith.suggest import Sources, providers_for
from cardsmith.suggest.engine import gather


def suggested(card: Card, field: str) -> list[tuple[Any, float, bool]]:
    found = gather(card, [field], providers_for(Sources())).suggestions.get(field, [])
    return [(item.value, item.confidence, item.safe) for item in found]


# -- AutoTrain's problem types -----------------------------------------------------------------------------------------

SAMPLE = "\n```\nmodel = AutoModelForSequenceClassification.from_pretrained('x')\n```\n"


@pytest.mark.parametrize(
    ("problem", "rest", "expected"),
    [
        ("Image Classification", "", [("image-classification", 0.85, False)]),
        ("Text Classification", "", [("text-classification", 0.85, False)]),
        ("Multi-class Classification", SAMPLE, [("text-classification", 0.8, False)]),
        ("Multi-class Classification", "", [("text-classification", 0.3, False)]),
        ("Entity Extraction", "", [("token-classification", 0.85, False)]),
        ("Something New", SAMPLE, []),
    ],
)
def test_the_problem_type_of_autotrain(problem: str, rest: str, expected: list[Any]) -> None:
    card = Card(f"---\ntags: autotrain\n---\n\n# Model Trained Using AutoTrain\n\n- Problem type: {problem}\n{rest}")
    assert suggested(card, "pipeline_tag") == expected
