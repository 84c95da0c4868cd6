"""Reading the Hub over HTTP with the official client, in good days and bad ones."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml
from huggingface_hub import HfApi, hf_hub_url

from cardsmith import __version__
from cardsmith.hub.asked import SEARCH_LIMIT
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.problems import OfflineError
from cardsmith.hub.reader import HubError, HubRepo
from cardsmith.suggest.files import MOST_BYTES
from tests.hub.conftest import CARD, CONFIG
from tests.hub.readers import FakeClock, at_once, patient
from tests.local_hub import LocalHub, too_many_requests

TOKEN = "hf_" + "abcdefghijklmnop" * 2


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def reader(served: LocalHub, clock: FakeClock) -> OnlineReader:
    return OnlineReader(served.url, timeout=5, pacer=patient(clock))


def paths(hub: LocalHub) -> list[str]:
    return [request.path for request in hub.requests]


def voices(hub: LocalHub) -> HubRepo:
    """The model without asking for it."""
    return HubRepo("model", "user/voices", hub.repo("user/voices").head)


# What the Hub knows


def test_a_model_with_its_card_as_it_is_written(served: LocalHub, reader: OnlineReader) -> None:
    repo = reader.model("user/voices")
    assert repo is not None
    written = yaml.safe_load(CARD.split("---")[1])
    written["model-index"][0]["results"][0]["metrics"][0]["verified"] = False  # which the Hub adds
    assert repo.card == written
    assert (repo.kind, repo.id, repo.author, repo.downloads) == ("model", "user/voices", "user", 12)
    assert repo.sha == served.repo("user/voices").head
    assert repo.files["big.json"] == 2_000_001
    assert repo.config["model_type"] == "wav2vec2"
    assert repo.config["transformersInfo"]["auto_model"]
    assert repo.base_models == ["org/base"]
    assert repo.parameters == 94_500_000


def test_a_model_at_a_revision(served: LocalHub, reader: OnlineReader) -> None:
    first = served.repo("user/voices").head
    served.commit("user/voices", {"new.json": "{}"})
    repo = reader.model("user/voices", first)
    assert repo is not None
    assert "new.json" not in repo.files
    assert reader.model("user/voices", "refs/pr/9") is None
    assert "/revision/refs%2Fpr%2F9" in paths(served)[-1]


def test_a_dataset(reader: OnlineReader) -> None:
    repo = reader.dataset("user/speech")
    assert repo is not None
    assert (repo.kind, repo.card["language"]) == ("dataset", ["es"])
    assert "README.md" in repo.files


def test_lists(reader: OnlineReader) -> None:
    assert [(repo.id, repo.downloads) for repo in reader.search_datasets("speech")] == [
        ("org/more-speech", 50),
        ("user/speech", 5),
    ]
    models = reader.models_of("user")
    assert {repo.id: repo.card["license"] for repo in models} == {"user/voices": "mit", "user/older": "apache-2.0"}
    assert [repo.id for repo in reader.datasets_of("user")] == ["user/speech"]
    assert reader.models_of("nobody") == reader.datasets_of("nobody") == reader.search_datasets("nothing") == []


def test_the_latest_come_first(served: LocalHub, reader: OnlineReader) -> None:
    served.commit("user/older", {"config.json": "{}"})
    assert [repo.id for repo in reader.models_of("user")] == ["user/older", "user/voices"]


def test_a_file_is_one_request(served: LocalHub, reader: OnlineReader) -> None:
    repo = reader.model("user/voices")
    assert repo is not None
    served.clear_requests()
    assert reader.file(repo, "config.json") == json.dumps(CONFIG).encode()
    assert [str(request) for request in served.requests] == [f"GET /user/voices/resolve/{repo.sha}/config.json"]
    for name in ("big.json", "none.json", "../../etc/passwd", ""):
        assert reader.file(repo, name) is None
    assert len(served.requests) == 1


def test_a_file_whose_size_nobody_told_is_read_up_to_the_limit(served: LocalHub, reader: OnlineReader) -> None:
    repo = voices(served)
    assert reader.file(repo, "big.json") is None
    assert reader.file(repo, "none.json") is None
    assert len(served.requests) == 2
    served.commit("user/voices", {"fits.json": b" " * MOST_BYTES})
    assert reader.file(voices(served), "fits.json") == b" " * MOST_BYTES
    assert reader.file(voices(served)._replace(sha=""), "config.json") is not None


def test_a_file_of_a_dataset_and_a_name_with_odd_letters(served: LocalHub, reader: OnlineReader) -> None:
    served.add_dataset("user/odd", {"a b/ñ#?%2F.json": "{}"})
    repo = reader.dataset("user/odd")
    assert repo is not None
    assert reader.file(repo, "a b/ñ#?%2F.json") == b"{}"
    url = hf_hub_url(repo.id, "a b/ñ#?%2F.json", repo_type="dataset", revision=repo.sha, endpoint=served.url)
    assert served.url + paths(served)[-1] == url


def test_a_renamed_repository_has_its_new_id(served: LocalHub, reader: OnlineReader) -> None:
    served.add_model("user/new", {"README.md": ""}, renamed_from=["user/old"])
    repo = reader.model("user/old")
    assert repo is not None
    assert repo.id == "user/new"


@pytest.mark.parametrize(
    "ask",
    [
        lambda reader: reader.model("user/none"),
        lambda reader: reader.model("nobody/none"),
        lambda reader: reader.model("org/private"),
        lambda reader: reader.dataset("user/none"),
        lambda reader: reader.file(HubRepo("model", "user/none", "0" * 40), "config.json"),
    ],
)
@pytest.mark.parametrize("token", ["", "hf_guest"])
def test_what_is_not_there_is_none_with_and_without_a_token(
    ask: Callable[[OnlineReader], Any],
    token: str,
    reader: OnlineReader,
    served: LocalHub,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    assert ask(reader) is None
    assert [request.authorized for request in served.requests] == [bool(token)]
    assert clock.slept == []


def test_what_cannot_be_an_id_is_not_asked(served: LocalHub, reader: OnlineReader) -> None:
    assert reader.model("../../api/whoami-v2") is None
    assert reader.dataset("a dataset") is None
    assert served.requests == []


def test_the_requests_are_those_of_hf_api(served: LocalHub, reader: OnlineReader) -> None:
    """The library's own methods are the reference for what is sent."""
    reader.model("user/voices")
    reader.model("user/voices", "main")
    reader.dataset("user/speech")
    reader.search_datasets("speech")
    reader.models_of("user")
    reader.datasets_of("user")
    ours = [sent(request) for request in served.requests]
    served.clear_requests()
    api = HfApi(endpoint=served.url, library_name="cardsmith", library_version=__version__)
    api.model_info("user/voices", files_metadata=True)
    api.model_info("user/voices", revision="main", files_metadata=True)
    api.dataset_info("user/speech")
    list(api.list_datasets(search="speech", sort="downloads", limit=SEARCH_LIMIT))
    list(api.list_models(author="user", cardData=True, sort="last_modified", limit=100))
    list(api.list_datasets(author="user", sort="last_modified", limit=100))
    assert ours == [sent(request) for request in served.requests]


