"""The report of a run, made from its ledger, during the run or long after it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cardsmith.batch.json_list import json_list
from cardsmith.batch.ledger import Ledger
from cardsmith.batch.report_html import html_report
from cardsmith.batch.report_markdown import markdown_report
from cardsmith.batch.row_shapes import shape_of
from cardsmith.batch.rows import Row
from cardsmith.batch.totals import totals

FORMS = ("markdown", "html", "json", "jsonl")
"""The forms of a report."""


def report(ledger: Ledger, form: str) -> Iterator[str]:
    """Yield the pieces of a report; of a ledger with many rows only a few are in memory at once.

    Args:
        ledger: What it is about.
        form: `json` for the list of objects of `fill --report`, `jsonl` for an object a line with everything that the
            ledger knows, `markdown` or `html` for people.
    """
    if form == "jsonl":
        yield from (json.dumps(line_of(row)) + "\n" for row in ledger.rows())
    elif form == "markdown":
        yield from markdown_report(totals(ledger.rows()), ledger.rows())
    elif form == "html":
        yield from html_report(totals(ledger.rows()), ledger.rows())
    else:
        yield from json_list(shape_of(row) for row in ledger.rows())
        yield "\n"


def line_of(row: Row) -> dict[str, object]:
    """Return a row as an object: that of `fill --report`, how far the card got, its revisions and times."""
    return {
        "card": row.about["card"],
        "state": row.state.value,
        "goal": row.goal.value,
        "revision_in": row.revision_in,
        "revision_out": row.revision_out,
        "gaps_before": row.gaps_before,
        **shape_of(row),
        "problems": row.about["problems"],
        "reason": row.reason or None,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }
