"""A small ledger with one card of each kind, and its reports as they are pinned."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cardsmith.batch.ledger import Ledger
from cardsmith.batch.report import FORMS, report
from cardsmith.batch.rows import Goal, Row, State
from tests.support import EXPECTED

TEXTS = EXPECTED / "reports"
ENDINGS = {"markdown": "md", "html": "html", "json": "json", "jsonl": "jsonl"}

EVIL = "</td><script>alert(1)</script>|[x](javascript:alert(1))`*_\x1b[31m\u202e\"'&"


def gap(rule: str) -> dict[str, Any]:
    return {"rule": rule, "severity": "gap", "message": "m", "suggestions": []}


def fill(field: str, source: str) -> dict[str, Any]:
    evidence = [{"source": source, "locator": "line 3", "quote": "mit"}]
    return {"rules": [f"missing-{field}"], "field": field, "value": "x", "message": "m", "evidence": evidence}


def about(name: str) -> dict[str, Any]:
    return {"card": name, "dialects": ["hf-trainer"], "left_out": [], "refused": [], "pushed": None, "problems": []}


def rows() -> list[Row]:
    pull = "https://huggingface.co/user/model/discussions/3"
    error = {"message": "not UTF-8", "where": "b/README.md:1:1", "hint": "convert the file"}
    return [
        Row(
            *("/models/a/README.md", 0, "a/README.md", Goal.WRITE, State.FILLED, "0" * 64, "1" * 64, 0.19, 0.62),
            gaps_before={"missing-license": 1, "placeholder-section": 3, "missing-language": 1},
            gaps_after=[gap("placeholder-section")] * 3,
            fills=[fill("license", "LICENSE"), fill("language", "user/base")],
            about=about("a/README.md"),
            started_at=1000.0,
            finished_at=1000.5,
        ),
        Row(
            *("/models/b/README.md", 1, "b/README.md", Goal.WRITE, State.FAILED),
            about=about("b/README.md"),
            error=error,
            started_at=1000.5,
            finished_at=1000.75,
        ),
        Row(
            *("hf://user/model", 2, "user/model", Goal.PUSH, State.PUSHED, "2" * 40, "3" * 64, 0.31, 1.0),
            gaps_before={"missing-license": 1},
            fills=[fill("license", "card")],
            about=about("user/model"),
            pr_url=pull,
            pr_number=3,
            started_at=1000.75,
            finished_at=1001.0,
        ),
        Row(
            *("hf://user/other", 3, "user/other", Goal.PUSH, State.SKIPPED, "4" * 40, "5" * 64, 1.0, 1.0),
            about=about("user/other"),
            reason="nothing to change",
            started_at=1001.0,
            finished_at=1001.25,
        ),
        Row(
            *(f"/{EVIL}.md", 4, f"{EVIL}.md", Goal.WRITE, State.STARTED, "6" * 64, "7" * 64, 0.0, 0.1),
            gaps_before={"missing-license": 1},
            gaps_after=[gap("missing-license")],
            fills=[fill(f"sections.{EVIL}", EVIL)],
            about=about(f"{EVIL}.md"),
            reason=EVIL,
            pr_url="javascript:alert(1)",
            started_at=1001.25,
        ),
    ]


def reports() -> dict[Path, str]:
    """The file of each pinned report, and what should stand in it."""
    with TemporaryDirectory() as folder, Ledger(Path(folder) / "run.db") as ledger:
        for row in rows():
            ledger.put(row)
        return {TEXTS / f"report.{ENDINGS[form]}": "".join(report(ledger, form)) for form in FORMS}
