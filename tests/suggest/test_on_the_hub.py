"""Suggestions with a Hub around: the right ones first, few requests, and clear words when something fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card
from cardsmith.batch.in_order import in_order
from cardsmith.batch.places import CardPlace, load
from cardsmith.checking import Suggested, suggest
from cardsmith.cli.hub import HubAccess
from cardsmith.hub.cached import CachedReader
from cardsmith.hub.online import OnlineReader
from cardsmith.hub.retries import Pacer, Policy
from cardsmith.hub.store import SqliteStore
from tests.local_hub import LocalHub, too_many_requests
from tests.support import SEEDS, seed_bytes

HUB = Path("fixtures/hub")

REPOS = dict(
    zip(
        SEEDS,
        (
            "someone/wav2vec2-base-finetuned-sentiment-mesd-v9",
            "ehcalabres/wav2vec2-lg-xlsr-en-speech-emotion-recognition",
            "someone/wav2vec2-xlsr-urdu-emotion",
            "user/model_broadclass_onSet1",
            "user/combined-MTL9",
        ),
        strict=True,
    )
)

WAV2VEC2 = {"library_name": "transformers"}
FIRST: dict[str, dict[str, Any]] = {
    "someone/wav2vec2-base-finetuned-sentiment-mesd-v9": WAV2VEC2
    | {
        "language": "es",
        "base_model": "facebook/wav2vec2-base",
        "datasets": ["hackathon-pln-es/MESD"],
        "pipeline_tag": "audio-classification",
        "results": "audio-classification",
    },
    "ehcalabres/wav2vec2-lg-xlsr-en-speech-emotion-recognition": WAV2VEC2
    | {
        "language": "en",
        "base_model": "jonatasgrosman/wav2vec2-large-xlsr-53-english",
        "datasets": [],
        "pipeline_tag": "audio-classification",
    },
    "someone/wav2vec2-xlsr-urdu-emotion": WAV2VEC2
    | {
        "language": "ur",
        "base_model": "facebook/wav2vec2-large-xlsr-53",
        "datasets": [],
        "pipeline_tag": "audio-classification",
        "model_name": "wav2vec2-xlsr-urdu-emotion",
    },
    "user/model_broadclass_onSet1": WAV2VEC2
    | {
        "language": "en",
        "base_model": "facebook/wav2vec2-large-xlsr-53",
        "pipeline_tag": "automatic-speech-recognition",
    },
    "user/combined-MTL9": WAV2VEC2
    | {
        "license": "apache-2.0",
        "language": "en",
        "base_model": "yongjian/wav2vec2-large-a",
        "pipeline_tag": "automatic-speech-recognition",
    },
}


@pytest.fixture(autouse=True)
def _client_on_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client neither asks the real Hub which agents there are, nor finds a token or a cache of the developer."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no token"))
    for name in ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture(scope="module")
def seeded() -> Iterator[LocalHub]:
    with LocalHub(seed=HUB) as hub:
        yield hub


@pytest.fixture
def hub(seeded: LocalHub) -> Iterator[LocalHub]:
    seeded.faults.clear()
    seeded.clear_requests()
    yield seeded
    seeded.faults.clear()


class Access(HubAccess):
    """The access of a command, to a local Hub, with a cache of its own and little patience."""

    def __init__(self, url: str, cache: Path, seconds: float = 5.0) -> None:
        super().__init__()
        reader = OnlineReader(url, timeout=seconds, pacer=Pacer(Policy(budget=0.0)))
        self.__dict__["reader"] = CachedReader(SqliteStore(cache), reader)


def asked(access: HubAccess, name: str) -> Suggested:
    place = CardPlace(name, None, name)
    loaded = load(place, access)
    return suggest(loaded.card, providers=access.providers(place, loaded))


def first_of(suggested: Suggested) -> dict[str, Any]:
    return {gap.field: gap.suggestions[0].value for gap in suggested.gaps if gap.field and gap.suggestions}


@pytest.mark.parametrize("repo", FIRST)
def test_the_first_suggestion_is_the_right_one(hub: LocalHub, tmp_path: Path, repo: str) -> None:
    suggested = asked(Access(hub.url, tmp_path / "cache.db"), repo)
    first = first_of(suggested)
    if "results" in FIRST[repo]:
        first["results"] = first["results"]["task"]["type"]
    assert {field: first.get(field) for field in FIRST[repo]} == FIRST[repo]


@pytest.mark.parametrize("repo", FIRST)
def test_a_look_alike_is_never_safe(hub: LocalHub, tmp_path: Path, repo: str) -> None:
    suggested = asked(Access(hub.url, tmp_path / "cache.db"), repo)
    found = [item for gap in suggested.gaps for item in gap.suggestions if item.field in ("datasets", "results")]
    assert [item.value for item in found if item.safe] == []


@pytest.mark.parametrize("repo", FIRST)
def test_one_card_asks_little_and_the_second_time_only_whether_it_has_changed(
    hub: LocalHub, tmp_path: Path, repo: str
) -> None:
    cold = asked(Access(hub.url, tmp_path / "cache.db"), repo)
    assert len(hub.requests) <= 8, hub.requests
    hub.clear_requests()
    warm = asked(Access(hub.url, tmp_path / "cache.db"), repo)
    if not cold.problems:
        assert [request.path for request in hub.requests] == [f"/api/models/{repo}"]
        assert warm == cold


def crowd(root: Path, size: int) -> LocalHub:
    """A hub with many models of one author, all of one base model."""
    hub = LocalHub(root)
    card = seed_bytes(SEEDS[-1]).decode()
    hub.add_model("yongjian/wav2vec2-large-a", {"README.md": "---\nlicense: apache-2.0\nlanguage: en\n---\n# a\n"})
    for number in range(size):
        hub.add_model(f"user/combined-{number}", {"README.md": card.replace("combined-MTL9", f"combined-{number}")})
    return hub


def test_many_cards_of_one_author_ask_for_the_author_once(tmp_path: Path) -> None:
    size = 100
    with crowd(tmp_path / "hub", size) as hub:
        access = Access(hub.url, tmp_path / "cache.db")
        names = [f"user/combined-{number}" for number in range(size)]
        done = [item for _, item in in_order(lambda name: asked(access, name), names, 8)]
        assert all(first_of(item)["license"] == "apache-2.0" for item in done)
        assert len([request for request in hub.requests if "author=" in request.query]) <= 3
        assert len([request for request in hub.requests if "yongjian" in request.path]) <= 2


# -- what can go wrong -------------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "401": ({"kind": "status", "status": 401}, "login"),
    "403": ({"kind": "status", "status": 403}, "403"),
    "500": ({"kind": "status", "status": 500}, "500"),
    "half an answer": ({"kind": "truncate"}, "broke off"),
    "wrong JSON": ({"kind": "garble"}, "JSON"),
    "a hanging socket": ({"kind": "hang"}, "did not answer"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failing_hub_is_told_and_the_rest_is_suggested(hub: LocalHub, tmp_path: Path, name: str) -> None:
    (kind, words), card = FAULTS[name], Card.from_bytes(seed_bytes(SEEDS[-1]))
    hub.fault(**kind, times=None)
    access = Access(hub.url, tmp_path / "cache.db", seconds=0.2)
    place = CardPlace("README.md", tmp_path / "README.md")
    providers = access.providers(place, load_of(card))
    suggested = suggest(card, providers=providers)
    assert first_of(suggested)["base_model"] == "yongjian/wav2vec2-large-a"
    assert suggested.problems, name
    assert any(words.casefold() in problem.message.casefold() for problem in suggested.problems), suggested.problems


def load_of(card: Card) -> Any:
    from cardsmith.batch.places import LoadedCard

    return LoadedCard(card)


def test_a_hub_that_limits_and_one_that_is_not_there(hub: LocalHub, tmp_path: Path) -> None:
    card = Card.from_bytes(seed_bytes(SEEDS[-1]))
    place = CardPlace("README.md", tmp_path / "README.md")
    hub.faults.add(too_many_requests(55))
    limited = Access(hub.url, tmp_path / "cache.db")
    suggested = suggest(card, providers=limited.providers(place, load_of(card)))
    assert any("429" in problem.message or "limit" in problem.message for problem in suggested.problems)
    dead = Access("http://127.0.0.1:9", tmp_path / "other.db")
    suggested = suggest(card, providers=dead.providers(place, load_of(card)))
    assert first_of(suggested)["base_model"] == "yongjian/wav2vec2-large-a"
    assert any("no connection to 127.0.0.1" in problem.message for problem in suggested.problems)


def test_a_repository_that_is_not_there_is_no_problem(hub: LocalHub, tmp_path: Path) -> None:
    card = Card("This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on the c/d dataset.\n")
    access = Access(hub.url, tmp_path / "cache.db")
    place = CardPlace("README.md", tmp_path / "README.md")
    assert suggest(card, providers=access.providers(place, load_of(card))).problems == []
