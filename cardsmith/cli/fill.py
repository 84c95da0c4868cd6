"""`cardsmith fill`: write answers and what the card proves."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from cardsmith.answers import AnswersFile, check_answers, combined, read_answers
from cardsmith.card import Card
from cardsmith.cli.cards import STDIN, CardFile, card_files, explain_missing, ignored_rules
from cardsmith.cli.options import CARDS, chosen_format, offline_option, output_options, rule_options
from cardsmith.cli.output import COLOURS, Line, Styled, as_json_text, complain, note, percent, say, shortened
from cardsmith.cli.reports import suggestion_line
from cardsmith.diff import unified_diff
from cardsmith.errors import AnswersError, CardError, CardsmithError
from cardsmith.files import write_atomically
from cardsmith.filling import Fix, Outcome, fill
from cardsmith.gaps import SECTION_PREFIX, Severity, section_of
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
@click.option("--non-interactive", is_flag=True, help="Apply answers and what the card proves; ask nothing.")
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
@offline_option
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
    offline: bool,
) -> None:
    """Fill a card: answers first, then what the card itself proves. Nothing else changes."""
    form = chosen_format(format_, as_json, quiet)
    files = list(card_files(cards))
    to_stdout = str(output) == STDIN if output is not None else any(file.path is None for file in files)
    if not non_interactive:
        raise click.UsageError("fill asks no questions yet: add --non-interactive")
    if to_stdout and len(files) > 1:
        raise click.UsageError("a card on standard output must be the only one")
    if diff and output is not None:
        raise click.UsageError("--diff writes no card: leave out -o")
    _check_targets(files, output)
    try:
        answers = _read_answers_file(answers_file, len(files))
        own = check_answers(_settings(settings), lambda path: f"--set {'.'.join(map(str, path))}")
    except CardsmithError as error:
        complain(error)
        context.exit(2)

    def fill_one(file: CardFile) -> Outcome:
        card = file.load()
        outcome = fill(
            card,
            combined(answers.for_card(file.name), own),
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
            for line in _summary(file.name, outcome, written=not diff):
                tell(*line)
        elif form == "quiet" and outcome.edits:
            tell(file.name)
    _warn_of_unused(answers, files)
    if form == "json":
        click.echo(as_json_text(objects), err=tell is note)
    if report is not None and not _write_report(report, objects):
        code = 2
    context.exit(code)


def _target(file: CardFile, output: Path | None) -> Path | None:
    """Return the file a card is written to, None for standard output."""
    if output is None or str(output) == STDIN:
        return None if output is not None else file.path
    if os.path.isdir(output):
        return output / (file.path.name if file.path is not None else "README.md")
    return output


def _check_targets(files: list[CardFile], output: Path | None) -> None:
    """No card may be written over another one."""
    if output is not None and len(files) > 1 and not os.path.isdir(output):
        raise click.UsageError(f"for several cards -o must name a folder that exists, and {str(output)!r} is none")
    targets = [str(_target(file, output)) for file in files]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice is not None:
        raise click.UsageError(f"two cards would be written to {twice}; fill them one by one")


def _placed(file: CardFile, error: CardsmithError) -> CardsmithError:
    """Return the error with the card's name in front of its place."""
    if isinstance(error, CardError):
        error = explain_missing(file, error)
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


def _read_answers_file(path: Path | None, cards: int) -> AnswersFile:
    if path is None:
        return AnswersFile({}, {}, {})
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnswersError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise AnswersError(f"not UTF-8 at byte {error.start}", where=str(path)) from None
    answers = read_answers(text, str(path))
    if answers.single and cards > 1:
        raise AnswersError(
            f"the answers are for one card, and {cards} were given",
            where=str(path),
            hint="put them under `defaults:` (to fill gaps) or under `cards:` / the card's path or file stem",
        )
    return answers


def _warn_of_unused(answers: AnswersFile, files: list[CardFile]) -> None:
    used = {answers.key_of(file.name) for file in files}
    for key in answers.cards:
        if key not in used:
            message = f"{answers.name}: no card given here is called {key!r}; its answers were not used"
            note(Styled("Warning: ", "yellow"), message)


def _settings(settings: tuple[str, ...]) -> dict[str, Any]:
    """Return `--set a.b=c` as nested answers. A value in brackets or braces is YAML, everything else is text."""
    answers: dict[str, Any] = {}
    for setting in settings:
        key, mark, value = setting.partition("=")
        if not mark or not key.strip():
            raise AnswersError(f"{setting!r} is not KEY=VALUE", where="--set", hint="for example license=apache-2.0")
        key = key.strip()
        in_section = ["sections", *filter(None, section_of(key))]
        *path, last = in_section if key.startswith(SECTION_PREFIX) else key.split(".")
        place = answers
        for step in path:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise AnswersError(f"{key!r} is set twice, in two ways", where="--set")
        place[last] = _set_value(value.strip(), key)
    return answers


def _set_value(text: str, key: str) -> Any:
    if not text.startswith(("[", "{")):
        return text
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise AnswersError(f"{text!r} is not YAML: {str(error).splitlines()[0]}", where=f"--set {key}") from None


def _write(file: CardFile, card: Card, outcome: Outcome, output: Path | None) -> None:
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


def _summary(name: str, outcome: Outcome, written: bool) -> Iterator[Line]:
    change = f"{percent(outcome.before)} -> {percent(outcome.after)} complete"
    state = "nothing changed" if not outcome.edits else "written" if written else "not written"
    yield Styled(name, bold=True), f": {change}, {state}"
    for fix in outcome.filled:
        yield Styled("  filled    " if fix.field else "  repaired  ", "green"), _fix_line(fix, outcome)
    for reason, items in groupby(sorted(outcome.left_out, key=lambda item: item.reason), key=lambda item: item.reason):
        names = [item.name for item in items]
        yield Styled("  left out  ", "blue"), f"{shortened(', '.join(names), 60)}: {reason}"
    for item in outcome.refused:
        yield Styled("  refused   ", "red"), f"{item.what}: {item.reason}"
    for gap in outcome.open:
        severity = Styled(f"  {gap.severity.value:<8}  ", COLOURS[gap.severity])
        yield severity, f"line {gap.line}: {gap.message} [{gap.rule}]"
        for suggestion in gap.suggestions[:1]:
            yield "            ", *suggestion_line(suggestion)


def _fix_line(fix: Fix, outcome: Outcome) -> str:
    evidence = fix.evidence[0]
    source = f"{evidence.source}, {evidence.locator}" if evidence.locator else evidence.source
    if fix.field is None:
        return f"{evidence.locator}: {fix.message} [{fix.rules[0]}]"
    if fix.field == "results":
        metrics = outcome.card.sorted_results[0]
        return f"results: {shortened(', '.join(f'{item.name} {item.value.text}' for item in metrics), 60)} ({source})"
    value = fix.value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value) or "none"
    elif not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return f"{fix.field}: {shortened(value, 60)} ({source})"
