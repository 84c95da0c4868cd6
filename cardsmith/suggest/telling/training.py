"""What a drafted section tells of the training and its results."""

from __future__ import annotations

import math
import re

from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.results import sort_results
from cardsmith.facts.training import ReportedResult
from cardsmith.facts.training_log import TrainingLog
from cardsmith.facts.values import ValueKind, parse_value
from cardsmith.suggest.english import code, counted, listed, with_article
from cardsmith.suggest.evidenced import Telling

# Of the settings of one row, the first that is there.
_SETTINGS = (
    (("num_epochs", "{} epoch{s}"), ("training_steps", "{} step{s}")),
    (("total_train_batch_size", "a total batch size of {}"), ("train_batch_size", "a batch size of {}")),
    (("learning_rate", "a learning rate of {}"),),
)
_LONGEST_LINE = 120
_MOST_SCORES = 3
_LOSS = "Validation Loss"
_METRICS = {
    "accuracy": "accuracy",
    "bleu": "BLEU score",
    "cer": "character error rate",
    "f1": "F1 score",
    "mae": "mean absolute error",
    "matthews_correlation": "Matthews correlation",
    "mse": "mean squared error",
    "perplexity": "perplexity",
    "precision": "precision",
    "recall": "recall",
    "wer": "word error rate",
}


def was_set_to(telling: Telling) -> str:
    """The hyperparameters that say how long and how fast it was trained."""
    settings = telling.card.hyperparameters
    parts = []
    for row in _SETTINGS:
        for key, words in row:
            value = parse_value(settings[key].value) if key in settings else None
            if value is not None and value.kind is ValueKind.NUMBER:
                telling.cite(settings[key].span)
                number = _without_zeros(value.text)
                parts.append(words.format(number, s="" if number == "1" else "s"))
                break
    return f"Training was set to {listed(parts)}." if len(parts) > 1 else ""


def went(telling: Telling) -> str:
    """How the validation loss went over the training table."""
    log = telling.card.training_results
    best = log.best_row(_LOSS, False) if log is not None and log.index(_LOSS) is not None else None
    if log is None or best is None or len(log) < 2:
        return ""
    last = len(log) - 1
    series = log.series(_LOSS)
    first_loss, last_loss = series[0], series[last]
    if first_loss is None or last_loss is None or not math.isfinite(first_loss) or not math.isfinite(last_loss):
        return ""
    for row in dict.fromkeys((0, best.row, last)):
        _cite_row(telling, log, row, _LOSS)
    change = "stayed at" if first_loss == last_loss else "fell from" if last_loss < first_loss else "rose from"
    course = f"{change} {_cell(log, 0, _LOSS)}"
    course += f" to {_cell(log, last, _LOSS)}" if first_loss != last_loss else ""
    if series[best.row] == last_loss:
        lowest = ", its lowest value" if first_loss != last_loss else ""
    else:
        lowest = f"; it was lowest, {best.text}, {_at(log, best.row)}"
    return f"Over {counted(len(log), 'evaluation')}, the last {_at(log, last)}, the validation loss {course}{lowest}."


def is_reported(telling: Telling) -> str:
    """Which row of the training table the reported results are."""
    log, reported = telling.card.training_results, telling.card.reported_row
    if log is None or reported is None or len(log) < 2:
        return ""
    compared = [result.span for result in telling.card.reported_results if _has_column(log, result)]
    telling.cite(*compared[:_MOST_SCORES])
    if reported.row is None:
        return "The reported results stand in no row of the training table."
    shown = reported.best_by or (reported.best.column if reported.best is not None else "")
    best = log.best_row(shown, _is_higher_better(log, shown)) if shown else None
    _cite_row(telling, log, reported.row, shown)
    which = f"{'last evaluation,' if reported.is_last else 'evaluation'} {_at(log, reported.row)}"
    words = f"The reported results are those of the {which}"
    if best is None:
        return words + "."
    score = f"{'highest' if _is_higher_better(log, shown) else 'lowest'} {_score(shown)}, {best.text}"
    if reported.best_by:
        return f"{words}, which has the {score}."
    _cite_row(telling, log, best.row, shown)
    return f"{words}; the {score}, is that {_at(log, best.row)}."


def scores(telling: Telling) -> str:
    """The reported metrics: those of the whole set and without arguments first, and no more than a few."""
    found = []
    for result in telling.card.reported_results:
        found += [(result, metric) for metric in sort_results([result])[0]]
    chosen = [pair for pair in found if not pair[1].metric.args][:_MOST_SCORES] or found[:_MOST_SCORES]
    telling.cite(*(result.span for result, _ in chosen))
    parts = [f"{with_article(_score(item.name))} of {item.value.text}" for _, item in chosen]
    place = telling.card.measured_on
    if parts and place is not None and place.words not in ("the evaluation set", ""):
        telling.cite(place.span)
    return f"It has {listed(parts)}{f' on {place.words}' if place is not None else ''}." if parts else ""


def _score(column: str) -> str:
    """A column or result as a reader knows it; as printed where that says more."""
    metric = resolve_metric(column)
    if isinstance(metric, Metric) and not metric.args and metric.id in _METRICS:
        return _METRICS[metric.id]
    return column.lower() if column.casefold() == _LOSS.casefold() else code(column)


def _is_higher_better(log: TrainingLog, column: str) -> bool:
    return dict(log.scored_columns).get(column, False)


def _has_column(log: TrainingLog, result: ReportedResult) -> bool:
    return log.index(_LOSS if result.name.casefold() == "loss" else result.name) is not None


def _at(log: TrainingLog, row: int) -> str:
    column = _position(log, row)
    value = log.value(row, column) if column else None
    return f"at {column.lower()} {_without_zeros(value.text)}" if value is not None else f"in row {row + 1:,}"


def _position(log: TrainingLog, row: int) -> str:
    """The column that says where in the training a row is."""
    values = {column: log.value(row, column) for column in ("Epoch", "Step")}
    return next((column for column, value in values.items() if value and value.kind is ValueKind.NUMBER), "")


def _cell(log: TrainingLog, row: int, column: str) -> str:
    value = log.value(row, column)
    return value.text if value is not None else ""


def _cite_row(telling: Telling, log: TrainingLog, row: int, column: str) -> None:
    """Note a row of the table; of a long one, only where it is and the cell that matters."""
    span = log.table.row_spans[row]
    if len(" ".join(span.of(telling.card.text).split())) <= _LONGEST_LINE:
        telling.cite(span)
        return
    cells = log.table.cells(row)
    positions = [at for at in map(log.index, (_position(log, row), column)) if at is not None and at < len(cells)]
    telling.cite(*(cells[at].span for at in positions if cells[at].text))


def _without_zeros(number: str) -> str:
    return re.sub(r"(?<=\d)\.0+\Z", "", number)
