"""Ask the Hub itself, through huggingface_hub's own session: its token, its endpoint, its proxies, its offline mode.

The requests are those of `HfApi`, one GET each. They are not made by its methods, because those parse the front matter
into classes that do not keep all of it, repeat lists for minutes on a schedule of their own, and give lists no time
limit (huggingface_hub 1.31 to 2.4).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from cardsmith.hub import asked
from cardsmith.hub.api_json import repo_from_api
from cardsmith.hub.asked import Asked
from cardsmith.hub.budget import spend
from cardsmith.hub.problems import BrokenAnswer, SlowAnswer, is_missing, problem, refusal_of
from cardsmith.hub.reader import MOST_FILE_BYTES, HubRepo
from cardsmith.hub.retries import Pacer
from cardsmith.ids import is_hub_id

Content = TypeVar("Content")

TIMEOUT = 10.0
"""The most seconds for a connection, and for each piece of an answer."""

MOST_SECONDS = 60.0
"""The most seconds for a whole answer that comes in piece by piece."""

MOST_JSON_BYTES = 64_000_000
"""The most bytes of a JSON answer: what a repository with some hundred thousand files has."""


class _Answer(NamedTuple):
    """An answer's bytes, None when there are too many, and the address of the page that follows, if one does."""

    body: bytes | None
    following: str


class OnlineReader:
    """Asks the Hub over the network.

    Safe to use from several threads. huggingface_hub is imported with the first request.

    Args:
        endpoint: The address of the Hub; None for huggingface_hub's, which `HF_ENDPOINT` sets.
        timeout: The most seconds for a connection, and for each piece of an answer.
        pacer: When to try again, and how many requests may be under way at once.
        token: The token to send; None for the one that huggingface_hub finds.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        *,
        timeout: float = TIMEOUT,
        pacer: Pacer | None = None,
        token: str | None = None,
    ) -> None:
        self._given_endpoint = endpoint
        self._token = token
        self._timeout = timeout
        self._pacer = pacer or Pacer()
        self._lock = threading.Lock()
        self.requests = 0
        """How many requests went out, further tries included."""

    @property
    def endpoint(self) -> str:
        """The address of the Hub, without a final slash."""
        if self._given_endpoint is None:
            from huggingface_hub import constants

            return constants.ENDPOINT
        return self._given_endpoint.rstrip("/")

    def model(self, repo_id: str, revision: str | None = None, *, fresh: bool = False) -> HubRepo | None:
        """See `HubReader.model`; every answer is fresh."""
        return self._repo("model", repo_id, asked.model(repo_id, revision))

    def dataset(self, repo_id: str) -> HubRepo | None:
        """See `HubReader.dataset`."""
        return self._repo("dataset", repo_id, asked.dataset(repo_id))

    def search_datasets(self, words: str) -> list[HubRepo]:
        """See `HubReader.search_datasets`; at most 20."""
        return self._list("dataset", asked.dataset_search(words)) if words.strip() else []

    def models_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.models_of`; at most 100."""
        return self._list("model", asked.models_of(author)) if author else []

    def datasets_of(self, author: str) -> list[HubRepo]:
        """See `HubReader.datasets_of`; at most 100."""
        return self._list("dataset", asked.datasets_of(author)) if author else []

    def every_model_of(self, author: str, tag: str | None = None) -> Iterator[HubRepo]:
        """Yield all models of an author, page by page, the latest first.

        Args:
            author: The user or organisation.
            tag: Only models with this tag; None for all.

        Raises:
            HubError: There was no answer, or no permission.
        """
        question: Asked | None = asked.every_model_of(author, tag)
        while question is not None:
            items, following = self._fetch(question, MOST_JSON_BYTES, _page) or ([], "")
            yield from (repo_from_api("model", item, listed=True) for item in items)
            address = following.removeprefix(self.endpoint)
            question = question._replace(address=address) if address.startswith("/api/models?") else None

    def file(self, repo: HubRepo, name: str) -> bytes | None:
        """See `HubReader.file`. It is one GET, where `hf_hub_download` makes a HEAD and a GET."""
        if asked.is_out_of_reach(repo, name):
            return None
        return self._fetch(asked.file(repo, name), MOST_FILE_BYTES, _bytes)

    def _repo(self, kind: str, repo_id: str, question: Asked) -> HubRepo | None:
        if not is_hub_id(repo_id):
            return None
        raw = self._fetch(question, MOST_JSON_BYTES, _object)
        return None if raw is None else repo_from_api(kind, raw)

    def _list(self, kind: str, question: Asked) -> list[HubRepo]:
        items = self._fetch(question, MOST_JSON_BYTES, _objects) or []
        return [repo_from_api(kind, item, listed=True) for item in items]

    def _fetch(self, question: Asked, most: int, read: Callable[[_Answer], Content]) -> Content | None:
        """Return what an answer says; None when there is no such thing.

        Args:
            question: What to ask.
            most: The most bytes of an answer.
            read: Reads the answer.
        """
        spend(question.words)
        try:
            return read(
                self._pacer.run(lambda: self._try(question, most), lambda error: refusal_of(error, time.time()))
            )
        except Exception as error:
            if is_missing(error):
                return None
            found = problem(error, question, self.endpoint, time.time(), self._timeout)
            if found is None:
                raise
        # Out here it does not carry the first exception along, which may hold a header with the token.
        raise found

    def _try(self, question: Asked, most: int) -> _Answer:
        from huggingface_hub import get_session, hf_raise_for_status
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        with self._lock:
            self.requests += 1
        # By name: an import of the package itself counts as one of everything that it offers.
        version = import_module("cardsmith").__version__
        headers = build_hf_headers(token=self._token, library_name="cardsmith", library_version=version)
        url, ends = self.endpoint + question.address, time.monotonic() + MOST_SECONDS
        with get_session().stream("GET", url, headers=headers, timeout=self._timeout) as response:
            hf_raise_for_status(response)
            following = response.links.get("next", {}).get("url", "")
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > most:
                    return _Answer(None, "")
                if time.monotonic() > ends:
                    raise SlowAnswer
        return _Answer(bytes(body), following)


def _bytes(answer: _Answer) -> bytes | None:
    return answer.body


def _page(answer: _Answer) -> tuple[list[dict[str, Any]], str]:
    return _objects(answer), answer.following


def _object(answer: _Answer) -> dict[str, Any]:
    value = _json(answer.body)
    if not isinstance(value, dict):
        raise BrokenAnswer("with something else than a JSON object")
    return value


def _objects(answer: _Answer) -> list[dict[str, Any]]:
    value = _json(answer.body)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BrokenAnswer("with something else than a list of JSON objects")
    return value


def _json(body: bytes | None) -> Any:
    if body is None:
        raise BrokenAnswer(f"with more than {MOST_JSON_BYTES} bytes")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BrokenAnswer("with something that is not JSON") from None
