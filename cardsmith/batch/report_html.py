"""The report of a run as one HTML page that needs nothing else: no script, no font, no picture, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice

from cardsmith.batch.report_words import LOOKED, completeness_line, headline, rule_rows, state_of, was_dry
from cardsmith.batch.rows import Row, State
from cardsmith.batch.totals import MOST_LISTED, Totals
from cardsmith.visible import percent, visible

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Report of cardsmith</title>
<style>
:root { --paper: #fff; --ink: #1d2129; --dim: #59616e; --line: #d7dbe2;
  --open: #b45309; --done: #15803d; --link: #1d4ed8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171c; --ink: #e6e9ee; --dim: #a3acb9; --line: #343b46;
    --open: #fbbf24; --done: #4ade80; --link: #93b4ff; }
}
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
a { color: var(--link); } a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--dim); font-weight: 600; } tbody th { font-weight: 400; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: block; height: .5rem; min-width: 1px; border-radius: .25rem; background: var(--open); }
.bar + .bar { margin-top: .15rem; background: var(--done); }
.bars { width: 40%; padding-top: .75rem; }
.dim { color: var(--dim); }
@media print { body { max-width: none; } .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
</style>
</head>
<body>
<main>
<h1>Report of cardsmith</h1>
"""
_TAIL = "</main>\n</body>\n</html>\n"


def html_report(found: Totals, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the pieces of the page."""
    yield _HEAD
    yield f"<p>{_words(headline(found))}<br>{_words(completeness_line(found))}</p>\n"
    if was_dry(found):
        yield f"<p><strong>{_words(LOOKED)}</strong></p>\n"
    if found.rules:
        yield from _rules(found)
    if found.by_source:
        yield from _counted("Fills by source", "source", found.by_source.items())
        yield from _counted("Fills by field", "field", found.by_field.items())
    if found.reasons:
        yield from _counted("Left as they are", "reason", found.reasons.items(), "cards")
    if found.failed:
        yield from _failures(found)
    yield from _cards(found, rows)
    yield _TAIL


def _rules(found: Totals) -> Iterator[str]:
    most = max([*found.gaps_before.values(), *found.gaps_after.values(), 1])
    yield from _table("Gaps by rule", ("rule", "-before", "-after", "the bars: before, and after below it"))
    for rule, before, after in rule_rows(found):
        bars = "".join(
            f'<span class="bar" style="width:{100 * number / most:.1f}%"></span>' for number in (before, after)
        )
        yield _row(rule, _number(before), _number(after), f'<td class="bars" aria-hidden="true">{bars}</td>')
    yield _END


def _counted(title: str, name: str, items: Iterable[tuple[str, int]], what: str = "fills") -> Iterator[str]:
    yield from _table(title, (name, f"-{what}"))
    yield from (_row(key, _number(count)) for key, count in sorted(items, key=lambda item: (-item[1], item[0])))
    yield _END


def _failures(found: Totals) -> Iterator[str]:
    yield from _table("Failures", ("card", "why"))
    for item in found.failed:
        hint = f'<br><span class="dim">{_words(item.hint)}</span>' if item.hint else ""
        yield _row(item.where or item.card, f"<td>{_words(item.message)}{hint}</td>")
    yield _END


def _cards(found: Totals, rows: Iterable[Row]) -> Iterator[str]:
    yield from _table("Cards", ("card", "what came of it", "-before", "-after", "-filled", "-open"))
    for row in islice(rows, MOST_LISTED):
        state = f"<td>{_link(state_of(row), row.pr_url)}</td>"
        if row.state is State.FAILED:
            yield _row(row.name, state, *['<td class="number"></td>'] * 4)
        else:
            shares = (_cell(percent(row.before)), _cell(percent(row.after)))
            yield _row(row.name, state, *shares, _number(len(row.fills)), _number(len(row.gaps_after)))
    yield _END
    if found.cards > MOST_LISTED:
        yield f"<p>and {found.cards - MOST_LISTED:,} more.</p>\n"


def _table(title: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Yield the start of a table; a column with `-` in front holds numbers."""
    name = title.lower().replace(" ", "-")
    yield f'<h2 id="{name}">{title}</h2>\n<div class="scroll" tabindex="0" role="region" aria-labelledby="{name}">\n'
    heads = (
        f'<th scope="col" class="number">{column[1:]}</th>' if column[0] == "-" else f'<th scope="col">{column}</th>'
        for column in columns
    )
    yield f'<table aria-labelledby="{name}">\n<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>\n'


_END = "</tbody>\n</table>\n</div>\n"


def _row(name: str, *cells: str) -> str:
    return f'<tr><th scope="row">{_words(name)}</th>{"".join(cells)}</tr>\n'


def _number(number: int) -> str:
    return _cell(f"{number:,}")


def _cell(text: str) -> str:
    return f'<td class="number">{_words(text)}</td>'


def _link(words: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return _words(words)
    return f'<a href="{_words(address)}">{_words(words)}</a>'


def _words(text: str) -> str:
    return escape(visible(text))
