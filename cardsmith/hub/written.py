"""What stands on the Hub after a push: a commit, a pull request."""

from __future__ import annotations

from typing import NamedTuple


class Committed(NamedTuple):
    """A commit that is stored.

    Attributes:
        commit_oid: Its id, 40 hex digits.
        commit_url: Its page.
        pr_num: The number of the pull request that was opened with it; None when none was.
        pr_url: The page of that pull request.
        unchanged: Whether there was nothing to store, because the branch holds the same files; then `commit_oid` is
            its head.
    """

    commit_oid: str
    commit_url: str
    pr_num: int | None = None
    pr_url: str | None = None
    unchanged: bool = False


class PullRequest(NamedTuple):
    """A pull request in a list.

    Attributes:
        num: Its number.
        title: Its title.
        status: `draft`, `open`, `closed` or `merged`.
        url: Its page.
    """

    num: int
    title: str
    status: str
    url: str

    @property
    def is_open(self) -> bool:
        """Whether something can be added to it."""
        return self.status in ("open", "draft")

    @property
    def revision(self) -> str:
        """The ref of its branch."""
        return f"refs/pr/{self.num}"


class PullRequestText(NamedTuple):
    """What is said in a pull request.

    Attributes:
        description: The first comment.
        comment_id: The id of that comment, to replace it; None when there is none.
        closed_by: Who closed it last; None when nobody did.
    """

    description: str
    comment_id: str | None
    closed_by: str | None
