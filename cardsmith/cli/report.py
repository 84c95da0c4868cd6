"""`cardsmith report LEDGER`: what came of a run, from its ledger."""

from __future__ import annotations

from pathlib import Path

import click

from cardsmith.batch.report import FORMS, report
from cardsmith.cli.output import complain
from cardsmith.cli.report_file import form_of, write_report
from cardsmith.errors import CardsmithError


@click.command(
    "report",
    epilog="""\b
Examples:
  cardsmith report run.db
  cardsmith report run.db -o report.html
  cardsmith report run.db --format jsonl

Without LEDGER it is the last run that made one of its own. A run that is still going on can be looked at.

\b
Exit codes: 0 done, 2 the ledger could not be read, or the report not be written.""",
)
@click.argument("ledger", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="How to write it.  [default: markdown, or what the ending of -o says]",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.pass_context
def command(context: click.Context, ledger: Path | None, form: str | None, output: Path | None) -> None:
    """Show what came of a run over many cards, from its ledger."""
    from cardsmith.batch.ledger import Ledger
    from cardsmith.batch.ledgers import last_ledger_path

    if output is not None:
        form = form or form_of(output, "-o")
    path = ledger or last_ledger_path()
    if path is None:
        raise click.UsageError("there is no ledger yet; name one, or run `cardsmith fill` with --ledger")
    code = 0
    try:
        if not path.is_file():
            raise CardsmithError("there is no such ledger", where=str(path))
        with Ledger(path) as kept:
            if output is not None:
                code = 0 if write_report(kept, output, form) else 2
            else:
                for piece in report(kept, form or "markdown"):
                    click.echo(piece, nl=False)
    except CardsmithError as error:
        complain(error)
        code = 2
    context.exit(code)
