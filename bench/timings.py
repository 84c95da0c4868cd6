"""Compare cardsmith with huggingface_hub's `ModelCard` on the seed cards.

Every number is the best of many rounds, which take turns, as processor time.
"""

from __future__ import annotations

import json

import yaml
from huggingface_hub import ModelCard

from bench.measuring import FIXTURES, Job, best_in_turns, seed_paths
from cardsmith import Card, check, fill

ROUNDS = 300


def jobs(data: bytes, answers: dict[str, object]) -> dict[str, Job]:
    """Return what is timed for one card; the first is the peer."""
    text = data.decode("utf-8")

    def check_and_fill() -> bytes:
        card = Card.from_bytes(data)
        check(card)
        return fill(card).card.to_bytes()

    def check_and_answer() -> bytes:
        card = Card.from_bytes(data)
        check(card)
        return fill(card, answers).card.to_bytes()

    return {
        "ModelCard load + str": lambda: str(ModelCard(text)),
        "check": lambda: check(Card.from_bytes(data)),
        "check + fill": check_and_fill,
        "check + fill, all answers": check_and_answer,
    }


def main(arguments: list[str]) -> int:
    """Print a table, or with `--json` an object a card."""
    report = {}
    for path in seed_paths():
        answers_file = FIXTURES / "answers" / f"{path.stem}.yaml"
        if not answers_file.exists():
            continue
        answers = yaml.safe_load(answers_file.read_text(encoding="utf-8"))
        times = best_in_turns(jobs(path.read_bytes(), answers), ROUNDS)
        peer = next(iter(times.values()))
        report[path.stem] = {
            name: {"microseconds": round(t * 1e6), "ratio": round(t / peer, 2)} for name, t in times.items()
        }
    if "--json" in arguments:
        print(json.dumps(report, indent=2))
        return 0
    for name, measured in report.items():
        print(name)
        for job, numbers in measured.items():
            print(f"  {job:<28} {numbers['microseconds']:>6} us  {numbers['ratio']:>5}")
    return 0
