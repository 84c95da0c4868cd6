"""The report of a run as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from cardsmith.batch.report_words import LOOKED, completeness_line, headline, rule_rows, state_of, was_dry
from cardsmith.batch.rows import Row, State
from cardsmith.batch.totals import MOST_LISTED, Totals
from cardsmith.visible import percent, visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$@])")
_ADDRESS = re.compile(r"https?://[\w.:/%~?=&#@+-]+\Z", re.ASCII)


def markdown_report(found: Totals, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the pieces of the report."""
    yield f"# Report of cardsmith\n\n{headline(found)}\n{completeness_line(found)}\n"
    if was_dry(found):
        yield f"\n{LOOKED}\n"
    if found.rules:
        yield "\n## Gaps by rule\n\n| rule | before | after |\n| --- | ---: | ---: |\n"
        yield from (f"| {_words(rule)} | {before:,} | {after:,} |\n" for rule, before, after in rule_rows(found))
    for title, counted in (("Fills by source", found.by_source), ("Fills by field", found.by_field)):
        if counted:
            yield f"\n## {title}\n\n| {title.rpartition(' ')[2]} | fills |\n| --- | ---: |\n"
            ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
            yield from (f"| {_words(name)} | {number:,} |\n" for name, number in ranked)
    if found.reasons:
        yield "\n## Left as they are\n\n"
        yield from (f"- {number:,}: {_words(reason)}\n" for reason, number in found.reasons.most_common())
    if found.failed:
        yield "\n## Failures\n\n"
        for item in found.failed:
            hint = f" ({_words(item.hint)})" if item.hint else ""
            yield f"- {_words(item.where or item.card)}: {_words(item.message)}{hint}\n"
    yield "\n## Cards\n\n| card | | before | after | filled | open |\n| --- | --- | ---: | ---: | ---: | ---: |\n"
    yield from map(_card_line, islice(rows, MOST_LISTED))
    if found.cards > MOST_LISTED:
        yield f"\nand {found.cards - MOST_LISTED:,} more.\n"


def _card_line(row: Row) -> str:
    state = _link(state_of(row), row.pr_url)
    if row.state is State.FAILED:
        return f"| {_words(row.name)} | {state} | | | | |\n"
    numbers = (percent(row.before), percent(row.after), f"{len(row.fills):,}", f"{len(row.gaps_after):,}")
    return f"| {_words(row.name)} | {state} | {' | '.join(numbers)} |\n"


def _words(text: str) -> str:
    """Return a text that no Markdown reader takes for anything else."""
    return _SPECIAL.sub(r"\\\1", visible(" ".join(text.split())))


def _link(words: str, address: str) -> str:
    return f"[{_words(words)}]({address})" if _ADDRESS.match(address) else _words(words)
