"""What is known of a model, each fact checked and in the one shape that sentences read, with its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.gaps import Evidence
from cardsmith.ids import is_hub_id
from cardsmith.places import metadata_span
from cardsmith.suggest.base import Request, seen_in
from cardsmith.suggest.english import code
from cardsmith.text import Span

ON_THE_CARD = "card."
"""A fact of this prefix is an attribute of the card: `card.training_results`."""

_MOST = 10**15  # no count of anything about a model is larger


class Known(NamedTuple):
    """A fact.

    Attributes:
        value: In the shape that sentences read.
        confidence: 0 to 1.
        evidence: Why it is believed: the surest piece for one value, every piece for one that was put together.
    """

    value: Any
    confidence: float
    evidence: tuple[Evidence, ...]


class Facts:
    """The facts about the model of one card, each looked up once."""

    def __init__(self, request: Request) -> None:
        self.card = request.card
        self._request = request
        self._found: dict[str, Known | None] = {}

    def known(self, name: str) -> Known | None:
        """Return a fact by its answers key or detail; None when it is not known, or not what it should be."""
        if name not in self._found:
            found = _found(self._request, name)
            value = _READERS[name](found.value) if found is not None else None
            self._found[name] = found._replace(value=value) if found is not None and value else None
        return self._found[name]


class Telling:
    """What one sentence reads, with the evidence of all that was read, in that order."""

    def __init__(self, facts: Facts) -> None:
        self.card = facts.card
        self._facts = facts
        self._evidence: dict[Evidence, None] = {}
        self.confidence = 1.0

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence of what was read so far."""
        return tuple(self._evidence)

    def knows(self, *names: str) -> bool:
        """Whether one of the facts at least is known, without reading any."""
        return any(
            bool(getattr(self.card, name.removeprefix(ON_THE_CARD)))
            if name.startswith(ON_THE_CARD)
            else self._facts.known(name) is not None
            for name in names
        )

    def look(self, name: str) -> Any:
        """Return a fact that the sentence does not tell, to decide by; None when it is not known."""
        known = self._facts.known(name)
        return known.value if known is not None else None

    def read(self, name: str) -> Any:
        """Return a fact for the sentence to tell; None when it is not known."""
        known = self._facts.known(name)
        if known is None:
            return None
        self._evidence |= dict.fromkeys(known.evidence)
        self.confidence = min(self.confidence, known.confidence)
        return known.value

    def cite(self, *spans: Span) -> None:
        """Note words of the card that the sentence is made of."""
        self._evidence |= dict.fromkeys(_in_card(self.card, span) for span in spans)


def _found(request: Request, field: str) -> Known | None:
    value = request.value(field)
    if value is None:
        return None
    if field in request.given:
        return Known(value, 1.0, (seen_in("answers", field, _shown(value)),))
    best = next(iter(request.known.get(field, ())), None)
    if best is not None and best.value is value:
        parted = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))
        return Known(value, best.confidence, best.evidence if parted else best.evidence[:1])
    return Known(value, 1.0, (_in_card(request.card, metadata_span(request.card, field)),))


def _shown(value: Any) -> str:
    """An answer as a person would write it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    return ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)


def _in_card(card: Card, span: Span) -> Evidence:
    line, _ = card.lines.position(span.start)
    return seen_in("card", f"line {line}", span.of(card.text))


# -- the shapes: what does not have its shape is not known -------------------------------------------------------------


def texts(value: Any) -> list[str]:
    """Return the texts of a value that is a text or a list of texts; empty when there is anything else in it."""
    listed = value if isinstance(value, list) else [value]
    return listed if all(isinstance(item, str) and item.strip() for item in listed) else []


def count(value: Any) -> int:
    """Return a number that counts something; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST else 0


def ids(value: Any) -> list[str]:
    """Return Hub ids, each once; empty when anything else is among them."""
    listed = texts(value)
    return list(dict.fromkeys(listed)) if all(map(is_hub_id, listed)) else []


