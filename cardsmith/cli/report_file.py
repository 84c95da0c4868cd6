"""The report of a run as a file, in the form that its name asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardsmith.cli.output import complain
from cardsmith.errors import CardError
from cardsmith.files import write_atomically

if TYPE_CHECKING:
    from cardsmith.batch.ledger import Ledger

FORMS = {".json": "json", ".jsonl": "jsonl", ".md": "markdown", ".html": "html", ".htm": "html"}
"""The forms of reports by the ending of a file's name."""


def form_of(path: Path, option: str) -> str:
    """Return the form that a file's name asks for.

    Raises:
        click.UsageError: It asks for none that there is.
    """
    if path.suffix.lower() not in FORMS:
        ending = f"{path.suffix!r} is no form of a report" if path.suffix else "its ending says no form"
        raise click.UsageError(f"{option} {path}: {ending}; name it .json, .jsonl, .md or .html")
    return FORMS[path.suffix.lower()]


def check_report(path: Path | None) -> None:
    """Make sure, before anything is done, that a report can be written there.

    Raises:
        click.UsageError: Its name asks for no form that there is, or it would be written over a card.
    """
    if path is None:
        return
    form_of(path, "--report")
    if path.suffix.lower() == ".md" and path.name.lower() == "readme.md":
        raise click.UsageError(f"--report {path} would be written over a card")


def write_report(ledger: Ledger, path: Path, form: str | None = None) -> bool:
    """Write a report; say why when that cannot be done.

    Args:
        ledger: What it is about.
        path: The file.
        form: Its form; None for the one that the file's name asks for.
    """
    from cardsmith.batch.report import report

    pieces = report(ledger, form or form_of(path, "--report"))
    try:
        write_atomically(path, (piece.encode("utf-8") for piece in pieces))
    except CardError as error:
        complain(error)
        return False
    return True
