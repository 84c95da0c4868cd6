"""The `model-index` that a choice makes, as it would be written, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cardsmith.tui.checkpoints import Made
from cardsmith.tui.highlight import Kind, runs
from cardsmith.tui.look import QUIET
from cardsmith.tui.rows import line_spans
from cardsmith.visible import visible

_LOOKS = {
    Kind.KEY: "$secondary",
    Kind.STRING: "$success",
    Kind.NUMBER: "$accent",
    Kind.COMMENT: "$foreground 66% italic",
    Kind.MARK: "$foreground 45%",
}
_MOST = 400


class IndexView(VerticalScroll, can_focus=True):
    """YAML with its new lines marked."""

    BORDER_TITLE = "model-index"

    def compose(self) -> ComposeResult:
        """Yield what is missing, and the text."""
        yield Static(id="missing")
        yield Static(id="yaml")

    def show(self, made: Made, is_saved: bool) -> None:
        """Show what a choice makes; `is_saved` tells whether the file has what was answered before."""
        missing = self.query_one("#missing", Static)
        words = _missing(made, is_saved)
        missing.update(words)
        missing.display = bool(words.plain)
        lines = list(_lines(made))
        self.query_one("#yaml", Static).update(Content("\n").join(lines))
        first_new = next((at for at, line in enumerate(lines) if line.plain.startswith("+")), 0)
        self.scroll_to(y=max(0, first_new - 1), animate=False)


def _missing(made: Made, is_saved: bool) -> Content:
    if made.missing:
        names = " and ".join(item.what for item in made.missing)
        asked = made.missing[0].key
        return Content.assemble(
            ("○ ", "$warning"), f"waits for the {names}", ("\n  g", "$primary bold"), (f" goes to {asked}", QUIET)
        )
    if made.refused:
        return Content.assemble(("! ", "$error bold"), visible(made.refused))
    if made.changes:
        return Content("")
    words = "the card holds it already" if is_saved else "that is the answer already; it is not saved yet"
    return Content.styled(f"✓ {words}", QUIET)


def _lines(made: Made) -> Iterator[Content]:
    text = made.shown.of(made.card.text)
    spans = line_spans(text) if text.strip() else []
    for start, end in spans[:_MOST]:
        at = made.shown.start + start
        is_new = any(span.start <= at + _indent(text[start:end]) < span.end or span.start == at for span in made.new)
        line = text[start:end]
        parts: list[tuple[str, str]] = [("+ " if is_new else "  ", "$success")]
        done = 0
        for run in runs(made.card, at, line):
            parts += [(visible(line[done : run.start]), ""), (visible(line[run.start : run.end]), _look(run.kind))]
            done = run.end
        yield Content.assemble(*parts, visible(line[done:]))
    if len(spans) > _MOST:
        yield Content.styled(f"  … {len(spans) - _MOST} more lines", QUIET)


def _look(kind: Kind) -> str:
    return _LOOKS.get(kind, "")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
