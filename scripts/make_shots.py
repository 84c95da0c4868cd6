"""Take the pictures of docs/images from the running editor; with `--check`, only say whether they are in step.

The editor runs without a terminal, on a card of fixtures/cards, with its answers from fixtures/answers, and the network
is never asked. Each picture is taken in both themes, and those of the tour are laid over each other as one animation.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tests.tui.driver import Driver

IMAGES = ROOT / "docs" / "images"
SIZE = (112, 32)
THEMES = {"dark": "forge", "light": "forge-light"}
SECONDS = 2.5
STILL = 5
FONTS = '"Fira Code", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'

Shots = dict[str, str]


class Camera:
    """Takes pictures of one running editor, and keeps them by name."""

    def __init__(self, driver: Driver, theme: str) -> None:
        self.driver = driver
        self.theme = theme
        self.shots: Shots = {}

    async def take(self, name: str) -> None:
        """Take a picture when nothing moves any more: the same one several times in a row."""
        last, same = "", 0
        while same < STILL:
            await self.driver.pilot.pause(0.05)
            for widget in self.driver.app.screen.query("Input, TextArea"):
                widget.cursor_blink = False  # type: ignore[attr-defined]
            shot = clean(self.driver.app.export_screenshot(title="cardsmith README.md"), self.theme)
            last, same = shot, same + 1 if shot == last else 0
        self.shots[name] = last

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.driver.press(*keys)


def clean(svg: str, theme: str) -> str:
    """Return a picture that fetches no font, that is the same each time, and whose frame fits the theme."""
    from cardsmith.tui.themes import OWN_THEMES

    colours = next(item for item in OWN_THEMES if item.name == theme)
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: Fira Code[^;]*;", f"font-family: {FONTS};", svg)
    svg = re.sub(r"<!-- Generated with Rich.*?-->", "", svg)
    svg = re.sub(r"terminal-\d+", "shot", svg)
    svg = svg.replace('fill="#292929" stroke="rgba(255,255,255,0.35)"', f'fill="{colours.panel}" stroke="#88888866"', 1)
    svg = svg.replace('"shot-title" fill="#c5c8c6"', f'"shot-title" fill="{colours.foreground}"', 1)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


async def story(theme: str) -> Shots:
    """Complete a card the way a person would, and take pictures on the way."""
    from tests.support import MTL9, answers, seed_bytes
    from tests.tui.driver import editor, opened

    given = answers(MTL9)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "README.md")
        path.write_bytes(seed_bytes(MTL9))
        async with opened(editor(path, theme=theme), SIZE) as driver:
            camera = Camera(driver, theme)
            await camera.take("1-open")
            await driver.answer("language", given["language"])
            await driver.go_to("license")
            await camera.press("e", *"apache")
            await camera.take("2-license")
            await camera.press("down", "enter")
            await driver.until(lambda: "license" in driver.session.decisions, "a licence")
            await driver.go_to("pipeline_tag")
            await camera.take("3-suggestion")
            await camera.press("enter")
            await driver.until(lambda: "pipeline_tag" in driver.session.decisions)
            for key in ("datasets", "results"):
                driver.session.choose(key, given[key])
            await driver.bench.decided()
            await camera.press("c")
            await camera.take("4-curves")
            await camera.press("escape")
            for key, value in given.items():
                if key.startswith("sections."):
                    await driver.answer(key, value)
            await camera.take("5-complete")
            await camera.press("d")
            await camera.take("6-review")
            await camera.press("escape", "v")
            await camera.take("preview")
            await camera.press("escape", "ctrl+s")
            await driver.until(lambda: not driver.app.desk.unsaved, "the card to be written")
            driver.bench.status.say("written to README.md")
            await camera.take("7-saved")
    return camera.shots


def animated(shots: list[str]) -> str:
    """Return pictures of one size as one that shows them one after another, for ever."""
    first = shots[0]
    box = re.search(r'viewBox="([^"]+)"', first)
    assert box is not None
    whole, share = SECONDS * len(shots), 100 / len(shots)
    style = (
        f".frame {{ opacity: 0; animation: show {whole:g}s step-end infinite; }}\n"
        f"@keyframes show {{ 0% {{ opacity: 1; }} {share:.3f}% {{ opacity: 0; }} }}\n"
        "@media (prefers-reduced-motion: reduce) { .frame { animation: none; } .frame:last-child { opacity: 1; } }"
    )
    frames = []
    for number, shot in enumerate(shots):
        # The same names in each picture would mean the last one's colours.
        inside = shot[shot.index(">", shot.index("<svg")) + 1 : shot.rindex("</svg>")]
        inside = inside.replace("shot-", f"shot{number}-")
        frames.append(f'<g class="frame" style="animation-delay: {SECONDS * number:g}s">{inside}</g>')
    head = f'<svg class="rich-terminal" viewBox="{box[1]}" xmlns="http://www.w3.org/2000/svg">'
    return "\n".join((head, f"<style>\n{style}\n</style>", *frames, "</svg>\n"))


def pictures(looks: Iterable[str] = tuple(THEMES)) -> dict[Path, str]:
    """Return every picture by where it belongs."""
    files: dict[Path, str] = {}
    for look in looks:
        shots = asyncio.run(story(THEMES[look]))
        tour = [shots[name] for name in sorted(shots) if name[0].isdigit()]
        files[IMAGES / f"tour-{look}.svg"] = animated(tour)
        for name in ("3-suggestion", "4-curves", "6-review", "preview"):
            files[IMAGES / f"{name.lstrip('0123456789-')}-{look}.svg"] = shots[name]
    return files


def main() -> int:
    """Write the pictures, or compare them."""
    stale = []
    for path, text in pictures().items():
        same = path.exists() and path.read_text(encoding="utf-8") == text
        if not same:
            stale.append(path.name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{'same   ' if same else 'CHANGED'} {path.relative_to(ROOT)} {len(text) // 1000} kB")
    if "--check" in sys.argv and stale:
        print(f"not in step with the editor: {', '.join(stale)}; run `make shots`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
