"""How the time grows with the size of a card, and with its gaps. Twice as much should take twice as long: n^1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from bench.measuring import Job, Row, Table, best_in_turns
from cardsmith import Card, check, fill

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
GAPS = (1, 10, 100, 1_000)
ROUNDS = 3
CHECK, FILL = "check", "check + fill + verify"

HEAD = """\
---
license: mit
language: en
library_name: transformers
base_model: facebook/wav2vec2-base
pipeline_tag: audio-classification
---

# voices

"""
PROSE = """\
## Notes {number}

Some words about the model, as long as a paragraph of a card is. It was trained on *voices* of people, see
[the dataset](https://huggingface.co/datasets/user/voices), and `evaluate` was used.

| Epoch | Step | Accuracy |
| ---: | ---: | ---: |
| {number}.0 | 100 | 0.9 |

"""
GAP = """\
## Notes {number}

More information needed

"""


def card_of_size(size: int) -> str:
    """Return a card of about so many bytes: sections of prose, links and small tables."""
    return HEAD + "".join(PROSE.format(number=number) for number in range((size - len(HEAD)) // len(PROSE) + 1))


def card_with_gaps(count: int) -> str:
    """Return a card with so many sections that nobody filled."""
    return HEAD + "".join(GAP.format(number=number) for number in range(count))


def _filled(text: str, answers: dict[str, Any]) -> str:
    card = Card(text)
    check(card)
    return fill(card, answers).card.text


def _jobs(cards: dict[int, str], answers: Callable[[int], dict[str, Any]]) -> dict[str, Job]:
    """Return the jobs for each card by its size; the answers are those for its size."""

    def checks(text: str) -> Job:
        return lambda: check(Card(text))

    def fills(text: str, given: dict[str, Any]) -> Job:
        return lambda: _filled(text, given)

    jobs = {f"{size}/{CHECK}": checks(text) for size, text in cards.items()}
    return jobs | {f"{size}/{FILL}": fills(text, answers(size)) for size, text in cards.items()}


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return with which power of the size the time grew in the last step, where what does not grow weighs least."""
    return math.log(times[-1] / times[-2]) / math.log(sizes[-1] / sizes[-2])


def _table(title: str, names: dict[int, str], jobs: dict[str, Job], rounds: int) -> Table:
    times = best_in_turns(jobs, rounds)
    rows = [Row(name, "s", {what: times[f"{size}/{what}"] for what in (CHECK, FILL)}) for size, name in names.items()]
    grown = {what: exponent(list(names), [row.values[what] for row in rows]) for what in (CHECK, FILL)}
    return Table(title, [*rows, Row(f"growth, {rows[-2].what} to {rows[-1].what}", "exponent", grown)], compared=False)


def measure(sizes: Sequence[int] = SIZES, gaps: Sequence[int] = GAPS, rounds: int = ROUNDS) -> list[Table]:
    """Return the times of growing cards, and with which power they grow."""
    of_size = {size: card_of_size(size) for size in sizes}
    with_gaps = {count: card_with_gaps(count) for count in gaps}
    size_names = {size: f"{size / 1e3:,.0f} kB" if size < 1e6 else f"{size / 1e6:,.0f} MB" for size in sizes}
    gap_names = {count: f"{count:,} gaps" if count > 1 else "1 gap" for count in gaps}
    return [
        _table("size of the card", size_names, _jobs(of_size, lambda _: {"license": "apache-2.0"}), rounds),
        _table("gaps of the card, all filled", gap_names, _jobs(with_gaps, _sections), rounds),
    ]


def _sections(count: int) -> dict[str, Any]:
    return {"sections": {f"Notes {number}": f"Words about {number}." for number in range(count)}}
