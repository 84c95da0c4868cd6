"""What is right for each fixture card, and whether a suggested value is."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cardsmith import Card
from cardsmith.gaps import Suggestion

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
HUB = FIXTURES / "hub"

FIELDS = (
    *("license", "language", "base_model", "datasets", "pipeline_tag", "library_name", "metrics", "model_name"),
    *("repo_id", "results.task", "results.dataset"),
)
"""The fields that are judged; of `results` each half for itself."""


class Truth(NamedTuple):
    """What is right for one card.

    Attributes:
        card: Its file under fixtures/cards, without `.md`.
        repo: The repository that holds it, a folder under fixtures/hub/models; None when it has none.
        right: The right value by field; None when every value is wrong. A field that is not there cannot be judged.
    """

    card: str
    repo: str | None
    right: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The card's file."""
        return FIXTURES / "cards" / f"{self.card}.md"

    def right_keys(self, card: Card) -> list[str]:
        """Return the keys of a card's front matter that say what is right."""
        said = {key: card.metadata[key] for key in FIELDS if card.metadata.get(key)}
        return [key for key in said if key in self.right and is_right(Claim(key, said[key]), self.right[key])]


def without(card: Card, keys: Collection[str]) -> Card:
    """Return a card without some keys of its front matter."""
    kept: list[str] = []
    inside = skipping = False
    for line in card.text.splitlines(keepends=True):
        if line.startswith("---"):
            inside, skipping = not kept, False
        elif inside and line[0] not in " -#\r\n":
            skipping = line.partition(":")[0] in keys
        if not skipping:
            kept.append(line)
    return Card("".join(kept), card.origin)


def read_truth() -> list[Truth]:
    """Return the truth about every card of fixtures/truth.yaml."""
    groups = yaml.safe_load((FIXTURES / "truth.yaml").read_text(encoding="utf-8"))
    return [Truth(card, group.get("repo"), _by_field(group)) for group in groups for card in group["cards"]]


def _by_field(group: Mapping[str, Any]) -> dict[str, Any]:
    right = {field: group[field] for field in FIELDS if field in group}
    right |= {f"results.{part}": value for part, value in group.get("results", {}).items()}
    return right | ({"repo_id": group["repo"]} if "repo" in group else {})


class Claim(NamedTuple):
    """One value that a suggestion claims; one of `results` may claim two."""

    field: str
    value: Any


def claims(suggestion: Suggestion) -> list[Claim]:
    """Return what a suggestion claims about the judged fields."""
    if suggestion.field == "results":
        parts = {part: suggestion.value.get(part) or {} for part in ("task", "dataset")}
        return [Claim(f"results.{part}", said["type"]) for part, said in parts.items() if "type" in said]
    return [Claim(suggestion.field, suggestion.value)] if suggestion.field in FIELDS else []


def is_right(claim: Claim, right: Any) -> bool:
    """Whether a claim says what is right: the same values in any order, under any id that leads to the same dataset."""
    return right is not None and _values(claim.field, claim.value) == _values(claim.field, right)


def _values(field: str, value: Any) -> frozenset[str]:
    listed = [str(item) for item in (value if isinstance(value, list) else [value])]
    if field in ("datasets", "results.dataset"):
        listed = [renamed_datasets().get(item, item) for item in listed]
    if field == "results.dataset":
        listed = [re.sub(r"[^a-z0-9/]+", "-", item.lower()) for item in listed]
    return frozenset(listed)


@cache
def renamed_datasets() -> dict[str, str]:
    """Return the present id of each dataset of fixtures/hub that had another one."""
    folder = HUB / "datasets"
    return {
        old: path.parent.relative_to(folder).as_posix()
        for path in sorted(folder.glob("*/*/hub.json"))
        for old in json.loads(path.read_text(encoding="utf-8")).get("renamed_from", ())
    }
