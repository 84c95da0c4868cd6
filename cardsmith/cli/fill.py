"""`cardsmith fill`: write answers and what the card proves."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from cardsmith.answers import check_answers, combined
from cardsmith.card import Card
from cardsmith.cli.cards import STDIN, CardPlace, card_places, ignored_rules, load
from cardsmith.cli.fill_report import summary
from cardsmith.cli.given import read_answers_file, settings_given, warn_of_unused
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import CARDS, chosen_format, output_options, rule_options
from cardsmith.cli.output import Styled, as_json_text, complain, note, say
from cardsmith.diff import unified_diff
from cardsmith.errors import CardError, CardsmithError
from cardsmith.files import write_atomically
from cardsmith.filling import Outcome, fill
from cardsmith.gaps import Severity
from cardsmith.shapes import failed_fill_shape, filled_shape


@click.command(
    "fill",
    epilog="""\b
Examples:
  cardsmith fill --non-interactive README.md
  cardsmith fill --non-interactive --answers answers.yaml --diff README.md
  cardsmith fill --non-interactive --set license=apache-2.0 --set language=es README.md
  cardsmith fill --non-interactive --select generator-comment README.md

A card is written only when the new text reads back as intended, whole or not at all.

\b
Exit codes: 0 done, 1 gaps are open (with --strict), 2 a card could not be read, verified or written.""",
)
@CARDS
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
    metavar="0…1",
    default=0.9,
    show_default=True,
    help="Apply safe suggestions from this confidence on.",
)
@rule_options
@click.option("--diff", is_flag=True, help="Print what would change, and write nothing.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there instead: a file, a folder, or -.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a JSON report to this file.")
@click.option("--strict", is_flag=True, help="Exit with 1 when gaps are open.")
@output_options(("human", "json", "quiet"))
@hub_options
@click.pass_context
def command(
    context: click.Context,
    cards: tuple[str, ...],
    non_interactive: bool,
    answers_file: Path | None,
    settings: tuple[str, ...],
    min_confidence: float,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    diff: bool,
    output: Path | None,
    report: Path | None,
    strict: bool,
    format_: str | None,
    as_json: bool,
    quiet: bool,
    hub: HubAccess,
) -> None:
    """Fill a card from answers and evidence; nothing else in it changes."""
    form = chosen_format(format_, as_json, quiet)
    files = list(card_places(cards))
    to_stdout = str(output) == STDIN if output is not None else any(file.is_stdin for file in files)
    if not non_interactive:
        raise click.UsageError("fill asks no questions yet: add --non-interactive")
    _check_targets(files, output, diff, to_stdout)
    try:
        answers = read_answers_file(answers_file, len(files))
        own = check_answers(settings_given(settings), lambda path: f"--set {'.'.join(map(str, path))}")
    except CardsmithError as error:
        complain(error)
        context.exit(2)

    def fill_one(file: CardPlace) -> Outcome:
        loaded = load(file, hub)
        card = loaded.card
        outcome = fill(
            card,
            combined(answers.for_card(file.name), own),
            hub.providers(file, loaded),
            min_confidence=min_confidence,
            defaults=answers.defaults,
            select=select,
            ignore=ignored_rules(file, ignore),
            checked=True,
        )
        if diff:
            _print_diff(card, outcome, file.name)
        else:
            _write(file, card, outcome, output)
        return outcome

    # With the card or a diff on stdout, the rest goes to stderr.
    tell = note if diff or to_stdout else say
    objects: list[dict[str, Any]] = []
    code = 0
    for file in files:
        try:
            outcome = fill_one(file)
        except CardsmithError as error:
            shown = _placed(file, error)
            complain(shown)
            objects.append(failed_fill_shape(file.name, shown))
            code = 2
            continue
        objects.append(filled_shape(file.name, outcome))
        if strict and any(gap.severity is not Severity.ADVICE for gap in outcome.open):
            code = code or 1
        if form == "human":
            for line in summary(file.name, outcome, written=not diff):
                tell(*line)
            hub.report(outcome.problems)
        elif form == "quiet" and outcome.edits:
            tell(file.name)
    warn_of_unused(answers, files)
    if form == "json":
        click.echo(as_json_text(objects), err=tell is note)
    if report is not None and not _write_report(report, objects):
        code = 2
    context.exit(code)


def _target(file: CardPlace, output: Path | None) -> Path | None:
    """Return the file a card is written to, None for standard output."""
    if output is None or str(output) == STDIN:
        return None if output is not None else file.path
    if os.path.isdir(output):
        return output / (file.path.name if file.path is not None else "README.md")
    return output


def _check_targets(files: list[CardPlace], output: Path | None, diff: bool, to_stdout: bool) -> None:
    """Each card must have a place to be written to, and no card may be written over another one."""
    if to_stdout and len(files) > 1:
        raise click.UsageError("a card on standard output must be the only one")
    if diff and output is not None:
        raise click.UsageError("--diff writes no card: leave out -o")
    on_hub = next((file for file in files if file.repo_id is not None), None)
    if on_hub is not None and output is None and not diff:
        raise click.UsageError(f"{on_hub.name} is on the Hub: say where to write it with -o, or look with --diff")
    if output is not None and len(files) > 1 and not os.path.isdir(output):
        raise click.UsageError(f"for several cards -o must name a folder that exists, and {str(output)!r} is none")
    targets = [str(_target(file, output)) for file in files]
    twice = next((target for target in targets if target != "None" and targets.count(target) > 1), None)
    if twice is not None:
        raise click.UsageError(f"two cards would be written to {twice}; fill them one by one")


def _placed(file: CardPlace, error: CardsmithError) -> CardsmithError:
    """Return the error with the card's name in front of its place."""
    if not error.where.startswith(file.name):
        error.where = f"{file.name}: {error.where}" if error.where else file.name
    return error


def _write_report(path: Path, objects: list[dict[str, Any]]) -> bool:
    try:
        write_atomically(path, (as_json_text(objects) + "\n").encode("utf-8"))
    except CardError as error:
        complain(error)
        return False
    return True


def _write(file: CardPlace, card: Card, outcome: Outcome, output: Path | None) -> None:
    data = outcome.card.to_bytes()
    target = _target(file, output)
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    elif output is not None:
        write_atomically(target, data)
    elif outcome.edits:
        write_atomically(target, data, expected=card.to_bytes())


def _print_diff(card: Card, outcome: Outcome, name: str) -> None:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in unified_diff(card.text, outcome.edits, name):
        if sys.stdout.isatty():
            say(Styled(line.rstrip("\r\n"), colours.get(line[0])))
        else:  # byte for byte, so that it can be applied
            sys.stdout.buffer.write(line.encode("utf-8"))
    sys.stdout.flush()
