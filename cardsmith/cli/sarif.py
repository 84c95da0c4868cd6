"""Gaps as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from cardsmith import __version__
from cardsmith.errors import CardError, CardsmithError
from cardsmith.gaps import Gap, Severity
from cardsmith.rules import RULES

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.GAP: "warning", Severity.ADVICE: "note"}


def sarif_log(
    checked: Iterable[tuple[str, list[Gap]]], failed: Sequence[tuple[str, CardsmithError]] = ()
) -> dict[str, Any]:
    """Return one run over all cards.

    Args:
        checked: The names of cards, with their gaps.
        failed: The names of those that could not be read, and why.
    """
    results = [_result(name, gap) for name, gaps in checked for gap in gaps]
    used = list(dict.fromkeys(result["ruleId"] for result in results))
    driver = {"name": "cardsmith", "version": __version__, "rules": [_rule(rule_id) for rule_id in used]}
    # Columns are counted in characters; without the word for it they would be read as UTF-16 units.
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if failed:
        told = [_notification(name, error) for name, error in failed]
        run["invocations"] = [{"executionSuccessful": False, "toolExecutionNotifications": told}]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _notification(name: str, error: CardsmithError) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(name)}}
    if isinstance(error, CardError) and error.line is not None:
        place["region"] = {"startLine": error.line, "startColumn": error.column}
    return {"level": "error", "message": {"text": error.message}, "locations": [{"physicalLocation": place}]}


def _rule(rule_id: str) -> dict[str, Any]:
    rule = RULES[rule_id]
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(name: str, gap: Gap) -> dict[str, Any]:
    length = gap.span.end - gap.span.start
    region = {"startLine": gap.line, "startColumn": gap.column, "charOffset": gap.span.start, "charLength": length}
    place = {"artifactLocation": {"uri": _uri(name)}, "region": region}
    return {
        "ruleId": gap.rule,
        "level": _LEVELS[gap.severity],
        "message": {"text": _literal(gap.message)},
        "locations": [{"physicalLocation": place}],
    }


def _literal(text: str) -> str:
    r"""Return a text of which nothing is a link: SARIF 2.1.0, 3.11.6.

    >>> _literal("[a](https://b.example) in model-index[0]")
    '\\[a\\](https://b.example) in model-index[0]'
    """
    return re.sub(r"\[([^\]]*)\](?=\()", r"\\[\1\\]", text)


def _uri(name: str) -> str:
    r"""Return a card's name as a URI.

    >>> _uri("model cards/README.md"), _uri("C:\\cards\\README.md"), _uri("hf://user/model@main")
    ('model%20cards/README.md', 'file:///C:/cards/README.md', 'hf://user/model@main')
    """
    path = quote(os.fsencode(name.replace("\\", "/")), safe="/:@!$&'()*+,;=~")
    return f"file:///{path}" if re.match(r"[A-Za-z]:/", path) else path
