"""What can go wrong with a request, in words for people. No message ever holds a token.

huggingface_hub 1.x speaks through httpx and 2.x through httpx2, so their exceptions are told apart by the names of
their classes, which are the same in both, and neither library is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from cardsmith.hub.asked import Asked
from cardsmith.hub.reader import HubError
from cardsmith.hub.retries import Refusal, StillLimited, asked_wait

_TOKEN = re.compile(r"\b(?:hf|api_org)_\w{4,}|(?<=Bearer )\S+")
_OFFLINE_HINT = "check the network, or work with what was asked before: --offline"
_LATER_HINT = "try again later"


class OfflineError(HubError):
    """Something is not known, and the Hub may not be asked."""


class BrokenAnswer(Exception):
    """An answer that came in whole and makes no sense."""


class SlowAnswer(Exception):
    """An answer that trickled in until it took too long."""


def host_of(endpoint: str) -> str:
    """Return the host of an address for messages: without a user, a password or a path.

    >>> host_of("https://me:secret@hub.example.org:8080/hf")
    'hub.example.org:8080'
    """
    try:
        return urlsplit(endpoint).netloc.rpartition("@")[2] or "the Hub"
    except ValueError:
        return "the Hub"


def without_tokens(text: str) -> str:
    """Return a text with everything that looks like a token taken out.

    >>> without_tokens("Bearer abc, hf_abcdefgh")
    'Bearer … …'
    """
    return _TOKEN.sub("…", text)


def refusal_of(error: Exception, now: float) -> Refusal | None:
    """Return what a failure says about trying again; None when that makes no sense.

    Args:
        error: What a request of huggingface_hub raised.
        now: Seconds since 1970.
    """
    status = status_of(error)
    if status is not None:
        if status not in (408, 429) and status < 500:
            return None
        return Refusal(asked_wait(_headers(error), now), everyone=status == HTTPStatus.TOO_MANY_REQUESTS)
    if _is_offline_mode(error) or _has_cause(error, "SSLCertVerificationError"):
        return None
    if names_of(error) & {"TimeoutException", "NetworkError"}:
        return Refusal(unreachable=True)
    return Refusal() if _is_dropped(error) else None


def is_bad_token(error: Exception) -> bool:
    """Whether a request could not even be made, because no header can hold the token."""
    return any(isinstance(item, UnicodeEncodeError) and "Bearer " in str(item.object) for item in _chain(error))


def is_missing(error: Exception) -> bool:
    """Whether a failure only means that there is no such thing, or none that this user may see."""
    status, names = status_of(error), names_of(error)
    if "GatedRepoError" in names:
        return False
    return status == HTTPStatus.NOT_FOUND or "RepositoryNotFoundError" in names


def problem(error: Exception, asked: Asked, endpoint: str, now: float, seconds: float = 0.0) -> HubError | None:
    """Return what to tell people about a failed request; None when it is nothing that a request can meet.

    Args:
        error: What a request of huggingface_hub raised, or what `Pacer.run` did.
        asked: What was asked for.
        endpoint: Whom it was asked of.
        now: Seconds since 1970.
        seconds: The time limit of one answer.
    """
    if is_bad_token(error):
        hint = "correct HF_TOKEN, or log in again with `hf auth login`"
        return HubError("the token holds a character that no token has", hint=hint)
    if isinstance(error, StillLimited):
        return _limited(error.seconds, signed_in=True)
    if _is_offline_mode(error):
        return OfflineError(
            f"the Hub cannot be asked for {asked.words}: HF_HUB_OFFLINE is set",
            hint="unset HF_HUB_OFFLINE",
        )
    if status_of(error) is not None:
        return _of_status(error, asked, now)
    return _of_connection(error, asked, host_of(endpoint), seconds)


def _of_status(error: Exception, asked: Asked, now: float) -> HubError:
    status = status_of(error) or 0
    headers = _headers(error)
    said = said_by(error)
    signed_in = _signed_in(error)
    if "GatedRepoError" in names_of(error):
        login = "" if signed_in else "log in with `hf auth login`, and "
        return HubError(
            f"{asked.words} is gated: you need its author's permission", hint=f"{login}ask for access at {asked.page}"
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _limited(asked_wait(headers, now), signed_in)
    if status == HTTPStatus.UNAUTHORIZED:
        if signed_in:
            hint = "log in again with `hf auth login`, or correct HF_TOKEN"
            return HubError("the Hub does not know the token that was sent (401)", hint=hint)
        return HubError(f"the Hub wants a login for {asked.words} (401)", hint="log in with `hf auth login`")
    if status == HTTPStatus.FORBIDDEN:
        return HubError(f"the Hub refuses {asked.words} (403)" + said, hint="ask with an account that may see it")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HubError(f"the Hub has a problem of its own ({status})" + said, hint=_LATER_HINT)
    return HubError(f"the Hub cannot answer for {asked.words} ({status})" + said)


def _of_connection(error: Exception, asked: Asked, host: str, seconds: float) -> HubError | None:
    names = names_of(error)
    if _has_cause(error, "SSLCertVerificationError"):
        hint = "a proxy may stand in between; SSL_CERT_FILE names certificates to trust"
        return HubError(f"{host} shows a certificate that is not trusted", hint=hint)
    if "ConnectTimeout" in names:
        return HubError(f"no connection to {host} within {seconds:g} seconds", hint=_OFFLINE_HINT)
    if names & {"TimeoutException", "SlowAnswer"}:
        return HubError(f"{host} did not answer within {seconds:g} seconds", hint=_OFFLINE_HINT)
    if "ConnectError" in names:
        return HubError(f"no connection to {host}" + _why(error), hint=_OFFLINE_HINT)
    if "BrokenAnswer" in names:
        hint = "a proxy or the login page of a network may stand in between"
        return HubError(f"{host} answered {error}, when asked for {asked.words}", hint=hint)
    if _is_dropped(error):
        return HubError(f"the connection to {host} broke off before the answer was whole", hint=_LATER_HINT)
    if "ProxyError" in names:
        return HubError(f"the proxy lets no request through to {host}", hint="check HTTPS_PROXY and NO_PROXY")
    if "UnsupportedProtocol" in names or "InvalidURL" in names:
        return HubError(f"{host} cannot be asked: its address is no web address", hint="check HF_ENDPOINT")
    if names & {"HTTPError", "OSError", "UnicodeError"}:
        return HubError(f"{host} cannot be asked ({type(error).__name__})")
    return None


def _limited(wait: float | None, signed_in: bool) -> HubError:
    when = f" for another {wait:.0f} seconds" if wait else " for now"
    hint = _LATER_HINT if signed_in else "log in with `hf auth login` for a higher limit, or " + _LATER_HINT
    return HubError(f"too many requests: the Hub wants no more{when} (429)", hint=hint)


def _why(error: Exception) -> str:
    if _has_cause(error, "ConnectionRefusedError"):
        return ": it refuses connections"
    if _has_cause(error, "gaierror"):
        return ": its name is not known"
    return ""


def _is_dropped(error: Exception) -> bool:
    """Whether the connection was lost on the way, also because another thread of this process closed the client."""
    return bool(names_of(error) & {"NetworkError", "RemoteProtocolError"}) or (
        isinstance(error, RuntimeError) and "client has been closed" in str(error)
    )


def _is_offline_mode(error: Exception) -> bool:
    return "OfflineModeIsEnabled" in names_of(error)


def names_of(error: Exception) -> set[str]:
    """Return the names of an exception's classes."""
    return {cls.__name__ for cls in type(error).__mro__}


def status_of(error: Exception) -> int | None:
    """Return the status of the answer that an exception is about; None when there was no answer."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _headers(error: Exception) -> Mapping[str, str]:
    response: Any = getattr(error, "response", None)
    return response.headers if response is not None else {}


def _signed_in(error: Exception) -> bool:
    # The exception's own `request` is lost on the way (huggingface_hub 1.31 to 2.4).
    response: Any = getattr(error, "response", None)
    return response is not None and "authorization" in response.request.headers


def said_by(error: Exception) -> str:
    """What the server gave as its reason, on one line."""
    said = " ".join(str(getattr(error, "server_message", None) or "").split())
    return f": {without_tokens(said[:200])}" if said else ""


def _has_cause(error: Exception, name: str) -> bool:
    return any(type(item).__name__ == name for item in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
