"""The JSON shapes of what cardsmith finds and does; scripts rely on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cardsmith.document.emit import Digits

if TYPE_CHECKING:
    from cardsmith.card import Card
    from cardsmith.errors import CardsmithError
    from cardsmith.facts.metrics import Metric
    from cardsmith.facts.results import LeftOut
    from cardsmith.filling import Fix, Outcome
    from cardsmith.gaps import Evidence, Gap, Suggestion
    from cardsmith.pushing import Pushed
    from cardsmith.rules.base import Rule
    from cardsmith.suggest.engine import Problem


def checked_shape(name: str, card: Card, gaps: Sequence[Gap], share: float) -> dict[str, Any]:
    """Return one object of `check --json`; `share` is the completeness of the card."""
    return {
        "card": name,
        "dialects": [dialect.id for dialect in card.dialects],
        "completeness": share,
        "gaps": [gap_shape(gap) for gap in gaps],
        "error": None,
    }


def suggested_shape(
    name: str, card: Card, gaps: Sequence[Gap], share: float, problems: Sequence[Problem]
) -> dict[str, Any]:
    """Return one object of `suggest --json`: that of `check`, and who could tell less than it might have."""
    told = [{"provider": item.provider, "message": item.message, "hint": item.hint} for item in problems]
    return {**checked_shape(name, card, gaps, share), "problems": told}


def failed_check_shape(name: str, error: CardsmithError) -> dict[str, Any]:
    """Return the object that `check --json` has for a card that could not be read."""
    return {"card": name, "dialects": [], "completeness": 0.0, "gaps": [], "error": _error_shape(error)}


def filled_shape(name: str, outcome: Outcome) -> dict[str, Any]:
    """Return one object of `fill --report`: the shape of `check` for the new card, and what was done."""
    gaps = [gap_shape(gap) for gap in outcome.open]
    return {
        "card": name,
        "dialects": [dialect.id for dialect in outcome.card.dialects],
        "completeness": outcome.after,
        "completeness_before": outcome.before,
        "gaps": gaps,
        "filled": [_fix_shape(fix) for fix in outcome.filled],
        "open": gaps,
        "left_out": [_left_out_shape(item) for item in outcome.left_out],
        "refused": [item._asdict() for item in outcome.refused],
        "error": None,
        "pushed": None,
    }


def failed_fill_shape(name: str, error: CardsmithError) -> dict[str, Any]:
    """Return the object that `fill --report` has for a card that could not be read, verified or written."""
    return {
        **failed_check_shape(name, error),
        "completeness_before": 0.0,
        "filled": [],
        "open": [],
        "left_out": [],
        "refused": [],
        "pushed": None,
    }


def _error_shape(error: CardsmithError) -> dict[str, str]:
    return {"message": error.message, "where": error.where, "hint": error.hint}


def gap_shape(gap: Gap) -> dict[str, Any]:
    """Return one gap."""
    return {
        "rule": gap.rule,
        "severity": gap.severity.value,
        "fix": gap.fix.value,
        "message": gap.message,
        "where": gap.where,
        "field": gap.field,
        "span": list(gap.span),
        "line": gap.line,
        "column": gap.column,
        "suggestions": [_suggestion_shape(suggestion) for suggestion in gap.suggestions],
    }


def rule_shape(rule: Rule) -> dict[str, Any]:
    """Return one object of `rules --json`."""
    words = {"summary": rule.summary, "why": rule.why, "before": rule.before, "after": rule.after}
    return {"id": rule.id, "severity": rule.severity.value, "fix": rule.fix.value, **words, "docs": rule.docs}


def results_shape(
    name: str, card: Card, result: dict[str, Any] | None, missing: str, in_model_index: bool
) -> dict[str, Any]:
    """Return one object of `results --json`: `result` is what `model-index` would hold, None when it is not known."""
    metrics, left_out = card.sorted_results
    row, log = card.reported_row, card.training_results
    return {
        "card": name,
        "metrics": [_metric_shape(item.name, item.value.text, item.metric) for item in metrics],
        "left_out": [_left_out_shape(item) for item in left_out],
        "reported_row": None
        if row is None or log is None
        else {
            "kind": row.kind,
            "row": None if row.row is None else row.row + 1,
            "rows": len(log),
            "best_by": row.best_by,
            "best": None if row.best is None else {**row.best._asdict(), "row": row.best.row + 1},
        },
        "result": _plain(result),
        "missing": missing or None,
        "in_model_index": in_model_index,
        "error": None,
    }


def failed_results_shape(name: str, error: CardsmithError) -> dict[str, Any]:
    """Return the object that `results --json` has for a card that could not be read."""
    lists: dict[str, Any] = {"metrics": [], "left_out": []}
    unknown = dict.fromkeys(("reported_row", "result", "missing"))
    return {"card": name, **lists, **unknown, "in_model_index": False, "error": _error_shape(error)}


def _plain(value: Any) -> Any:
    """Return a value with printed digits as numbers."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.number if isinstance(value, Digits) else value


def _metric_shape(name: str, value: str, metric: Metric) -> dict[str, Any]:
    return {"name": name, "value": value, "type": metric.id, "args": dict(metric.args)}


def _suggestion_shape(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "value": suggestion.value,
        "source": suggestion.source,
        "evidence": [_evidence_shape(evidence) for evidence in suggestion.evidence],
        "confidence": suggestion.confidence,
        "safe": suggestion.safe,
    }


def _evidence_shape(evidence: Evidence) -> dict[str, str]:
    return {"source": evidence.source, "locator": evidence.locator, "quote": evidence.quote}


def _fix_shape(fix: Fix) -> dict[str, Any]:
    return {
        "rules": list(fix.rules),
        "field": fix.field,
        "value": fix.value,
        "message": fix.message,
        "evidence": [_evidence_shape(evidence) for evidence in fix.evidence],
    }


def _left_out_shape(item: LeftOut) -> dict[str, str]:
    return {"name": item.name, "value": item.value, "reason": item.reason}


def pushed_shape(pushed: Pushed) -> dict[str, Any]:
    """Return what came of a push, without what was sent."""
    commit = {"oid": pushed.commit_oid, "url": pushed.commit_url} if pushed.commit_oid else None
    pull = {"num": pushed.pr_num, "url": pushed.pr_url} if pushed.pr_num is not None else None
    return {
        "repo_id": pushed.repo_id,
        "status": pushed.status.value,
        "commit": commit,
        "pull_request": pull,
        "warnings": [gap_shape(gap) for gap in pushed.warnings],
        "reason": pushed.reason or None,
    }


def push_shape(name: str, pushed: Pushed) -> dict[str, Any]:
    """Return the object of `push --json`: what came of it, and what was sent or, in a dry run, would have been."""
    message = pushed.message
    return {
        "card": name,
        **pushed_shape(pushed),
        "title": message and message.title,
        "description": message and message.description,
        "diff": message and message.diff,
        "files": {path: data.decode("utf-8", "replace") for path, data in message.files.items()} if message else {},
        "gaps": [],
        "error": None,
    }


def failed_push_shape(name: str, repo_id: str, error: CardsmithError, gaps: Sequence[Gap] = ()) -> dict[str, Any]:
    """Return the object that `push --json` has for a card that could not be pushed, with what the Hub rejects."""
    empty = dict.fromkeys(("commit", "pull_request", "reason", "title", "description", "diff"))
    rejected = [gap_shape(gap) for gap in gaps]
    nothing: dict[str, Any] = {"warnings": [], "files": {}, "gaps": rejected, "error": _error_shape(error)}
    return {"card": name, "repo_id": repo_id, "status": "failed", **empty, **nothing}
