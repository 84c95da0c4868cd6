"""One card on the desk: its session, the file behind it, and the journal that keeps what was decided."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cardsmith.card import Card
from cardsmith.diff import unified_diff
from cardsmith.errors import CardError, CardsmithError
from cardsmith.files import write_atomically
from cardsmith.habits import remember_answers
from cardsmith.journal import Journals, Kept
from cardsmith.merging import edits_between
from cardsmith.pushing import README, Pushed, PushStatus
from cardsmith.session import PutAside, Session
from cardsmith.suggest.base import Provider
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.suggest.from_card import CardProvider
from cardsmith.suggest.history import History
from cardsmith.tui.hub_side import HubSide, Stand
from cardsmith.visible import visible

Providers: TypeAlias = Callable[[Card], Sequence[Provider]]
"""Returns where suggestions for a card come from."""


class Opening(NamedTuple):
    """A card to be edited.

    Attributes:
        name: What messages call it.
        card: The card as it was read.
        path: The file it is written to; None when there is none.
        providers: Where its suggestions come from.
        ignore: Rules not to look at.
        hub: Where it belongs on the Hub.
        history: Where answers are remembered for the author's other cards; None for nowhere.
    """

    name: str
    card: Card
    path: Path | None
    providers: Providers
    ignore: frozenset[str] = frozenset()
    hub: HubSide = HubSide(None, "the Hub is not to be asked")
    history: History | None = None


class Desk:
    """A card being edited, and what the disk holds of it.

    Attributes:
        session: What was decided.
        identity: What the card's journal is kept under.
        hub: Where it belongs on the Hub.
        stand: The text on the Hub that it was made from, where that is known.
        pointed_at: The question that a view asks to be opened next.
        gone: Whether its file was deleted.
        written: Whether it was written to its file, or to the Hub where it has none.
        on_board: Whether it is one of several: leaving it goes back to the board, which keeps it.
        checkpoint: The row that somebody chose to report, as long as it cannot be written yet; empty for none.
    """

    def __init__(self, opening: Opening, journals: Journals) -> None:
        self.name = opening.name
        self.path = opening.path
        self.providers = opening.providers
        self.session = Session(opening.card, ignore=opening.ignore)
        # What the card itself says costs nothing, so that the first question is the right one from the start.
        said = gather(opening.card, self.session.fields(), (CardProvider(),))
        self.session.suggest(answers_only(said.suggestions))
        self.journals = journals
        self.hub = opening.hub
        self.stand = Stand(self.hub.repo_id, self.hub.sha, opening.card) if self.hub.sha else None
        self._history = opening.history
        # The card stays the same one when it is written to a file later.
        self.identity = os.path.abspath(self.path) if self.path is not None else self.name
        self.pointed_at: str | None = None
        self.checkpoint = ""
        self.written = False
        self.on_board = False
        self.gone = False
        self.on_disk = opening.card.to_bytes()
        self._seen = self._signature()
        self._saved: frozenset[str] = frozenset()

    @property
    def unsaved(self) -> bool:
        """Whether the card differs from the file, or the file is gone."""
        return self.gone or self.session.card.to_bytes() != self.on_disk

    @property
    def waiting(self) -> str:
        """What waits to be written, behind a sign: answers, or what is filled by evidence alone; empty for nothing."""
        if self.worth_keeping:
            return "● unsaved"
        if not self.unsaved:
            return ""
        is_first = self.on_disk == self.session.base.to_bytes()
        return f"✦ {len(self.session.outcome.filled)} to write" if is_first else "✦ to write"

    # -- the file ------------------------------------------------------------------------------------------------------

    def save(self, path: Path | None = None) -> Path:
        """Write the card, to its own file unless another is given; return where.

        Raises:
            CardError: The file changed meanwhile, cannot be written, or there is none.
        """
        target = path or self.path
        if target is None:
            raise CardError("there is no file to write to", hint="save it as a file")
        data = self.session.card.to_bytes()
        own = self._is_own(target)
        write_atomically(target, data, expected=self.on_disk if own and self._signature() is not None else None)
        if own or self.path is None:
            self.path = target
            self.on_disk = data
            self.written, self.gone = True, False
            self._seen = self._signature()
            self._saved = frozenset(self.session.decisions)
            self.journal_writer()()
        self._remember()
        return target

    def would_replace(self, path: Path) -> bool:
        """Whether there is a file of this name that is not the card's own."""
        return os.path.lexists(path) and not self._is_own(path)

    def _is_own(self, path: Path) -> bool:
        return self.path is not None and os.path.abspath(path) == os.path.abspath(self.path)

    @property
    def can_push(self) -> bool:
        """Whether there may be something to send: a file, or what differs from the Hub."""
        return self.stand is None or self.session.card != self.stand.card

    def sent(self, pushed: Pushed, card: Card) -> None:
        """Note that a card was sent, so that it is not asked for again.

        Args:
            pushed: What came of it.
            card: The card as it was made here; on the Hub it may stand together with somebody else's change.
        """
        data = card.to_bytes()
        if self.path is None:
            self.on_disk = data
            self.written = True
            self._saved = frozenset(self.session.decisions)
        stored = pushed.message.files.get(README) if pushed.message is not None else None
        if pushed.status is PushStatus.COMMITTED and stored == data:
            self.stand = Stand(pushed.repo_id, pushed.commit_oid or "", card)
        self._remember()

    def _remember(self) -> None:
        """Remember the answers for the author's other cards; that it fails keeps nobody from anything."""
        if self._history is not None:
            with suppress(CardsmithError):
                remember_answers(self.session, self.hub.repo_id, self.name, self._history)

    def changed_on_disk(self) -> Card | None:
        """Return the card that stands in the file now, when it is not the one that was read or written.

        What is wrong with the file is told once.

        Raises:
            CardError: The file is gone, or cannot be read.
        """
        signature = self._signature()
        if self.path is None or signature == self._seen:
            return None
        self._seen, self.gone = signature, signature is None
        if self.gone:
            raise CardError(f"{visible(self.name)} is gone", hint="^s writes it again")
        card = Card.load(self.path)
        return card if card.to_bytes() != self.on_disk else None

    def go_on_with(self, card: Card) -> tuple[list[PutAside], str]:
        """Apply the decisions to what the file holds now.

        Returns:
            The decisions that no longer fit, and the unified diff of what was changed in the file.
        """
        before = self.on_disk.decode("utf-8")
        diff = "".join(unified_diff(before, edits_between(before, card.text), self.name))
        self.on_disk = card.to_bytes()
        aside = self.session.rebase(card)
        return [item for item in aside if item.key not in self._saved], diff

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            status = os.stat(self.path) if self.path is not None else None
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino) if status is not None else None

    # -- the journal ---------------------------------------------------------------------------------------------------

    def kept(self) -> Kept | None:
        """Return the journal of an earlier session that was not saved; None when there is none.

        Raises:
            JournalError: There is one and it cannot be read.
        """
        kept = self.journals.read(self.identity)
        return kept if kept is not None and (kept.journal.get("decisions") or kept.journal.get("typed")) else None

    @property
    def worth_keeping(self) -> bool:
        """Whether somebody decided or typed something that the file does not hold."""
        return (bool(self.session.decisions) and self.unsaved) or bool(self.session.typed)

    def journal_writer(self) -> Callable[[], None]:
        """Return what writes the journal as it is now, in any thread; without anything to keep there is none."""
        identity = self.identity
        if not self.worth_keeping:
            return lambda: self.journals.discard(identity)
        journal = self.session.journal() if self.unsaved else {**self.session.journal(), "decisions": {}}
        return lambda: self.journals.write(identity, journal)
