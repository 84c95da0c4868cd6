"""The five cards that the project starts from: each must come out complete, valid and minimally changed."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import EvalResult, ModelCard

from cardsmith import Card, Severity, check, fill
from cardsmith.facts.results import LeftOut
from tests.support import BROADCLASS, EHCALABRES, EXPECTED, MESD, MTL9, SEEDS, URDU, answers, seed, seed_bytes

BASES = {
    MESD: "facebook/wav2vec2-base",
    EHCALABRES: "jonatasgrosman/wav2vec2-large-xlsr-53-english",
    URDU: "facebook/wav2vec2-large-xlsr-53",
    BROADCLASS: "facebook/wav2vec2-large-xlsr-53",
    MTL9: "yongjian/wav2vec2-large-a",
}

# What the card itself proves, and nothing else: fields with their values, then repairs by rule.
PROVEN: dict[str, tuple[dict[str, object], list[str]]] = {
    MESD: ({"library_name": "transformers", "base_model": BASES[MESD]}, []),
    EHCALABRES: (
        {"library_name": "transformers", "base_model": BASES[EHCALABRES]},
        ["misspelt-model-index", "model-index-not-a-list"],
    ),
    URDU: ({"library_name": "transformers", "base_model": BASES[URDU]}, []),
    BROADCLASS: (
        {
            "library_name": "transformers",
            "base_model": BASES[BROADCLASS],
            "metrics": ["accuracy", "wer", "precision", "recall", "f1"],
        },
        [],
    ),
    MTL9: ({"library_name": "transformers", "base_model": BASES[MTL9], "metrics": ["wer"]}, []),
}

TEXTS = ["sections.Model description", "sections.Intended uses & limitations", "sections.Training and evaluation data"]

# The fields that somebody has to say, in the order in which the gaps stand in the card.
ASKED: dict[str, list[str]] = {
    MESD: ["language", "datasets", "pipeline_tag", "results", "datasets", *TEXTS],
    EHCALABRES: ["language", "datasets", "pipeline_tag", "results", *TEXTS],
    URDU: ["language", "datasets", "pipeline_tag", "model_name", "results", "datasets", TEXTS[1]],
    BROADCLASS: ["language", "datasets", "pipeline_tag", "results", "datasets", *TEXTS],
    MTL9: ["language", "license", "datasets", "pipeline_tag", "results", "datasets", *TEXTS],
}


def needs(card: Card) -> list[str | None]:
    return [gap.field for gap in check(card) if gap.severity is not Severity.ADVICE]


@pytest.mark.parametrize("stem", SEEDS)
def test_without_answers_only_what_the_card_proves(stem: str) -> None:
    outcome = fill(seed(stem))
    fields, repairs = PROVEN[stem]
    assert {fix.field: fix.value for fix in outcome.filled if fix.field} == fields
    assert [fix.rules[0] for fix in outcome.filled if fix.field is None] == repairs
    assert needs(outcome.card) == ASKED[stem]
    assert [gap.field for gap in outcome.open if gap.severity is not Severity.ADVICE] == ASKED[stem]
    for field, value in fields.items():
        assert outcome.card.metadata[field] == value
    assert outcome.card.text[outcome.card.body_start :] == seed(stem).text[seed(stem).body_start :]


@pytest.mark.parametrize("stem", SEEDS)
def test_what_was_proven_has_its_evidence(stem: str) -> None:
    lines = seed(stem).text.splitlines()
    for fix in fill(seed(stem)).filled:
        for evidence in fix.evidence:
            assert evidence.source == "card"
            line = lines[int(evidence.locator.removeprefix("line ")) - 1]
            assert evidence.quote.rstrip("…") in line
            assert evidence.quote or fix.field is None


@pytest.mark.parametrize("stem", SEEDS)
def test_with_all_answers_nothing_is_missing(stem: str) -> None:
    outcome = fill(seed(stem), answers(stem), checked=True)
    assert [gap for gap in outcome.open if gap.severity is not Severity.ADVICE] == []
    assert [gap for gap in check(Card.from_bytes(outcome.card.to_bytes())) if gap.severity is not Severity.ADVICE] == []
    assert outcome.after == 1.0 > outcome.before


@pytest.mark.parametrize("stem", SEEDS)
def test_the_filled_card_is_the_pinned_one(stem: str) -> None:
    """Each was read by eye against its seed; `scripts/update_expected.py` writes them again."""
    assert fill(seed(stem), answers(stem), checked=True).card.to_bytes() == (EXPECTED / f"{stem}.md").read_bytes()


@pytest.mark.parametrize("stem", SEEDS)
def test_every_line_that_was_not_filled_is_still_there(stem: str) -> None:
    """Independent of how edits are made: what the seed says beside its gaps comes out in the same order."""
    old = seed_bytes(stem).decode().split("\n")
    new = fill(seed(stem), answers(stem), checked=True).card.text.split("\n")
    gone = [line[2:] for line in difflib.ndiff(old, new) if line.startswith("- ")]
    allowed = ("More information needed", "  results: []", "This model is a fine-tuned version of", "- name: results")
    assert all(line.startswith((*allowed, "# results", "model_index:", "  name: ")) for line in gone), gone


@pytest.mark.parametrize("stem", SEEDS)
def test_a_second_fill_changes_nothing(stem: str) -> None:
    once = fill(seed(stem), answers(stem), checked=True).card
    twice = fill(Card.from_bytes(once.to_bytes()), answers(stem), checked=True)
    assert twice.card.to_bytes() == once.to_bytes()
    assert (twice.filled, len(twice.edits), twice.left_out) == ([], 0, [])
    assert fill(once).filled == []


@pytest.mark.parametrize("stem", SEEDS)
def test_undo_gives_the_seed_back(stem: str) -> None:
    outcome = fill(seed(stem), answers(stem), checked=True)
    assert outcome.edits.apply(seed(stem).text) == outcome.card.text
    assert outcome.edits.inverse(seed(stem).text).apply(outcome.card.text).encode() == seed_bytes(stem)


# -- what huggingface_hub reads ----------------------------------------------------------------------------------------


def loaded(stem: str, folder: Path) -> Any:
    """The data that huggingface_hub reads; its attributes are not in its types."""
    path = folder / "README.md"
    path.write_bytes(fill(seed(stem), answers(stem), checked=True).card.to_bytes())
    return ModelCard.load(path).data


MACRO = {"average": "macro"}
WEIGHTED = {"average": "weighted"}
METRICS: dict[str, list[tuple[str, str, float, dict[str, str] | None]]] = {
    MESD: [("Accuracy", "accuracy", 0.9154, None)],
    EHCALABRES: [("Accuracy", "accuracy", 0.8223, None)],
    URDU: [("Accuracy", "accuracy", 0.975, None)],
    BROADCLASS: [
        ("Accuracy", "accuracy", 0.7755, None),
        ("Macro avg Precision", "precision", 0.8804, MACRO),
        ("Macro avg Recall", "recall", 0.7711, MACRO),
        ("Macro avg F1-score", "f1", 0.7837, MACRO),
        ("Weighted avg Precision", "precision", 0.8829, WEIGHTED),
        ("Weighted avg Recall", "recall", 0.7755, WEIGHTED),
        ("Weighted avg F1-score", "f1", 0.7884, WEIGHTED),
        ("Wer", "wer", 0.9368, None),
    ],
    MTL9: [("Wer", "wer", 0.8603, None)],
}
MEASURED_ON = {
    MESD: ("audio-classification", "hackathon-pln-es/MESD", "MESD", "test"),
    EHCALABRES: ("audio-classification", "ravdess", "RAVDESS", None),
    URDU: ("audio-classification", "urdu-emotion-dataset", "Urdu Emotion", None),
    BROADCLASS: ("automatic-speech-recognition", "broadclass-set1", "Broad classes (set 1)", None),
    MTL9: ("automatic-speech-recognition", "combined-mtl9", "combined MTL9", None),
}


@pytest.mark.parametrize("stem", SEEDS)
def test_huggingface_hub_reads_the_results(stem: str, tmp_path: Path) -> None:
    found: list[EvalResult] = loaded(stem, tmp_path).eval_results
    assert [(r.metric_name, r.metric_type, r.metric_value, r.metric_args) for r in found] == METRICS[stem]
    assert {(r.task_type, r.dataset_type, r.dataset_name, r.dataset_split) for r in found} == {MEASURED_ON[stem]}


@pytest.mark.parametrize("stem", SEEDS)
def test_huggingface_hub_reads_the_metadata(stem: str, tmp_path: Path) -> None:
    data = loaded(stem, tmp_path)
    given = answers(stem)
    assert data.language == given["language"]
    assert data.license == "apache-2.0"
    assert data.base_model == BASES[stem]
    assert data.library_name == "transformers"
    assert data.pipeline_tag == given["pipeline_tag"]
    assert data.datasets == (given.get("datasets") or None)
    assert data.model_name == given.get("model_name", stem)


@pytest.mark.parametrize("stem", SEEDS)
def test_values_keep_the_digits_printed(stem: str) -> None:
    text = fill(seed(stem), answers(stem), checked=True).card.text
    printed = [item.value.text for item in seed(stem).sorted_results[0]]
    written = [line.partition("value: ")[2] for line in text.splitlines() if line.strip().startswith("value: ")]
    assert written == printed


# -- what stays out ----------------------------------------------------------------------------------------------------

LOSS = "loss is not a metric"
ONE_CLASS = "a score for one class or one part of the data, not for the model"
COUNT = "support is a count, not a score"


@pytest.mark.parametrize(
    ("stem", "value"), [(MESD, "0.3500"), (EHCALABRES, "0.5023"), (URDU, "0.1638"), (MTL9, "1.3413")]
)
def test_only_the_loss_stays_out(stem: str, value: str) -> None:
    assert fill(seed(stem), answers(stem), checked=True).left_out == [LeftOut("Loss", value, LOSS)]


def test_broadclass_says_why_each_number_stays_out() -> None:
    outcome = fill(seed(BROADCLASS), answers(BROADCLASS), checked=True)
    reasons = {item.name: item.reason for item in outcome.left_out}
    assert reasons.pop("Loss") == LOSS
    assert reasons.pop("Mtrix") == "a confusion matrix has no single value"
    supports = [name for name in reasons if name.endswith("Support")]
    assert supports == [*(f"{n} Support" for n in range(4)), "Macro avg Support", "Weighted avg Support"]
    assert {reasons.pop(name) for name in supports} == {COUNT}
    assert list(reasons) == [f"{n} {score}" for n in range(4) for score in ("Precision", "Recall", "F1-score")]
    assert set(reasons.values()) == {ONE_CLASS}


def test_every_bullet_is_a_metric_or_left_out() -> None:
    for stem in SEEDS:
        metrics, left_out = seed(stem).sorted_results
        names = {item.name for item in metrics} | {item.name for item in left_out}
        assert names == {result.name for result in seed(stem).reported_results}
        assert len(metrics) + len(left_out) == len(seed(stem).reported_results)


# -- facts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", SEEDS)
def test_base_model(stem: str) -> None:
    card = seed(stem)
    fact = card.base_model
    assert fact is not None
    assert fact.link is not None
    assert fact.id == fact.name == BASES[stem]
    assert fact.link.of(card.text) == f"[{fact.id}](https://huggingface.co/{fact.id})"
    assert fact.phrase.of(card.text) == f"fine-tuned version of {fact.link.of(card.text)}"


@pytest.mark.parametrize("stem", SEEDS)
def test_dataset_phrase(stem: str) -> None:
    card = seed(stem)
    phrase = card.dataset_phrase
    if stem == EHCALABRES:  # its author took the phrase out
        assert phrase is None
        return
    assert phrase is not None
    assert phrase.names == ()
    assert phrase.span.of(card.text) == "the None dataset"


REPORTED = {
    MESD: {"Loss": "0.3500", "Accuracy": "0.9154"},
    EHCALABRES: {"Loss": "0.5023", "Accuracy": "0.8223"},
    URDU: {"Loss": "0.1638", "Accuracy": "0.975"},
    MTL9: {"Loss": "1.3413", "Wer": "0.8603"},
}


@pytest.mark.parametrize("stem", SEEDS)
def test_reported_results(stem: str) -> None:
    card = seed(stem)
    found = {result.name: result.value.text for result in card.reported_results}
    if stem == BROADCLASS:
        assert len(found) == 28
        assert found["Mtrix"].startswith("[[0, 1, 2, 3], [0, 24, 0, 0, 0]")
    else:
        assert found == REPORTED[stem]
    for result in card.reported_results:
        assert result.span.of(card.text) == f"{result.name}: {result.value.text}"


# Row (from 0) of how many, kind, and the best row with its value, counted by hand in the seeds.
ROWS = {
    MESD: (68, 100, "best", (68, "Accuracy", "0.9154")),
    EHCALABRES: (13, 14, "last", (12, "Accuracy", "0.8467")),
    URDU: (49, 50, "last and best", (33, "Accuracy", "0.975")),
    BROADCLASS: (None, 16, "none", (15, "Accuracy", "0.8163")),
    MTL9: (85, 86, "last", (78, "Wer", "0.8487")),
}


@pytest.mark.parametrize("stem", SEEDS)
def test_reported_row(stem: str) -> None:
    card = seed(stem)
    row, log = card.reported_row, card.training_results
    assert row is not None
    assert log is not None
    assert row.best is not None
    assert (row.row, len(log), row.kind, tuple(row.best)) == ROWS[stem]
    assert log.columns[:4] == ["Training Loss", "Epoch", "Step", "Validation Loss"]
    assert len(log.series("Validation Loss")) == len(log)
    assert None not in log.series("Validation Loss")


def test_no_log_is_no_number() -> None:
    log = seed(MESD).training_results
    assert log is not None
    assert log.series("Training Loss")[:3] == [None, 1.9553, 1.9553]
    assert log.value(0, "Training Loss") == ("No log", "text", None)


@pytest.mark.parametrize(
    ("stem", "transformers", "pytorch"),
    [
        (MESD, "4.17.0", "1.10.0+cu111"),
        (EHCALABRES, "4.8.2", "1.9.0+cu102"),
        (URDU, "4.18.0", "1.11.0"),
        (BROADCLASS, "4.25.1", "1.13.0+cu116"),
        (MTL9, "4.23.1", "1.12.1+cu113"),
    ],
)
def test_versions_and_generator(stem: str, transformers: str, pytorch: str) -> None:
    card = seed(stem)
    assert list(card.framework_versions) == ["Transformers", "Pytorch", "Datasets", "Tokenizers"]
    assert card.framework_versions["Transformers"].value == transformers
    assert card.framework_versions["Pytorch"].value == pytorch
    assert card.generator == ("hf-trainer", transformers)
    for name, fact in card.framework_versions.items():
        assert fact.span.of(card.text) == f"{name} {fact.value}"


@pytest.mark.parametrize(
    ("stem", "count", "some"),
    [
        (MESD, 10, {"lr_scheduler_warmup_ratio": "0.01", "num_epochs": "100"}),
        (EHCALABRES, 10, {"num_epochs": "3", "mixed_precision_training": "Native AMP"}),
        (URDU, 8, {"learning_rate": "5e-05", "mixed_precision_training": "Native AMP"}),
        (BROADCLASS, 11, {"gradient_accumulation_steps": "2", "lr_scheduler_warmup_steps": "200"}),
        (MTL9, 8, {"eval_batch_size": "8", "lr_scheduler_warmup_steps": "1000"}),
    ],
)
def test_hyperparameters(stem: str, count: int, some: dict[str, str]) -> None:
    card = seed(stem)
    found = {name: fact.value for name, fact in card.hyperparameters.items()}
    assert len(found) == count
    assert found["optimizer"] == "Adam with betas=(0.9,0.999) and epsilon=1e-08"
    assert found["seed"] == "42"
    assert {name: found[name] for name in some} == some
    for name, fact in card.hyperparameters.items():
        assert fact.span.of(card.text) == f"{name}: {fact.value}"


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        *((stem, stem) for stem in (MESD, BROADCLASS, MTL9)),
        (URDU, "results"),
        (EHCALABRES, "Speech Emotion Recognition By Fine-Tuning Wav2Vec 2.0"),
    ],
)
def test_title(stem: str, title: str) -> None:
    fact = seed(stem).title
    assert fact is not None
    assert fact.value == title == fact.span.of(seed(stem).text)
