"""`cardsmith suggest`: every open question of a card with all that could answer it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple

import click

from cardsmith.batch.in_order import in_order
from cardsmith.batch.places import CardPlace, LoadedCard, ignored_rules, load
from cardsmith.batch.run import AT_ONCE
from cardsmith.checking import Suggested, suggest
from cardsmith.cli.cards import card_places
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import CARDS, chosen_format, output_options, rule_options
from cardsmith.cli.output import COLOURS, Line, Styled, complain, say, say_json, terminal_width
from cardsmith.cli.values import shown_value
from cardsmith.errors import CardsmithError
from cardsmith.fields import question_for
from cardsmith.gaps import Evidence, Gap, Suggestion
from cardsmith.score import completeness
from cardsmith.shapes import failed_check_shape, suggested_shape
from cardsmith.visible import percent, shortened

_MOST_EVIDENCE = 4


class _Asked(NamedTuple):
    """A card with what was suggested for it, or why it could not be."""

    loaded: LoadedCard | None = None
    suggested: Suggested | None = None
    error: CardsmithError | None = None


@click.command(
    "suggest",
    epilog="""\b
Examples:
  cardsmith suggest README.md
  cardsmith suggest --offline model-folder/
  cardsmith suggest --json user/my-model

Suggestions come from the card, the files beside it, and the Hub: the card's repository, its base model,
its datasets, and the author's other models. Nothing is written.

\b
Exit codes: 0 done, 2 a card could not be read.""",
)
@CARDS
@rule_options
@output_options(("human", "json", "quiet"))
@hub_options
@click.pass_context
def command(
    context: click.Context,
    cards: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_: str | None,
    as_json: bool,
    quiet: bool,
    hub: HubAccess,
) -> None:
    """Show every open question of a card with its suggestions and their evidence."""
    form = chosen_format(format_, as_json, quiet)
    objects: list[dict[str, Any]] = []
    code = 0

    def ask(place: CardPlace) -> _Asked:
        try:
            loaded = load(place, hub)
            providers = hub.providers(place, loaded)
            return _Asked(
                loaded, suggest(loaded.card, providers=providers, ignore=ignored_rules(place, ignore, select))
            )
        except CardsmithError as error:
            return _Asked(error=error)

    for place, asked in in_order(ask, card_places(cards), AT_ONCE):
        if asked.loaded is None or asked.suggested is None:
            error = asked.error or CardsmithError("cannot be read", where=place.name)
            complain(error)
            objects.append(failed_check_shape(place.name, error))
            code = 2
            continue
        gaps = [gap for gap in asked.suggested.gaps if not select or gap.rule in select]
        if form == "json":
            share = completeness(asked.suggested.gaps)
            objects.append(suggested_shape(place.name, asked.loaded.card, gaps, share, asked.suggested.problems))
        elif form == "human":
            for line in _report(place.name, gaps, completeness(asked.suggested.gaps)):
                say(*line)
            hub.report(asked.suggested.problems)
        elif any(gap.suggestions for gap in gaps):
            say(place.name)
    if form == "json":
        say_json(objects)
    context.exit(code)


def _report(name: str, gaps: list[Gap], share: float) -> Iterator[Line]:
    asking = sorted((gap for gap in gaps if gap.field is not None), key=lambda gap: gap.field or "")
    fields = {field: list(same) for field, same in groupby(asking, key=lambda gap: gap.field)}
    in_order_of_card = sorted(fields, key=lambda field: gaps.index(fields[field][0]))
    width = min(max(terminal_width(), 40), 120)
    yield Styled(name, bold=True), f": {percent(share)} complete, {count_of_questions(len(fields))}"
    for field in in_order_of_card:
        gap = fields[field][0]
        yield ("",)
        yield Styled(f"{field}", COLOURS[gap.severity], bold=True), Styled(f"  {question_for(field or '')}", dim=True)
        if not gap.suggestions:
            yield (Styled("    nothing is known; somebody has to say", dim=True),)
        for number, suggestion in enumerate(gap.suggestions, 1):
            yield from _suggestion(number, suggestion, width)


def count_of_questions(questions: int) -> str:
    """Return how many questions are open, in words."""
    return f"{questions} open question{'s' if questions != 1 else ''}" if questions else "no open questions"


def _suggestion(number: int, suggestion: Suggestion, width: int) -> Iterator[Line]:
    sure = Styled("safe", "green") if suggestion.safe else Styled("ask", "yellow")
    bar = "●" * round(suggestion.confidence * 5) + "○" * (5 - round(suggestion.confidence * 5))
    first, *more = [part for line in shown_value(suggestion.value) for part in wrap(line, width - 6) or [""]]
    if more:
        yield f"  {number:>2}  {bar} {suggestion.confidence:.0%} ", sure
        yield "      ", Styled(first, "green")
    else:
        yield f"  {number:>2}  ", Styled(first, "green"), f"  {bar} {suggestion.confidence:.0%} ", sure
    for line in more:
        yield "      ", Styled(line, "green")
    for evidence in suggestion.evidence[:_MOST_EVIDENCE]:
        yield "        ", Styled(shown_evidence(evidence), dim=True)
    if len(suggestion.evidence) > _MOST_EVIDENCE:
        yield "        ", Styled(f"and {len(suggestion.evidence) - _MOST_EVIDENCE} more", dim=True)


def shown_evidence(evidence: Evidence) -> str:
    """Return a piece of evidence on one line: where, and the words there."""
    words = f' "{shortened(evidence.quote, 60)}"' if evidence.quote else ""
    return f"{evidence.source}: {evidence.part}{words}" if evidence.part else f"{evidence.source}{words}"
