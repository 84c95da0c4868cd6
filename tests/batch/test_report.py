"""The reports of one small ledger, pinned byte for byte, and what they must never let through."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cardsmith.batch.ledger import Ledger
from cardsmith.batch.report import FORMS, report
from cardsmith.batch.totals import MOST_LISTED, totals
from tests.batch.report_rows import ENDINGS, TEXTS, reports, rows
from tests.cli.run import run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger(tmp_path / "run.db") as ledger:
        for row in rows():
            ledger.put(row)
    return tmp_path / "run.db"


def test_reports_what_is_pinned() -> None:
    for path, text in reports().items():
        assert text == path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_the_same_to_stdout_and_to_a_file(path: Path, form: str) -> None:
    expected = (TEXTS / f"report.{ENDINGS[form]}").read_text(encoding="utf-8")
    assert run("report", path, "--format", form).out == expected
    file = path.with_name(f"out.{ENDINGS[form]}")
    assert run("report", path, "-o", file).code == 0
    assert file.read_text(encoding="utf-8") == expected


def test_json_has_the_objects_of_fill(path: Path) -> None:
    with Ledger(path) as ledger:
        objects = json.loads("".join(report(ledger, "json")))
    assert [item["card"] for item in objects] == [row.name for row in rows()]
    keys = {
        *("card", "dialects", "completeness", "completeness_before", "gaps", "filled", "open"),
        *("left_out", "refused", "error", "pushed"),
    }
    assert all(set(item) == keys for item in objects)
    assert objects[0]["open"] == objects[0]["gaps"] == rows()[0].gaps_after
    assert objects[1]["error"] == rows()[1].error


class Page(HTMLParser):
    """Everything that a page has, and that each tag is closed."""

    VOID = ("meta", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_and_obeys_nothing(path: Path) -> None:
    with Ledger(path) as ledger:
        page = Page("".join(report(ledger, "html")))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert [attrs["href"] for tag, attrs in page.tags if tag == "a"] == [rows()[2].pr_url]
    assert not any(name.startswith("on") or name == "src" for _, attrs in page.tags for name in attrs)
    assert "</td><script>alert(1)</script>" in page.text
    assert not {"\x1b", "\u202e"} & set(page.text)


def test_the_page_can_be_read_by_everybody(path: Path) -> None:
    with Ledger(path) as ledger:
        text = "".join(report(ledger, "html"))
    page = Page(text)
    assert ("html", {"lang": "en"}) in page.tags
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    labels = [attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs]
    assert set(labels) == ids
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    assert "prefers-color-scheme: dark" in text
    for light_or_dark in re.findall(r":root \{([^}]*)\}", text):
        colours = dict(re.findall(r"--(\w+): (#\w+);", light_or_dark))
        for name in ("ink", "dim", "link"):
            assert contrast(colours[name], colours["paper"]) >= 4.5
        for name in ("open", "done"):
            assert contrast(colours[name], colours["paper"]) >= 3.0


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it."""

    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_markdown_shows_what_it_cannot_trust_as_it_is(path: Path) -> None:
    from markdown_it import MarkdownIt

    with Ledger(path) as ledger:
        html = MarkdownIt("commonmark").enable("table").render("".join(report(ledger, "markdown")))
    assert re.findall(r'href="([^"]*)"', html) == [rows()[2].pr_url]
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_long_run_lists_the_first_cards(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        for number in range(MOST_LISTED + 5):
            ledger.put(rows()[0]._replace(key=str(number), position=number))
        text = "".join(report(ledger, "markdown"))
        assert text.count("| a/README.md |") == MOST_LISTED
        assert text.endswith("\nand 5 more.\n")
        assert totals(ledger.rows()).gaps_before["placeholder-section"] == 3 * (MOST_LISTED + 5)


def test_an_empty_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "run.db") as ledger:
        assert "".join(report(ledger, "json")) == "[]\n"
        assert "".join(report(ledger, "markdown")).startswith("# Report of cardsmith\n\n0 cards.\n")
        Page("".join(report(ledger, "html")))


def test_a_ledger_that_is_none(tmp_path: Path) -> None:
    done = run("report", tmp_path / "none.db")
    assert (done.code, done.stderr) == (2, f"Error: {tmp_path / 'none.db'}: there is no such ledger\n")
    (tmp_path / "x.db").write_text("hello, this is no database, and it is long enough to be seen as none" * 20)
    done = run("report", tmp_path / "x.db")
    assert done.code == 2
    assert "cannot be used as a ledger: file is not a database" in done.stderr


@pytest.mark.parametrize("ending", ["json", "jsonl", "md", "html"])
def test_a_report_of_a_run_without_a_ledger(tmp_path: Path, ending: str) -> None:
    (tmp_path / "card.md").write_text("---\nlicense: mit\n---\n# m\n")
    done = run("fill", "--non-interactive", "--offline", "card.md", "--report", f"report.{ending}", cwd=tmp_path)
    assert done.code == 0
    assert "card.md" in (tmp_path / f"report.{ending}").read_text().replace("\\", "")
    assert {path.name for path in tmp_path.iterdir()} == {"card.md", f"report.{ending}"}


def test_a_report_is_not_written_over_a_card(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n# m\n")
    done = run("fill", "--non-interactive", "--offline", "README.md", "--report", "README.md", cwd=tmp_path)
    assert done.code == 2
    assert "--report README.md would be written over a card" in done.stderr
