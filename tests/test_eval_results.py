"""The second export of results, for registered benchmarks."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from cardsmith import Card
from cardsmith.eval_results import EvalResultsError, eval_results_files, eval_results_yaml
from cardsmith.hub.reader import HubRepo
from tests.hub.readers import MemoryReader

EVAL_YAML = b"name: Questions\ntasks:\n- id: default\n  split: test\n- id: hard\n"
BENCHMARK = HubRepo("dataset", "org/questions", "a" * 40, files={"eval.yaml": 10, "README.md": 1})
TAGGED = HubRepo("dataset", "org/tagged", "a" * 40, tags=["benchmark:official"], files={"README.md": 1})
PLAIN = HubRepo("dataset", "user/own", "a" * 40, files={"README.md": 1})


def reader(*repos: HubRepo) -> MemoryReader:
    return MemoryReader(*(repos or (BENCHMARK, TAGGED, PLAIN)), files={"eval.yaml": EVAL_YAML})


def result(dataset: str = "org/questions", *metrics: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = list(metrics) or [{"type": "accuracy", "value": 0.412}]
    return {"task": {"type": "x"}, "dataset": {"type": dataset, "name": "Q"}, "metrics": listed, **more}


def card(*results: dict[str, Any]) -> Card:
    front = yaml.safe_dump({"model-index": [{"name": "voices", "results": list(results)}]})
    return Card(f"---\n{front}---\n# Voices\n")


def export(*results: dict[str, Any], task: str = "default", metric: str | None = None) -> dict[str, bytes]:
    return eval_results_files(card(*results), task, metric, reader())


def test_the_file() -> None:
    ((path, data),) = export(result()).items()

    assert path == ".eval_results/org--questions--default.yaml"
    assert data == b"- dataset:\n    id: org/questions\n    task_id: default\n  value: 0.412\n"


def test_the_key_may_be_misspelt() -> None:
    misspelt = Card(card(result()).text.replace("model-index", "model_index"))
    assert eval_results_files(misspelt, "default", None, reader()) == export(result())


def test_huggingface_hub_reads_it() -> None:
    hub = pytest.importorskip("huggingface_hub")
    source = {"url": "https://example.org/log", "name": "The log", "other": 1}
    data = eval_results_yaml(result(source=source), "org/questions", "no")
    (entry,) = hub.parse_eval_result_entries(yaml.safe_load(data))

    assert (entry.dataset_id, entry.task_id, entry.value) == ("org/questions", "no", 0.412)
    assert (entry.source_url, entry.source_name, entry.date) == ("https://example.org/log", "The log", None)


@pytest.mark.parametrize("value", [1, 0.979, 1e-05, 20.9, -3])
def test_values_are_those_of_the_card(value: float) -> None:
    data = eval_results_yaml(result("a/b", {"type": "x", "value": value}), "a/b", "t")
    assert yaml.safe_load(data)[0]["value"] == value


def test_a_metric_by_type_or_name() -> None:
    both = result("org/questions", {"type": "f1", "value": 1}, {"type": "accuracy", "name": "Acc (top 1)", "value": 2})

    assert b"value: 1\n" in export(both, metric="F1")[".eval_results/org--questions--default.yaml"]
    assert b"value: 2\n" in export(both, metric="acc (top 1)")[".eval_results/org--questions--default.yaml"]
    with pytest.raises(EvalResultsError, match="must have one metric, and has f1, accuracy") as error:
        export(both)
    assert error.value.hint == "name it: TASK_ID=f1"
    with pytest.raises(EvalResultsError, match="one metric 'wer'"):
        export(both, metric="wer")


def test_a_tag_registers_too() -> None:
    assert list(export(result("org/tagged"), task="any")) == [".eval_results/org--tagged--any.yaml"]


def test_of_several_results_the_one_on_a_benchmark() -> None:
    assert list(export(result("user/own"), result())) == [".eval_results/org--questions--default.yaml"]


@pytest.mark.parametrize(
    ("results", "task", "words"),
    [
        ([], "default", "no result on a dataset of the Hub"),
        ([result("None")], "default", "no result on a dataset of the Hub"),
        ([result("user/own")], "default", "user/own is no registered benchmark: it has no eval.yaml"),
        ([result("user/gone")], "default", "there is no dataset user/gone"),
        ([result()], "easy", "org/questions has no task 'easy', but default, hard"),
        ([result(), result()], "default", "has 2 results on org/questions"),
        ([result(), result("org/tagged")], "default", "several benchmarks of this card have a task 'default'"),
        ([result("org/questions", {"type": "accuracy", "value": "41 %"})], "default", "is no number: '41 %'"),
        ([result("org/questions", {"type": "accuracy", "value": float("nan")})], "default", "is no number: nan"),
        ([result("org/questions", {"type": "accuracy", "value": True})], "default", "is no number: True"),
    ],
)
def test_refusals(results: list[dict[str, Any]], task: str, words: str) -> None:
    with pytest.raises(EvalResultsError, match=words):
        export(*results, task=task)


def test_hostile_files() -> None:
    for data in (b"\xff", b"tasks: {", b"tasks: 3\n", b"- 1\n", b""):
        with pytest.raises(EvalResultsError, match="has no task 'default', but none"):
            eval_results_files(card(result()), "default", None, MemoryReader(BENCHMARK, files={"eval.yaml": data}))


def test_a_task_cannot_leave_the_folder() -> None:
    (path,) = export(result("org/tagged"), task="../../README.md")
    assert path == ".eval_results/org--tagged--..-..-README.md.yaml"
