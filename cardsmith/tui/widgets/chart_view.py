"""A chart of the training table, as large as its pane; where that is narrow, one line that rises and falls."""

from __future__ import annotations

from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Sparkline

from cardsmith.tui.curves import LETTERS, REPORTED, Chart
from cardsmith.tui.in_background import in_background
from cardsmith.tui.look import FAINT
from cardsmith.tui.plotting import SIGNS, Role, draw
from cardsmith.visible import shortened, visible

_LOOKS = {
    Role.AXIS: "$foreground 45%",
    Role.FIRST: "$foreground 55%",
    Role.SECOND: "$secondary",
    Role.LEVEL: "$accent",
    Role.MARK: "$accent bold",
    Role.CHOSEN: "$background on $primary bold",
}
_LEAST = 20, 4  # what plotext can still draw


class ChartView(Vertical, can_focus=False):
    """One chart with its legend in the border."""

    def compose(self) -> ComposeResult:
        """Yield both forms; the width decides which is seen."""
        yield Plot()
        yield Sparkline()

    def show(self, chart: Chart | None, chosen: str) -> None:
        """Show a chart, the row of one choice standing out."""
        self.set_class(chart is None, "-empty")
        if chart is None:
            return
        self.border_title = _legend(chart)
        self.border_subtitle = _row_legend(chart)
        self.query_one(Plot).show(chart, chosen)
        self.query_one(Sparkline).data = [y for _, y in chart.series[-1].points]


class Plot(Widget):
    """The chart itself; it is drawn in the background, since that takes as long as all the rest of a screen."""

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._chosen = ""
        self._drawn = Content("")

    def show(self, chart: Chart, chosen: str) -> None:
        """Draw a chart."""
        if (chart, chosen) != (self._chart, self._chosen):
            self._chart, self._chosen = chart, chosen
            self._draw()

    def on_resize(self) -> None:
        """Draw the chart at another size."""
        self._draw()

    @work(exclusive=True)
    async def _draw(self) -> None:
        chart, (width, height) = self._chart, self.content_size
        if chart is None or width < _LEAST[0] or height < _LEAST[1]:
            self._drawn = Content("")
        else:
            self._drawn = await in_background(partial(_content, chart, width, height, self._chosen))
        self.refresh()

    def render(self) -> Content:
        """Return the chart as it was drawn last."""
        return self._drawn


def _content(chart: Chart, width: int, height: int, chosen: str) -> Content:
    rows = draw(chart, width, height, chosen)
    return Content("\n").join(Content.assemble(*((run.text, _LOOKS[run.role]) for run in row)) for row in rows)


_SHORT = {"training loss": "train", "train loss": "train", "validation loss": "valid"}


def _legend(chart: Chart) -> Content:
    parts = [(shortened(visible(chart.title), 30), ""), (f" by {visible(chart.over).lower()}", FAINT)]
    if len(chart.series) > 1:
        for series, sign, role in zip(chart.series, SIGNS, (Role.FIRST, Role.SECOND), strict=False):
            parts += [("  ", ""), (sign, _LOOKS[role]), (f" {_SHORT.get(series.name.casefold(), series.name)}", "")]
    return Content.assemble(*parts)


def _row_legend(chart: Chart) -> Content:
    words = [f"{dot.mark.letters} {', '.join(dot.mark.kinds)}" for dot in chart.dots]
    if chart.level is not None:
        words.insert(0, f"{LETTERS[REPORTED]} {REPORTED}")
    return Content("  ".join(words))
