"""Charts as lines of characters, drawn by plotext; colours are given as roles, which a theme decides about."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

import plotext

from cardsmith.tui.curves import LETTERS, REPORTED, Chart


class Role(str, Enum):
    """What a run of characters is."""

    AXIS = "axis"
    FIRST = "first"
    SECOND = "second"
    LEVEL = "level"
    MARK = "mark"
    CHOSEN = "chosen"


class Run(NamedTuple):
    """Characters, and what they are."""

    text: str
    role: Role


_COLOURS = {1: Role.FIRST, 2: Role.SECOND, 3: Role.LEVEL, 4: Role.MARK, 5: Role.CHOSEN}
_NUMBERS = {role: number for number, role in _COLOURS.items()}
_ESCAPE = re.compile("\x1b\\[(?:38;5;(\\d+)|[\\d;]*)m")
LINES = ("dot", "braille")
"""How the first and the second of two series are drawn, so that nobody needs their colours."""
SIGNS = ("•", "⠒")
"""The same in a legend."""
_FIGURE = threading.Lock()  # plotext has one for all


def draw(chart: Chart, width: int, height: int, chosen: str = "") -> list[list[Run]]:
    """Return the rows of a chart; the marked row of the kind `chosen` stands out. Any thread may ask."""
    with _FIGURE:
        return _draw(chart, width, height, chosen)


def _draw(chart: Chart, width: int, height: int, chosen: str) -> list[list[Run]]:
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(width, height)
    plotext.frame(False)
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    _draw_level(chart, chosen)
    _draw_lines(chart, width)
    for dot in chart.dots:
        role = Role.CHOSEN if chosen in dot.mark.kinds else Role.MARK
        plotext.text(dot.mark.letters, dot.x, dot.y, color=_NUMBERS[role], alignment=_side(chart, dot.x))
    _draw_ticks(chart, width, height)
    return [list(_runs(line)) for line in plotext.build().splitlines()]


def _draw_lines(chart: Chart, width: int) -> None:
    single = len(chart.series) == 1
    for series, line, role in zip(chart.series, LINES[single:], (Role.FIRST, Role.SECOND)[single:], strict=False):
        plotext.plot(*zip(*_thinned(series.points, width), strict=True), marker=line, color=_NUMBERS[role])


def _thinned(points: Sequence[tuple[float, float]], width: int) -> Sequence[tuple[float, float]]:
    """Return points that draw the same line: of many in half a column the first, the extremes and the last."""
    first, last = points[0][0], points[-1][0]
    if len(points) <= 8 * width or last <= first:
        return points
    thinned: list[tuple[float, float]] = []
    for _, group in groupby(points, key=lambda point: int((point[0] - first) / (last - first) * 2 * width)):
        near = list(group)
        low, high = (extreme(range(len(near)), key=lambda at: near[at][1]) for extreme in (min, max))
        thinned += [near[at] for at in sorted({0, low, high, len(near) - 1})]
    return thinned


def _draw_level(chart: Chart, chosen: str) -> None:
    if chart.level is None:
        return
    role = Role.CHOSEN if chosen == REPORTED else Role.MARK
    first, last = chart.series[-1].points[0][0], chart.series[-1].points[-1][0]
    plotext.plot([first, last], [chart.level] * 2, marker="-", color=_NUMBERS[Role.LEVEL])
    plotext.text(LETTERS[REPORTED], first, chart.level, color=_NUMBERS[role], alignment="left")


def _side(chart: Chart, x: float) -> str:
    """Return on which side of its place a mark has room."""
    first, last = chart.series[-1].points[0][0], chart.series[-1].points[-1][0]
    share = (x - first) / (last - first) if last > first else 0
    return "left" if share < 0.03 else "right" if share > 0.97 else "center"


def _draw_ticks(chart: Chart, width: int, height: int) -> None:
    xs = [x for series in chart.series for x, _ in series.points]
    ys = [y for series in chart.series for _, y in series.points] + ([] if chart.level is None else [chart.level])
    ticks = _between(min(xs), max(xs), max(2, min(6, width // 14)))
    if all(x == round(x) for x in xs):
        ticks = [round(tick) for tick in ticks]
    plotext.xticks(ticks, [short_number(tick) for tick in ticks])
    rows = _between(min(ys), max(ys), max(2, min(5, height // 3)))
    plotext.yticks(rows, [short_number(row) for row in rows])


def _between(low: float, high: float, count: int) -> list[float]:
    if low == high:
        return [low]
    return [low + (high - low) * at / (count - 1) for at in range(count)]


def short_number(number: float) -> str:
    """Return a number in few characters.

    >>> [short_number(number) for number in (0.91541, 12.0, 12000.0, 0.00001, 48.75)]
    ['0.915', '12', '12000', '1e-05', '48.8']
    """
    if number == round(number) and abs(number) < 1e7:
        return str(round(number))
    size = math.floor(math.log10(abs(number)))
    if size < -4 or size > 6:
        return f"{number:.1g}"
    return f"{number:.{max(0, min(3, 2 - size))}f}"


def _runs(line: str) -> Iterator[Run]:
    at, role = 0, Role.AXIS
    for escape in _ESCAPE.finditer(line):
        if escape.start() > at:
            yield Run(line[at : escape.start()], role)
        role = _COLOURS.get(int(escape[1]), Role.AXIS) if escape[1] else Role.AXIS
        at = escape.end()
    if line[at:]:
        yield Run(line[at:], role)
