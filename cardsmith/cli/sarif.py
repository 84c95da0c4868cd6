"""Gaps as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cardsmith import __version__
from cardsmith.gaps import Gap, Severity
from cardsmith.rules import RULES

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.GAP: "warning", Severity.ADVICE: "note"}


def sarif_log(checked: Iterable[tuple[str, list[Gap]]]) -> dict[str, Any]:
    """Return one run over all cards, given as names with their gaps."""
    results = [_result(name, gap) for name, gaps in checked for gap in gaps]
    used = list(dict.fromkeys(result["ruleId"] for result in results))
    driver = {"name": "cardsmith", "version": __version__, "rules": [_rule(rule_id) for rule_id in used]}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


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
    place = {"artifactLocation": {"uri": name.replace("\\", "/")}, "region": region}
    return {
        "ruleId": gap.rule,
        "level": _LEVELS[gap.severity],
        "message": {"text": gap.message},
        "locations": [{"physicalLocation": place}],
    }
