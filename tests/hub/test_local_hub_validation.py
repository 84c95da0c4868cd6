"""The local Hub's judge of cards: the messages that people quote, and what passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_hub import LocalHub
from tests.local_hub.front_matter import InvalidYaml, metadata_block, read_yaml
from tests.local_hub.plain_http import fetch
from tests.local_hub.validation import Verdict, validate
from tests.support import EXPECTED, SEEDS

RESULT = "model-index:\n- name: x\n  results:\n  - task: {type: t}\n    dataset: {type: d, name: D%s}\n    metrics: %s"
METRIC = "[{type: wer, value: 1}]"


def errors(metadata: str, kind: str = "model") -> list[str]:
    return validate(f"---\n{metadata}\n---\n\n# Title\n", kind).errors


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("license: GPL-3.0", '"license" must be one of [apache-2.0, mit, '),
        ("license: [mit, agpl-3.0-or-later]", '"license[1]" must be one of [apache-2.0, mit, '),
        ("license:", '"license" must be one of [apache-2.0, mit, '),
        ("language: [EN]", '"language[0]" must only contain lowercase characters'),
        ("language: [en, python]", '"language[1]" with value "python" is not valid. It must be an ISO 639-1, 639-2 or'),
        ("language: pt-br", '"language" with value "pt-br" is not valid.'),
        ("language: [null]", '"language[0]" must be a string'),
        ("datasets: [/data/own]", '"datasets[0]" with value "/data/own" is not valid. If possible, use a dataset id'),
        ("datasets: [null]", '"datasets[0]" must be a string'),
        ("base_model: Kokoro 82M", '"base_model" with value "Kokoro 82M" is not valid. Use a model id from https://hf'),
        ("base_model: ./out", '"base_model" with value "./out" is not valid.'),
        ("base_model: ''", '"base_model" is not allowed to be empty'),
        ("widget: {text: hello}", '"widget" must be an array'),
        ("model-index: {name: x}", '"model-index" must be an array'),
        ("model-index: [{name: x}]", '"model-index[0].results" is required'),
        ("model-index: [{results: []}]", '"model-index[0].name" is required'),
        (RESULT % (", config: 1", METRIC), '"model-index[0].results[0].dataset.config" must be a string'),
        (RESULT % (", split: null", METRIC), '"model-index[0].results[0].dataset.split" must be a string'),
        (RESULT % ("", "[{type: wer}]"), '"model-index[0].results[0].metrics[0].value" is required'),
        (RESULT % ("", "{type: wer}"), '"model-index[0].results[0].metrics" must be an array'),
        ("tags: !!python/tuple [a]", "Invalid YAML in README.md: unknown tag !<tag:yaml.org,2002:python/tuple> (1:7)"),
        ("license: mit\nlicense: mit", "Invalid YAML in README.md: duplicated mapping key (2:1)"),
        ("a: [", "Invalid YAML in README.md: "),
        ("- just\n- a list", '"value" must be of type object'),
    ],
)
def test_what_is_rejected(metadata: str, message: str) -> None:
    (error,) = errors(metadata)
    assert error.startswith(message)


@pytest.mark.parametrize(
    "metadata",
    [
        "license: mit",
        "license: [mit, other]",
        "language: no",
        "language: [en, code, multilingual, deu]",
        "base_model: [facebook/wav2vec2-base, bert]",
        "datasets: user/own.data-1",
        "pipeline_tag: nobody-knows\nlibrary_name: own\nmetrics: [whatever]",
        "own_key: {anything: goes}",
        RESULT % (", config: es, split: test", METRIC),
        "model-index: [{name: x, results: []}]",
        "widget: []",
    ],
)
def test_what_passes(metadata: str) -> None:
    assert validate(f"---\n{metadata}\n---\n", "model").errors == []


def test_a_dataset_card_may_say_what_it_likes_about_models() -> None:
    assert errors("base_model: a b c", "dataset") == []
    assert errors("license: GPL", "dataset") != []


@pytest.mark.parametrize("readme", ["", "# No block\n", "---\n---\n", "---\n# only a comment\n---\n", "---\n{}\n---\n"])
def test_no_metadata_is_a_warning(readme: str) -> None:
    verdict = validate(readme, "model")

    assert (verdict.errors, verdict.warnings) == ([], ["empty or missing yaml metadata in repo card"])


@pytest.mark.parametrize("stem", SEEDS)
def test_the_filled_seeds_pass(stem: str) -> None:
    assert validate((EXPECTED / f"{stem}.md").read_text(encoding="utf-8"), "model") == Verdict()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1.10", 1.1),
        ("1e-05", 1e-05),
        ("5.0", 5),
        ("0o17", 15),
        ("0x1F", 31),
        ("0123", 123),
        ("-1_000", -1000),
        (".inf", None),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("2024-01-02", "2024-01-02T00:00:00.000Z"),
        ("2024-01-02 03:04:05", "2024-01-02T03:04:05.000Z"),
        ("2024-01-02T03:04:05+01:00", "2024-01-02T02:04:05.000Z"),
        ("{1: x}", {"1": "x"}),
        ("!!set {b, a}", {"a": None, "b": None}),
        ("{<<: {x: 1}, y: 2}", {"x": 1, "y": 2}),
    ],
)
def test_how_the_server_reads_yaml(text: str, value: object) -> None:
    assert read_yaml(f"key: {text}") == {"key": value}


@pytest.mark.parametrize("text", ["*none", "&a [*a]", "9999-99-99", "{? [a] : b}"])
def test_what_the_server_cannot_read(text: str) -> None:
    with pytest.raises(InvalidYaml):
        read_yaml(f"key: {text}")


@pytest.mark.parametrize(
    ("readme", "block"),
    [
        ("---\na: 1\n---\nbody", "a: 1"),
        ("\n\n---\r\na: 1\r\n---  \r\nbody", "a: 1"),
        ("---\na: 1\n---", "a: 1"),
        ("# Title\n---\na: 1\n---\n", None),
        ("---\na: 1\n", None),
    ],
)
def test_where_the_block_is(readme: str, block: str | None) -> None:
    assert metadata_block(readme) == block


class TestOnTheWire:
    @pytest.fixture
    def url(self, tmp_path: Path) -> Iterator[str]:
        with LocalHub(tmp_path) as hub:
            yield f"{hub.url}/api/validate-yaml"

    def test_json(self, url: str) -> None:
        good = fetch(url, "POST", body={"content": "# Title", "repoType": "model"})
        bad = fetch(url, "POST", body={"content": "---\nwidget: {}\nlicense: x\n---\n", "repoType": "model"})

        warning = {"message": "empty or missing yaml metadata in repo card"}
        assert (good.status, good.json()) == (200, {"errors": [], "warnings": [warning]})
        assert (bad.status, len(bad.json()["errors"]), bad.json()["warnings"]) == (400, 2, [])
        assert bad.json()["error"].endswith('"widget" must be an array')

    def test_plain_text(self, url: str) -> None:
        headers = {"Accept": "text/plain"}
        good = fetch(url, "POST", headers=headers, body={"content": "---\nlicense: mit\n---\n", "repoType": "model"})
        bad = fetch(url, "POST", headers=headers, body={"content": "---\nwidget: {}\n---\n", "repoType": "model"})

        assert (good.status, good.body) == (200, b"")
        assert (bad.status, bad.body) == (400, b'- Error: "widget" must be an array')

    @pytest.mark.parametrize("body", [b"nonsense", b"[]", b"{}"])
    def test_nonsense(self, url: str, body: bytes) -> None:
        assert fetch(url, "POST", body=body).status == 400
