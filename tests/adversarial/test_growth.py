"""Eight times as much of anything takes about eight times as much work, never sixty-four times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cardsmith import Card, check, fill
from tests.support import assert_linear

HEAD = "---\nlicense: mit\n---\n"
REPORTED = "It achieves the following results on the evaluation set:\n"
RESULT = (
    "  - task:\n      type: conversational\n    dataset:\n      type: unknown\n      name: B\n      config: null\n"
    "    metrics:\n    - type: acc\n      value:\n        a: 1\n        b: 2\n"
)

Case = Callable[[int], tuple[str, Mapping[str, Any]]]
"""Makes a card of `n` parts, and the answers to fill it with."""

CASES: dict[str, Case] = {
    "prose": lambda n: (HEAD + "Some words, and a [link](https://example.org).\n" * n * 20, {}),
    "keys": lambda n: ("---\n" + "".join(f"key{i}: value\n" for i in range(n)) + "---\n", {"license": "mit"}),
    "items": lambda n: ("---\ntags:\n- a\n" + "- tag\n" * n + "---\n", {"datasets": [f"a/b{i}" for i in range(n)]}),
    "ambiguous items": lambda n: ("---\nlanguage:\n" + "- no\n" * n + "---\n", {}),
    "results": lambda n: ("---\nmodel-index:\n- name: m\n  results:\n" + RESULT * (n // 4) + "---\n", {}),
    "rows": lambda n: (f"{HEAD}{REPORTED}- F1: 1\n\n| Step | Epoch | F1 |\n|--|--|--|\n" + "| 1 | 2 | 3\n" * n * 4, {}),
    "columns": lambda n: (
        f"{HEAD}{REPORTED}"
        + "".join(f"- C{i}: 1\n" for i in range(n))
        + f"\n| Step | Epoch |{''.join(f' C{i} |' for i in range(n))}\n|{'--|' * (n + 2)}\n| 1 | 2 {'| 1 ' * n}\n",
        {},
    ),
    "reported results": lambda n: (HEAD + REPORTED + "".join(f"- eval_f{i}: 0.5\n" for i in range(n)), {}),
    "introductions": lambda n: (HEAD + "It has the following results on the test set:\n\n- Note: none\n\n" * n * 4, {}),
    "code samples": lambda n: (HEAD + '```python\nload("setfit_model_id")\n```\n\n' * n, {"repo_id": "a/b"}),
    "sections": lambda n: (
        HEAD + "".join(f"## H{i}\n\nMore information needed\n\n" for i in range(n)),
        {"sections": {f"H{i}": "Words." for i in range(n)}},
    ),
    "labels": lambda n: (
        f"{HEAD}## H\n\n" + "".join(f"- **L{i}:** [More Information Needed]\n" for i in range(n)),
        {"sections": {"H": {f"L{i}": "Words." for i in range(n)}}},
    ),
    "new sections": lambda n: (HEAD, {"sections": {f"H{i}": "Words." for i in range(n)}}),
    "appended paragraphs": lambda n: (
        "---\nlibrary_name: peft\n---\n### Framework versions\n\n" + "- PEFT 0.4.0\n\n" * n * 4,
        {},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_growth_is_linear(name: str) -> None:
    case = CASES[name]

    def check_and_fill(n: int) -> None:
        text, answers = case(n)
        card = Card(text)
        check(card)
        fill(card, answers)

    assert_linear(check_and_fill, 50)
