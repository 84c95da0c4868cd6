"""The words of suggesting: what a provider is, what it is asked, and the details it may tell beside values.

A provider is one file `from_….py` with one class, listed once in `cardsmith.suggest.PROVIDERS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cardsmith.card import Card
from cardsmith.gaps import SECTION_PREFIX, Evidence, Suggestion
from cardsmith.visible import shortened

if TYPE_CHECKING:
    from cardsmith.hub.reader import HubRepo

DETAIL_PREFIX = "about."
"""A field of this prefix is no answer: it is a fact about the model that a drafted section is made of."""

DETAILS: dict[str, str] = {
    "about.architecture": "the class that holds the weights, such as `Wav2Vec2ForSequenceClassification`",
    "about.model_type": "the architecture's short name, such as `wav2vec2`",
    "about.parameters": "the number of parameters, an integer",
    "about.labels": "the names of the classes, a list of texts in the order of their ids",
    "about.sampling_rate": "the sampling rate the model wants, in Hz",
    "about.image_size": "height and width that images are scaled to, a list of two integers",
    "about.max_length": "the most tokens of an input, an integer",
    "about.adapter": "how an adapter was made: a mapping with `peft_type`, `r`, `lora_alpha`",
    "about.quantization": "how the weights were quantized, a text",
    "about.base_model": "the base model: a mapping with `id`, `pipeline_tag`, `license`, `language`, `parameters`",
    "about.datasets": "the datasets: a list of mappings with `id`, `pretty_name`, `splits`, `size`, `language`",
    "about.metrics": "unrounded numbers by the key of the training log, such as `eval_accuracy`",
    "about.examples": "how many examples were evaluated, a mapping from split to an integer",
}
"""The details, each with the shape of its value."""


class Need(IntEnum):
    """What a provider reads; a later one is dearer."""

    CARD = 0
    """Nothing but the card."""
    FOLDER = 1
    """Files beside the card, in its repository, or on the user's disk."""
    HUB = 2
    """The Hub, or what was recorded of it."""


class Request(NamedTuple):
    """What a provider is asked.

    Attributes:
        card: The card.
        fields: The answers keys that are open, and the details that are wanted.
        known: What cheaper providers found so far, by field, the best first.
        given: Answers of the user, which stand above everything.
    """

    card: Card
    fields: frozenset[str]
    known: Mapping[str, Sequence[Suggestion]] = {}
    given: Mapping[str, Any] = {}

    def wants(self, *fields: str) -> bool:
        """Whether any of the fields is open or wanted."""
        return not self.fields.isdisjoint(fields)

    def value(self, field: str, confidence: float = 0.8) -> Any:
        """Return what is known of a field: the answer, what the card's metadata says, else the best suggestion.

        Args:
            field: An answers key or a detail.
            confidence: A suggestion below this is not known.
        """
        if field in self.given:
            return self.given[field]
        if field not in self.fields and self.card.metadata.get(field) is not None:
            return self.card.metadata[field]
        best = next(iter(self.known.get(field, ())), None)
        return best.value if best is not None and best.confidence >= confidence else None

    def ids(self, field: str, confidence: float = 0.8) -> list[str]:
        """Return `value` as a list of texts: one id is a list of one."""
        value = self.value(field, confidence)
        listed = value if isinstance(value, list) else [value]
        return [item for item in listed if isinstance(item, str) and item]


class Provider(Protocol):
    """A source of suggestions."""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        ...

    @property
    def need(self) -> Need:
        """What it reads."""
        ...

    @property
    def cost(self) -> int:
        """Its place: cheaper providers run first, and those of one cost run side by side."""
        ...

    @property
    def serves(self) -> Collection[str]:
        """The fields and details it can tell; `sections.` alone stands for every section."""
        ...

    def suggest(self, request: Request) -> Iterable[Suggestion]:
        """Yield values for those of the request's fields that this source knows something about.

        Raises:
            CardsmithError: The source cannot be read; what was yielded before still counts.
        """
        ...


def is_served(provider: Provider, fields: Iterable[str]) -> bool:
    """Whether a provider can tell any of the fields."""
    served = provider.serves
    sections = SECTION_PREFIX in served
    return any(field in served or (sections and field.startswith(SECTION_PREFIX)) for field in fields)


_LONGEST_QUOTE = 120


def seen_in(source: str, locator: str, words: object) -> Evidence:
    """Return evidence with its quote made short."""
    return Evidence(source, locator, shortened(str(words), _LONGEST_QUOTE))


def on_hub(repo: HubRepo, key: str, words: object) -> Evidence:
    """Return evidence of what the Hub says of a repository under a key."""
    return seen_in(repo.id, f"{repo.url} ({key})", words)
