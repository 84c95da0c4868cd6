"""What `fill` tells about one card."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cardsmith.cli.output import COLOURS, Line, Styled
from cardsmith.cli.reports import suggestion_line
from cardsmith.filling import Fix, Outcome
from cardsmith.visible import percent, shortened, value_text
from cardsmith.writers.results import numbers_written


def summary(name: str, outcome: Outcome, words: str) -> tuple[Line, ...]:
    """Return the lines of one card: the score, what was filled, repaired, left out and refused, what is open.

    Args:
        name: What the card is called.
        outcome: What came of it.
        words: What was done with the new text.
    """
    return tuple(_summary(name, outcome, words))


def _summary(name: str, outcome: Outcome, words: str) -> Iterator[Line]:
    change = f"{percent(outcome.before)} -> {percent(outcome.after)} complete"
    yield Styled(name, bold=True), f": {change}, {words}"
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
    if fix.field is None:
        return f"{evidence.locator}: {fix.message} [{fix.rules[0]}]"
    if fix.field == "results":
        return f"results: {shortened(numbers_written(outcome.card, fix.value), 60)} ({evidence.place})"
    return f"{fix.field}: {shortened(value_text(fix.value), 60)} ({evidence.place})"
