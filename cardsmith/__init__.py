"""Repair model cards of the Hugging Face Hub in place: find every gap, fill it, change nothing else.

from cardsmith import Card, check, fill

    card = Card.load("README.md")
    for gap in check(card):
        print(gap.line, gap.rule, gap.message)
    outcome = fill(card, answers={"license": "apache-2.0"})
    outcome.card.to_bytes()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardsmith.card import Card as Card
    from cardsmith.checking import check as check
    from cardsmith.errors import AnswersError as AnswersError
    from cardsmith.errors import CardError as CardError
    from cardsmith.errors import CardsmithError as CardsmithError
    from cardsmith.errors import EditConflict as EditConflict
    from cardsmith.errors import EditRefused as EditRefused
    from cardsmith.errors import VerificationError as VerificationError
    from cardsmith.filling import Fix as Fix
    from cardsmith.filling import Outcome as Outcome
    from cardsmith.filling import fill as fill
    from cardsmith.gaps import Evidence as Evidence
    from cardsmith.gaps import FixClass as FixClass
    from cardsmith.gaps import Gap as Gap
    from cardsmith.gaps import Severity as Severity
    from cardsmith.gaps import Suggestion as Suggestion

__version__ = "0.1.0"

# Where each public name lives. It is imported when it is first asked for, so that `import cardsmith` costs nothing.
_HOME = {
    "AnswersError": "errors",
    "Card": "card",
    "CardError": "errors",
    "CardsmithError": "errors",
    "EditConflict": "errors",
    "EditRefused": "errors",
    "Evidence": "gaps",
    "Fix": "filling",
    "FixClass": "gaps",
    "Gap": "gaps",
    "Outcome": "filling",
    "Severity": "gaps",
    "Suggestion": "gaps",
    "VerificationError": "errors",
    "check": "checking",
    "fill": "filling",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module 'cardsmith' has no attribute {name!r}")
    value = getattr(import_module(f"cardsmith.{_HOME[name]}"), name)
    globals()[name] = value
    return value
