"""The preview: the card as it is read, its gaps tinted, its tables folded, and nothing in it obeyed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from textual.pilot import Pilot

from cardsmith import Card
from cardsmith.tui.folding import KEPT, fold
from cardsmith.tui.page import Page
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.preview import PreviewScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.rendered_card import RenderedCard
from cardsmith.tui.widgets.status_line import StatusLine
from tests.support import EHCALABRES, MESD, SEEDS, seed, seed_bytes
from tests.tui.driver import Driver, editor, opened, run

MODEL = "sections.Model description"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(seed_bytes(EHCALABRES))
    return path


async def preview(driver: Driver) -> RenderedCard:
    """Open the preview, and wait until it is laid out."""
    await driver.press("v")
    return await laid_out(driver)


async def laid_out(driver: Driver) -> RenderedCard:
    screen = driver.app.screen
    assert isinstance(screen, PreviewScreen), screen
    await driver.app.workers.wait_for_complete()
    await driver.until(lambda: screen.status.state != "laying out…", "the page")
    return screen.query_one(RenderedCard)


def words(card: RenderedCard) -> str:
    """All that is laid out."""
    assert card.page is not None
    return "\n".join(block.text for block in card.page.blocks)


def seen(card: RenderedCard) -> list[str]:
    """The rows in sight, as they are drawn."""
    return [card.render_line(y).text.rstrip() for y in range(card.size.height)]


def row_with(card: RenderedCard, text: str) -> str:
    return next(row for row in seen(card) if text in row)


def card_of(body: str) -> bytes:
    return f"---\nlicense: mit\n---\n{body}".encode()


# -- folding -----------------------------------------------------------------------------------------------------------


def test_a_long_table_is_folded() -> None:
    folded = fold(seed(MESD))
    rows = [line for line in folded.text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + KEPT
    assert folded.hidden == 95
    assert "*… 95 more rows; f shows them*" in folded.text
    assert fold(seed(MESD), unfolded=True).text.count("\n|") == 102


@pytest.mark.parametrize("stem", SEEDS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_line_knows_where_it_stands(stem: str, newline: str) -> None:
    card = Card(seed(stem).text.replace("\n", newline))
    folded = fold(card, unfolded=True)
    lines = folded.lines
    for line, start in zip(lines, folded.starts, strict=True):
        assert card.text.startswith(line, start)
    assert lines[0] == card.text[card.body_start :].split(newline)[0]


def test_a_short_table_stays_whole() -> None:
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * (KEPT + 1)
    assert fold(Card(table)).hidden == 0


@pytest.mark.parametrize("unfolded", [False, True])
@pytest.mark.parametrize("stem", SEEDS)
def test_pieces_are_the_whole_and_read_alike(stem: str, unfolded: bool) -> None:
    folded = fold(seed(stem), unfolded)
    pieces = list(folded.pieces())
    assert len(pieces) > 1
    assert [line for piece in pieces for line in piece.lines] == list(folded.lines)
    assert all(folded.lines[piece.first] == piece.lines[0] for piece in pieces)
    parser = MarkdownIt("gfm-like")
    tokens = [(token.type, token.content) for piece in pieces for token in parser.parse(piece.text)]
    assert tokens == [(token.type, token.content) for token in parser.parse(folded.text)]


def test_a_long_table_of_plain_rows_is_a_piece() -> None:
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 200
    folded = fold(Card(f"Words.\n\n{table}\nMore.\n"), unfolded=True)
    assert [len(piece.lines) for piece in folded.pieces() if piece.is_table] == [202]
    escaped = fold(Card(f"Words.\n\n{table}| \\| | 3 |\n"), unfolded=True)
    assert not any(piece.is_table for piece in escaped.pieces())


# -- the page ----------------------------------------------------------------------------------------------------------


def test_front_matter_is_left_out_and_gaps_are_tinted(card: Path) -> None:
    card.write_bytes(seed_bytes(MESD))

    async def story() -> None:
        async with opened(editor(card)) as driver:
            driver.session.choose(MODEL, "It hears feelings.")
            page = await preview(driver)
            assert "generated_from_trainer" not in words(page)
            assert page.page is not None
            stops = {stop.key: page.page.blocks[stop.block].text for stop in page.stops}
            assert stops.keys() >= {"datasets", "sections.Intended uses & limitations"}
            assert "More information needed" in stops["sections.Intended uses & limitations"]
            assert row_with(page, "It hears feelings.").lstrip().startswith("+▎")
            assert row_with(page, "More information needed").lstrip().startswith("•▎")

    run(story())


def test_from_gap_to_gap_and_to_its_question(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            page = await preview(driver)
            await driver.press("n", "n")
            key, block = page.stops[1]
            assert page.page is not None
            first = page.page.blocks[block].text.split("\n")[0]
            assert "▌" in row_with(page, first)
            assert sum("▌" in row for row in seen(page)) == len(page.page.blocks[block].rows)
            await driver.press("enter")
            await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
            await driver.until(lambda: driver.bench.current == key)

    run(story())


def test_a_key_unfolds_the_table(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            page = await preview(driver)
            assert "… 9 more rows" in words(page)
            await driver.press("f")
            await laid_out(driver)
            assert "more rows" not in words(page)
            await driver.press("f")
            await laid_out(driver)
            assert "… 9 more rows" in words(page)

    run(story())


def test_undo_is_seen(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            driver.session.choose(MODEL, "It hears feelings.")
            page = await preview(driver)
            await driver.press("u")
            await laid_out(driver)
            assert "It hears feelings." not in words(page)

    run(story())


# -- hostile cards -----------------------------------------------------------------------------------------------------


def test_escapes_and_markup_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(
        card_of("# A \x1b[31mred\x1b]0;title\x07 one\n\n[bold]not bold[/bold] \u202ereversed\n\n<script>x</script>\n")
    )

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            assert "A \\x1b[31mred\\x1b]0;title\\x07 one" in words(page)
            assert "[bold]not bold[/bold] \\u202ereversed" in words(page)
            assert "\x1b" not in words(page)

    run(story())


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was sent to."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address, *_: addresses.append(address))
    return addresses


async def click(driver: Driver, card: RenderedCard, text: str) -> None:
    y, row = next((y, row) for y, row in enumerate(seen(card)) if text in row)
    await driver.pilot.click(card, offset=(row.index(text) + 2, y + 1))
    await driver.pilot.pause()


@pytest.mark.parametrize(("answer", "expected"), [("o", ["https://example.org/a"]), ("escape", [])])
def test_a_link_is_opened_only_after_asking(
    tmp_path: Path, visited: list[str], answer: str, expected: list[str]
) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(card_of("[link](https://example.org/a)\n"))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            await click(driver, page, "link")
            assert isinstance(driver.app.screen, AskScreen)
            assert visited == []
            await driver.press(answer)
            await driver.until(lambda: isinstance(driver.app.screen, PreviewScreen))
            assert visited == expected

    run(story())


@pytest.mark.parametrize("address", ["ftp://example.org/a", "../LICENSE", "mailto:a@b.c", "http://["])
def test_what_is_no_web_address_is_not_opened(tmp_path: Path, visited: list[str], address: str) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(card_of(f"[link]({address})\n"))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            await click(driver, page, "link")
            assert isinstance(driver.app.screen, PreviewScreen)
            assert "no web address" in driver.app.screen.status.message
            assert visited == []

    run(story())


def test_a_link_to_a_heading_goes_there(tmp_path: Path, visited: list[str]) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(card_of("[far](#a-b-c--d-1) [nowhere](#x)\n\n" + "Words.\n\n## A b, c & *d*\n\n" * 40))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            await click(driver, page, "nowhere")
            assert "no heading is called #x" in driver.app.screen.query_one(StatusLine).message
            await click(driver, page, "far")
            assert seen(page)[1].strip() == "A b, c & d"
            assert page.scroll_offset.y > 0
            assert visited == []

    run(story())


def test_no_link_is_the_terminals_own(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(card_of("[link](https://example.org/a) <https://example.org/b> ![image](https://example.org/c)\n"))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            styles = [segment.style for y in range(page.size.height) for segment in page.render_line(y)]
            assert len([style for style in styles if style and style.meta]) == 3
            assert not any(style.link for style in styles if style)

    run(story())


# -- long cards --------------------------------------------------------------------------------------------------------


def test_all_of_a_long_card_is_there_and_the_rows_in_sight_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    find = Page.find
    monkeypatch.setattr(Page, "find", lambda page, row: (drawn.append(row), find(page, row))[1])
    path = tmp_path / "README.md"
    path.write_bytes(card_of("".join(f"Paragraph {number}.\n\n" for number in range(3_000)) + "[a][b]\n\n[b]: #c\n"))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            assert page.virtual_size.height > 6_000
            await driver.press("end")
            assert "Paragraph 2999." in "\n".join(seen(page))
            assert seen(page)[-2].strip() == "a"
            assert len(drawn) < 5 * page.size.height

    run(story())


def test_the_place_is_kept_at_another_width(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(card_of("".join(f"Paragraph {number}. {'word ' * 40}\n\n" for number in range(300))))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            await driver.press(*["pagedown"] * 5)
            top = next(row for row in seen(page) if "Paragraph" in row).split(".")[0]
            await driver.pilot.resize_terminal(60, 20)
            await laid_out(driver)
            await driver.until(lambda: page.page is not None and page.page.width < 60, "the other width")
            assert top.strip() in "\n".join(seen(page))

    run(story())


def test_what_is_too_wide_moves_sideways_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    cells = [f"c{number}" for number in range(500)]
    path.write_bytes(card_of(f"Prose.\n\n| {' | '.join(cells)} |\n|{'-|' * 500}\n| {' | '.join(cells)} |\n"))

    async def story() -> None:
        async with opened(editor(path)) as driver:
            page = await preview(driver)
            assert "c7" in row_with(page, "c6")
            await driver.press("pagedown", *["right"] * 12)
            assert page.scroll_offset.x > 0
            assert row_with(page, "Prose.")
            assert not any(" c0 " in row for row in seen(page))

    run(story())


# -- pictures ----------------------------------------------------------------------------------------------------------


def picture_of(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def prepare(pilot: Pilot[None]) -> None:
        driver = Driver(pilot.app, pilot)  # type: ignore[arg-type]
        driver.app.animation_level = "none"
        await driver.until(lambda: isinstance(driver.app.screen, WorkbenchScreen))
        await driver.suggested()
        driver.session.choose(MODEL, "It hears feelings.")
        await driver.bench.update()
        await preview(driver)
        await driver.press(*keys)
        await pilot.pause()

    return prepare


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture(card: Path, size: tuple[int, int], snap_compare: Any) -> None:
    assert snap_compare(editor(card), terminal_size=size, run_before=picture_of("n"))


def test_picture_of_a_folded_table(card: Path, snap_compare: Any) -> None:
    assert snap_compare(editor(card, theme="forge-light"), terminal_size=(80, 24), run_before=picture_of("end"))
