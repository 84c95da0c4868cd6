"""`cardsmith explain RULE`: what a rule looks for, why, and an example."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cardsmith.catalogue import close_matches
from cardsmith.cli.completing import rules
from cardsmith.cli.output import COLOURS, Line, Styled, say
from cardsmith.rules import RULES
from cardsmith.rules.base import FIX_WORDS, Rule


@click.command("explain", epilog="\b\nExample:\n  cardsmith explain empty-results")
@click.argument("rule_id", metavar="RULE", shell_complete=rules)
def command(rule_id: str) -> None:
    """Explain a rule: what it looks for, why it matters, and a card before and after."""
    rule = RULES.get(rule_id)
    if rule is None:
        close = close_matches(rule_id, RULES)
        hint = f"; did you mean {close[0]}?" if close else "; `cardsmith rules` lists them"
        raise click.UsageError(f"there is no rule {rule_id!r}{hint}")
    for line in explanation(rule):
        say(*line)


def explanation(rule: Rule) -> Iterator[Line]:
    """Yield what a rule looks for, why it matters, and a card before and after."""
    yield Styled(rule.id, bold=True), ": ", Styled(rule.severity.value, COLOURS[rule.severity])
    yield (rule.summary,)
    yield ()
    yield (rule.why,)
    yield ()
    yield (FIX_WORDS[rule.fix],)
    yield (f"See also {rule.docs}",)
    for title, example in (("Before", rule.before), ("After", rule.after), ("Fine as it is", rule.near_miss)):
        yield ()
        yield (Styled(f"{title}:", dim=True),)
        yield from ((f"    {line}",) for line in example.splitlines())
