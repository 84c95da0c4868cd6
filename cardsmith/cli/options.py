"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from cardsmith.cli.completing import paths, rules

Command = TypeVar("Command", bound=Callable[..., Any])


def output_options(formats: Iterable[str]) -> Callable[[Command], Command]:
    """Add `--format`, `--json` and `-q`."""

    def add(command: Command) -> Command:
        command = click.option("-q", "--quiet", is_flag=True, help="Short for --format quiet: one card a line.")(
            command
        )
        command = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")(command)
        choice = click.Choice(list(formats))
        return click.option("--format", "format_", type=choice, help="How to print.  [default: human]")(command)

    return add


def chosen_format(format_: str | None, as_json: bool, quiet: bool) -> str:
    """Return the one format asked for.

    Raises:
        click.UsageError: Two different ones were asked for.
    """
    asked = {name for name, given in ((format_, format_), ("json", as_json), ("quiet", quiet)) if given and name}
    if len(asked) > 1:
        raise click.UsageError(f"--format {' and '.join(sorted(asked))} exclude each other")
    return asked.pop() if asked else "human"


def rule_options(command: Command) -> Command:
    """Add `--select` and `--ignore`."""
    return click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        callback=_known_rules,
        shell_complete=rules,
        help="Only this rule, even one that the configuration ignores. Repeatable; `cardsmith rules` lists them.",
    )(ignore_option(command))


def ignore_option(command: Command) -> Command:
    """Add `--ignore`."""
    return click.option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        callback=_known_rules,
        shell_complete=rules,
        help="Do not look at this rule. Repeatable.",
    )(command)


def _known_rules(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from cardsmith.catalogue import close_matches
    from cardsmith.rules import RULES

    rules = tuple(rule for part in value for rule in part.split(",") if rule)
    for rule in rules:
        if rule not in RULES:
            close = close_matches(rule, RULES)
            raise click.BadParameter(f"there is no rule {rule!r}" + (f"; did you mean {close[0]}?" if close else ""))
    return rules


CARDS = click.argument("cards", nargs=-1, required=True, metavar="CARD...", shell_complete=paths)
