"""Which Hub metric a printed name stands for: ``Macro avg F1-score`` is ``f1`` with ``average: macro``.

Generators print names for people. The transformers Trainer cuts ``eval_`` off a log key, splits it on ``_``
and capitalizes every part, so ``rougeL`` is printed as ``Rougel`` and ``mAP`` as ``Map``; it recognises
eleven ids among the names that come out and drops all others from the metadata (`modelcard.py`, 4.6 to 5.23).
This module recognises the rest. Its tables are the knowledge; :func:`resolve_metric` only looks up.

The ids are the folders of huggingface/evaluate (at a7dd338), with one exception: ``map``,
mean average precision, which has no folder there but is what cards on the Hub use. The arguments are those of
``compute()`` of the metric.

Never invent: a name that could mean anything else than the metric itself resolves to :class:`NotAMetric`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["METRIC_IDS", "Metric", "NotAMetric", "display_name", "is_log_key", "resolve_metric"]


class Metric(NamedTuple):
    """A metric of the Hub, as ``model-index`` and ``metrics:`` name it."""

    id: str
    """The metric id, for example ``f1``."""
    args: tuple[tuple[str, str], ...]
    """Arguments that make the number what it is, for example ``(("average", "macro"),)``."""
    higher_is_better: bool
    """Whether the greatest value is the best one; false for error rates and errors."""


class NotAMetric(NamedTuple):
    """The answer for a name that stands for no metric of the Hub."""

    reason: str
    """Why, for people: a short phrase without a final full stop."""


UNKNOWN = NotAMetric("no Hub metric has this name")
LOSS = NotAMetric("loss is not a metric")
TRAINING_SCORE = NotAMetric("its name says a score on the training data, not an evaluation result")
RUN_STATISTIC = NotAMetric("a run statistic, not a score")
SUPPORT = NotAMetric("support is a count, not a score")
COUNT = NotAMetric("a count, not a score")
LENGTH = NotAMetric("a length, not a score")
CONFUSION_MATRIX = NotAMetric("a confusion matrix has no single value")
REPORT = NotAMetric("a report has no single value")
ONE_CLASS = NotAMetric("a score for one class or one part of the data, not for the model")
NUMBERED = NotAMetric("a score for one class or at one cut-off, not for the model")
CUT_OFF = NotAMetric("a score at one cut-off (a rank or a threshold), not the metric itself")
TOP_K = NotAMetric("top-k accuracy is not accuracy, and has no Hub metric id")
BALANCED_ACCURACY = NotAMetric("balanced accuracy is not accuracy, and has no Hub metric id")
RMSE = NotAMetric("RMSE has no Hub metric id; it is not MSE")
COMBINED_SCORE = NotAMetric("a mean of several metrics, with no Hub metric id")
DETECTION_PART = NotAMetric("a score for one threshold, object size or class, not the mean average precision")
VARIANT = NotAMetric("a variant of a metric, with no Hub metric id of its own")
AMBIGUOUS = NotAMetric("the name fits more than one metric")


# Names are compared as `_compact` leaves them: in lower case and without what separates words.

_HIGHER_IS_BETTER: dict[str, tuple[str, ...]] = {
    "accuracy": (
        *("accuracy", "acc", "categorical accuracy", "sparse categorical accuracy"),
        *("top 1 accuracy", "top 1 acc", "accuracy top 1", "acc top 1"),
    ),
    "bertscore": ("bertscore", "bertscore f1", "bertscore precision", "bertscore recall"),
    "bleu": ("bleu",),
    "bleurt": ("bleurt",),
    "chrf": ("chrf",),
    "comet": ("comet",),
    "exact_match": ("exact match", "em"),
    "f1": ("f1", "f1 measure"),
    "google_bleu": ("google bleu",),
    "map": ("map", "mean average precision"),
    "matthews_correlation": (
        "matthews correlation",
        "matthews correlation coefficient",
        "matthews corr",
        "matthews corrcoef",
        "mcc",
    ),
    "mauve": ("mauve",),
    "mean_iou": ("mean iou", "miou", "mean intersection over union"),
    "meteor": ("meteor",),
    "nist_mt": ("nist mt", "nist"),
    "pearsonr": (
        "pearsonr",
        "pearson",
        "pearson correlation",
        "pearson correlation coefficient",
        "pearson corr",
    ),
    "precision": ("precision",),
    "r_squared": ("r squared", "r square", "r2", "r^2", "r²"),
    "recall": ("recall",),
    "roc_auc": ("roc auc", "auc roc", "auroc"),
    "rouge": (
        "rouge",
        *("rouge1", "rouge2", "rougel", "rougelsum"),
        *("rouge1 fmeasure", "rouge2 fmeasure", "rougel fmeasure", "rougelsum fmeasure"),
    ),
    "sacrebleu": ("sacrebleu",),
    "sari": ("sari",),
    "spearmanr": (
        "spearmanr",
        "spearman",
        "spearman rho",
        "spearman correlation",
        "spearman correlation coefficient",
        "spearman corr",
        "spearman rank correlation",
    ),
}

_LOWER_IS_BETTER: dict[str, tuple[str, ...]] = {
    "brier_score": ("brier", "brier score loss"),
    "cer": ("cer", "character error rate"),
    "mae": ("mae", "mean absolute error"),
    "mape": ("mape", "mean absolute percentage error"),
    "mase": ("mase", "mean absolute scaled error"),
    "mse": ("mse", "mean squared error"),
    "perplexity": ("perplexity", "ppl"),
    "smape": ("smape", "symmetric mean absolute percentage error"),
    "ter": ("ter", "translation error rate", "translation edit rate"),
    "wer": ("wer", "word error rate"),
}

_NOT_METRICS: dict[NotAMetric, tuple[str, ...]] = {
    RUN_STATISTIC: (
        *("epoch", "epochs", "step", "steps", "runtime", "learning rate", "lr", "grad norm", "total flos"),
        *("samples per second", "steps per second", "tokens per second", "samples", "num samples"),
        *("model preparation time", "jit compilation time"),
        *("num input tokens seen", "input tokens seen", "num tokens"),
    ),
    SUPPORT: ("support", "number"),
    COUNT: (
        *("tp", "fp", "tn", "fn", "true positives", "false positives", "true negatives", "false negatives"),
        *("total", "totals", "count", "counts", "hasans total", "noans total"),
    ),
    LENGTH: ("gen len", "generated length"),
    CONFUSION_MATRIX: ("confusion matrix", "matrix", "mtrix", "confmat", "cm"),
    REPORT: ("classification report", "report"),
    BALANCED_ACCURACY: ("balanced accuracy", "accuracy balanced", "balanced acc", "bal acc"),
    RMSE: ("rmse", "root mean squared error", "root mse"),
    COMBINED_SCORE: ("combined score",),
    VARIANT: (
        *("mean accuracy", "binary accuracy", "mean token accuracy", "average precision"),
        *("wer ortho", "normalized wer", "normalised wer", "wer normalized", "wer normalised"),
        *("cer ortho", "normalized cer", "normalised cer", "cer normalized", "cer normalised"),
        *("rouge1 precision", "rouge1 recall", "rouge2 precision", "rouge2 recall", "rougel precision"),
        *("rougel recall", "rougelsum precision", "rougelsum recall"),
        *("bleu1", "bleu2", "bleu3", "bleu4", "adjusted r2", "adjusted r squared"),
    ),
    AMBIGUOUS: ("auc", "average", "exact", "corr", "correlation", "f score", "f measure"),
    ONE_CLASS: ("per category accuracy", "per category iou", "per class accuracy", "per class iou"),
}

_WITH_ARGUMENTS: dict[str, Metric] = {"chrf++": Metric("chrf", (("word_order", "2"),), True)}

_REASONS_BY_WORD = {
    "loss": LOSS,
    "mem": RUN_STATISTIC,
    "confusion": CONFUSION_MATRIX,
    "matrix": CONFUSION_MATRIX,
}
"""Words that decide about a name wherever they stand in it."""

_REASONS_BY_LAST_WORD = {
    "runtime": RUN_STATISTIC,
    "seconds": RUN_STATISTIC,
    "time": RUN_STATISTIC,
    "support": SUPPORT,
    "number": SUPPORT,  # seqeval's word for it
    "len": LENGTH,
    "length": LENGTH,
}

_AVERAGES = ("macro", "micro", "weighted", "samples", "binary")
"""Words in a name that are values of the argument ``average`` (scikit-learn's, which evaluate passes on)."""

_AVERAGE_FILLERS = frozenset({"avg", "average", "averaged"})
_AVERAGED_IDS = frozenset({"f1", "precision", "recall", "roc_auc"})
"""Metrics whose ``compute()`` takes ``average``; no other does."""

_EVALUATION_PREFIXES = frozenset({"eval", "evaluation", "validation", "valid", "val", "dev", "test"})
_TRAINING_PREFIXES = frozenset({"train", "training"})

_OVERALL_IDS = frozenset({"accuracy", "f1", "precision", "recall"})
"""What seqeval and mean_iou print with ``overall_`` in front: the score for all classes."""

_ACCURACY = frozenset({"accuracy", "acc"})
_CLASS_SCORES = frozenset({"precision", "recall", "f1", "f1score", "iou", *_ACCURACY})
"""Words that, beside a word that is not in `_QUALIFIERS`, make a name a score for one class."""
_CLASS_WORDS = frozenset({"class", "label", "category"})
"""Without one of these or a number, an accuracy may be that of a task or of a data set as well."""

_QUALIFIERS = frozenset(
    (
        *("macro", "micro", "weighted", "samples", "sample", "binary", "avg", "average", "averaged"),
        *("mean", "median", "std", "min", "max", "best", "total", "overall", "curve", "auc"),
        *("threshold", "thresh", "exact", "partial", "strict", "relaxed", "soft", "hard", "masked"),
        *("char", "character", "word", "token", "span", "entity", "sentence", "answer", "bert"),
        *("rouge1", "rouge2", "rougel", "rougelsum", "cosine", "dot", "manhattan", "euclidean"),
        *("similarity", "balanced", "normalized", "normalised", "generalized", "adjusted"),
    )
)
"""Words that say how a score was computed. The list only chooses between two reasons, so it may have gaps."""

_LONGEST_NAME = 200
"""Characters of a name that is still looked at."""

_split_words = re.compile(r"[\s_/()-]+").split


def _compact(name: str) -> str:
    """Lower-case a name and leave out what separates its words: ``F1-score`` becomes ``f1score``."""
    return "".join(_split_words(name.lower()))


def _build_names() -> dict[str, Metric | NotAMetric]:
    """Put the tables above into one dictionary from compact name to answer."""
    names: dict[str, Metric | NotAMetric] = dict(_WITH_ARGUMENTS)
    for table, higher_is_better in ((_HIGHER_IS_BETTER, True), (_LOWER_IS_BETTER, False)):
        for metric_id, display_names in table.items():
            metric = Metric(metric_id, (), higher_is_better)
            for display_name in display_names:
                names[_compact(display_name)] = metric
                names.setdefault(_compact(display_name) + "score", metric)
    for reason, display_names in _NOT_METRICS.items():
        for display_name in display_names:
            names[_compact(display_name)] = reason
    return names


_NAMES = _build_names()

METRIC_IDS: frozenset[str] = frozenset({*_HIGHER_IS_BETTER, *_LOWER_IS_BETTER})
"""Every id that :func:`resolve_metric` can give. All but ``map`` are folders of huggingface/evaluate."""


def resolve_metric(display_name: str) -> Metric | NotAMetric:
    """Say which Hub metric a printed name stands for, or why it stands for none.

    Case does not count, and neither does what separates words: blanks, ``_``, ``-``, ``/``, ``(`` and ``)``.
    ``Eval``, ``Validation`` and ``Test`` in front are ignored. Never raises; time is linear in the length of
    the name, and answers are cached.

    >>> resolve_metric("Macro avg F1-score")
    Metric(id='f1', args=(('average', 'macro'),), higher_is_better=True)
    >>> resolve_metric("eval_wer")
    Metric(id='wer', args=(), higher_is_better=False)
    >>> resolve_metric("0 Precision").reason
    'a score for one class or one part of the data, not for the model'
    """
    if len(display_name) > _LONGEST_NAME:
        return UNKNOWN
    return _resolve(display_name)


_LOG_KEY = re.compile(r"eval_[A-Za-z0-9_@.-]+\Z")


def is_log_key(name: str) -> bool:
    """Whether a result is named by the key of the training log, as transformers prints it after an interrupted run."""
    return _LOG_KEY.match(name) is not None


def display_name(name: str) -> str:
    """Return a result's name as transformers prints it after a finished run.

    >>> display_name("eval_exact_match"), display_name("F1 Macro")
    ('Exact Match', 'F1 Macro')
    """
    if not is_log_key(name):
        return name
    return " ".join(part.capitalize() for part in name.removeprefix("eval_").split("_"))


@lru_cache(maxsize=4096)
def _resolve(display_name: str) -> Metric | NotAMetric:
    """Resolve a name that is not too long: set the prefix for the data aside, then look at the words."""
    name = display_name.strip().lower()
    if name.startswith(("memory/", "mem ", "mem_")):
        return RUN_STATISTIC
    words = [word for word in _split_words(name) if word]
    if len(words) > 1 and words[0] in _EVALUATION_PREFIXES:
        del words[0]
    if len(words) > 1 and words[0] in _TRAINING_PREFIXES:
        answer = _resolve_words(words[1:])
        return TRAINING_SCORE if isinstance(answer, Metric) or answer not in _NEVER_SCORES else answer
    return _resolve_words(words)


_NEVER_SCORES = frozenset({LOSS, RUN_STATISTIC, SUPPORT, COUNT, LENGTH, CONFUSION_MATRIX, REPORT})
"""Reasons that say more about a name with ``Train`` in front than that it is a score on the training data."""


def _resolve_words(words: list[str]) -> Metric | NotAMetric:
    """Resolve the words of a name, in lower case and without the prefix for the data."""
    if len(words) > 1 and words[0] in ("f", "r") and words[1].isdigit():
        return AMBIGUOUS  # `r_2` may be R squared or the recall of class 2
    known = _NAMES.get("".join(words))
    if known is not None:
        return known
    return _resolve_overall(words) or _resolve_average(words) or _explain(words)


def _resolve_overall(words: list[str]) -> Metric | None:
    """Resolve ``overall f1``: seqeval's word for the score over all classes."""
    if words and words[0] == "overall":
        known = _NAMES.get("".join(words[1:])) or _resolve_average(words[1:])
        if isinstance(known, Metric) and known.id in _OVERALL_IDS:
            return known
    return None


def _resolve_average(words: list[str]) -> Metric | None:
    """Resolve a name with exactly one word for the average in it: ``macro avg f1 score``, ``f1macro``."""
    averages = [word for word in words if word in _AVERAGES]
    if len(averages) == 1:
        average = averages[0]
        rest = "".join(word for word in words if word != average and word not in _AVERAGE_FILLERS)
    elif len(words) == 1:
        average, rest = _split_glued_average(words[0])
    else:
        return None
    metric = _NAMES.get(rest)
    if not isinstance(metric, Metric) or metric.args or metric.id not in _AVERAGED_IDS:
        return None
    if average == "binary" and metric.id == "roc_auc":
        return None
    return Metric(metric.id, (("average", average),), metric.higher_is_better)


def _split_glued_average(word: str) -> tuple[str, str]:
    """Split ``macrof1`` or ``f1macro`` into average and rest; the rest is empty when there is no average."""
    for average in _AVERAGES:
        if word.startswith(average):
            return average, word[len(average) :]
        if word.endswith(average):
            return average, word[: -len(average)]
    return "", ""


def _explain(words: list[str]) -> NotAMetric:
    """Choose the reason for a name that is in no table."""
    if not words:
        return UNKNOWN
    for word in words:
        if word in _REASONS_BY_WORD:
            return _REASONS_BY_WORD[word]
    if words[-1] in _REASONS_BY_LAST_WORD:
        return _REASONS_BY_LAST_WORD[words[-1]]
    if words[-2:] == ["per", "second"]:
        return RUN_STATISTIC
    if "at" in words[1:-1] or any("@" in word for word in words):
        return CUT_OFF
    return _explain_score(words)


_match_top_k = re.compile(r"top(?:[0-9]+|k)?").fullmatch
_match_detection = re.compile(r"ma[pr](?:[0-9]{1,4})?").fullmatch


def _explain_score(words: list[str]) -> NotAMetric:
    """Choose the reason for a name that may hold the name of a score and something more."""
    if any(map(_match_top_k, words)) and not _ACCURACY.isdisjoint(words):
        return TOP_K
    if _match_detection(words[0]):
        return DETECTION_PART
    scores = [word for word in words if word in _CLASS_SCORES]
    others = [word for word in words if word not in _CLASS_SCORES and word != "score"]
    if len(scores) != 1 or not others:
        return UNKNOWN
    if not _QUALIFIERS.isdisjoint(others):
        return VARIANT
    if scores[0] in _ACCURACY and not others[0].isdigit() and _CLASS_WORDS.isdisjoint(others):
        return UNKNOWN
    return NUMBERED if words[0] in _CLASS_SCORES and len(others) == 1 and others[0].isdigit() else ONE_CLASS
