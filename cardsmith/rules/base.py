"""What a rule is: a record with its words, and a function that finds it in a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cardsmith.card import Card
from cardsmith.draft import BODY, CardDraft
from cardsmith.gaps import FixClass, Group, Severity
from cardsmith.text import Span

FIX_WORDS = {
    FixClass.SAFE: "The card proves the fix: `fill` makes it.",
    FixClass.ASK: "It needs an answer, or somebody who asks for it.",
    FixClass.NONE: "There is nothing to apply: it is for reading.",
}
"""What each fix class means, for people."""


INDEX = ("model-index", "model_index")
"""The keys that hold results."""

DIALECTS = (BODY, "tags", "library_name")
"""What tells which generators wrote a card. A rule that reads all of it reads the two keys for nothing else."""


class Found(NamedTuple):
    """One place where a rule applies. `severity` and `fix` are the rule's own unless given."""

    message: str
    span: Span
    where: str = ""
    field: str | None = None
    severity: Severity | None = None
    fix: FixClass | None = None


class Rule(NamedTuple):
    """A thing that can be missing or wrong.

    Attributes:
        id: Kebab-case, what `--select` and `--ignore` take.
        severity: How much it matters.
        fix: Who may fix it.
        summary: What is wrong, in one sentence.
        why: Why it matters.
        before: A card, or the part of one, that has the gap.
        after: The same without it.
        near_miss: A card that looks like it and is fine.
        find: Yields every place in a card.
        reads: The front matter keys, and `BODY`, that decide what it finds and where. Where an edit touched none of
            them, what was found before is still so. Empty for a rule that looks at the whole card.
        needs: Front matter keys of which the card must have one for the rule to find anything. Empty for a rule that
            may find something in any card.
        repair: Puts right what needs no value from anybody; None when a value is needed or nothing can be done.
        after_writing: Whether the repair waits until everything else was written.
        when_complete: Whether it is only looked at when nothing else of severity error or gap is open.
        hides_metadata: Whether the Hub reads no metadata at all where it finds something, so that none of it is there.
        hides_all: Whether nothing of a card counts where it finds something: it is empty, or the Hub rejects it whole.
        about: The part of the card it is about; None where that is the part in which it finds something.
    """

    id: str
    severity: Severity
    fix: FixClass
    summary: str
    why: str
    before: str
    after: str
    near_miss: str
    find: Callable[[Card], Iterable[Found]]
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    repair: Callable[[CardDraft], None] | None = None
    when_complete: bool = False
    after_writing: bool = False
    hides_metadata: bool = False
    hides_all: bool = False
    about: Group | None = None

    @property
    def reads_dialects(self) -> bool:
        """Whether it asks which generators wrote a card."""
        return set(DIALECTS) <= set(self.reads)

    @property
    def docs(self) -> str:
        """Where the rule is described."""
        return f"docs/rules.md#{self.id}"
