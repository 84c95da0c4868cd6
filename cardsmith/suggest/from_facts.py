"""Drafts of sections, put together from what is known of the model and from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cardsmith.gaps import SECTION_PREFIX, Evidence, Suggestion, section_of
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request
from cardsmith.suggest.evidenced import Facts, Telling
from cardsmith.suggest.sentences import SECTIONS, Sentence

_MOST_CONFIDENCE = 0.6  # of a draft whose facts are all certain: what a section should say is for a person to judge
_FEWEST_SENTENCES = 2


class FactsProvider:
    """Drafts sections from facts that others found, and from the card; a person always has to look at them."""

    name = "facts"
    need = Need.CARD
    cost = 90

    @property
    def serves(self) -> Collection[str]:
        """Every section."""
        return (SECTION_PREFIX,)

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield a draft for each open section that enough is known for."""
        facts = Facts(request)
        for field in sorted(request.fields):
            draft = _draft(field, facts)
            if draft is not None:
                yield draft


def missing(field: str, request: Request) -> list[str]:
    """Return the questions that a person has to answer for a section, because no fact does.

    Args:
        field: The section's field; for any other there are no questions.
        request: The card, and what is known of its model.
    """
    telling = Telling(Facts(request))
    asked = (row.question for row in _rows(field) if not telling.knows(*row.needs))
    return list(dict.fromkeys(filter(None, asked)))


def _rows(field: str) -> tuple[Sentence, ...]:
    title, label = section_of(field)
    return () if label or not field.startswith(SECTION_PREFIX) else SECTIONS.get(title.casefold(), ())


def _draft(field: str, facts: Facts) -> Suggestion | None:
    sentences: list[str] = []
    evidence: dict[Evidence, None] = {}
    confidence = 1.0
    has_core = False
    for row in _rows(field):
        telling = Telling(facts)
        words = row.tell(telling) if telling.knows(*row.needs) else ""
        if words:
            sentences.append(words)
            evidence |= dict.fromkeys(telling.evidence)
            confidence = min(confidence, telling.confidence)
            has_core = has_core or row.core
    if not has_core or len(sentences) < _FEWEST_SENTENCES:
        return None
    text = _opened(" ".join(sentences))
    return Suggestion(field, text, round(_MOST_CONFIDENCE * confidence, 3), False, tuple(evidence))


def _opened(text: str) -> str:
    """Say what the first sentence is about."""
    for pronoun, words in (("It ", "The model "), ("Its ", "The model's ")):
        if text.startswith(pronoun):
            return words + text.removeprefix(pronoun)
    return text


def provider(_sources: Sources) -> FactsProvider:
    """Return the provider; it needs nothing but what the others found."""
    return FactsProvider()
