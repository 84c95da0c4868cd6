"""An answers file to be filled in: every open question once, with what is known about it as comments.

As long as nobody writes anything into it, it answers nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any, NamedTuple

from cardsmith.document.emit import scalar_text
from cardsmith.fields import FIELDS, KEY_ORDER, SECTIONS, question_for
from cardsmith.gaps import SECTION_PREFIX, Gap, Severity, Suggestion, section_of
from cardsmith.suggest.history import is_habit
from cardsmith.visible import shortened, visible

MOST_CANDIDATES = 3
"""How many values are shown for one question."""

_WIDTH = 110
_LONG = 80  # a longer text gets lines of its own

_SINGLE = """\
# Answers for one card. What is left empty changes nothing.
# Use them with: cardsmith fill --non-interactive --answers FILE CARD
"""

_SEVERAL = """\
# Answers for several cards. What is left empty changes nothing.
# Use them with: cardsmith fill --non-interactive --answers FILE CARD...
#
# What stands under `defaults` fills the gaps of every card. What stands under a card in `cards` replaces what the card
# says. Between the two there may be `patterns`, by what cards are called, which fill gaps before the defaults do:
#
# patterns:
#   "user/*-spanish":
#     language: es
"""


class Candidate(NamedTuple):
    """A value that somebody suggests, and for how many cards.

    Attributes:
        suggestion: The value with its evidence, as it was said first.
        cards: For how many cards it was said.
    """

    suggestion: Suggestion
    cards: int = 1


class Open(NamedTuple):
    """A card with its open questions.

    Attributes:
        name: What the answers file calls it.
        fields: What is known of each field that waits for a value, the surest first.
    """

    name: str
    fields: dict[str, tuple[Suggestion, ...]]


def open_questions(name: str, gaps: Iterable[Gap]) -> Open:
    """Return what a card asks for; advice asks for nothing."""
    found: dict[str, tuple[Suggestion, ...]] = {}
    for gap in gaps:
        if gap.field is not None and gap.severity is not Severity.ADVICE and gap.field not in found:
            found[gap.field] = gap.suggestions[:MOST_CANDIDATES]
    return Open(name, dict(sorted(found.items(), key=lambda item: _order(item[0]))))


def answers_template(cards: Iterable[Open]) -> Iterator[str]:
    """Yield the lines of a template.

    A question that several cards ask, and that one answer may settle for all of them, stands under `defaults`: the
    licence does, a model's name or what describes it does not.
    """
    listed = list(cards)
    if len(listed) == 1:
        yield from _SINGLE.splitlines(keepends=True)
        yield from _answers({field: _candidates([items]) for field, items in listed[0].fields.items()}, "")
        return
    yield from _SEVERAL.splitlines(keepends=True)
    shared = _shared(listed)
    if shared:
        yield "\ndefaults:\n"
        yield from _answers({field: _candidates(asked) for field, asked in shared.items()}, "  ", shared)
    own = [
        (card.name, {field: items for field, items in card.fields.items() if field not in shared}) for card in listed
    ]
    if any(fields for _, fields in own):
        yield "\ncards:\n"
    for name, fields in own:
        if fields:
            yield f"\n  {_text(name)}:\n"
            yield from _answers({field: _candidates([items]) for field, items in fields.items()}, "    ")


def _shared(cards: list[Open]) -> dict[str, list[tuple[Suggestion, ...]]]:
    """Return the fields to ask for once, each with what is known for every card that asks."""
    asked: dict[str, list[tuple[Suggestion, ...]]] = {}
    for card in cards:
        for field, items in card.fields.items():
            asked.setdefault(field, []).append(items)
    shared = ((field, items) for field, items in asked.items() if len(items) > 1 and is_habit(field))
    return dict(sorted(shared, key=lambda item: _order(item[0])))


def _candidates(asked: Iterable[tuple[Suggestion, ...]]) -> list[Candidate]:
    """Return the values that are suggested: those for the most cards first, then the surest."""
    found: dict[str, Candidate] = {}
    for items in asked:
        for item in items:
            key = json.dumps(item.value, sort_keys=True, default=str)
            known = found.get(key)
            found[key] = Candidate(item) if known is None else known._replace(cards=known.cards + 1)
    ranked = sorted(found.values(), key=lambda item: (-item.cards, -item.suggestion.confidence))
    return ranked[:MOST_CANDIDATES]


def _order(field: str) -> tuple[int, int, str]:
    """Return where a field stands: the keys in the order of a front matter, the results, the sections."""
    if field in KEY_ORDER:
        return 0, KEY_ORDER.index(field), ""
    if not field.startswith(SECTION_PREFIX):
        return 1, 0, field
    titles = [section.title for section in SECTIONS]
    title, label = section_of(field)
    return 2, titles.index(title) if title in titles else len(titles), f"{title}\n{label}"


# -- lines -------------------------------------------------------------------------------------------------------------


def _answers(
    fields: dict[str, list[Candidate]], indent: str, shared: dict[str, list[Any]] | None = None
) -> Iterator[str]:
    """Yield the questions of one mapping of answers."""
    in_sections = False
    title: str | None = None
    bulleted = {section_of(field)[0] for field in fields if field.startswith(SECTION_PREFIX) and section_of(field)[1]}
    for field, candidates in fields.items():
        asking = len(shared[field]) if shared is not None else 0
        if not field.startswith(SECTION_PREFIX):
            yield "\n"
            yield from _question(field, candidates, asking, indent)
            yield from _result(indent) if field == "results" else (f"{indent}{_text(field)}:\n",)
            continue
        if not in_sections:
            yield f"\n{indent}sections:\n"
            in_sections = True
        section, label = section_of(field)
        if not label and section in bulleted:  # its bullets are asked for, and it cannot be both
            continue
        inner = f"{indent}  "
        if label and section != title:
            yield f"{inner}{_text(section)}:\n"
        title = section if label else None
        inner = f"{inner}  " if label else inner
        yield from _question(field, candidates, asking, inner)
        yield f"{inner}{_text(label or section)}:\n"


def _question(field: str, candidates: list[Candidate], asking: int, indent: str) -> Iterator[str]:
    cards = f" ({asking:,} cards ask)" if asking else ""
    yield f"{indent}# {_words(question_for(field) or field)}{cards}\n"
    example = FIELDS[field].example if field in FIELDS else ""
    if example and not candidates:
        yield f"{indent}#   for example: {_words(example)}\n"
    for candidate in candidates:
        yield from _candidate(candidate, asking, indent)


def _candidate(candidate: Candidate, asking: int, indent: str) -> Iterator[str]:
    suggestion = candidate.suggestion
    evidence = suggestion.evidence[0]
    cards = f" for {candidate.cards:,} card{'s' if candidate.cards != 1 else ''}" if asking else ""
    source = ", ".join(filter(None, (evidence.source, evidence.locator)))
    quote = f': "{shortened(_words(evidence.quote), 60)}"' if evidence.quote else ""
    said = f"({suggestion.confidence:.0%}{cards}; {_words(source)}{quote})"
    value = suggestion.value
    if isinstance(value, str) and ("\n" in value.strip() or len(value) > _LONG):
        yield f"{indent}#   {said}\n"
        for line in value.strip().splitlines():
            for part in wrap(visible(line), _WIDTH - len(indent), break_long_words=False) or [""]:
                yield f"{indent}#     {part}".rstrip() + "\n"
    else:
        yield f"{indent}#   {shortened(_inline(value), _WIDTH)}  {said}\n"


def _result(indent: str) -> Iterator[str]:
    """Yield the parts of a result as comments: an empty one would be an answer."""
    yield f"{indent}# results:\n"
    yield f"{indent}#   task: {{type: audio-classification, name: Audio Classification}}\n"
    yield f"{indent}#   dataset: {{type: user/dataset, name: Dataset, split: test}}\n"
    yield f"{indent}#   checkpoint: reported\n"


def _inline(value: Any) -> str:
    """Return a value as it would be written in YAML, on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_inline(item)}' for key, item in value.items())}}}"
    return _text(value) if isinstance(value, str) else _words(json.dumps(value, default=str))


def _text(text: str) -> str:
    """Return a text as YAML reads it back wherever it stands, in quotes where it needs them."""
    return scalar_text(text, flow=True, default_quote='"')


def _words(text: str) -> str:
    """Return a text that stays in its comment."""
    return visible(" ".join(text.split()))
