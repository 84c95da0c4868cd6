"""Where a card on the desk belongs on the Hub, how that is looked at, and how the card is sent there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cardsmith.card import Card
from cardsmith.diff import unified_diff
from cardsmith.gaps import Gap
from cardsmith.pushing import README, Pushed, gap_of, push_card
from cardsmith.questions import Choice
from cardsmith.sending import Sending, plan_sending
from cardsmith.session import Session

if TYPE_CHECKING:
    from cardsmith.filling import Outcome
    from cardsmith.hub.reader import HubReader, HubRepo
    from cardsmith.hub.writer import HubWriter


class Reach(Protocol):
    """Reaches the Hub, to read and to write. Whoever asks it waits."""

    @property
    def reader(self) -> HubReader:
        """Who reads."""
        ...

    @property
    def writer(self) -> HubWriter:
        """Who writes."""
        ...


class HubSide(NamedTuple):
    """Where a card belongs on the Hub.

    Attributes:
        reach: Reaches the Hub; None when it may not be asked.
        why_not: Why it may not be asked.
        repo_id: The card's repository; empty when it is not known.
        revision: The branch.
        sha: The commit that the card was read at; empty for a card of a file.
    """

    reach: Reach | None
    why_not: str = ""
    repo_id: str = ""
    revision: str = "main"
    sha: str = ""


class Stand(NamedTuple):
    """A text of the card on the Hub that the card on the desk was made from.

    Attributes:
        repo_id: The model.
        sha: The commit.
        card: The text.
    """

    repo_id: str
    sha: str
    card: Card


class Look(NamedTuple):
    """What would be sent.

    Attributes:
        there: What stands on the Hub.
        sending: The change of it.
        diff: The same as a unified diff.
        findings: What the Hub says about the new card.
    """

    there: Stand
    sending: Sending
    diff: str
    findings: list[Gap]


class Wording(NamedTuple):
    """What a person says about a push; None for the words that are made from the fills."""

    create_pr: bool
    title: str | None
    description: str | None


def datasets_like(reach: Reach, words: str) -> list[Choice]:
    """Return the datasets whose id holds some words, the most downloaded first, with what people call them.

    Raises:
        HubError: There was no answer.
    """
    return [Choice(repo.id, _said_of(repo)) for repo in reach.reader.search_datasets(words)]


def _said_of(repo: HubRepo) -> str:
    name = repo.card.get("pretty_name")
    return name if isinstance(name, str) and name else f"{repo.downloads:,} downloads" if repo.downloads else ""


Confirm = Callable[[Sending, str], bool]
"""Shows a change and its unified diff, and says whether to send it."""


def look(reach: Reach, session: Session, known: Stand | None, repo_id: str, revision: str) -> Look:
    """Return what a session comes to on what stands on the Hub now, and what the Hub says about it.

    Raises:
        CardsmithError: There is no such model, no answer, or somebody else has changed the same words.
    """
    head = reach.writer.head(repo_id, revision)
    if known is not None and (known.repo_id, known.sha) == (repo_id, head):
        there = known
    else:
        data = reach.writer.read(repo_id, head, README) or b""
        there = Stand(repo_id, head, Card.from_bytes(data, repo_id))
    sending = plan_sending(session, there.card, _text_of(known, repo_id))
    new = sending.outcome.card
    findings = [gap_of(new, item) for item in reach.writer.validate(new.text)]
    return Look(there, sending, "".join(unified_diff(there.card.text, sending.outcome.edits, README)), findings)


def send(
    reach: Reach,
    session: Session,
    known: Stand | None,
    looked: Look,
    wording: Wording,
    confirm: Confirm,
    revision: str,
) -> Pushed:
    """Send what was looked at; where something else stands on the Hub by now, plan it again and ask again.

    Raises:
        CardsmithError: It could not be sent.
    """
    there = looked.there
    made_from = _text_of(known, there.repo_id) or there.card
    latest = [looked.sending]

    def again(newer: Card, own: bool) -> Outcome:
        latest.append(plan_sending(session, newer, made_from, own=own))
        return latest[-1].outcome

    return push_card(
        reach.writer,
        reach.reader,
        repo_id=there.repo_id,
        loaded_sha=there.sha,
        card=there.card,
        outcome=looked.sending.outcome,
        refill=again,
        create_pr=wording.create_pr,
        confirm=lambda outcome, diff: confirm(latest[-1]._replace(outcome=outcome), diff),
        title=wording.title,
        description=wording.description,
        revision=revision,
        insist=True,
    )


def _text_of(known: Stand | None, repo_id: str) -> Card | None:
    return known.card if known is not None and known.repo_id == repo_id else None
