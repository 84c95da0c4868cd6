"""Results printed with the keys of the log: `eval_accuracy` for Accuracy."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.metrics import display_name, is_log_key
from cardsmith.facts.training import ReportedResult
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule
from cardsmith.text import LINE_END, Span, line_start, line_stop

_RUN_STATISTICS = frozenset({"eval_runtime", "eval_samples_per_second", "eval_steps_per_second"})


def _raw(card: Card) -> list[ReportedResult]:
    return [result for result in card.reported_results if is_log_key(result.name)]


def _find(card: Card) -> Iterator[Found]:
    raw = _raw(card)
    if raw:
        span = Span(raw[0].span.start, raw[-1].span.end)
        yield Found(f"{len(raw)} results have the keys of the training log for names", span)


def _rename(draft: CardDraft) -> None:
    """Name them as transformers does after a finished run, and drop how long it took."""
    text = draft.card.text
    for result in _raw(draft.card):
        start = result.span.start
        if result.name in _RUN_STATISTICS:
            stop = line_stop(text, result.span.end)
            ending = LINE_END.match(text, stop)
            draft.replace(Span(line_start(text, start), ending.end() if ending else stop), "")
        else:
            draft.replace(Span(start, start + len(result.name)), display_name(result.name))


_INTRODUCTION = "It achieves the following results on the evaluation set:\n"

RULES = (
    Rule(
        id="raw-evaluation-keys",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="Results are listed as `eval_accuracy`, with runtimes between them.",
        why="transformers prints the raw log when a run was interrupted or only evaluated.",
        before=_INTRODUCTION + "- eval_loss: 0.3\n- eval_accuracy: 0.91\n- eval_runtime: 4.1\n- step: 0\n",
        after=_INTRODUCTION + "- Loss: 0.3\n- Accuracy: 0.91\n- step: 0\n",
        near_miss=_INTRODUCTION + "- Loss: 0.3\n- Accuracy: 0.91\n",
        find=_find,
        reads=(BODY,),
        repair=_rename,
    ),
)
