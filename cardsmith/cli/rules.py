"""`cardsmith rules`: every rule on a line."""

from __future__ import annotations

import click

from cardsmith.cli.options import chosen_format, output_options
from cardsmith.cli.output import COLOURS, Styled, say, say_json
from cardsmith.rules import RULES
from cardsmith.shapes import rule_shape


@click.command("rules", epilog="\b\nExamples:\n  cardsmith rules\n  cardsmith rules --json")
@output_options(("human", "json", "quiet"))
def command(format_: str | None, as_json: bool, quiet: bool) -> None:
    """List the rules: id, severity, who may fix it, and what is wrong."""
    form = chosen_format(format_, as_json, quiet)
    if form == "json":
        say_json([rule_shape(rule) for rule in RULES.values()])
        return
    width = max(map(len, RULES))
    for rule in RULES.values():
        if form == "quiet":
            say(rule.id)
            continue
        severity = Styled(f"{rule.severity.value:<6}", COLOURS[rule.severity])
        say(Styled(f"{rule.id:<{width}}", bold=True), "  ", severity, f"  {rule.fix.value:<4}  {rule.summary}")
