"""What a card says of the task and the data of its results, for those who suggest them."""

from __future__ import annotations

from cardsmith.card import Card
from cardsmith.facts.evaluated_on import may_be_on_other_data
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.tasks import is_task_of_result
from cardsmith.facts.training import NO_DATASET
from cardsmith.ids import is_namespaced


def is_measured_on(card: Card, dataset: str) -> bool:
    """Whether a card proves which dataset the numbers it reports were measured on.

    `datasets` alone may be no more than training data. A generator that wrote both names the same dataset in the
    sentence that introduces the numbers; and what somebody said of them since may speak against it.
    """
    phrase = card.dataset_phrase
    return (
        phrase is not None
        and phrase.names == (dataset,)
        and card.listed("datasets") == [dataset]
        and is_namespaced(dataset)
        and not card.indexed_results
        and not may_be_on_other_data(card.body, dataset)
    )


def open_parts(card: Card) -> frozenset[str]:
    """Return which of `task` and `dataset` an answer may give: where no number is reported, what the results miss."""
    if card.sorted_results[0] or not card.indexed_results:
        return frozenset({"task", "dataset"})
    parts = set()
    for at in card.indexed_results:
        task, dataset = at.part("task").get("type"), at.part("dataset").get("type")
        if not isinstance(task, str) or not is_task_of_result(task):
            parts.add("task")
        if not isinstance(dataset, str) or dataset.lower() in NO_DATASET or is_loader(dataset):
            parts.add("dataset")
    return frozenset(parts)
