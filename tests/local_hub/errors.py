"""What the Hub answers when it says no: a status, a sentence and, for the four known cases, an X-Error-Code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class HubError(Exception):
    """A refusal that becomes a JSON answer with the headers that clients read."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})
        self.fields = fields
        """More keys of the JSON answer, such as the `url` of a repository that exists already."""


def invalid_credentials() -> HubError:
    """The token is unknown: an error everywhere, even where nobody needs one."""
    return HubError(401, "Invalid credentials in Authorization header")


def not_signed_in() -> HubError:
    """The answer to somebody without a token who asks for what needs one."""
    return HubError(401, "Invalid username or password.", "RepoNotFound")


def repo_not_found(*, signed_in: bool) -> HubError:
    """No such repository, or a private one of somebody else: the Hub does not say which."""
    return HubError(404, "Repository not found", "RepoNotFound") if signed_in else not_signed_in()


def revision_not_found(revision: str) -> HubError:
    """No branch, tag, pull request or commit of this name."""
    return HubError(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def entry_not_found(path: str, revision: str, commit: str) -> HubError:
    """No such file at this revision; the commit is told, so that clients can remember the gap."""
    return HubError(404, f'"{path}" does not exist on "{revision}"', "EntryNotFound", headers={"X-Repo-Commit": commit})


def gated(repo_id: str, *, signed_in: bool) -> HubError:
    """The files are only for those whom the author let in."""
    if signed_in:
        message = f"Access to {repo_id} is restricted and you are not in the authorized list. Ask for access first."
        return HubError(403, message, "GatedRepo")
    message = f"Access to {repo_id} is restricted. You must be authenticated to access it. Please log in."
    return HubError(401, message, "GatedRepo")


def stale() -> HubError:
    """The branch has moved since the commit that the client started from."""
    return HubError(412, "A commit has happened since. Please refresh and try again.")


def bad_request(message: str, **fields: Any) -> HubError:
    """The request itself is wrong."""
    return HubError(400, message, **fields)


def forbidden(message: str) -> HubError:
    """The user is known, and may not do this."""
    return HubError(403, message)
