"""What the Hub's own check says about a card, with the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cardsmith.hub.reader import HubError

# The Hub's sentences start with the field in quotes: `"model-index[0].results[0].dataset.config" must be a string`.
_FIELD = re.compile(r'(?:- )?"(?P<field>[\w-]+(?:\[[0-9]+\]|\.[\w-]+)*)"')
_STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")
_WHOLE = "value"
"""What the sentences call the front matter as a whole."""


class ServerFinding(NamedTuple):
    """One thing that the Hub says about a card's metadata.

    Attributes:
        is_error: Whether it rejects the card; otherwise it warns.
        field: The front matter path, such as `license` or `datasets[0]`; empty for the front matter as a whole.
        message: What the Hub said.
    """

    is_error: bool
    field: str
    message: str

    @property
    def path(self) -> tuple[str | int, ...]:
        """The field in steps.

        >>> ServerFinding(True, "datasets[0]", "").path
        ('datasets', 0)
        """
        return tuple(int(index) if index else name for index, name in _STEP.findall(self.field))


class CardRejected(HubError):
    """The Hub does not take a card.

    Args:
        findings: Why.
        where: The repository.
    """

    def __init__(self, findings: Iterable[ServerFinding], *, where: str = "") -> None:
        self.findings = [finding for finding in findings if finding.is_error]
        first = " ".join(self.findings[0].message.split()) if self.findings else "it does not say why"
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        shown = first if len(first) <= 200 else first[:199] + "…"
        super().__init__(f"the Hub rejects the card: {shown}{more}", where=where)


def finding(message: str, *, is_error: bool) -> ServerFinding:
    """Return what a sentence of the Hub is about.

    >>> finding('"language[0]" must only contain lowercase characters', is_error=True).field
    'language[0]'
    """
    match = _FIELD.match(message)
    field = match["field"] if match else ""
    return ServerFinding(is_error, "" if field == _WHOLE else field, message.removeprefix("- "))


def findings_in(answer: Mapping[str, Any]) -> Iterator[ServerFinding]:
    """Yield what `/api/validate-yaml` says in `{"errors": [{"message": …}], "warnings": []}`, errors first."""
    for key, is_error in (("errors", True), ("warnings", False)):
        items = answer.get(key)
        for item in items if isinstance(items, list) else ():
            message = item.get("message") if isinstance(item, Mapping) else item
            if isinstance(message, str) and message:
                yield finding(message, is_error=is_error)
