"""Reported results as metrics, what stays out of `model-index`, and why."""

from __future__ import annotations

import pytest

from cardsmith.document.emit import Digits
from cardsmith.facts.results import at_row, metric_ids
from tests.support import trainer_card

INTRODUCTION = "It achieves the following results on the evaluation set:\n"


def sort(*pairs: str) -> tuple[list[tuple[str, str, str, dict[str, str]]], dict[str, tuple[str, str]]]:
    metrics, left_out = trainer_card(results=INTRODUCTION + "".join(f"- {pair}\n" for pair in pairs)).sorted_results
    return (
        [(item.name, item.metric.id, item.value.text, dict(item.metric.args)) for item in metrics],
        {item.name: (item.value, item.reason) for item in left_out},
    )


def test_metrics_keep_their_order_name_and_digits() -> None:
    metrics, left_out = sort("Wer: 0.2500", "Loss: 0.5", "Accuracy: 0.9", "F1: 1.0")
    assert metrics == [("Wer", "wer", "0.2500", {}), ("Accuracy", "accuracy", "0.9", {}), ("F1", "f1", "1.0", {})]
    assert left_out == {"Loss": ("0.5", "loss is not a metric")}


def test_as_metadata_is_as_transformers_writes_it() -> None:
    card = trainer_card(results=INTRODUCTION + "- Macro F1: 0.9790\n- Accuracy: 1\n")
    macro, accuracy = (item.as_metadata() for item in card.sorted_results[0])
    assert list(macro) == ["name", "type", "value", "args"]
    assert macro == {"name": "Macro F1", "type": "f1", "value": Digits("0.9790"), "args": {"average": "macro"}}
    assert accuracy == {"name": "Accuracy", "type": "accuracy", "value": Digits("1")}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("nan", "not a finite number: the training run went wrong"),
        ("-inf", "not a finite number: the training run went wrong"),
        ("[0.9, 0.8]", "a list has no single value"),
        ("{'a': {'f1': 0.9}}", "a report with several values per class has no single value"),
        ("{'accuracy': nan}", "a report with several values per class has no single value"),
        ("tensor([0.5, 0.6])", "a printed Python object is not a value"),
        ("97.5%", "a percentage: nobody says whether 0 to 1 or 0 to 100 is meant"),
        ("97.5 %", "a percentage: nobody says whether 0 to 1 or 0 to 100 is meant"),
        ("0,87", "its comma may stand for a decimal point or between thousands"),
        ("1,234.5", "its comma may stand for a decimal point or between thousands"),
        ("~0.7", "its value is not a number"),
        ("0.8 (macro)", "its value is not a number"),
        ("35.2 ± 0.4 %", "its value is not a number"),
    ],
)
def test_a_metric_without_a_number_stays_out(value: str, reason: str) -> None:
    metrics, left_out = sort(f"Accuracy: {value}")
    assert metrics == []
    assert left_out == {"Accuracy": (value, reason)}


@pytest.mark.parametrize("value", ["245.30 +/- 20.27", "35.2 ± 0.4", "35.2±0.4", "-3 ± 1"])
def test_a_mean_with_its_spread_is_a_value(value: str) -> None:
    """The Hub's specification shows `20.9 ± 1.2` among the values."""
    assert sort(f"Accuracy: {value}") == ([("Accuracy", "accuracy", value, {})], {})
    card = trainer_card(results=INTRODUCTION + f"- Accuracy: {value}\n")
    assert card.sorted_results[0][0].as_metadata()["value"] == value


@pytest.mark.parametrize(
    "value",
    [
        "{'accuracy': 0.96}",
        "tf.Tensor(0.96, shape=(), dtype=float32)",
        "np.float64(0.96)",
        "tensor(0.96, device='cuda:0')",
    ],
)
def test_a_number_in_a_wrapper_is_a_number(value: str) -> None:
    assert sort(f"Accuracy: {value}") == ([("Accuracy", "accuracy", "0.96", {})], {})


def test_a_metric_of_several_parts_is_taken_apart() -> None:
    metrics, left_out = sort("Rouge: {'rouge1': 0.4100, 'rouge2': 0.2, 'rougeL': 0.3}")
    assert metrics == [
        ("rouge1", "rouge", "0.4100", {}),
        ("rouge2", "rouge", "0.2", {}),
        ("rougeL", "rouge", "0.3", {}),
    ]
    assert left_out == {}


def test_the_scores_of_one_class_never_become_those_of_the_model() -> None:
    """One dict an entity is what seqeval prints an entity; its keys alone look like the model's precision and recall."""
    metrics, left_out = sort(
        "Loc: {'precision': 0.9, 'recall': 0.8, 'f1': 0.85, 'number': 1668}", "0: {'f1': 0.5, 'support': 24}"
    )
    assert metrics == []
    assert list(left_out) == ["Loc precision", "Loc recall", "Loc f1", "Loc number", "0 f1", "0 support"]
    assert left_out["Loc f1"] == ("0.85", "a score for one class or one part of the data, not for the model")
    assert left_out["0 support"][1] == "support is a count, not a score"


def test_averages_in_a_dict_are_averages() -> None:
    metrics, left_out = sort("Macro avg: {'precision': 0.9, 'recall': 0.8, 'f1-score': 0.85, 'support': 98}")
    assert [(name, metric, args) for name, metric, _, args in metrics] == [
        ("Macro avg precision", "precision", {"average": "macro"}),
        ("Macro avg recall", "recall", {"average": "macro"}),
        ("Macro avg f1-score", "f1", {"average": "macro"}),
    ]
    assert list(left_out) == ["Macro avg support"]


def test_metric_ids_are_named_once_in_order() -> None:
    metrics, _ = trainer_card(results=INTRODUCTION + "- F1: 1.0\n- Macro F1: 0.9\n- Accuracy: 1\n").sorted_results
    assert metric_ids(metrics) == ["f1", "accuracy"]


def test_another_row_leaves_out_what_it_has_no_number_for() -> None:
    card = trainer_card(results=INTRODUCTION + "- Accuracy: 0.9154\n- Wer: 0.25\n")
    log = card.training_results
    assert log is not None
    found, left_out = at_row(card.sorted_results[0], log, 0)
    assert [(item.name, item.value.text) for item in found] == [("Accuracy", "0.8846")]
    assert [(item.name, item.value, item.reason) for item in left_out] == [
        ("Wer", "0.25", "row 1 of the training table has no number for it")
    ]
