"""Every card under fixtures/cards comes out complete when each question it leaves open is answered."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card, Gap, Outcome, Severity, check, fill
from cardsmith.answers import check_answers
from cardsmith.gaps import SECTION_PREFIX, section_of
from tests.support import ROOT
from tests.test_fixtures import loads

CARDS = sorted((ROOT / "fixtures" / "cards").glob("**/*.md"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


EVERY_CARD = pytest.mark.parametrize("path", CARDS, ids=name_of)

ANSWERS: dict[str, Any] = {
    "base_model": "user/base",
    "datasets": ["user/data"],
    "language": "en",
    "library_name": "transformers",
    "license": "mit",
    "license_link": "LICENSE",
    "license_name": "my-licence",
    "metrics": ["accuracy"],
    "model_name": "voices-of-birds",
    "pipeline_tag": "text-classification",
    "repo_id": "user/voices-of-birds",
    "results": {
        "task": {"type": "text-classification"},
        "dataset": {"type": "user/data", "name": "Data", "split": "test"},
    },
}
"""What somebody may answer for each field; every section gets a sentence."""

TASKS = {
    "diffusers-script/0.42-dreambooth": "text-to-image",
    "keras-mixin/0.23-keras-mixin": "image-classification",
    "sample-factory/2.1-sample-factory": "reinforcement-learning",
    "sb3/3.0-agent": "reinforcement-learning",
    "skops/0.9-card": "tabular-classification",
}
"""The tasks that the tags of a card tell, and that `ANSWERS` would contradict."""

RESULTS: dict[str, dict[str, Any]] = {
    "hf-trainer/4.21-train-split": {"dataset": {"split": "validation"}},
    "hf-trainer/4.44-dict-values": {"task": {"type": "summarization"}},
    "hf-trainer/4.7-none-dataset": {"dataset": ANSWERS["results"]["dataset"]},
    "spacy/0.0-spacy": {"dataset": ANSWERS["results"]["dataset"]},
    "span-marker/1.8-span-marker-trained": {"dataset": ANSWERS["results"]["dataset"]},
}
"""Answers for results that say of themselves, truly, what `ANSWERS` would contradict."""


def answers_for(path: Path, gaps: Iterable[Gap]) -> dict[str, Any]:
    """Return an answer for every gap that asks for one, in the shape of an answers file."""
    answers: dict[str, Any] = {}
    for field in {gap.field for gap in gaps if gap.field is not None}:
        if field.startswith(SECTION_PREFIX):
            title, label = section_of(field)
            sections = answers.setdefault("sections", {})
            if label:
                sections.setdefault(title, {})[label] = "One sentence."
            else:
                sections[title] = "One sentence."
        elif field == "pipeline_tag":
            answers[field] = TASKS.get(name_of(path), ANSWERS[field])
        elif field == "results":
            answers[field] = RESULTS.get(name_of(path), ANSWERS[field])
        else:
            answers[field] = ANSWERS[field]
    return answers


def open_gaps(outcome: Outcome) -> list[tuple[str, str, str | None]]:
    return [(gap.rule, gap.message, gap.field) for gap in outcome.open if gap.severity is not Severity.ADVICE]


@EVERY_CARD
def test_a_card_whose_questions_are_answered_is_complete(path: Path) -> None:
    card = Card.load(path)
    answers = check_answers(answers_for(path, check(card)))
    outcome = fill(card, answers, checked=True)
    assert open_gaps(outcome) == []
    assert outcome.after == 1
    assert outcome.refused == []
    again = fill(Card(outcome.card.text), answers, checked=True)
    assert (again.filled, again.card.text) == ([], outcome.card.text)
    assert loads(outcome.card.text)
