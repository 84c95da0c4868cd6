"""`cardsmith fill`: write answers and what the card proves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import click

from cardsmith.answers import check_answers
from cardsmith.batch.delivery import Delivery, Look, Push, Write
from cardsmith.batch.job import Filling, FillJob
from cardsmith.batch.places import CardPlace
from cardsmith.batch.run import AT_ONCE, Manner
from cardsmith.batch.sources import Wanted, count, wanted_places
from cardsmith.cli.batch_options import BatchOptions, PushOptions, batch_options, push_options, source_options
from cardsmith.cli.fill_report import summary
from cardsmith.cli.fill_run import FillRun, Printing, open_ledger
from cardsmith.cli.given import Unused, read_answers_file, settings_given
from cardsmith.cli.hub import PATIENCE_OF_A_BATCH, HubAccess, hub_options
from cardsmith.cli.options import chosen_format, output_options, rule_options
from cardsmith.cli.output import complain, note
from cardsmith.cli.progress import Progress
from cardsmith.cli.report_file import check_report, write_report
from cardsmith.cli.targets import check_manner, check_many, check_targets, goes_to_stdout
from cardsmith.errors import CardsmithError
from cardsmith.suggest.engine import HUB_SECONDS


def _a_number(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which no range keeps out
        raise click.BadParameter("nan is not a number from 0 to 1")
    return value


@click.command(
    "fill",
    epilog="""\b
Examples:
  cardsmith fill README.md
  cardsmith fill --non-interactive README.md
  cardsmith fill --non-interactive --answers answers.yaml --diff README.md
  cardsmith fill --non-interactive --set license=apache-2.0 --set language=es README.md
  cardsmith fill --non-interactive --select generator-comment README.md
  cardsmith fill --non-interactive --offline --jobs 4 --report report.html models/
  cardsmith fill --non-interactive --author me --filter generated_from_trainer --create-pr --yes

Without --non-interactive every open question is asked, line by line; the difference is shown before it is written.
A CARD is a file, a folder (its README.md, or the cards below it), a pattern, a Hub id, or - for standard input.
A card is written only when the new text reads back as intended, whole or not at all.
--json prints a list with the diff of each card in it. Where the card itself goes to standard output, with -o - or
from standard input, everything else goes to standard error: the list, too.

\b
Exit codes: 0 done, 1 gaps are open (with --strict), 2 a card could not be read, verified, written or sent,
130 interrupted: the cards that were begun are done, and --resume goes on with the ledger.""",
)
@source_options
@click.option("--non-interactive", is_flag=True, help="Apply answers and what is proved; ask nothing.")
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A YAML file with answers, e.g. license: mit.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="One answer, e.g. license=mit or results.checkpoint=best. Repeatable.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    callback=_a_number,
    metavar="0…1",
    default=0.9,
    show_default=True,
    help="Apply safe suggestions from this confidence on.",
)
@rule_options
@click.option("--diff", is_flag=True, help="Print what would change, and write nothing.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there instead: a file, a folder, or -.")
@push_options
@batch_options
@click.option("--strict", is_flag=True, help="Exit with 1 when gaps are open.")
@output_options(("human", "json", "quiet"))
@hub_options
@click.pass_context
def command(
    context: click.Context,
    wanted: Wanted,
    non_interactive: bool,
    answers_file: Path | None,
    settings: tuple[str, ...],
    min_confidence: float,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    diff: bool,
    output: Path | None,
    push: PushOptions,
    batch: BatchOptions,
    strict: bool,
    format_: str | None,
    as_json: bool,
    quiet: bool,
    hub: HubAccess,
) -> None:
    """Fill a card from answers and evidence; nothing else in it changes."""
    form = chosen_format(format_, as_json, quiet)
    if not non_interactive:
        from cardsmith.cli.prompts import check_asking, fill_by_asking

        check_asking(wanted, form, batch)
    check_manner(wanted, output, diff, push, hub)
    check_report(batch.report)
    try:
        places, many = _places(wanted, batch, output, hub)
        answers = read_answers_file(answers_file, lambda: count(wanted) if many else 1)
        own = check_answers(settings_given(settings), lambda path: f"--set {'.'.join(map(str, path))}")
        look = diff or push.dry_run or (push.sends and many and not push.yes)
        filling = Filling(answers, own, min_confidence, select, ignore, _hub_seconds(many, hub))
        if not non_interactive:
            asked = _delivery(diff or push.dry_run, output, push, hub)
            context.exit(fill_by_asking(places, hub, filling, asked, yes=push.yes, strict=strict))
        printing = Printing(form, not look and goes_to_stdout(wanted, output), look, strict)
        tell = note if form == "human" else None
        with open_ledger(batch, push.sends, many, tell) as ledger:
            delivery = _delivery(look, output, push, hub)
            describe = summary if form == "human" else None
            in_json = form == "json"
            with_diff = in_json or printing.prints_diff
            job = FillJob(hub, filling, delivery, ledger, describe, with_diff=with_diff, with_shape=in_json)
            progress = Progress(lambda: count(wanted), shown=many and form == "human")
            run = FillRun(job, hub, _manner(batch, many, push, hub), printing, progress, Unused(answers))
            code = run.go(places)
            if ledger is not None and batch.report is not None and not write_report(ledger, batch.report):
                code = code or 2
        if (not progress.cards and not progress.left_out) or (
            tell is not None and many and (batch.ledger is not None or push.sends)
        ):
            note(progress.summary())
        if look and push.sends and not push.dry_run and tell is not None:
            note("Nothing was sent: with more than one card this was a dry run. Send them with --yes.")
    except CardsmithError as error:
        complain(error)
        code = 2
    context.exit(code)


def _places(
    wanted: Wanted, batch: BatchOptions, output: Path | None, hub: HubAccess
) -> tuple[Iterator[CardPlace], bool]:
    """Return where the cards are, and whether there is more than one.

    Raises:
        click.UsageError: Several cards would be written to one place.
    """
    if len(wanted.arguments) > 1:
        check_many(wanted, output)
    several = len(wanted.arguments) > 1 or wanted.author is not None or wanted.from_file is not None
    if several:
        hub.patience = PATIENCE_OF_A_BATCH
    places = wanted_places(wanted, hub, hub.models_of, AT_ONCE)
    first = list(islice(places, 2))
    many = len(first) > 1 and batch.limit != 1
    if many:
        check_many(wanted, output)
        hub.patience = PATIENCE_OF_A_BATCH
    places = chain(first, places)
    return iter(check_targets(places, output)) if many and output is not None else places, many


def _hub_seconds(many: bool, hub: HubAccess) -> float:
    if hub.is_on_this_disk:
        return math.inf
    return PATIENCE_OF_A_BATCH if many else HUB_SECONDS


def _delivery(look: bool, output: Path | None, push: PushOptions, hub: HubAccess) -> Delivery:
    if look:
        return Look()
    return Push(hub, push.create_pr) if push.sends else Write(output)


def _manner(batch: BatchOptions, many: bool, push: PushOptions, hub: HubAccess) -> Manner:
    """Return how to go through the cards: in processes only where nobody waits for the Hub."""
    jobs = batch.jobs or (1 if hub.is_on_this_disk or not many else AT_ONCE)
    return Manner(jobs if many else 1, hub.is_on_this_disk, batch.resume, batch.limit)
