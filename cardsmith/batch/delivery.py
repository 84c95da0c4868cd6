"""What becomes of a filled card: it is looked at, written to a file or to stdout, or pushed to the Hub."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cardsmith.batch.places import Access, CardPlace, LoadedCard
from cardsmith.batch.rows import Goal, State
from cardsmith.card import Card
from cardsmith.errors import CardsmithError
from cardsmith.files import remove_leftovers, write_atomically
from cardsmith.filling import Outcome

if TYPE_CHECKING:
    from cardsmith.hub.writer import HubWriter
    from cardsmith.pushing import Confirm, Pushed

NOTHING = "nothing to change"

Refill = Callable[[Card, bool], Outcome]


class Delivered(NamedTuple):
    """What became of a card.

    Attributes:
        state: How far it got.
        words: What was done, for people.
        reason: Why it was skipped; empty when it was not.
        pr_url: The page of its pull request or commit.
        pr_number: The number of its pull request.
        pushed: What came of a push, as `fill --report` has it; None when nothing was to be pushed.
    """

    state: State
    words: str
    reason: str = ""
    pr_url: str = ""
    pr_number: int | None = None
    pushed: dict[str, Any] | None = None


class Delivery(Protocol):
    """Delivers cards. It can be pickled when it is used in several processes."""

    @property
    def goal(self) -> Goal:
        """What it does with a card."""
        ...

    @property
    def in_place(self) -> bool:
        """Whether the new text stands where the old one was read."""
        ...

    @property
    def side_by_side(self) -> bool:
        """Whether a few cards are delivered at once sooner than in turn, and do not come into each other's way."""
        ...

    def tidy(self, place: CardPlace, since: float, until: float) -> None:
        """Take away what a run left behind that ended in the middle of a card.

        Args:
            place: Where the card is.
            since: When that run began with it, in seconds since 1970.
            until: When this one did.
        """
        ...

    def deliver(self, place: CardPlace, loaded: LoadedCard, outcome: Outcome, refill: Refill) -> Delivered:
        """Deliver a card.

        Args:
            place: Where it was read.
            loaded: What was read.
            outcome: What came of filling it.
            refill: Plans the same for a newer text.

        Raises:
            CardsmithError: It cannot be delivered; the old text still stands.
        """
        ...


class Look(NamedTuple):
    """Changes nothing anywhere."""

    goal: Goal = Goal.LOOK
    in_place: bool = False
    side_by_side: bool = False

    def tidy(self, place: CardPlace, since: float, until: float) -> None:
        """See `Delivery.tidy`."""

    def deliver(self, place: CardPlace, loaded: LoadedCard, outcome: Outcome, refill: Refill) -> Delivered:
        """See `Delivery.deliver`."""
        if place.repo_id is not None and loaded.card.opted_out:
            reason = "the card asks to be left alone: <!-- cardsmith: ignore -->"
            return Delivered(State.SKIPPED, f"left alone: {reason}", reason)
        return Delivered(State.FILLED, "not written") if outcome.edits else _NOTHING


class Write(NamedTuple):
    """Writes cards to files: back to their own, or to another place.

    Attributes:
        output: A file or a folder; None for the card's own file, `-` for stdout.
    """

    output: Path | None = None
    goal: Goal = Goal.WRITE

    @property
    def in_place(self) -> bool:
        """See `Delivery.in_place`."""
        return self.output is None

    @property
    def side_by_side(self) -> bool:
        """See `Delivery.side_by_side`."""
        return str(self.output) != "-"

    def target(self, place: CardPlace) -> Path | None:
        """Return the file that a card is written to, None for stdout."""
        if self.output is None or str(self.output) == "-":
            return None if self.output is not None else place.path
        if os.path.isdir(self.output):
            return self.output / (place.path.name if place.path is not None else "README.md")
        return self.output

    def tidy(self, place: CardPlace, since: float, until: float) -> None:
        """See `Delivery.tidy`."""
        target = self.target(place)
        if target is not None:
            remove_leftovers(Path(os.path.realpath(target)).parent, since, until)

    def deliver(self, place: CardPlace, loaded: LoadedCard, outcome: Outcome, refill: Refill) -> Delivered:
        """See `Delivery.deliver`; a card that has not changed is not written back, but it is written elsewhere."""
        if place.repo_id is not None and self.output is None:
            raise CardsmithError("is on the Hub", hint="say where to write it with -o, or propose it with --create-pr")
        data, target = outcome.card.to_bytes(), self.target(place)
        if target is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif self.output is not None:
            write_atomically(target, data)
        elif outcome.edits:
            write_atomically(target, data, expected=loaded.card.to_bytes())
        return Delivered(State.FILLED, "written") if outcome.edits else _NOTHING


class WritingAccess(Access, Protocol):
    """Reaches the Hub, to write as well."""

    @property
    def writer(self) -> HubWriter:
        """Who writes."""
        ...


class Push(NamedTuple):
    """Sends cards to the Hub, as commits or as pull requests.

    Attributes:
        hub: Reaches the Hub.
        create_pr: Whether to propose them.
        confirm: Asks whether to send what it is shown; None to send without asking.
    """

    hub: WritingAccess
    create_pr: bool
    confirm: Confirm | None = None
    goal: Goal = Goal.PUSH
    in_place: bool = True
    side_by_side: bool = False

    def tidy(self, place: CardPlace, since: float, until: float) -> None:
        """See `Delivery.tidy`; what is on the Hub is compared by the push itself."""

    def deliver(self, place: CardPlace, loaded: LoadedCard, outcome: Outcome, refill: Refill) -> Delivered:
        """See `Delivery.deliver`."""
        from cardsmith.pushing import push_card

        if loaded.repo is None:
            raise CardsmithError("is not on the Hub", hint="send a file with `cardsmith push CARD REPO_ID`")
        if not outcome.edits:
            return _NOTHING
        pushed = push_card(
            self.hub.writer,
            self.hub.reader,
            repo_id=loaded.repo.id,
            loaded_sha=loaded.repo.sha,
            card=loaded.card,
            outcome=outcome,
            refill=refill,
            create_pr=self.create_pr,
            confirm=self.confirm,
            revision=place.revision or "main",
            insist=self.confirm is not None,
        )
        return _what_came_of(pushed)


_NOTHING = Delivered(State.SKIPPED, "nothing changed", NOTHING)


def _what_came_of(pushed: Pushed) -> Delivered:
    from cardsmith.pushing import PushStatus
    from cardsmith.shapes import pushed_shape

    words = {PushStatus.COMMITTED: "committed", PushStatus.OPENED: "proposed", PushStatus.UPDATED: "proposed again"}
    url, number, shape = pushed.pr_url or pushed.commit_url or "", pushed.pr_num, pushed_shape(pushed)
    if pushed.status in words:
        return Delivered(State.PUSHED, f"{words[pushed.status]}: {url}", pushed.reason, url, number, shape)
    if pushed.status is PushStatus.SKIPPED and pushed.commit_oid is not None:  # an open pull request says the same
        return Delivered(State.PUSHED, f"proposed before: {url}", "", url, number, shape)
    reason = pushed.reason or pushed.status.value
    return Delivered(State.SKIPPED, f"left alone: {reason}", reason, url, number, shape)
