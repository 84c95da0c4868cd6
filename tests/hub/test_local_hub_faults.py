"""Trouble on demand: each kind of fault as a client meets it, the rate limit, and the request log."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_hub import LocalHub, RateLimit, too_many_requests
from tests.local_hub.limits import Limiter
from tests.local_hub.plain_http import Answer, fetch

INFO = "/api/models/user/voices"
COMMIT = (
    b'{"key": "header", "value": {"summary": "Fill the gaps"}}\n'
    b'{"key": "file", "value": {"path": "README.md", "content": "# New"}}\n'
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path) as hub:
        hub.add_user("user")
        hub.add_model("user/voices", {"README.md": "# Old"})
        yield hub


def get(hub: LocalHub, path: str = INFO, *, timeout: float = 30) -> Answer:
    return fetch(f"{hub.url}{path}", timeout=timeout)


def commit(hub: LocalHub) -> Answer:
    return fetch(f"{hub.url}{INFO}/commit/main?create_pr=1", "POST", token="hf_user", body=COMMIT)


class TestStatus:
    def test_once(self, hub: LocalHub) -> None:
        hub.fault("status")

        assert [get(hub).status for _ in range(3)] == [500, 200, 200]

    def test_only_where_it_was_ordered(self, hub: LocalHub) -> None:
        hub.fault("status", path="/commit/", method="POST", status=503, message="Down")

        assert get(hub).status == 200
        refused = commit(hub)
        assert (refused.status, refused.json()) == (503, {"error": "Down"})
        assert hub.pull_requests("user/voices") == []
        assert commit(hub).status == 200

    def test_after_some_that_go_well(self, hub: LocalHub) -> None:
        hub.fault("status", skip=2, times=2)

        assert [get(hub).status for _ in range(6)] == [200, 200, 500, 500, 200, 200]

    def test_at_random_but_the_same_in_every_run(self, hub: LocalHub) -> None:
        statuses = []
        for _ in range(2):
            hub.fault("status", probability=0.3, times=None, seed=1)
            statuses.append([get(hub).status for _ in range(30)])
            hub.faults.clear()

        assert statuses[0] == statuses[1]
        assert 3 <= statuses[0].count(500) <= 15

    def test_too_many_requests(self, hub: LocalHub) -> None:
        hub.faults.add(too_many_requests(55, times=1))
        hub.faults.add(too_many_requests(retry_after=2, times=1))

        first, second = get(hub), get(hub)
        assert (first.status, second.status) == (429, 429)
        assert first.headers["ratelimit"] == '"api";r=0;t=55'
        assert first.headers["ratelimit-policy"] == '"fixed window";"api";q=500;w=300'
        assert "retry-after" not in first.headers
        assert second.headers["retry-after"] == "2"


class TestBrokenAnswers:
    def test_no_answer_and_nothing_done(self, hub: LocalHub) -> None:
        hub.fault("drop", path="/commit/")

        with pytest.raises(http.client.RemoteDisconnected):
            commit(hub)
        assert hub.pull_requests("user/voices") == []

    def test_no_answer_but_the_commit_is_stored(self, hub: LocalHub) -> None:
        hub.fault("drop_after", path="/commit/")

        with pytest.raises(http.client.RemoteDisconnected):
            commit(hub)
        assert [pull["title"] for pull in hub.pull_requests("user/voices")] == ["Fill the gaps"]
        assert hub.read("user/voices", revision="refs/pr/1") == b"# New"

    def test_half_an_answer(self, hub: LocalHub) -> None:
        hub.fault("truncate")

        with pytest.raises(http.client.IncompleteRead) as half:
            get(hub)
        received = len(half.value.partial)
        assert half.value.expected in (received, received + 1)
        assert get(hub).status == 200

    def test_wrong_json(self, hub: LocalHub) -> None:
        hub.fault("garble")

        answer = get(hub)
        assert answer.status == 200
        with pytest.raises(ValueError, match="Unterminated string"):
            answer.json()

    def test_never_an_answer(self, hub: LocalHub) -> None:
        hub.fault("hang")

        with pytest.raises(TimeoutError):
            get(hub, timeout=0.2)
        assert hub.requests[0].status is None
        assert get(hub).status == 200

    def test_the_end_of_the_test_does_not_wait_for_those_that_hang(self, tmp_path: Path) -> None:
        with LocalHub(tmp_path / "other") as hub:
            hub.fault("hang")
            failed = threading.Event()

            def wait() -> None:
                with pytest.raises(ConnectionError):
                    get(hub)
                failed.set()

            thread = threading.Thread(target=wait)
            thread.start()
            hub.wait_for_requests(1)
        thread.join()
        assert failed.is_set()


class TestLatency:
    def test_of_all_answers(self, hub: LocalHub) -> None:
        hub.faults.latency = 0.05

        start = time.perf_counter()
        get(hub)
        assert time.perf_counter() - start >= 0.05

    def test_of_some(self, hub: LocalHub) -> None:
        hub.fault("latency", seconds=0.05, path="/api/models")
        hub.fault("status", status=502)

        start = time.perf_counter()
        assert get(hub).status == 502
        assert time.perf_counter() - start >= 0.05


class TestRateLimit:
    def test_headers_count_down(self, hub: LocalHub) -> None:
        hub.limit(2, window=300)

        answers = [get(hub) for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert [answer.headers["ratelimit"] for answer in answers] == [
            '"api";r=1;t=300',
            '"api";r=0;t=300',
            '"api";r=0;t=300',
        ]
        assert answers[2].headers["ratelimit-policy"] == '"fixed window";"api";q=2;w=300'
        assert get(hub, "/user/voices/resolve/main/README.md").status == 200
        hub.limit(None)
        assert "ratelimit" not in get(hub).headers

    def test_a_new_window_begins(self) -> None:
        seconds = [0.0]
        limiter = Limiter(now=lambda: seconds[0])
        limiter.set(RateLimit(1, window=10))

        assert [limiter.count("/api/x")[0] for _ in range(2)] == [True, False]
        seconds[0] = 9.5
        assert limiter.count("/api/x") == (
            False,
            {"RateLimit": '"api";r=0;t=1', "RateLimit-Policy": '"fixed window";"api";q=1;w=10'},
        )
        seconds[0] = 10
        assert limiter.count("/api/x")[0] is True


class TestRequestLog:
    def test_what_is_kept(self, hub: LocalHub) -> None:
        fetch(f"{hub.url}{INFO}/revision/refs%2Fpr%2F9?blobs=true", token="hf_user", headers={"User-Agent": "me/1"})

        (request,) = hub.requests
        assert str(request) == f"GET {INFO}/revision/refs%2Fpr%2F9?blobs=true"
        assert (request.status, request.authorized, request.headers) == (404, True, {"user-agent": "me/1"})
        assert "hf_user" not in repr(request)

    def test_from_another_process(self, hub: LocalHub) -> None:
        def admin(path: str, method: str = "GET", body: dict[str, object] | None = None) -> Answer:
            return fetch(f"{hub.url}/_local/{path}", method, body=body)

        admin("faults", "POST", {"kind": "status", "status": 418, "path": "/api/"})
        admin("latency", "POST", {"seconds": 0.01})
        assert [fault["status"] for fault in admin("faults").json()] == [418]
        assert get(hub).status == 418
        assert admin("faults").json() == []
        assert [entry["path"] for entry in admin("requests").json()] == [INFO]
        admin("requests", "DELETE")
        admin("faults", "DELETE")
        assert (admin("requests").json(), hub.faults.latency) == ([], 0)
        admin("limit", "POST", {"requests": 0})
        assert get(hub).status == 429
        admin("limit", "POST", {})
        admin("users", "POST", {"name": "late", "token": "hf_late"})
        admin("repos", "POST", {"id": "late/model", "files": {"README.md": "# Late"}, "settings": {"likes": 1}})
        assert fetch(f"{hub.url}/api/whoami-v2", token="hf_late").json()["name"] == "late"
        assert get(hub, "/api/models/late/model").json()["likes"] == 1

    @pytest.mark.parametrize(
        ("page", "body"),
        [
            ("faults", {"kind": "dance"}),
            ("faults", {"colour": "red"}),
            ("limit", {"colour": "red"}),
            ("users", {"name": "nobody"}),
            ("repos", {"id": "a/b/c"}),
        ],
    )
    def test_nonsense_is_told(self, hub: LocalHub, page: str, body: dict[str, object]) -> None:
        assert fetch(f"{hub.url}/_local/{page}", "POST", body=body).status == 400
