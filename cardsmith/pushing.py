"""Push a card: the Hub checks it, somebody agrees to the diff, and one commit goes on the revision it was read at.

When the branch has moved meanwhile, the change is planned again on the new text. Nothing is overwritten blindly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias

from cardsmith.card import Card
from cardsmith.diff import unified_diff
from cardsmith.fields import FIELDS
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import FixClass, Gap, Severity
from cardsmith.hub.findings import CardRejected, ServerFinding
from cardsmith.hub.push_problems import MovedError
from cardsmith.hub.reader import HubError, HubReader, HubRepo
from cardsmith.hub.writer import HubWriter
from cardsmith.hub.written import Committed, PullRequest, PullRequestText
from cardsmith.merging import check_nothing_overwritten, edits_between
from cardsmith.places import metadata_span
from cardsmith.push_text import (
    PushText,
    check_title,
    describe,
    is_signed,
    is_signed_for,
    removals,
    signature,
    signed_for_none,
)
from cardsmith.replacing import all_proposed

README = "README.md"

ROUNDS = 3
"""How often a change is planned at most, when the branch keeps moving."""

_MOST_PULLS_READ = 20

Refill: TypeAlias = Callable[[Card, bool], Outcome]
"""Plans the same change for another text of the card: a newer one, or, when the second argument says so, what this
account has proposed before, so that the change counts more than what stands there. It raises a `CardsmithError` when
that cannot be done."""

Confirm: TypeAlias = Callable[[Outcome, str], bool]
"""Shows an outcome and its unified diff, and says whether to send it."""


class PushStatus(str, Enum):
    """What came of a push."""

    COMMITTED = "committed"
    """A commit is on the branch."""
    OPENED = "opened"
    """A pull request was opened."""
    UPDATED = "updated"
    """A commit was added to a pull request of the same account."""
    UNCHANGED = "unchanged"
    """There was nothing to send: the Hub has the same files."""
    SKIPPED = "skipped"
    """Nothing was sent, for the reason that is given."""
    DECLINED = "declined"
    """Nothing was sent, because whoever was asked said no."""


class Message(NamedTuple):
    """What is sent, exactly.

    Attributes:
        title: The title of the commit and of a pull request.
        description: The description of the commit and of a pull request.
        diff: The unified diff of the README.md, against what stands where the commit goes.
        files: The whole new files by path, without those that stay as they are.
        removed: What the new card no longer says.
    """

    title: str
    description: str
    diff: str
    files: Mapping[str, bytes]
    removed: tuple[Fix, ...] = ()


class Pushed(NamedTuple):
    """What came of a push.

    Attributes:
        status: In one word.
        repo_id: The model.
        commit_oid: The commit that holds the new card; None when there is none.
        commit_url: Its page; None when nothing was sent.
        pr_num: The number of the pull request that was opened or added to, or that was the reason not to send.
        pr_url: Its page.
        warnings: What the Hub warns of, as gaps of the new card.
        reason: Why nothing was sent, or what did not work besides.
        message: What was sent, or would have been if nobody had declined; None when it did not come to that.
    """

    status: PushStatus
    repo_id: str
    commit_oid: str | None = None
    commit_url: str | None = None
    pr_num: int | None = None
    pr_url: str | None = None
    warnings: tuple[Gap, ...] = ()
    reason: str = ""
    message: Message | None = None


class RejectedCard(HubError):
    """The Hub does not take a card.

    Args:
        error: What the Hub said.
        gaps: The same as gaps of the card, with their fields.
    """

    def __init__(self, error: CardRejected, gaps: Iterable[Gap]) -> None:
        super().__init__(error.message, where=error.where, hint="nothing was sent; `cardsmith check` tells more")
        self.gaps = list(gaps)


def push_card(
    writer: HubWriter,
    reader: HubReader,
    *,
    repo_id: str,
    loaded_sha: str,
    card: Card,
    outcome: Outcome,
    refill: Refill,
    create_pr: bool,
    confirm: Confirm | None,
    title: str | None = None,
    description: str | None = None,
    extra_files: Mapping[str, bytes] | None = None,
    revision: str = "main",
    insist: bool = False,
) -> Pushed:
    """Send a changed card to the Hub as a commit, or as the one pull request that an account has open for it.

    The commit is made for the revision that the card was read at. When the branch has moved, the new card is read, the
    change is planned again on its text with `refill`, and shown again with `confirm`. Without `confirm` it is sent as
    long as it leaves alone what somebody else has changed.

    A repository is left alone when its card holds `<!-- cardsmith: ignore -->`, and gets no pull request when an
    earlier one of this account was closed without being merged, or when an open one says the same. What an open one
    holds stays in it: the change is planned on top of that.

    Args:
        writer: Where to send it.
        reader: Where to read a card at a commit.
        repo_id: The model.
        loaded_sha: The commit that `card` was read at.
        card: The card as it is there; an empty one when the repository has none.
        outcome: The changed card.
        refill: Plans the same change on another text of the card.
        create_pr: Whether to propose it as a pull request.
        confirm: Asks whether to send what it is shown; None to send without asking.
        title: The commit's title; None for one that names what is filled.
        description: The commit's description; None for one that lists each fill with its evidence.
        extra_files: More files for the same commit, by path.
        revision: The branch.
        insist: Whether somebody asks for this very card, so that a pull request that this account has closed itself
            does not stand in the way.

    Raises:
        RejectedCard: The Hub does not take the card; it carries the gaps.
        EditConflict: Somebody else has changed the same words.
        CardsmithError: The change cannot be planned on the new text.
        HubError: It could not be sent, or it is not known whether it was.
    """
    if title is not None:
        check_title(title)
    push = _Push(writer, reader, repo_id, refill, confirm, title, description, dict(extra_files or {}), insist)
    try:
        return push.run(_Place(revision, loaded_sha, card), outcome, create_pr)
    except _Skipped as skipped:
        pull = skipped.pull
        num, url = (pull.num, pull.url) if pull is not None else (None, None)
        return Pushed(PushStatus.SKIPPED, repo_id, skipped.commit_oid, None, num, url, (), skipped.reason)


def push_text(
    outcome: Outcome,
    repo_id: str,
    *,
    create_pr: bool,
    title: str | None = None,
    description: str | None = None,
    earlier: str = "",
) -> PushText:
    """Return the title and the description that `push_card` sends for these arguments.

    Args:
        outcome: What was filled.
        repo_id: The model.
        create_pr: Whether it is for a pull request.
        title: The title, None for one that names what is filled.
        description: The description, None for one that lists each fill with its evidence.
        earlier: The description of the open pull request that this is added to.
    """
    text = describe(outcome, repo_id, create_pr=create_pr, earlier=earlier)
    if description is not None:
        parts = [description, signature(outcome.card.to_bytes())] if create_pr else [description]
        text = text._replace(description="\n\n".join(filter(None, parts)))
    return text if title is None else text._replace(title=title)


def gap_of(card: Card, finding: ServerFinding) -> Gap:
    """Return something that the Hub says about a card as a gap, at the place of its field."""
    span = metadata_span(card, *finding.path)
    severity = Severity.ERROR if finding.is_error else Severity.ADVICE
    line, column = card.lines.position(span.start)
    key = next(iter(finding.path), None)
    field = "results" if key == "model-index" else key if key in FIELDS else None
    return Gap("hub", severity, FixClass.NONE, finding.message, finding.field, span, line, column, field)


class _Skipped(Exception):
    """Nothing is to be sent."""

    def __init__(self, reason: str, pull: PullRequest | None = None, commit_oid: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pull = pull
        self.commit_oid = commit_oid


class _Place(NamedTuple):
    """A card on the Hub.

    Attributes:
        revision: The branch, or the ref of a pull request.
        sha: The commit there.
        card: Its text.
        pull: The pull request.
        said: What is said in it.
        shared: Whether the text of the pull request is not ours alone.
        planned: What the change comes to on the branch, which the pull request is for.
        main: The text that stands there.
    """

    revision: str
    sha: str
    card: Card
    pull: PullRequest | None = None
    said: PullRequestText | None = None
    shared: bool = False
    planned: Outcome | None = None
    main: Card | None = None


class _Push(NamedTuple):
    """One call of `push_card`."""

    writer: HubWriter
    reader: HubReader
    repo_id: str
    refill: Refill
    confirm: Confirm | None
    title: str | None
    description: str | None
    extra_files: dict[str, bytes]
    insist: bool

    def run(self, place: _Place, outcome: Outcome, create_pr: bool) -> Pushed:
        _respect(place.card)
        if create_pr:
            place, outcome = self._where_to_propose(place, outcome)
        agreed: str | None = None
        for round_number in range(ROUNDS):
            if round_number:
                place, outcome = self._planned_again(place, outcome)
            if outcome.card == place.card and not self.extra_files:
                return Pushed(PushStatus.UNCHANGED, self.repo_id, reason="the card on the Hub has all of this")
            warnings = self._checked(outcome.card)
            message = self._message(place, outcome, create_pr)
            if self.confirm is not None and message.diff != agreed and not self.confirm(outcome, message.diff):
                return Pushed(PushStatus.DECLINED, self.repo_id, warnings=warnings, message=message)
            agreed = message.diff
            try:
                return self._sent(place, message, create_pr)._replace(warnings=warnings, message=message)
            except CardRejected as error:
                raise self._rejected(outcome.card, error) from None
            except MovedError:
                continue
        moved = f"`{place.revision}` moved each time that the change was planned for it, {ROUNDS} times"
        raise MovedError(moved, where=self.repo_id, hint="try again later")

    def _checked(self, card: Card) -> tuple[Gap, ...]:
        findings = self.writer.validate(card.text)
        if any(finding.is_error for finding in findings):
            raise self._rejected(card, CardRejected(findings, where=self.repo_id))
        return tuple(gap_of(card, finding) for finding in findings)

    def _rejected(self, card: Card, error: CardRejected) -> RejectedCard:
        return RejectedCard(error, [gap_of(card, finding) for finding in error.findings])

    def _message(self, place: _Place, outcome: Outcome, create_pr: bool) -> Message:
        text = self._text(outcome, create_pr)
        if place.said is not None and place.planned is not None and place.main is not None:
            whole = all_proposed(place.main, outcome.card, [*outcome.filled, *place.planned.filled])
            text = text._replace(description=self._text(whole, create_pr, place.said.description).description)
        if place.shared:
            text = text._replace(description=signed_for_none(text.description))
        readme = {README: outcome.card.to_bytes()} if outcome.card != place.card else {}
        diff = "".join(unified_diff(place.card.text, outcome.edits, README))
        files = {**readme, **self.extra_files}
        return Message(text.title, text.description, diff, files, tuple(removals(outcome)))

    def _text(self, outcome: Outcome, create_pr: bool, earlier: str = "") -> PushText:
        words = {"title": self.title, "description": self.description}
        return push_text(outcome, self.repo_id, create_pr=create_pr, **words, earlier=earlier)

    def _sent(self, place: _Place, message: Message, create_pr: bool) -> Pushed:
        done = self.writer.commit(
            self.repo_id,
            message.files,
            place.sha or None,
            message.title,
            message.description,
            place.revision,
            create_pr and place.pull is None,
        )
        if done.unchanged:
            return Pushed(PushStatus.UNCHANGED, self.repo_id, reason="the Hub has the same files")
        if place.pull is not None:
            return self._updated(done, place.pull, place.said, message.description)
        status = PushStatus.OPENED if create_pr else PushStatus.COMMITTED
        return Pushed(status, self.repo_id, done.commit_oid, done.commit_url, done.pr_num, done.pr_url)

    def _updated(self, done: Committed, pull: PullRequest, said: PullRequestText | None, description: str) -> Pushed:
        """Say in the pull request what it holds now; that this fails does not undo the commit."""
        reason = ""
        if said is not None and said.comment_id is not None:
            try:
                self.writer.describe_pull_request(self.repo_id, pull.num, said.comment_id, description)
            except HubError as error:
                reason = f"the description of the pull request is the old one: {error.message}"
        pushed = Pushed(PushStatus.UPDATED, self.repo_id, done.commit_oid, done.commit_url, pull.num, pull.url)
        return pushed._replace(reason=reason)

    # -- where the card stands -----------------------------------------------------------------------------------------

    def _where_to_propose(self, place: _Place, outcome: Outcome) -> tuple[_Place, Outcome]:
        """Find the pull request to add to, or make sure that a new one starts from what the branch is now.

        Raises:
            _Skipped: No pull request is to be made.
        """
        me = self.writer.whoami()
        pull, said = self._own_pull_request(me, self._text(outcome, True).title)
        if pull is not None and pull.status == "closed" and said is not None:
            self._respect_that_it_is_closed(pull, me, said.closed_by)
        place, outcome = self._planned_again(place, outcome)
        if pull is None or said is None or not pull.is_open:
            return place, outcome
        there = self._read(pull.revision, self.writer.pull_request_head(self.repo_id, pull.num))
        shared = not is_signed_for(said.description, there.card.to_bytes())
        there = there._replace(pull=pull, said=said, shared=shared, planned=outcome, main=place.card)
        if outcome.card != there.card:
            # Its text is what somebody made of it since, or what an earlier run proposed. Neither is to be lost.
            outcome = self._refilled(place.card, there.card) if shared else self.refill(there.card, True)
        if outcome.card == there.card and not self.extra_files:
            raise _Skipped(f"pull request {pull.num}, which is open, says the same", pull, there.sha)
        return there, outcome._replace(edits=edits_between(there.card.text, outcome.card.text))

    def _respect_that_it_is_closed(self, pull: PullRequest, me: str, closed_by: str | None) -> None:
        if closed_by != me:
            raise _Skipped(f"pull request {pull.num} by {me} was closed, so no other one is opened", pull)
        if not self.insist:
            how = "open it again, or send this one card with `cardsmith push --create-pr`"
            raise _Skipped(f"you have closed pull request {pull.num}, so no other one is opened: {how}", pull)

    def _own_pull_request(self, me: str, title: str) -> tuple[PullRequest | None, PullRequestText | None]:
        """Return the open pull request among those that cardsmith made with this account, else the newest of them.

        They are known by the hidden mark, or by the title when a description was lost.
        """
        pulls = self.writer.own_pull_requests(self.repo_id, me)[:_MOST_PULLS_READ]
        newest: tuple[PullRequest | None, PullRequestText | None] = (None, None)
        for pull in sorted(pulls, key=lambda pull: (not pull.is_open, -pull.num)):
            said = self.writer.pull_request_text(self.repo_id, pull.num)
            if not is_signed(said.description) and pull.title != title:
                continue
            if pull.is_open:
                return pull, said
            if newest[0] is None:
                newest = pull, said
        return newest

    def _planned_again(self, place: _Place, outcome: Outcome) -> tuple[_Place, Outcome]:
        """Return the place as it is now, with the change planned for the text that stands there."""
        head = self.writer.head(self.repo_id, place.revision)
        if head == place.sha:
            return place, outcome
        now = self._read(place.revision, head)
        there = place._replace(sha=now.sha, card=now.card)
        if there.card != place.card:
            _respect(there.card)
            there = there._replace(shared=place.pull is not None)
            outcome = self._refilled(place.card, there.card)
        return there, outcome

    def _refilled(self, known: Card, there: Card) -> Outcome:
        outcome = self.refill(there, False)
        if self.confirm is None:
            check_nothing_overwritten(known, there, outcome.edits)
        return outcome

    def _read(self, revision: str, sha: str) -> _Place:
        data = self.reader.file(HubRepo("model", self.repo_id, sha=sha), README)
        return _Place(revision, sha, Card.from_bytes(data or b"", self.repo_id))


def _respect(card: Card) -> None:
    if card.opted_out:
        raise _Skipped("the card asks to be left alone: <!-- cardsmith: ignore -->")
