"""What a shell offers when somebody presses Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def paths(_context: click.Context, _parameter: click.Parameter | None, typed: str) -> list[CompletionItem]:
    """Offer files and folders: a card may be either. The shell knows them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer the ids of rules, behind a comma as well."""
    from click.shell_completion import CompletionItem

    from cardsmith.rules import RULES

    before, comma, last = typed.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{rule.id}", help=rule.summary)
        for rule in RULES.values()
        if rule.id.startswith(last)
    ]
