"""Printed metric names: what they stand for, and which of them stand for nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.facts import metrics
from cardsmith.facts.metrics import METRIC_IDS, Metric, NotAMetric, resolve_metric

EVALUATE_METRICS = """
accuracy bertscore bleu bleurt brier_score cer character charcut_mt chrf code_eval comet competition_math
confusion_matrix coval cuad exact_match f1 fever frugalscore glue google_bleu indic_glue mae mahalanobis
mape mase matthews_correlation mauve mean_iou meteor mse nist_mt pearsonr perplexity poseval precision
r_squared recall rl_reliability roc_auc rouge sacrebleu sari seqeval smape spearmanr squad squad_v2
super_glue ter trec_eval wer wiki_split xnli xtreme_s
"""
"""The folders under metrics/ of huggingface/evaluate at a7dd338."""

IDS_OUTSIDE_THE_CATALOGUE = frozenset({"map"})
"""Mean average precision: no folder in evaluate, but the id that cards on the Hub use."""

TRAINER_NAMES = {
    "Accuracy": "accuracy",
    "Bleu": "bleu",
    "F1": "f1",
    "Matthews Correlation": "matthews_correlation",
    "Pearsonr": "pearsonr",
    "Precision": "precision",
    "Recall": "recall",
    "Rouge": "rouge",
    "Rouge1": "rouge",
    "Sacrebleu": "sacrebleu",
    "Spearmanr": "spearmanr",
    "Wer": "wer",
}
"""What the Trainer itself recognises (transformers, modelcard.py)."""

OTHER_NAMES = {
    "Rouge2": "rouge",
    "Rougel": "rouge",
    "Rougelsum": "rouge",
    "Rouge L": "rouge",
    "rouge-1": "rouge",
    "Rouge2 Fmeasure": "rouge",
    "Acc": "accuracy",
    "Accuracy Score": "accuracy",
    "Sparse Categorical Accuracy": "accuracy",
    "Top 1 Accuracy": "accuracy",
    "Accuracy Top1": "accuracy",
    "Overall Accuracy": "accuracy",
    "Overall Precision": "precision",
    "Overall Recall": "recall",
    "Overall F1": "f1",
    "F1-score": "f1",
    "F1 Score": "f1",
    "F1score": "f1",
    "Cer": "cer",
    "Exact Match": "exact_match",
    "Em": "exact_match",
    "Perplexity": "perplexity",
    "Roc Auc": "roc_auc",
    "Rocauc": "roc_auc",
    "Roc Auc Score": "roc_auc",
    "Auroc": "roc_auc",
    "Mse": "mse",
    "Mean Squared Error": "mse",
    "Mae": "mae",
    "R2": "r_squared",
    "R2 Score": "r_squared",
    "R Squared": "r_squared",
    "R-squared": "r_squared",
    "Mean Iou": "mean_iou",
    "Miou": "mean_iou",
    "Map": "map",
    "Meteor": "meteor",
    "Chrf": "chrf",
    "Ter": "ter",
    "Bertscore": "bertscore",
    "Bert Score": "bertscore",
    "Bertscore F1": "bertscore",
    "Bertscore Precision": "bertscore",
    "Bertscore-recall": "bertscore",
    "Bleu Score": "bleu",
    "Google Bleu": "google_bleu",
    "Mcc": "matthews_correlation",
    "Matthews Corrcoef": "matthews_correlation",
    "Pearson": "pearsonr",
    "Pearson R": "pearsonr",
    "Spearman": "spearmanr",
    "Spearman Rho": "spearmanr",
    "Brier Score": "brier_score",
    "eval_accuracy": "accuracy",
    "Eval Accuracy": "accuracy",
    "Validation Accuracy": "accuracy",
    "Test WER": "wer",
    "eval/f1": "f1",
}

AVERAGES = {
    "Macro avg F1-score": ("f1", "macro"),
    "Macro avg Precision": ("precision", "macro"),
    "Macro avg Recall": ("recall", "macro"),
    "Weighted avg Precision": ("precision", "weighted"),
    "Weighted avg Recall": ("recall", "weighted"),
    "Weighted avg F1-score": ("f1", "weighted"),
    "Micro avg F1-score": ("f1", "micro"),
    "Samples avg F1-score": ("f1", "samples"),
    "F1 Macro": ("f1", "macro"),
    "F1 Micro": ("f1", "micro"),
    "F1 Weighted": ("f1", "weighted"),
    "F1 Samples": ("f1", "samples"),
    "F1 Binary": ("f1", "binary"),
    "Macro F1": ("f1", "macro"),
    "Micro F1": ("f1", "micro"),
    "Weighted F1": ("f1", "weighted"),
    "F1 Score Macro": ("f1", "macro"),
    "F1 Macro Score": ("f1", "macro"),
    "F1 (macro)": ("f1", "macro"),
    "f1_macro": ("f1", "macro"),
    "f1macro": ("f1", "macro"),
    "MacroF1": ("f1", "macro"),
    "Macro-averaged recall": ("recall", "macro"),
    "Precision Weighted": ("precision", "weighted"),
    "Roc Auc Macro": ("roc_auc", "macro"),
    "Eval Macro F1": ("f1", "macro"),
    "Overall Micro F1": ("f1", "micro"),
}

NOT_METRICS = {
    "Loss": metrics.LOSS,
    "Validation Loss": metrics.LOSS,
    "Train Loss": metrics.LOSS,
    "Training Loss": metrics.LOSS,
    "Loss Ce": metrics.LOSS,
    "Loss Accuracy": metrics.LOSS,
    "Epoch": metrics.RUN_STATISTIC,
    "Step": metrics.RUN_STATISTIC,
    "Runtime": metrics.RUN_STATISTIC,
    "eval_runtime": metrics.RUN_STATISTIC,
    "Samples Per Second": metrics.RUN_STATISTIC,
    "Steps Per Second": metrics.RUN_STATISTIC,
    "Train Samples Per Second": metrics.RUN_STATISTIC,
    "Model Preparation Time": metrics.RUN_STATISTIC,
    "Jit Compilation Time": metrics.RUN_STATISTIC,
    "Num Input Tokens Seen": metrics.RUN_STATISTIC,
    "Input Tokens Seen": metrics.RUN_STATISTIC,
    "Memory/max Active (gib)": metrics.RUN_STATISTIC,
    "Memory/device Mem Reserved(gib)": metrics.RUN_STATISTIC,
    "Mem Cpu Alloc Delta": metrics.RUN_STATISTIC,
    "Init Mem Gpu Peaked Delta": metrics.RUN_STATISTIC,
    "Gen Len": metrics.LENGTH,
    "Generated_Length": metrics.LENGTH,
    "Support": metrics.SUPPORT,
    "0 Support": metrics.SUPPORT,
    "Macro avg Support": metrics.SUPPORT,
    "Weighted avg Support": metrics.SUPPORT,
    "Loc Number": metrics.SUPPORT,
    "Support F1": metrics.ONE_CLASS,
    "Tokens Per Second": metrics.RUN_STATISTIC,
    "Eval Images Per Second": metrics.RUN_STATISTIC,
    "Inference Time": metrics.RUN_STATISTIC,
    "Tp": metrics.COUNT,
    "Total": metrics.COUNT,
    "Mtrix": metrics.CONFUSION_MATRIX,
    "Matrix": metrics.CONFUSION_MATRIX,
    "Confusion Matrix": metrics.CONFUSION_MATRIX,
    "Test Confusion Matrix": metrics.CONFUSION_MATRIX,
    "Classification Report": metrics.REPORT,
    "Train Accuracy": metrics.TRAINING_SCORE,
    "Train Rouge1": metrics.TRAINING_SCORE,
    "Train Top-3-accuracy": metrics.TRAINING_SCORE,
    "0 Precision": metrics.ONE_CLASS,
    "LABEL_1 F1": metrics.ONE_CLASS,
    "B-PER Recall": metrics.ONE_CLASS,
    "Angry F1-score": metrics.ONE_CLASS,
    "Class 1 F1 Score": metrics.ONE_CLASS,
    "F1 Class 0": metrics.ONE_CLASS,
    "Accuracy Class 0": metrics.ONE_CLASS,
    "Iou Wall": metrics.ONE_CLASS,
    "Per Category Iou": metrics.ONE_CLASS,
    "Accuracy 1": metrics.NUMBERED,
    "F1 0": metrics.NUMBERED,
    "Recall 5": metrics.NUMBERED,
    "Precision@10": metrics.CUT_OFF,
    "Recall@5": metrics.CUT_OFF,
    "Hits@1": metrics.CUT_OFF,
    "Acc@1": metrics.CUT_OFF,
    "Map@0.5": metrics.CUT_OFF,
    "Recall At 5": metrics.CUT_OFF,
    "Top 5 Accuracy": metrics.TOP_K,
    "Accuracy Top5": metrics.TOP_K,
    "Validation Top-3-accuracy": metrics.TOP_K,
    "Balanced Accuracy": metrics.BALANCED_ACCURACY,
    "Rmse": metrics.RMSE,
    "Root Mean Squared Error": metrics.RMSE,
    "Combined Score": metrics.COMBINED_SCORE,
    "Map 50": metrics.DETECTION_PART,
    "Map50": metrics.DETECTION_PART,
    "Map Shrimp": metrics.DETECTION_PART,
    "Mar 100 Shrimp": metrics.DETECTION_PART,
    "Wer Ortho": metrics.VARIANT,
    "Normalized Wer": metrics.VARIANT,
    "Mean Accuracy": metrics.VARIANT,
    "Mean Token Accuracy": metrics.VARIANT,
    "Binary Accuracy": metrics.VARIANT,
    "Macro Accuracy": metrics.VARIANT,
    "Weighted Accuracy": metrics.VARIANT,
    "F1 Avg": metrics.VARIANT,
    "Mean F1": metrics.VARIANT,
    "Best F1 Thresh": metrics.VARIANT,
    "Cosine Precision": metrics.VARIANT,
    "Bleu 1": metrics.VARIANT,
    "Rouge2 Precision": metrics.VARIANT,
    "Adjusted R2": metrics.VARIANT,
    "Auc": metrics.AMBIGUOUS,
    "F Score": metrics.AMBIGUOUS,
    "R 2": metrics.AMBIGUOUS,
    "F 1": metrics.AMBIGUOUS,
    "": metrics.UNKNOWN,
    " ": metrics.UNKNOWN,
    "_": metrics.UNKNOWN,
    "Eval": metrics.UNKNOWN,
    "Train": metrics.UNKNOWN,
    "Macro": metrics.UNKNOWN,
    "Score": metrics.UNKNOWN,
    "F2": metrics.UNKNOWN,
    "Pearson Cosine": metrics.UNKNOWN,
    "Mnli Accuracy": metrics.UNKNOWN,
    "Precision Recall F1": metrics.UNKNOWN,
    "Rewards/accuracies": metrics.UNKNOWN,
    "Accuracy,": metrics.UNKNOWN,
}

SEED_BULLETS = {
    "Loss": metrics.LOSS,
    **{f"{label} {score}": metrics.ONE_CLASS for label in range(4) for score in ("Precision", "Recall", "F1-score")},
    **{f"{label} Support": metrics.SUPPORT for label in range(4)},
    "Accuracy": Metric("accuracy", (), True),
    "Macro avg Precision": Metric("precision", (("average", "macro"),), True),
    "Macro avg Recall": Metric("recall", (("average", "macro"),), True),
    "Macro avg F1-score": Metric("f1", (("average", "macro"),), True),
    "Macro avg Support": metrics.SUPPORT,
    "Weighted avg Precision": Metric("precision", (("average", "weighted"),), True),
    "Weighted avg Recall": Metric("recall", (("average", "weighted"),), True),
    "Weighted avg F1-score": Metric("f1", (("average", "weighted"),), True),
    "Weighted avg Support": metrics.SUPPORT,
    "Wer": Metric("wer", (), False),
    "Mtrix": metrics.CONFUSION_MATRIX,
}
"""The 28 bullets of the seed card model_broadclass_onSet1."""


@pytest.mark.parametrize(("name", "metric_id"), [*TRAINER_NAMES.items(), *OTHER_NAMES.items()])
def test_plain_metric(name: str, metric_id: str) -> None:
    metric = resolve_metric(name)
    assert isinstance(metric, Metric)
    assert (metric.id, metric.args) == (metric_id, ())


@pytest.mark.parametrize(("name", "metric_id", "average"), [(name, *rest) for name, rest in AVERAGES.items()])
def test_average(name: str, metric_id: str, average: str) -> None:
    assert resolve_metric(name) == Metric(metric_id, (("average", average),), True)


def test_chrf_plus_plus_is_chrf_with_words() -> None:
    assert resolve_metric("Chrf++") == Metric("chrf", (("word_order", "2"),), True)


@pytest.mark.parametrize(("name", "reason"), NOT_METRICS.items())
def test_not_a_metric(name: str, reason: NotAMetric) -> None:
    assert resolve_metric(name) == reason


def test_every_bullet_of_the_seed() -> None:
    assert len(SEED_BULLETS) == 28
    assert {name: resolve_metric(name) for name in SEED_BULLETS} == SEED_BULLETS


@pytest.mark.parametrize("name", [*TRAINER_NAMES, *OTHER_NAMES, *AVERAGES, *NOT_METRICS])
def test_case_and_separators_do_not_count(name: str) -> None:
    expected = resolve_metric(name)
    words = name.replace("_", " ").replace("-", " ")
    variants = [
        name.upper(),
        name.lower(),
        f" {name} ",
        *(words.replace(" ", separator) for separator in " _-"),
    ]
    assert [resolve_metric(variant) for variant in variants] == [expected] * len(variants)


@pytest.mark.parametrize(
    "name", ["Wer", "Cer", "Ter", "Mse", "Mae", "Mape", "Smape", "Mase", "Perplexity", "Brier Score"]
)
def test_lower_is_better(name: str) -> None:
    metric = resolve_metric(name)
    assert isinstance(metric, Metric)
    assert not metric.higher_is_better


@pytest.mark.parametrize("name", ["Accuracy", "F1", "Bleu", "Rouge1", "R2", "Mean Iou", "Map", "Pearsonr", "Macro F1"])
def test_higher_is_better(name: str) -> None:
    metric = resolve_metric(name)
    assert isinstance(metric, Metric)
    assert metric.higher_is_better


def test_every_id_is_in_the_catalogue_or_a_known_exception() -> None:
    assert METRIC_IDS - set(EVALUATE_METRICS.split()) == IDS_OUTSIDE_THE_CATALOGUE


def test_every_id_resolves_to_itself() -> None:
    resolved = {metric_id: resolve_metric(metric_id) for metric_id in METRIC_IDS}
    assert {key: value.id for key, value in resolved.items() if isinstance(value, Metric)} == {
        metric_id: metric_id for metric_id in METRIC_IDS
    }


def test_table_names_do_not_contradict_each_other() -> None:
    tables: list[Mapping[Any, tuple[str, ...]]] = [
        metrics._HIGHER_IS_BETTER,
        metrics._LOWER_IS_BETTER,
        metrics._NOT_METRICS,
    ]
    names = [metrics._compact(name) for table in tables for group in table.values() for name in group]
    assert len(names) == len(set(names))


NAME_PARTS = """
eval validation test train overall macro micro weighted avg averaged f1 f1-score precision recall accuracy
acc score support loss map mar rouge1 roc auc top 1 5 0 at @ class label b-per angry iou mem time len matrix
"""
NAMES = st.lists(st.sampled_from(NAME_PARTS.split()), max_size=6).map(" ".join)


@given(st.text() | NAMES)
def test_no_name_raises(name: str) -> None:
    answer = resolve_metric(name)
    if isinstance(answer, Metric):
        assert answer.id in METRIC_IDS
    else:
        assert answer.reason


@given(NAMES, st.sampled_from(["F1", "Precision", "Accuracy"]))
def test_a_word_of_unknown_meaning_is_never_ignored(words: str, score: str) -> None:
    for name in (f"xyzzy {words} {score}", f"{words} {score} xyzzy", f"{score} xyzzy {words}"):
        assert isinstance(resolve_metric(name), NotAMetric), name


@pytest.mark.parametrize("piece", ["a", " ", "_-", "macro", "f1 ", "top1 ", "map", "@", "İ"])
def test_long_names_take_linear_time(piece: str) -> None:
    started = time.perf_counter()
    for length in (150, 10_000_000):
        assert isinstance(resolve_metric(piece * (length // len(piece))), NotAMetric)
    assert time.perf_counter() - started < 0.5