def languages(value: Any) -> list[str]:
    """Return the names of languages by their codes; empty when there is another word among them.

    >>> languages(["es", "yue", "multilingual"]), languages("klingon")
    (['Spanish', '`yue`', 'several languages'], [])
    """
    codes = texts(value)
    names = {**catalogue.languages(), "multilingual": "several languages", "code": "source code"}
    known = all(map(catalogue.is_language_code, codes))
    return [names.get(item, code(item)) for item in dict.fromkeys(codes)] if known else []


def licenses(value: Any) -> list[str]:
    """Return the names of licences by their ids; empty when one of them has no name.

    >>> licenses("apache-2.0"), licenses("other")
    (['Apache license 2.0'], [])
    """
    names = {**catalogue.licenses(), "other": "", "unknown": ""}
    found = [names.get(item, "").replace("*", r"\*") for item in texts(value)]
    return found if all(found) else []


def task(value: Any) -> str:
    """Return the id of a task of the Hub; empty for anything else."""
    return value if isinstance(value, str) and value != "other" and value in catalogue.pipeline_tags() else ""


def counts(value: Any) -> dict[str, int]:
    """Return a mapping from text to counts without its other entries."""
    entries = value.items() if isinstance(value, Mapping) else ()
    return {key: count(number) for key, number in entries if isinstance(key, str) and key.strip() and count(number)}


def _identifier(value: Any) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z_]\w{0,80}", value, re.ASCII) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) and code(value) else ""


def _labels(value: Any) -> list[str]:
    """The classes; fewer than two are none, for a model with one output may give a number instead."""
    listed = value if isinstance(value, list) and all(isinstance(item, str) for item in value) else []
    return listed if len(listed) > 1 else []


def _rate(value: Any) -> int:
    return count(value) if count(value) < 10**6 else 0


def _size(value: Any) -> list[int]:
    sides = [count(side) for side in value] if isinstance(value, list) else []
    return sides if len(sides) == 2 and all(sides) else []


def _adapter(value: Any) -> dict[str, Any]:
    kind = _text(value.get("peft_type")) if isinstance(value, Mapping) else ""
    return {"kind": kind, "rank": count(value.get("r")), "alpha": count(value.get("lora_alpha"))} if kind else {}


def _base_model(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not ids(value.get("id")):
        return {}
    return {
        "id": value["id"],
        "task": task(value.get("pipeline_tag")),
        "languages": languages(value.get("language")),
        "parameters": count(value.get("parameters")),
        "licenses": licenses(value.get("license")),
    }


def _datasets(value: Any) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [_dataset(item) for item in found if isinstance(item, Mapping) and ids(item.get("id"))]


def _dataset(value: Mapping[str, Any]) -> dict[str, Any]:
    splits = value.get("splits")
    sizes = texts(value.get("size"))
    return {
        "id": value["id"],
        "pretty_name": _text(value.get("pretty_name")),
        "counts": counts(splits),
        "splits": texts(list(splits) if isinstance(splits, Mapping) else splits),
        "examples": count(value.get("size")),
        "category": sizes[0] if len(sizes) == 1 else "",
        "languages": languages(value.get("language")),
    }


def _evaluated(value: Any) -> dict[str, str]:
    """The dataset of a result; empty when it has no name."""
    dataset = value.get("dataset") if isinstance(value, Mapping) else None
    known = {key: _text(text) for key, text in dataset.items()} if isinstance(dataset, Mapping) else {}
    return known if known.get("type") or known.get("name") else {}


_READERS: dict[str, Callable[[Any], Any]] = {
    "pipeline_tag": task,
    "language": languages,
    "license": licenses,
    "base_model": ids,
    "base_model_relation": _text,
    "datasets": ids,
    "results": _evaluated,
    "about.architecture": _identifier,
    "about.model_type": _text,
    "about.parameters": count,
    "about.labels": _labels,
    "about.sampling_rate": _rate,
    "about.image_size": _size,
    "about.max_length": count,
    "about.adapter": _adapter,
    "about.quantization": _text,
    "about.base_model": _base_model,
    "about.datasets": _datasets,
    "about.examples": counts,
}
"""How each fact is checked and brought into shape. What comes out empty is not known."""
