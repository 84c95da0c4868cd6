"""The preview: the card as it is read, its gaps tinted, its tables folded, and nothing in it obeyed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets.markdown import MarkdownBlock

from cardsmith import Card
from cardsmith.tui.folding import KEPT, fold
from cardsmith.tui.screens.ask import AskScreen
from cardsmith.tui.screens.preview import PreviewScreen
from cardsmith.tui.screens.workbench import WorkbenchScreen
from cardsmith.tui.widgets.rendered_card import RenderedCard
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


def words(page: RenderedCard) -> str:
    blocks = (block for block in page.query(MarkdownBlock) if isinstance(block.visual, Content))
    return "\n".join(str(block.visual) for block in blocks)


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


def test_an_endless_card_is_cut() -> None:
    folded = fold(Card("word\n\n" * 5_000))
    assert len(folded.lines) < 1_000
    assert folded.text.endswith("more lines; f shows them*")


@pytest.mark.parametrize("stem", SEEDS)
def test_pieces_are_the_whole_and_read_alike(stem: str) -> None:
    folded = fold(seed(stem))
    pieces = list(folded.pieces())
    assert len(pieces) > 1
    assert "\n".join(text for _, text in pieces) == folded.text
    parser = MarkdownIt("gfm-like")
    tokens = [(token.type, token.content) for _, text in pieces for token in parser.parse(text)]
    assert tokens == [(token.type, token.content) for token in parser.parse(folded.text)]


def test_links_that_are_defined_elsewhere_keep_it_in_one_piece() -> None:
    text = "A [link][a].\n\n" + "Words.\n\n" * 50 + "[a]: https://example.org\n"
    assert len(list(fold(Card(text)).pieces())) == 1


# -- the page ----------------------------------------------------------------------------------------------------------


def test_front_matter_is_left_out_and_gaps_are_tinted(card: Path) -> None:
    card.write_bytes(seed_bytes(MESD))

    async def story() -> None:
        async with opened(editor(card)) as driver:
            driver.session.choose(MODEL, "It hears feelings.")
            page = await preview(driver)
            assert "generated_from_trainer" not in words(page)
            assert {key for key, _ in page.gaps} >= {"datasets", "sections.Intended uses & limitations"}
            filled = [block for block in page.query(MarkdownBlock) if block.has_class("-filled")]
            assert any("It hears feelings." in block.source for block in filled if block.source)
            assert all("More information needed" in (block.source or "") for key, block in page.gaps if "uses" in key)

    run(story())


def test_from_gap_to_gap_and_to_its_question(card: Path) -> None:
    async def story() -> None:
        async with opened(editor(card)) as driver:
            page = await preview(driver)
            await driver.press("n", "n")
            key, block = page.gaps[1]
            assert block.has_class("-current")
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


async def click_link(driver: Driver, page: RenderedCard) -> None:
    block = next(block for block in page.query(MarkdownBlock) if "link" in (block.source or "") and not block.children)
    await driver.pilot.click(block, offset=(1, 0))
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
            await click_link(driver, page)
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
            await click_link(driver, page)
            assert isinstance(driver.app.screen, PreviewScreen)
            assert "no web address" in driver.app.screen.status.message
            assert visited == []

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
