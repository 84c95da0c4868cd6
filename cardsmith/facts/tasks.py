"""Task ids of results: those of the Hub, and those that libraries have for what their evaluators do."""

from __future__ import annotations

from cardsmith import catalogue

EVALUATORS = frozenset(
    {
        *("binary-classification", "information-retrieval", "knowledge-distillation", "label-accuracy"),
        *("nano-beir", "paraphrase-mining", "reranking", "semantic-similarity", "triplet"),
        *("cross-encoder-binary-classification", "cross-encoder-classification", "cross-encoder-correlation"),
        *("cross-encoder-nano-beir", "cross-encoder-reranking"),
        *("sparse-information-retrieval", "sparse-nano-beir", "sparse-reranking", "sparse-triplet"),
    }
)
"""What sentence-transformers (3 to 6) and PyLate write as the task of a result: the slug of the evaluator's name."""


def is_task_of_result(task: str) -> bool:
    """Whether a result may be on this task: one of the Hub's, or what an evaluator of a library does.

    >>> is_task_of_result("text-classification"), is_task_of_result("triplet"), is_task_of_result("Test")
    (True, True, False)
    """
    return task in catalogue.pipeline_tags() or task in EVALUATORS
