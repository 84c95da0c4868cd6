"""What the user answered before, for other models of the same author."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.answers import check_answers
from cardsmith.errors import AnswersError
from cardsmith.fields import FIELDS
from cardsmith.gaps import SECTION_PREFIX, Suggestion
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, seen_in
from cardsmith.suggest.history import History, Past, is_habit, summed_up

__all__ = ["History", "HistoryProvider", "provider"]

_MOST_VALUES = 3
_MOST_CARDS = 3


class HistoryProvider:
    """Suggests former answers. They are a habit and no proof, so none is safe.

    Args:
        history: The answers.
        author: Whose model this is; empty where that is not known.
    """

    name = "history"
    need = Need.FOLDER
    cost = 15
    serves = (*(key for key in FIELDS if is_habit(key)), SECTION_PREFIX)

    def __init__(self, history: History, author: str) -> None:
        self._history = history
        self._author = author

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield the values that were given most often.

        Raises:
            CardsmithError: The file of answers cannot be read.
        """
        shown: dict[str, int] = {}
        for past in summed_up(self._history.answers(self._author)):
            if not request.wants(past.field) or not _is_answer(past) or shown.get(past.field, 0) >= _MOST_VALUES:
                continue
            shown[past.field] = shown.get(past.field, 0) + 1
            evidence = seen_in("history", f"{len(past.cards)} of {past.of} cards", ", ".join(past.cards[:_MOST_CARDS]))
            yield Suggestion(past.field, past.value, confidence_of(past), False, (evidence,))


def confidence_of(past: Past) -> float:
    """Return how sure a former answer is: surer when it was given often, and when no other was.

    >>> confidence_of(Past("license", "mit", ("a",), 1)), confidence_of(Past("license", "mit", ("a", "b", "c"), 3))
    (0.43, 0.7)
    """
    often = min(1.0, len(past.cards) / 3)
    return round(0.3 + 0.4 * often * len(past.cards) / past.of, 2)


def _is_answer(past: Past) -> bool:
    """Whether a value is still one that may be given: the file is the user's, and may have been changed."""
    if past.field.startswith(SECTION_PREFIX):
        return isinstance(past.value, str)
    try:
        return check_answers({past.field: past.value}) == {past.field: past.value}
    except AnswersError:
        return False


def provider(sources: Sources) -> HistoryProvider | None:
    """Return the provider where there is a history."""
    if sources.history is None:
        return None
    return HistoryProvider(sources.history, (sources.repo_id or "").rpartition("/")[0])
