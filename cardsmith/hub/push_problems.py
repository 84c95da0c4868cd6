"""What can go wrong with a push, in words for people. No message ever holds a token."""

from __future__ import annotations

from http import HTTPStatus

from cardsmith.hub.asked import Asked
from cardsmith.hub.findings import CardRejected, finding
from cardsmith.hub.problems import BrokenAnswer, is_bad_token, names_of, problem, said_by, status_of, without_tokens
from cardsmith.hub.reader import HubError

# Failures before anything was sent, by the names of their classes.
_UNSENT = {
    "ConnectError",
    "ConnectTimeout",
    "OfflineModeIsEnabled",
    "StillLimited",
    "ProxyError",
    "UnsupportedProtocol",
}


_PROPOSING_HINT = "a pull request needs a token with write access, too: see https://huggingface.co/settings/tokens"


class MovedError(HubError):
    """The branch has another head than the one that a commit was made for. Nothing was stored."""


class UnknownOutcome(HubError):
    """It could not be found out whether a commit was stored."""


def is_unclear(error: Exception) -> bool:
    """Whether a commit may have been stored although it failed: its answer was lost, or is no answer.

    Args:
        error: What `HfApi.create_commit` raised.
    """
    status = status_of(error)
    if status is not None:
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT
    return not names_of(error) & _UNSENT


def push_problem(
    error: Exception, asked: Asked, endpoint: str, now: float, seconds: float, revision: str, proposes: bool = False
) -> HubError | None:
    """Return what to tell people about a push that failed; None when it is nothing that a request can meet.

    Args:
        error: What a request of huggingface_hub raised, or what `Pacer.run` did.
        asked: What was asked for; its `words` name it, its `page` is the repository's.
        endpoint: Whom it was asked of.
        now: Seconds since 1970.
        seconds: The time limit of one answer.
        revision: The branch or pull request that was to be changed or read.
        proposes: Whether it was to be a pull request.
    """
    status, names, said = status_of(error), names_of(error), said_by(error)
    if "LocalTokenNotFoundError" in names:
        return HubError(f"{asked.words} needs a login", hint="log in with `hf auth login`, or set HF_TOKEN")
    if status == HTTPStatus.BAD_REQUEST:
        return _rejected(error)
    if status == HTTPStatus.FORBIDDEN and "GatedRepoError" not in names:
        proposes = proposes or revision.startswith("refs/pr/")
        hint = (
            _PROPOSING_HINT if proposes else "propose the change with --create-pr, or use a token that may write here"
        )
        return HubError(f"the Hub refuses {asked.words} (403){said}", hint=hint)
    if status == HTTPStatus.NOT_FOUND:
        return _missing(names, asked, revision)
    if status == HTTPStatus.CONFLICT:
        return HubError(f"another change is in the way of {asked.words} (409){said}", hint="try again later")
    if status == HTTPStatus.PRECONDITION_FAILED:
        return MovedError(f"`{revision}` has moved since the card was read (412)", hint="read the card again")
    if status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY):
        return HubError(f"the Hub does not take what was sent for {asked.words} ({status}){said}")
    if status is None and not is_bad_token(error) and isinstance(error, (ValueError, LookupError, TypeError)):
        error = BrokenAnswer("with something that makes no sense")
    return problem(error, asked, endpoint, now, seconds)


def _rejected(error: Exception) -> CardRejected:
    said = without_tokens(str(getattr(error, "server_message", None) or "the request was not understood (400)"))
    return CardRejected(finding(line, is_error=True) for line in said.splitlines() if line.strip())


def _missing(names: set[str], asked: Asked, revision: str) -> HubError:
    failed, hint = f"{asked.words} is not possible", f"see {asked.page}"
    if "RevisionNotFoundError" in names:
        return HubError(f"{failed}: there is no `{revision}` (404)", hint=hint)
    if "RepositoryNotFoundError" in names:
        hint = "check its name; a new one is made with `hf repos create`"
        return HubError(f"{failed}: there is no such model, or this account does not see it (404)", hint=hint)
    return HubError(f"{failed}: the Hub does not know what it is about (404)", hint=hint)
