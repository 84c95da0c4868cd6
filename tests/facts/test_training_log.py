"""The training table as series, and which of its rows was reported."""

from __future__ import annotations

import math

import pytest

from cardsmith import Card
from cardsmith.facts.training_log import ReportedRow, TrainingLog
from tests.support import trainer_card


def table(*rows: str, columns: str = "Training Loss | Epoch | Step | Validation Loss | Accuracy") -> str:
    rule = "|".join(":-:" for _ in columns.split("|"))
    return "\n".join(
        ["### Training results", "", f"| {columns} |", f"|{rule}|", *(f"| {row} |" for row in rows), "", ""]
    )


def log_of(text: str, newline: str = "\n") -> TrainingLog:
    log = trainer_card(table=text, newline=newline).training_results
    assert log is not None
    return log


def row_of(
    results: str, *rows: str, columns: str = "Training Loss | Epoch | Step | Validation Loss | Accuracy"
) -> ReportedRow:
    introduction = "It achieves the following results on the evaluation set:\n"
    bullets = "".join(f"- {pair}\n" for pair in results.split(", "))
    row = trainer_card(results=introduction + bullets, table=table(*rows, columns=columns)).reported_row
    assert row is not None
    return row


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_series(newline: str) -> None:
    log = log_of(table("No log | 1.0 | 10 | 0.5 | 0.8", "0.4 | 2.0 | 20 | nan | 0.9"), newline)
    assert log.columns == ["Training Loss", "Epoch", "Step", "Validation Loss", "Accuracy"]
    assert len(log) == 2
    assert log.series("Training Loss") == [None, 0.4]
    assert log.series("step") == [10, 20]
    loss = log.series("Validation Loss")
    assert loss[0] == 0.5
    assert loss[1] is not None
    assert math.isnan(loss[1])
    with pytest.raises(KeyError):
        log.series("Wer")
    assert log.value(0, "Wer") is None


def test_missing_cells_surplus_cells_and_escaped_pipes() -> None:
    log = log_of(table("0.4 | 1.0", "0.3 | 2.0 | 20 | 0.5 | 0.9 | what is this", r"0.2 | 3.0 | a \| b | 0.6 | 0.7"))
    assert log.series("Accuracy") == [None, 0.9, 0.7]
    assert log.series("Step") == [None, 20, None]
    assert log.value(0, "Accuracy") is None
    cell = log.value(2, "Step")
    assert cell is not None
    assert cell.text == r"a \| b"


def test_matrices_and_mappings_in_cells() -> None:
    log = log_of(
        table(
            "0.4 | 1.0 | 10 | 0.5 | 0.8 | [[24, 0], [9, 30]]",
            columns="Training Loss | Epoch | Step | Validation Loss | Accuracy | Mtrix",
        )
    )
    assert log.series("Mtrix") == [None]
    assert log.best is not None
    assert log.best.column == "Accuracy"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "### Training results\n\nNone.\n",
        "| Task | Score |\n|:-:|:-:|\n| MNLI | 0.8 |\n",
        "| Training Loss | Epoch |\n|:-:|:-:|\n",  # a head without rows
        "| Training Loss | Epoch |\n| 0.5 | 1 |\n",  # no delimiter row, so no table
        "```\n| Training Loss | Epoch |\n|:-:|:-:|\n| 0.5 | 1 |\n```\n",
    ],
)
def test_other_tables_are_no_training_log(text: str) -> None:
    assert trainer_card(table=text).training_results is None
    assert trainer_card(table=text).reported_row is None


def test_the_log_is_found_behind_other_tables() -> None:
    other = "| Task | Score |\n|:-:|:-:|\n| MNLI | 0.8 |\n\n"
    card = trainer_card(table=other + table("0.4 | 1.0 | 10 | 0.5 | 0.8"))
    assert card.training_results is not None
    assert card.training_results.columns[0] == "Training Loss"


def test_nothing_reported_nothing_to_compare() -> None:
    assert trainer_card(results="").reported_row is None
    assert Card("# x\n").reported_row is None


# -- which row ---------------------------------------------------------------------------------------------------------

