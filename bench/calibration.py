"""Compare what the providers suggest for the fixture cards with what is right, and count.

Each card is asked about offline with the files of its repository, and with a Hub around it, which the tests' local Hub
serves from fixtures/hub; both times as it is, and once more without those keys that are right already, as an older
version of its generator would have left it. What nobody can know about a card is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple
from unittest.mock import patch

from bench.truth import FIELDS, HUB, Truth, claims, is_right, read_truth, without
from cardsmith import Card
from cardsmith.checking import suggest
from cardsmith.gaps import Suggestion
from cardsmith.suggest import Sources, providers_for
from cardsmith.suggest.engine import Problem
from cardsmith.suggest.folder import LocalFolder

SAFE_SHARE = 0.99
"""At least so many of the suggestions that are applied without a person must be right."""

SURE_SHARE = 0.95
"""At least so many of the suggestions of confidence 0.9 and more must be right."""

WORTH_TELLING = 0.5
"""Wrong suggestions of less confidence are only counted."""

BANDS = (0.0, 0.5, 0.7, 0.8, 0.9)
"""Where the bands of confidence start."""


class Judged(NamedTuple):
    """One suggested value, compared with what is right; `is_first` of those that are suggested for the field."""

    card: str
    field: str
    value: Any
    right: Any
    is_right: bool
    is_first: bool
    suggestion: Suggestion


class Tally(NamedTuple):
    """How many there are, and how many of them are right."""

    right: int
    number: int

    @classmethod
    def of(cls, judged: Iterable[Judged]) -> Tally:
        """Count."""
        judged = list(judged)
        return cls(sum(item.is_right for item in judged), len(judged))

    @property
    def share(self) -> float:
        """The share that is right; of nothing, all is."""
        return self.right / self.number if self.number else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.number}" if self.number else "."


class Measured(NamedTuple):
    """What came of asking about every card.

    Attributes:
        judged: The suggested values that could be compared.
        unknown: How many could not be, by field.
        problems: What the providers could not read.
    """

    judged: list[Judged]
    unknown: Counter[str]
    problems: list[Problem]

    @property
    def safe(self) -> Tally:
        """The suggestions that are applied without a person."""
        return Tally.of(item for item in self.judged if item.suggestion.safe)

    @property
    def sure(self) -> Tally:
        """The suggestions of confidence 0.9 and more."""
        return Tally.of(item for item in self.judged if _band(item) == BANDS[-1])

    @property
    def is_good_enough(self) -> bool:
        """Whether suggestions may be trusted as much as they ask to be."""
        return self.safe.share >= SAFE_SHARE and self.sure.share >= SURE_SHARE


SourcesOf = Callable[[Truth, Card], Sources]
"""Returns what there is to read about a card."""


def measure(truths: Iterable[Truth], sources_of: SourcesOf) -> Measured:
    """Ask about every card and compare the answers with what is right."""
    measured = Measured([], Counter(), [])
    for truth in truths:
        card = Card.load(truth.path)
        _ask(measured, truth, card, sources_of(truth, card))
        keys = truth.right_keys(card)
        if keys:
            shorter = without(card, keys)
            _ask(measured, truth, shorter, sources_of(truth, shorter), only=keys)
    return measured


def _ask(measured: Measured, truth: Truth, card: Card, sources: Sources, only: Collection[str] = FIELDS) -> None:
    gaps, problems = suggest(card, providers=providers_for(sources))
    measured.problems.extend(problems)
    found = {gap.field: gap.suggestions for gap in gaps}
    for suggestions in found.values():
        for suggestion in suggestions:
            for claim in claims(suggestion):
                if claim.field in only and claim.field in truth.right:
                    right, first = truth.right[claim.field], suggestion is suggestions[0]
                    judged = Judged(truth.card, *claim, right, is_right(claim, right), first, suggestion)
                    measured.judged.append(judged)
                elif claim.field in only:
                    measured.unknown[claim.field] += 1


def offline(truth: Truth, _card: Card) -> Sources:
    """Return what stands beside the card, as `--offline` reads it."""
    return Sources(files=LocalFolder(HUB / "models" / truth.repo) if truth.repo else None)


@contextmanager
def on_hub() -> Iterator[SourcesOf]:
    """Serve fixtures/hub, and give what it says around each card."""
    from huggingface_hub import constants

    from cardsmith.hub.online import OnlineReader
    from cardsmith.hub.repo_files import RepoFiles
    from tests.local_hub import LocalHub

    def sources_of(truth: Truth, card: Card) -> Sources:
        if truth.repo is None:
            return Sources(hub=reader)
        # The Hub computes tags, task and library from the card, so it gets the one that is asked about.
        hub.commit(truth.repo, {"README.md": card.to_bytes()})
        repo = reader.model(truth.repo)
        return Sources(RepoFiles(reader, repo) if repo else None, reader, truth.repo, repo)

    # The local Hub knows nobody's token, and the real one is not told of this.
    settings = patch.multiple(constants, HF_HUB_DISABLE_IMPLICIT_TOKEN=True, HF_HUB_DISABLE_TELEMETRY=True)
    with settings, LocalHub(seed=HUB) as hub:
        reader = OnlineReader(hub.url)
        yield sources_of


def report(title: str, measured: Measured) -> Iterator[str]:
    """Yield the lines that show what was measured: right suggestions of all, by field and by confidence."""
    heads = [f"{low:g}–{high:g}" for low, high in pairwise((*BANDS, 1.0))]
    yield f"{title}: right of suggested, by confidence"
    yield _row("", [*heads, "all", "first", "safe", "unknown"])
    for field in FIELDS:
        of_field = [item for item in measured.judged if item.field == field]
        if of_field or measured.unknown[field]:
            yield _row(field, [*_tallies(of_field), str(measured.unknown[field] or ".")])
    yield _row("all", [*_tallies(measured.judged), str(measured.unknown.total())])
    for name, tally, wanted in (("safe", measured.safe, SAFE_SHARE), ("≥ 0.9", measured.sure, SURE_SHARE)):
        yield f"  {name:<6} {tally.right} of {tally.number} right, {tally.share:.1%} (at least {wanted:.0%})"
    wrong = [item for item in measured.judged if not item.is_right and item.suggestion.confidence >= WORTH_TELLING]
    yield f"  wrong with {WORTH_TELLING:g} or more, the surest first:"
    for item in sorted(wrong, key=lambda item: (-item.suggestion.confidence, item.card, item.field)):
        safe = "safe" if item.suggestion.safe else "    "
        said = f"{item.field} {item.value!r}, right is {item.right!r}"
        yield f"    {item.suggestion.confidence:.2f} {safe} {item.card}: {said} ({item.suggestion.source})"
    for problem in dict.fromkeys(measured.problems):
        yield f"  problem of provider {problem.provider}: {problem.message}"


def _tallies(judged: list[Judged]) -> list[str]:
    bands = [Tally.of(item for item in judged if _band(item) == low) for low in BANDS]
    first = Tally.of(item for item in judged if item.is_first)
    safe = Tally.of(item for item in judged if item.suggestion.safe)
    return [str(tally) for tally in (*bands, Tally.of(judged), first, safe)]


def _row(name: str, cells: Iterable[str]) -> str:
    return f"  {name:<16}" + "".join(f"{cell:>9}" for cell in cells)


def _band(item: Judged) -> float:
    return max(low for low in BANDS if low <= item.suggestion.confidence)


def main(_arguments: list[str]) -> int:
    """Print both tables; return 1 when suggestions promise more than they hold."""
    truths = read_truth()
    measured = {"Offline": measure(truths, offline)}
    with on_hub() as sources_of:
        measured["With the Hub"] = measure(truths, sources_of)
    for title, each in measured.items():
        print("\n".join(report(title, each)), end="\n\n")
    return 0 if all(each.is_good_enough for each in measured.values()) else 1