def sent(request: Any) -> tuple[str, str, list[str], str]:
    return request.method, request.path, sorted(request.query.split("&")), request.headers["user-agent"]


def test_the_user_agent_names_cardsmith(served: LocalHub, reader: OnlineReader) -> None:
    reader.model("user/voices")
    reader.file(voices(served), "config.json")
    reader.models_of("user")
    agents = [request.headers["user-agent"] for request in served.requests]
    assert all(agent.startswith(f"cardsmith/{__version__}; hf_hub/") for agent in agents)


def test_the_token_is_the_librarys(served: LocalHub, reader: OnlineReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_user")
    served.add_model("user/hidden", {"README.md": ""}, private=True)
    assert reader.model("user/hidden") is not None


# What goes wrong


def problem_of(ask: Callable[[], object]) -> HubError:
    with pytest.raises(HubError) as caught:
        ask()
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert TOKEN not in f"{error} {error.hint}"
    return error


def test_nobody_listens(client: None, clock: FakeClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    reader = OnlineReader(f"http://127.0.0.1:{port}", pacer=patient(clock))
    error = problem_of(lambda: reader.model("user/voices"))
    assert str(error) == f"no connection to 127.0.0.1:{port}: it refuses connections"
    assert "--offline" in error.hint
    assert reader.requests == 4
    assert clock.slept == [0.5, 1, 2]
    problem_of(lambda: reader.models_of("user"))
    assert reader.requests == 5  # the second question does not hope for long


def test_a_host_without_an_address(client: None, clock: FakeClock) -> None:
    reader = OnlineReader("https://me:secret@hub.invalid/hf", timeout=5, pacer=patient(clock, tries=1))
    error = problem_of(lambda: reader.model("user/voices"))
    assert str(error).startswith("no connection to hub.invalid")
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    "endpoint", ["huggingface.co", "ftp://huggingface.co", "http://[bad", "http://127.0.0.1:99999999"]
)
def test_an_endpoint_that_is_no_web_address(endpoint: str, client: None, clock: FakeClock) -> None:
    reader = OnlineReader(endpoint, timeout=1, pacer=patient(clock, tries=1))
    hint = problem_of(lambda: reader.model("user/voices")).hint
    assert hint == ("check HF_ENDPOINT" if "huggingface" in endpoint else hint)


def test_a_wrong_token(served: LocalHub, reader: OnlineReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    for ask in (lambda: reader.model("user/voices"), lambda: reader.models_of("user")):
        error = problem_of(ask)
        assert str(error) == "the Hub does not know the token that was sent (401)"
        assert "hf auth login" in error.hint
    assert len(served.requests) == 2


@pytest.mark.parametrize("token", ["hf_öäüß" + "x" * 20, "hf_" + "x" * 20 + "\n" + "y" * 20])
def test_a_token_that_cannot_be_sent(token: str, reader: OnlineReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    try:
        reader.model("user/voices")
    except HubError as error:
        assert "x" * 20 not in f"{error} {error.hint}"
        assert error.__cause__ is error.__context__ is None


@pytest.mark.parametrize(("token", "login"), [("", True), ("hf_guest", False)])
def test_a_gated_file(token: str, login: bool, reader: OnlineReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    repo = reader.model("org/gated")
    assert repo is not None
    error = problem_of(lambda: reader.file(repo, "config.json"))
    assert str(error) == "`config.json` of the model `org/gated` is gated: you need its author's permission"
    assert "https://huggingface.co/org/gated" in error.hint
    assert ("hf auth login" in error.hint) == login


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        (400, "the Hub cannot answer for the dataset `user/speech` (400): No, Bearer …", ""),
        (401, "the Hub wants a login for the dataset `user/speech` (401)", "log in with `hf auth login`"),
        (403, "the Hub refuses the dataset `user/speech` (403): No, Bearer …", "ask with an account that may see it"),
        (500, "the Hub has a problem of its own (500): No, Bearer …", "try again later"),
        (503, "the Hub has a problem of its own (503): No, Bearer …", "try again later"),
    ],
)
def test_other_refusals(status: int, message: str, hint: str, served: LocalHub, reader: OnlineReader) -> None:
    served.fault("status", status=status, message=f"No,  Bearer {TOKEN}", times=None)
    error = problem_of(lambda: reader.dataset("user/speech"))
    assert (str(error), error.hint) == (message, hint)
    assert len(served.requests) == (4 if status >= 500 else 1)


@pytest.mark.parametrize("kind", ["status", "drop", "truncate"])
@pytest.mark.parametrize("ask", ["model", "list", "file"])
def test_trouble_that_passes_is_not_noticed(
    kind: str, ask: str, served: LocalHub, reader: OnlineReader, clock: FakeClock
) -> None:
    asks: dict[str, Callable[[], object]] = {
        "model": lambda: reader.model("user/voices"),
        "list": lambda: reader.models_of("user"),
        "file": lambda: reader.file(voices(served), "config.json"),
    }
    served.fault(kind, times=2)
    assert asks[ask]()
    assert clock.slept == [0.5, 1]
    assert len(served.requests) == reader.requests == 3


@pytest.mark.parametrize("kind", ["drop", "truncate"])
def test_half_an_answer(kind: str, served: LocalHub, reader: OnlineReader) -> None:
    served.fault(kind, times=None)
    error = problem_of(lambda: reader.model("user/voices"))
    assert str(error).startswith("the connection to 127.0.0.1:")
    assert str(error).endswith("broke off before the answer was whole")


def test_an_answer_that_is_no_json(served: LocalHub, reader: OnlineReader) -> None:
    served.fault("garble", times=None)
    for ask in (lambda: reader.model("user/voices"), lambda: reader.search_datasets("speech")):
        error = problem_of(ask)
        assert "answered with something that is not JSON, when asked for the " in str(error)
        assert "proxy" in error.hint
    assert len(served.requests) == 2


def test_a_server_that_hangs(served: LocalHub, clock: FakeClock) -> None:
    served.fault("hang", times=None)
    reader = OnlineReader(served.url, timeout=0.1, pacer=patient(clock, tries=2))
    for ask in (
        lambda: reader.model("user/voices"),
        lambda: reader.models_of("user"),
        lambda: reader.file(voices(served), "config.json"),
    ):
        assert str(problem_of(ask)).endswith("did not answer within 0.1 seconds")


def test_a_rate_limit_that_is_soon_over(served: LocalHub, reader: OnlineReader, clock: FakeClock) -> None:
    served.hub.faults.add(too_many_requests(5))
    assert reader.models_of("user")
    served.hub.faults.add(too_many_requests(retry_after=3))
    assert reader.model("user/voices")
    assert clock.slept == [6, 4]


def test_a_rate_limit_that_lasts(served: LocalHub, reader: OnlineReader, clock: FakeClock) -> None:
    served.hub.faults.add(too_many_requests(55, times=None))
    error = problem_of(lambda: reader.search_datasets("speech"))
    assert str(error) == "too many requests: the Hub wants no more for another 55 seconds (429)"
    assert "hf auth login" in error.hint
    clock.now += 15
    error = problem_of(lambda: reader.model("user/voices"))
    assert "for another 40 seconds" in str(error)
    assert len(served.requests) == 1
    assert clock.slept == []


def test_the_whole_window_of_a_real_limit_can_be_sat_out(served: LocalHub) -> None:
    clock = FakeClock()
    served.limit(3, window=300)
    reader = OnlineReader(served.url, pacer=patient(clock, budget=330.0))
    served.hub.limiter._now = clock
    served.limit(3, window=300)
    for _ in range(7):
        assert reader.models_of("user")
    assert [round(seconds) for seconds in clock.slept] == [301, 301]


def test_many_threads_at_once(served: LocalHub) -> None:
    reader = OnlineReader(served.url)
    answers = at_once(16, lambda index: reader.model("user/voices" if index % 2 else "user/older"))
    assert {getattr(answer, "id", answer) for answer in answers} == {"user/voices", "user/older"}


# Servers that the local Hub is too honest to be


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A web server that answers every GET in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def body(data: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[]", "something else than a JSON object"),
        (b"null", "something else than a JSON object"),
        (b"<html>Log in</html>", "something that is not JSON"),
        (b"", "something that is not JSON"),
        (b"\xff\xfe\x00", "something that is not JSON"),
        (b"[" * 200_000, "something that is not JSON"),
        (b"9" * 10_000, "something that is not JSON"),
    ],
)
def test_answers_of_another_shape(data: bytes, words: str, client: None) -> None:
    with serving(body(data)) as url:
        assert words in str(problem_of(lambda: OnlineReader(url).dataset("user/speech")))


def test_a_list_of_another_shape(client: None) -> None:
    with serving(body(b'["user/speech"]')) as url:
        assert "list of JSON objects" in str(problem_of(lambda: OnlineReader(url).search_datasets("speech")))


def test_a_packed_bomb_is_cut_off(client: None) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    with serving(body(bomb, Content_Encoding="gzip")) as url:
        assert OnlineReader(url).file(HubRepo("model", "user/voices"), "config.json") is None


def test_an_answer_that_never_ends(client: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cardsmith.hub.online.MOST_SECONDS", 0.1)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" ")
                threading.Event().wait(0.02)
        except OSError:
            pass

    with serving(drip) as url:
        assert "did not answer within" in str(problem_of(lambda: OnlineReader(url).model("user/voices")))


def test_a_date_to_retry_after(client: None) -> None:
    asked: list[str] = []
    later = datetime.fromtimestamp(datetime.now(timezone.utc).timestamp() + 10, timezone.utc)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        first = len(asked) == 1
        date = later.strftime("%a, %d %b %Y %H:%M:%S GMT")
        (body(b"", 503, Retry_After=date) if first else body(b"[]"))(handler)

    clock = FakeClock()
    with serving(answer) as url:
        assert OnlineReader(url, pacer=patient(clock, dice=0.0)).models_of("user") == []
    assert len(clock.slept) == 1
    assert 7 < clock.slept[0] <= 10


def test_the_token_does_not_follow_to_another_host(client: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    seen: list[str | None] = []

    def store(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        body(b"{}")(handler)

    with serving(store) as elsewhere, serving(body(b"", 302, Location=f"{elsewhere}/blob")) as url:
        assert OnlineReader(url).file(HubRepo("model", "user/voices"), "config.json") == b"{}"
    assert seen == [None]


# Start and offline mode, each in a process of its own

IMPORT = "import cardsmith.hub.open, sys; print(sorted({name.split('.')[0] for name in sys.modules}))"


def test_the_modules_are_cheap_to_import() -> None:
    run = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    for name in ("huggingface_hub", "httpx", "httpx2", "yaml", "platformdirs"):
        assert f"'{name}'" not in run.stdout


def test_offline_mode_of_the_client(served: LocalHub, reader: OnlineReader, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    error = problem_of(lambda: reader.model("user/voices"))
    assert isinstance(error, OfflineError)
    assert "the Hub cannot be asked for " in str(error)
    assert "HF_HUB_OFFLINE is set" in str(error)
    assert reader.requests == 1
    assert served.requests == []


def test_no_limit_of_its_own() -> None:
    from cardsmith.hub.reader import MOST_FILE_BYTES

    assert MOST_FILE_BYTES == MOST_BYTES