THREE = ("0.9 | 1.0 | 10 | 0.5 | 0.8", "0.6 | 2.0 | 20 | 0.3 | 0.9", "0.3 | 3.0 | 30 | 0.4 | 0.7")


@pytest.mark.parametrize(
    ("results", "row", "kind", "best_by"),
    [
        ("Loss: 0.4, Accuracy: 0.7", 2, "last", None),
        ("Loss: 0.3, Accuracy: 0.9", 1, "best", "Accuracy"),
        ("Loss: 0.5, Accuracy: 0.8", 0, "another row", None),
        ("Loss: 0.4, Accuracy: 0.9", None, "none", None),
        ("Loss: 0.3000, Accuracy: 0.90", 1, "best", "Accuracy"),  # digits do not matter
        ("Accuracy: 0.9", 1, "best", "Accuracy"),
        ("accuracy: 0.9", 1, "best", "Accuracy"),
        ("Loss: 0.3", 1, "best", "Accuracy"),
        ("Loss: 0.4, Wer: 0.1", 2, "last", None),  # a result that the table does not have is no objection
        ("Loss: 0.30001", None, "none", None),  # no tolerance: both sides are printed alike
    ],
)
def test_reported_row(results: str, row: int | None, kind: str, best_by: str | None) -> None:
    found = row_of(results, *THREE)
    assert (found.row, found.kind, found.best_by) == (row, kind, best_by)
    assert found.best == (1, "Accuracy", "0.9")


def test_a_table_without_common_columns_says_nothing() -> None:
    card = trainer_card(
        results="It achieves the following results on the evaluation set:\n- Bleu: 3.5\n", table=table(*THREE)
    )
    assert card.training_results is not None
    assert card.reported_row is None


def test_a_tie_for_the_best_counts_as_best() -> None:
    rows = ("0.9 | 1.0 | 10 | 0.5 | 0.9", "0.6 | 2.0 | 20 | 0.4 | 0.9")
    found = row_of("Loss: 0.4, Accuracy: 0.9", *rows)
    assert (found.row, found.kind, found.best_by) == (1, "last and best", "Accuracy")
    assert found.best == (0, "Accuracy", "0.9")  # the first of the best


def test_several_rows_with_the_reported_values() -> None:
    rows = ("0.9 | 1.0 | 10 | 0.5 | 0.8", "0.6 | 2.0 | 20 | 0.5 | 0.8", "0.6 | 3.0 | 30 | 0.3 | 0.9")
    assert row_of("Loss: 0.5, Accuracy: 0.8", *rows).row == 1  # the latest of them


def test_error_rates_are_best_when_low() -> None:
    found = row_of(
        "Loss: 0.4, Wer: 0.2",
        "0.9 | 1.0 | 10 | 0.5 | 0.8",
        "0.6 | 2.0 | 20 | 0.4 | 0.2",
        columns="Training Loss | Epoch | Step | Validation Loss | Wer",
    )
    assert found.kind == "last and best"
    assert found.best == (1, "Wer", "0.2")


def test_without_a_metric_the_loss_decides() -> None:
    found = row_of(
        "Loss: 0.4",
        "0.9 | 1.0 | 10 | 0.3",
        "0.6 | 2.0 | 20 | 0.4",
        columns="Training Loss | Epoch | Step | Validation Loss",
    )
    assert (found.kind, found.best) == ("last", (0, "Validation Loss", "0.3"))


@pytest.mark.parametrize("odd", ["nan", "inf", "-inf", "No log", ""])
def test_what_is_no_number_is_never_the_best(odd: str) -> None:
    found = row_of(
        "Accuracy: 0.8", f"0.9 | 1.0 | 10 | 0.5 | {odd}", "0.6 | 2.0 | 20 | 0.4 | 0.8", f"0.6 | 3.0 | 30 | 0.4 | {odd}"
    )
    assert found.best == (1, "Accuracy", "0.8")
    assert found.kind == "best"


def test_a_training_that_went_wrong_still_has_its_row() -> None:
    found = row_of("Loss: nan, Accuracy: 0.1", "0.9 | 1.0 | 10 | 0.5 | 0.8", "nan | 2.0 | 20 | nan | 0.1")
    assert (found.row, found.kind) == (1, "last")
