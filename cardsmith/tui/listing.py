"""Light colours for the code in a card: what most languages have in common, one line at a time."""

from __future__ import annotations

import re

from cardsmith.tui.prose import Row, Run
from cardsmith.tui.rows import shown

_LONGEST = 2_000  # a longer line is data; nobody reads its colours
_PARTS = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<comment>(?:(?<=\s)|^)(?:\#|//).*)
      | (?P<number>(?<![\w.-])\d[\w.]*)
      | (?P<keyword>(?<![\w.-])(?:and|as|async|await|break|case|catch|class|const|continue|def|del|do|done|elif|else
          |except|export|extends|false|False|fi|finally|for|from|function|if|import|in|is|lambda|let|new|None|not|null|or
          |pass|raise|return|then|throw|True|true|try|var|while|with|yield)(?![\w.-]))
    """,
    re.VERBOSE,
)


def code_rows(code: str, coloured: bool) -> list[Row]:
    """Return code as rows, which are not wrapped, with a blank at both sides."""
    lines = code.removesuffix("\n").split("\n")
    return [_row(shown(line)[0], coloured and len(line) <= _LONGEST) for line in lines]


def _row(line: str, coloured: bool) -> Row:
    runs: list[Run] = [(" ", "fence", "")]
    at = 0
    for match in _PARTS.finditer(line) if coloured else ():
        if match.start() > at:
            runs.append((line[at : match.start()], "fence", ""))
        runs.append((match.group(), f"fence {match.lastgroup}", ""))
        at = match.end()
    return (*runs, (f"{line[at:]} ", "fence", ""))
