"""A card's Markdown laid out for reading: blocks of rows, one after the other, so that the first are there at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from cardsmith.tui.columns import Cell, columns_for
from cardsmith.tui.folding import Folded, Piece
from cardsmith.tui.listing import code_rows
from cardsmith.tui.prose import Row, Run, Writer, cells_of, text_of, wrapped

if TYPE_CHECKING:
    from markdown_it.token import Token

_NARROWEST = 16
_BULLETS = ("• ", "◦ ", "▪ ")
_PLAIN = re.compile(r"(?:[^\W_]|[ ,;()%+=/-]|\.(?![^\W\d_]))*")  # no markup, and nothing that may be an address
_NO_ANCHOR = re.compile(r"[^\w\- ]")


class Block(NamedTuple):
    """Rows that belong together: a paragraph, a heading, a row of a table.

    Attributes:
        rows: What is drawn.
        above: Empty rows above it, which are not its own.
        lines: The first of its lines in the Markdown, and the one behind the last.
        fill: The look of what is free at the right of its rows.
        wide: Its columns, if they are more than the page has.
        anchor: The name that a link gives to this heading.
        is_comment: Whether readers of the Hub never see it.
    """

    rows: tuple[Row, ...]
    above: tuple[Row, ...]
    lines: tuple[int, int]
    fill: str = ""
    wide: int = 0
    anchor: str = ""
    is_comment: bool = False

    @property
    def text(self) -> str:
        """What it says, row by row."""
        return "\n".join(map(text_of, self.rows))


def lay_out(folded: Folded, width: int) -> Iterator[Block]:
    """Yield the blocks of a card at a width; each is laid out only when it is asked for."""
    reader = _Reader(width)
    reader.look_up(folded)
    for piece in folded.pieces():
        yield from reader.read(piece)


def batch(blocks: Iterator[Block], rows: int) -> list[Block]:
    """Return the next blocks, as many as fill so many rows; none when there are no more."""
    found = []
    for block in blocks:
        found.append(block)
        rows -= len(block.rows) + len(block.above)
        if rows <= 0:
            break
    return found


class _Container:
    """A quote or a list: what it writes in front of the rows in it."""

    def __init__(self, rest: Run, tight: bool = False, number: int | None = None, bullet: str = "") -> None:
        self.rest = rest
        self.first: Run | None = None
        self.tight = tight
        self.number = number
        self.bullet = bullet

    def begin_item(self) -> None:
        sign = self.bullet if self.number is None else f"{self.number}. "
        self.first = (sign.rjust(len(self.rest[0])), "bullet", "")
        self.number = None if self.number is None else self.number + 1

    def lead(self) -> Run:
        lead, self.first = self.first or self.rest, None
        return lead


class _Reader:
    """Reads one piece of Markdown after the other."""

    def __init__(self, width: int) -> None:
        # Slow to load, and needed only in the thread that lays out.
        from markdown_it import MarkdownIt

        self._width = width
        self._blocks = MarkdownIt("gfm-like")
        self._blocks.core.ruler.enableOnly(["normalize", "block"])
        self._inline = MarkdownIt("gfm-like")
        self._known: dict[str, Any] = {"references": {}}
        self._inside: list[_Container] = []
        self._before: list[_Container] = []
        self._first_line = 0
        self._anchors: dict[str, int] = {}

    def look_up(self, folded: Folded) -> None:
        """Find what links refer to: it may be defined far from where it is used."""
        if folded.defines_links:
            self._blocks.parse(folded.text, self._known)

    def read(self, piece: Piece) -> Iterator[Block]:
        """Yield the blocks of a piece."""
        self._first_line = piece.first
        if piece.is_table:
            table = self._long_table(piece)
            if table is not None:
                yield from self._table(table, (piece.first, piece.first + len(piece.lines)))
                return
        tokens = self._blocks.parse(piece.text, self._known)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(index for index in range(at, len(tokens)) if tokens[index].type == "table_close")
                table = _Table()
                table.add(self, tokens[at:end])
                yield from self._table(table, self._lines(token))
                at = end
            elif token.type in ("heading_open", "paragraph_open"):
                yield from self._text(token, tokens[at + 1].content)
                at += 2
            elif token.nesting:
                yield from self._enter_or_leave(token, tokens, at)
            else:
                yield from self._leaf(token)
            at += 1

    def _lines(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return first + self._first_line, last + self._first_line

    # -- what holds other blocks ---------------------------------------------------------------------------------------

    def _enter_or_leave(self, token: Token, tokens: Sequence[Token], at: int) -> Iterator[Block]:
        if token.type == "blockquote_open":
            self._inside.append(_Container(("│ ", "quote", "")))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self._inside.append(self._list(token, tokens, at))
        elif token.type == "list_item_open":
            self._inside[-1].begin_item()
        elif token.type == "list_item_close":
            if self._inside[-1].first is not None:  # there is nothing in it
                yield self._block([()], self._lines(token))
        elif token.type in ("blockquote_close", "bullet_list_close", "ordered_list_close"):
            self._inside.pop()

    def _list(self, token: Token, tokens: Sequence[Token], at: int) -> _Container:
        items = 0
        tight = True
        for other in tokens[at + 1 :]:
            if other.level == token.level:
                break
            items += other.type == "list_item_open" and other.level == token.level + 1
            if other.type == "paragraph_open" and other.level == token.level + 2:
                tight = tight and other.hidden
        if token.type == "bullet_list_open":
            depth = sum(bool(container.bullet) for container in self._inside)
            bullet = _BULLETS[min(depth, len(_BULLETS) - 1)]
            return _Container((" " * len(bullet), "", ""), tight, bullet=bullet)
        number = int(token.attrs.get("start", 1))
        return _Container((" " * len(f"{number + items - 1}. "), "", ""), tight, number)

    @property
    def _room(self) -> int:
        return max(self._width - sum(len(container.rest[0]) for container in self._inside), _NARROWEST)

    # -- blocks --------------------------------------------------------------------------------------------------------

    def _block(
        self, rows: Iterable[Row], lines: tuple[int, int], fill: str = "", anchor: str = "", joined: bool = False
    ) -> Block:
        """Return a block in its containers; `joined` ones belong to the block above."""
        above = () if joined or self._is_tight() else (tuple(container.rest for container in self._common()),)
        self._before = list(self._inside)
        drawn = tuple((*(container.lead() for container in self._inside), *row) for row in rows)
        wide = max(map(cells_of, drawn), default=0)
        return Block(drawn, above, lines, fill, wide if wide > self._width else 0, anchor)

    def _common(self) -> list[_Container]:
        """Return the containers that hold the block above as well."""
        both = zip(self._before, self._inside, strict=False)
        count = next((at for at, (one, other) in enumerate(both) if one is not other), None)
        return self._inside[: min(len(self._before), len(self._inside)) if count is None else count]

    def _is_tight(self) -> bool:
        common = self._common()
        return bool(common) and common[-1].tight

    def _text(self, token: Token, source: str) -> Iterator[Block]:
        look = token.tag if token.type == "heading_open" else ""
        runs = self._runs(source, *([look] if look else []))
        rows = wrapped(runs, self._room)
        anchor = self._anchor(" ".join(map(text_of, runs))) if look else ""
        if look == "h1":
            rows.append((("━" * self._room, "h1-line", ""),))
        if any(rows):
            yield self._block(rows, self._lines(token), anchor=anchor)

    def _runs(self, source: str, *looks: str) -> list[list[Run]]:
        if _PLAIN.fullmatch(source):
            return [[(source, " ".join(looks), "")]]
        writer = Writer(*looks)
        for token in self._inline.parseInline(source, self._known):
            writer.markdown(token.children or ())
        return writer.lines

    def _anchor(self, title: str) -> str:
        name = _NO_ANCHOR.sub("", title.strip().lower()).replace(" ", "-")
        seen = self._anchors[name] = self._anchors.get(name, -1) + 1
        return f"{name}-{seen}" if seen else name

    def _leaf(self, token: Token) -> Iterator[Block]:
        if token.type in ("fence", "code_block"):
            yield self._block(code_rows(token.content, bool(token.info)), self._lines(token), fill="fence")
        elif token.type == "hr":
            yield self._block([(("─" * self._room, "line", ""),)], self._lines(token))
        elif token.type == "html_block":
            writer = Writer()
            writer.html(token.content)
            rows = wrapped((line for line in writer.lines if text_of(line).strip()), self._room)
            if rows:
                yield self._block(rows, self._lines(token))
            elif writer.comments:
                rows = wrapped(([(comment, "comment", "")] for comment in writer.comments), self._room)
                yield self._block(rows, self._lines(token))._replace(is_comment=True)

    # -- tables --------------------------------------------------------------------------------------------------------

    def _long_table(self, piece: Piece) -> _Table | None:
        """Read a table of plain rows, of which only the head has tokens: they are slow to make, and to throw away."""
        tokens = self._blocks.parse("\n".join(piece.lines[:3]), self._known)
        table = _Table()
        if not tokens or tokens[0].type != "table_open" or tokens[-1].type != "table_close":
            return None
        table.add(self, tokens)
        count = len(table.sides)
        for line in piece.lines[3:]:
            cells = line.strip().removeprefix("|").removesuffix("|").split("|")[:count]
            table.rows.append(tuple(self.cell(cell.strip()) for cell in (*cells, *[""] * (count - len(cells)))))
        return table

    def cell(self, source: str, *looks: str) -> Cell:
        """Return what stands in a cell."""
        return tuple(map(tuple, self._runs(source, *looks)))

    def _table(self, table: _Table, lines: tuple[int, int]) -> Iterator[Block]:
        columns = columns_for(table.rows, table.sides, self._room)
        for at, cells in enumerate(table.rows):
            rows = list(columns.rows(cells))
            if at == 0 or (columns.ruled and at < len(table.rows) - 1):
                rows.append(columns.rule)
            line = lines[0] + (at + 1 if at else 0)  # the row of dashes is the second line
            yield self._block(rows, (line, line + (1 if at else 2)), joined=at > 0)


class _Table:
    """The cells of a table, as plain tuples as far as there are many."""

    def __init__(self) -> None:
        self.rows: list[tuple[Cell, ...]] = []
        self.sides: list[str] = []

    def add(self, reader: _Reader, tokens: Sequence[Token]) -> None:
        """Add the rows of tokens."""
        cells: list[Cell] = []
        for token, inner in pairwise(tokens):
            if token.type == "th_open":
                cells.append(reader.cell(inner.content, "head"))
                self.sides.append(str(token.attrs.get("style", "")).rpartition(":")[2])
            elif token.type == "td_open":
                cells.append(reader.cell(inner.content))
            elif token.type == "tr_close":
                self.rows.append(tuple(cells))
                cells = []
