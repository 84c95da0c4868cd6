"""The lines of a card, and how new ones are written."""

from __future__ import annotations

from collections.abc import Iterable

from cardsmith.document.emit import Style
from cardsmith.errors import EditRefused
from cardsmith.text import LINE_END, line_start


class Lines:
    """What stands around an offset on its line. `text` is the whole card, `style` how its front matter is written."""

    def __init__(self, text: str, style: Style) -> None:
        self.text = text
        self.style = style
        self.newline = style.newline

    def join(self, lines: Iterable[str]) -> str:
        """Return lines as one text, without a line end behind the last."""
        return self.newline.join(lines)

    def below(self, lines: list[str]) -> str:
        """Return what puts whole lines behind a line that is there; nothing for none."""
        return self.newline + self.join(lines) if lines else ""

    def prefix(self, offset: int) -> str:
        """Return what stands before `offset` on its line."""
        return self.text[line_start(self.text, offset) : offset]

    def column(self, offset: int) -> int:
        """Return how many characters stand before `offset` on its line.

        Raises:
            EditRefused: One of them is a tab, which has no width that all readers agree about.
        """
        prefix = self.prefix(offset)
        if "\t" in prefix:
            raise EditRefused("a tab stands before it on its line", hint="indent with blanks")
        return len(prefix)

    def line_after(self, offset: int) -> int:
        """Return where the line behind the one of `offset` starts, at the latest behind the last line."""
        match = LINE_END.search(self.text, offset)
        return match.end() if match else len(self.text)

    def alone(self, offset: int) -> bool:
        """Whether only blanks stand before `offset` on its line."""
        return not self.prefix(offset).strip()
