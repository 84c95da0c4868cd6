"""The fields of a card that people fill, as data: the one table that answers, rules, questions and scoring read.

Keys and types are those of the Hub's model card specification (`modelcard.md` and `docs/hub/model-cards*.md`).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(str, Enum):
    """The shape a field's value has in the front matter."""

    TEXT = "text"
    TEXT_OR_LIST = "text or list"
    LIST = "list"
    ANY = "any"


class Vocabulary(str, Enum):
    """The words a field's value is checked against."""

    FREE = "free text"
    LICENSE = "licence id"
    LANGUAGE = "language code"
    TASK = "task id"
    MODEL_ID = "Hub model id"
    DATASET_ID = "Hub dataset id"


class Field(NamedTuple):
    """A field of the front matter.

    Attributes:
        key: Its key, as the Hub spells it.
        kind: The shape of its value.
        vocabulary: What its value is checked against.
        weight: Its share of a card's completeness; 0 for a field that nobody misses.
        question: What to ask a person for.
        example: A value as it would be typed.
        label: What huggingface_hub's model card template calls it in a bullet of the body.
        picked: Whether people give one word of those there are, even where the key takes several.
        of_one_model: Whether its value says nothing about another model of the same author.
        leads_on: Whether more can be suggested once its value is known.
    """

    key: str
    kind: Kind
    vocabulary: Vocabulary = Vocabulary.FREE
    weight: int = 0
    question: str = ""
    example: str = ""
    label: str = ""
    picked: bool = False
    of_one_model: bool = False
    leads_on: bool = False


FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            "library_name",
            Kind.TEXT,
            weight=1,
            question="Which library loads the model?",
            example="transformers",
            picked=True,
        ),
        Field(
            "language",
            Kind.TEXT_OR_LIST,
            Vocabulary.LANGUAGE,
            weight=2,
            question="Which languages does the model work on?",
            example="es",
            label="Language(s) (NLP)",
        ),
        Field("language_bcp47", Kind.LIST),
        Field("language_details", Kind.TEXT),
        Field(
            "license",
            Kind.TEXT_OR_LIST,
            Vocabulary.LICENSE,
            weight=3,
            question="Under which licence may the model be used?",
            example="apache-2.0",
            label="License",
            picked=True,
        ),
        Field("license_name", Kind.TEXT, question="What is the licence called?"),
        Field("license_link", Kind.TEXT, question="Where does the licence stand?", example="LICENSE"),
        Field("license_details", Kind.TEXT),
        Field(
            "base_model",
            Kind.TEXT_OR_LIST,
            Vocabulary.MODEL_ID,
            weight=2,
            question="Which model was fine-tuned?",
            example="facebook/wav2vec2-base",
            label="Finetuned from model [optional]",
            picked=True,
            leads_on=True,
        ),
        Field("base_model_relation", Kind.TEXT),
        Field("new_version", Kind.TEXT, Vocabulary.MODEL_ID, picked=True, of_one_model=True),
        Field("tags", Kind.LIST),
        Field(
            "datasets",
            Kind.LIST,
            Vocabulary.DATASET_ID,
            weight=3,
            question="Which Hub datasets was the model trained on? An empty list says: none that is on the Hub.",
            example="[hackathon-pln-es/MESD]",
            leads_on=True,
        ),
        Field("buckets", Kind.LIST),
        Field(
            "metrics",
            Kind.LIST,
            weight=1,
            question="Which metrics was the model evaluated with?",
            example="[accuracy]",
            of_one_model=True,
        ),
        Field(
            "pipeline_tag",
            Kind.TEXT,
            Vocabulary.TASK,
            weight=2,
            question="Which task does the model do?",
            example="audio-classification",
            picked=True,
            leads_on=True,
        ),
        Field(
            "model_name",
            Kind.TEXT,
            weight=1,
            question="What is the model called?",
            example="my-model",
            of_one_model=True,
        ),
        Field("co2_eq_emissions", Kind.ANY, of_one_model=True),
        Field("inference", Kind.ANY),
        Field("widget", Kind.ANY),
        Field("mask_token", Kind.TEXT),
        Field("thumbnail", Kind.TEXT),
        Field("description", Kind.TEXT),
        Field("instance_prompt", Kind.TEXT),
        Field("model-index", Kind.ANY),
    )
}
"""Every field by key, in the order in which the keys stand in a front matter (that of transformers' own cards)."""

LABELS: dict[str, str] = {field.label: field.key for field in FIELDS.values() if field.label}
"""The fields that a bullet of the body repeats, by its label."""

KEY_ORDER: tuple[str, ...] = tuple(FIELDS)

INNER_KEY_ORDER: tuple[str, ...] = (
    *("name", "type", "value", "config", "split", "revision", "args"),
    *("results", "task", "dataset", "metrics", "source"),
)
"""The order in which keys stand inside `model-index`: of a dataset, task or metric, then of a model and a result."""


REPO_ID = Field(
    "repo_id",
    Kind.TEXT,
    Vocabulary.MODEL_ID,
    question="Under which id is the model on the Hub?",
    example="user/my-model",
    of_one_model=True,
    leads_on=True,
)
"""The repository's own id: no key of the front matter, but part of code samples and links."""

ASKED: dict[str, Field] = {**FIELDS, REPO_ID.key: REPO_ID}
"""Every field that somebody may be asked for, by its answers key."""


class SectionField(NamedTuple):
    """A section of the body that every auto-generated card leaves open.

    Attributes:
        title: Its heading.
        weight: Its share of a card's completeness.
        question: What to ask a person for.
    """

    title: str
    weight: int
    question: str


SECTIONS: tuple[SectionField, ...] = (
    SectionField("Model description", 3, "What is the model, and what does it take and give?"),
    SectionField("Intended uses & limitations", 2, "What is it good for, and where does it fail?"),
    SectionField("Training and evaluation data", 2, "What was it trained and evaluated on, and how was it split?"),
)
"""The sections that transformers' `TrainingSummary.to_model_card` writes without text, in their order."""

RESULTS_WEIGHT = 4
"""Share of a card's completeness that machine-readable results have."""

RESULTS_QUESTION = "On which task and dataset were the reported results measured?"


def question_for(field: str) -> str:
    """Return what to ask a person to fill a field: an answers key, or `sections.` and a section's title.

    >>> question_for("language")
    'Which languages does the model work on?'
    """
    if field == "results":
        return RESULTS_QUESTION
    if field in ASKED:
        return ASKED[field].question
    title = field.partition(".")[2]
    known = next((section.question for section in SECTIONS if section.title.casefold() == title.casefold()), "")
    return known or f"What should stand in {title!r}?"
