"""`cardsmith explain RULE`: what a rule looks for, why, and an example."""

from __future__ import annotations

import click

from cardsmith.catalogue import close_matches
from cardsmith.cli.output import COLOURS, Styled, say
from cardsmith.rules import RULES
from cardsmith.rules.base import FIX_WORDS


@click.command("explain", epilog="\b\nExample:\n  cardsmith explain empty-results")
@click.argument("rule_id", metavar="RULE")
def command(rule_id: str) -> None:
    """Explain a rule: what it looks for, why it matters, and a card before and after."""
    rule = RULES.get(rule_id)
    if rule is None:
        close = close_matches(rule_id, RULES)
        hint = f"; did you mean {close[0]}?" if close else "; `cardsmith rules` lists them"
        raise click.UsageError(f"there is no rule {rule_id!r}{hint}")
    say(Styled(rule.id, bold=True), ": ", Styled(rule.severity.value, COLOURS[rule.severity]))
    say(rule.summary)
    say()
    say(rule.why)
    say()
    say(FIX_WORDS[rule.fix])
    say(f"See also {rule.docs}")
    for title, example in (("Before", rule.before), ("After", rule.after), ("Fine as it is", rule.near_miss)):
        say()
        say(Styled(f"{title}:", dim=True))
        for line in example.splitlines():
            say(f"    {line}")
