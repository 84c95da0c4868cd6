"""The card of skops, with a real scikit-learn model."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from scripts.generators.common import Job, run


def card(job: Job) -> bytes:
    """By skops.card.Card with metadata_from_config, for a logistic regression."""
    module: Any = import_module("skops.card")
    linear_model: Any = import_module("sklearn.linear_model")
    config = {
        "sklearn": {
            "model": {"file": "model.skops"},
            "model_format": "skops",
            "task": "tabular-classification",
            "example_input": {"length": [5.1, 4.9], "width": [3.5, 3.0]},
        }
    }
    path = job.work / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    model = linear_model.LogisticRegression(C=0.5).fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    made = module.Card(model, metadata=module.metadata_from_config(path))
    made.add_metrics(accuracy=0.9123, f1=0.9041)
    made.save(job.work / "README.md")
    return (job.work / "README.md").read_bytes()


if __name__ == "__main__":
    run(globals())
