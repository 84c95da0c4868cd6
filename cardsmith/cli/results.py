"""`cardsmith results`: the reported results beside the training table."""

from __future__ import annotations

import math
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import click

from cardsmith.batch.places import load
from cardsmith.card import Card
from cardsmith.cli.cards import card_places
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import CARDS, chosen_format, output_options
from cardsmith.cli.output import Line, Styled, complain, say, say_json
from cardsmith.document.emit import Style, entry_lines
from cardsmith.errors import CardsmithError, EditRefused
from cardsmith.facts.training_log import ReportedRow, TrainingLog
from cardsmith.filling import fill
from cardsmith.shapes import failed_results_shape, results_shape
from cardsmith.visible import shortened
from cardsmith.writers.results import build_result

_NAME_WIDTH = 32


@click.command(
    "results",
    epilog="""\b
Examples:
  cardsmith results README.md
  cardsmith results --json README.md

\b
Exit codes: 0 done, 2 a card could not be read.""",
)
@CARDS
@output_options(("human", "json", "quiet"))
@hub_options
@click.pass_context
def command(
    context: click.Context, cards: tuple[str, ...], format_: str | None, as_json: bool, quiet: bool, hub: HubAccess
) -> None:
    """Show the reported results: which are metrics, which row of the training table they are, and their model-index."""
    form = chosen_format(format_, as_json, quiet)
    objects: list[dict[str, Any]] = []
    code = 0
    for place in card_places(cards):
        try:
            card = load(place, hub).card
        except CardsmithError as error:
            complain(error)
            objects.append(failed_results_shape(place.name, error))
            code = 2
            continue
        result, missing = _result(card)
        stands = result is not None and _stands(card)
        if form == "json":
            objects.append(results_shape(place.name, card, result, missing, stands))
        elif form == "quiet":
            if card.sorted_results[0]:
                say(place.name)
        else:
            for line in _shown(place.name, card, result, missing, stands):
                say(*line)
    if form == "json":
        say_json(objects)
    context.exit(code)


def _result(card: Card) -> tuple[dict[str, Any] | None, str]:
    """Return the result that would be written now, or None and what is missing for it."""
    try:
        return build_result(card, {}, {}), ""
    except EditRefused as error:
        return None, f"{error.message}: {error.hint}" if error.hint else error.message


def _stands(card: Card) -> bool:
    """Whether `model-index` holds the reported results already: writing them would change nothing."""
    with suppress(CardsmithError):
        return not fill(card, {"results": {}}, providers=(), select=["empty-results"], checked=True).edits
    return False


def _shown(name: str, card: Card, result: dict[str, Any] | None, missing: str, stands: bool) -> Iterator[Line]:
    metrics, left_out = card.sorted_results
    yield (Styled(name, bold=True),)
    if not metrics and not left_out:
        yield ("  no reported results",)
        return
    names = [*(item.name for item in metrics), *(item.name for item in left_out)]
    width = min(max(map(len, names)), _NAME_WIDTH)
    for item in metrics:
        args = ", ".join(f"{key}: {value}" for key, value in item.metric.args)
        label = f"  {shortened(item.name, width):<{width}}  "
        yield label, Styled(item.value.text, "green"), f"  {item.metric.id}{f' ({args})' if args else ''}"
    for out in left_out:
        value = shortened(out.value, 24)
        yield f"  {shortened(out.name, width):<{width}}  {value}  ", Styled(f"left out: {out.reason}", dim=True)
    yield ()
    log, row = card.training_results, card.reported_row
    if log is not None and row is not None:
        yield (f"  {_row_sentence(row, log)}",)
        yield from ((f"  {line}",) for line in _plot(log, row))
    elif log is None:
        yield ("  no training table to compare with",)
    yield ()
    if result is not None and stands:
        yield ("  model-index holds them already",)
    elif result is not None:
        yield ("  model-index would hold:",)
        yield from ((f"  {line}",) for line in entry_lines("results", [result], 2, Style()))
    else:
        yield (f"  no model-index yet: {missing}",)


def _row_sentence(row: ReportedRow, log: TrainingLog) -> str:
    best = f"; the best {row.best.column} is {row.best.text}, in row {row.best.row + 1}" if row.best else ""
    if row.row is None:
        return f"they match none of the table's {len(log)} rows: another evaluation{best}"
    place = f"row {row.row + 1} of {len(log)}"
    kinds = {
        "last": f"the last{best}",
        "best": f"the best by {row.best_by}",
        "last and best": f"the last, and the best by {row.best_by}",
        "another row": f"neither the last nor the best{best}",
    }
    return f"they are {place}, {kinds[row.kind]}"


def _plot(log: TrainingLog, row: ReportedRow) -> Iterator[str]:
    """Draw the column that decides which row is best over the rows, with the reported and the best row marked."""
    best = row.best
    if best is None or len(log) < 3 or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return
    import plotext

    values = log.series(best.column)
    points = {at: value for at, value in enumerate(values, 1) if value is not None and math.isfinite(value)}
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(max(20, min(shutil.get_terminal_size().columns - 4, 100)), 14)
    plotext.plot(list(points), list(points.values()), marker="braille")
    for mark, at in (("B", best.row), ("R", row.row)):
        if at is not None and at + 1 in points:
            plotext.scatter([at + 1], [points[at + 1]], marker=mark)
    plotext.title(f"{best.column} by row (B best, R reported)")
    yield from (line.rstrip() for line in plotext.uncolorize(plotext.build()).splitlines())
