"""What the Hub rejects, `check` calls an error with its place; what the Hub lets through, it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsmith import Card, FixClass, Gap, Severity, check, fill
from tests.local_hub.validation import validate
from tests.support import ROOT

TASK = "  - task:\n      type: fill-mask\n"
DATA = "    dataset:\n      type: a/b\n      name: B\n"
METRICS = "    metrics:\n    - type: wer\n      value: 1.0\n"
INDEX = "model-index:\n- name: m\n  results:\n"
WHOLE = INDEX + TASK + DATA + METRICS


def metrics(words: str) -> str:
    return INDEX + TASK + DATA + words


def data(words: str) -> str:
    return INDEX + TASK + words + METRICS


def task(words: str) -> str:
    return INDEX + words + DATA + METRICS


ONE_OR_MANY = [
    f"{key}: {value}"
    for key in ("license", "language", "base_model", "datasets")
    for value in ("", "''", "3", "true", "{a: b}", "{}", "[3]", "[null]", "['']", "[[mit]]", "[{id: a}]", "[mit, null]")
]

REJECTED = (
    *ONE_OR_MANY,
    *("language: false", "language: PT", "base_model: a b", "datasets: /data", "pipeline_tag: x-y\nlanguage:"),
    *("widget:", "widget: foo", "widget: 3", "widget: {text: a}"),
    *("model-index:", "model-index: foo", "model-index: 3", "model-index: {name: m}"),
    *("model-index: [3]", "model-index: [null]", "model-index: [[a]]", "model-index: [{results: []}]"),
    *(f"model-index: [{{name: {name}, results: []}}]" for name in ("3", "null", "''", "true", "[a]", "{a: b}")),
    *(f"model-index: [{{name: m, results: {value}}}]" for value in ("null", "foo", "{}", "[3]", "[null]", "{a: b}")),
    "model-index: [{name: m}]",
    task("  -\n"[:-1] + " task: foo\n"),
    task("  - task:\n"),
    task("  - source:\n      url: https://example.org\n"),
    task("  - task:\n      name: x\n"),
    *(task(f"  - task:\n      type: {value}\n") for value in ("3", "", "''", "[a]")),
    *(task(f"{TASK}      name: {value}\n") for value in ("3", "", "''", "{a: b}")),
    *(data(f"    dataset: {value}\n") for value in ("foo", "", "{}", "[a]", "{type: a/b}", "{name: B}")),
    *(data(f"    dataset: {{type: {value}, name: B}}\n") for value in ("3", "null", "''", "[a]")),
    *(data(f"    dataset: {{type: a/b, name: {value}}}\n") for value in ("3", "null", "''", "{a: b}")),
    *(data(f"{DATA}      {key}: {value}\n") for key in ("config", "split") for value in ("1.10", "", "''", "[a]")),
    *(metrics(words) for words in ("", "    metrics:\n", "    metrics: foo\n", "    metrics:\n    - foo\n")),
    *(metrics(f"    metrics:{value}\n") for value in ("\n      type: wer\n      value: 1", "\n    - null", " [[a]]")),
    *(metrics(f"    metrics:\n    - type: {value}\n      value: 1\n") for value in ("3", "", "''", "[a]")),
    metrics("    metrics:\n    - value: 1\n"),
    metrics("    metrics:\n    - name: Wer\n      value: 1\n"),
    metrics("    metrics:\n    - type: wer\n"),
    *(metrics(f"{METRICS}      {key}: {value}\n") for key in ("name", "config") for value in ("3", "", "''", "[a]")),
    *(f"{WHOLE}    source: {value}\n" for value in ("", "foo", "{}", "{name: x}", "[a]")),
    *(f"{WHOLE}    source: {{url: {value}}}\n" for value in ("3", "null", "''", "[a]")),
    *(f"{WHOLE}    source: {{url: 'https://example.org', name: {value}}}\n" for value in ("3", "null", "''")),
)

ACCEPTED = (
    WHOLE,
    "license: [mit, apache-2.0]\nlanguage: [en, 'no']\nbase_model: [a/b, c]\ndatasets: imdb",
    "license: []\nlanguage: []\nbase_model: []\ndatasets: []\nwidget: []\nmodel-index: []",
    "metrics: 3\npipeline_tag: 3\nlibrary_name: {a: b}\ntags: {a: b}",
    "model-index: [{name: m, results: []}]",
    "model_index: foo",
    INDEX + TASK + METRICS,
    metrics("    metrics: []\n"),
    metrics("    metrics:\n    - type: wer\n      value:\n"),
    data(DATA + "      config: default\n      args: {a: 1}\n"),
    WHOLE + "    source:\n      url: https://example.org\n      name: Board\n",
)

FIXTURES = sorted((ROOT / "fixtures" / "cards").glob("**/*.md"))


def carded(front: str) -> Card:
    return Card("---\n" + front.rstrip("\n") + "\n---\n\n# Model\n")


def errors(card: Card) -> list[Gap]:
    return [gap for gap in check(card) if gap.severity is Severity.ERROR]


def rejected_places(card: Card) -> list[str]:
    """Return where the Hub finds something to reject: what stands between the first quotation marks."""
    return [message.split('"')[1] for message in validate(card.text, "model").errors]


@pytest.mark.parametrize("front", REJECTED)
def test_what_the_hub_rejects_is_an_error_with_its_place(front: str) -> None:
    card = carded(front)
    places = [gap.where for gap in errors(card)]
    assert rejected_places(card)
    for place in rejected_places(card):
        assert any(place == where or place.startswith((f"{where}.", f"{where}[")) for where in places), (place, places)
    for where in places:
        assert any(place.startswith(where) for place in rejected_places(card)), (where, places)
    assert len({(gap.rule, gap.where) for gap in errors(card)}) == len(places)


@pytest.mark.parametrize("front", ACCEPTED)
def test_what_the_hub_accepts_is_no_error(front: str) -> None:
    card = carded(front)
    assert rejected_places(card) == []
    assert errors(card) == []


@pytest.mark.parametrize("front", REJECTED)
def test_after_what_is_safe_the_hub_rejects_only_what_needs_somebody(front: str) -> None:
    outcome = fill(carded(front))
    assert outcome.refused == []
    assert [gap for gap in errors(outcome.card) if gap.fix is FixClass.SAFE and gap.field is None] == []
    assert bool(rejected_places(outcome.card)) == bool(errors(outcome.card))
    assert fill(outcome.card).card == outcome.card


def test_no_fixture_raises_a_false_alarm() -> None:
    for path in FIXTURES:
        card = Card.load(Path(path))
        if "model_index" not in card.metadata:  # read as the key it should be, which the Hub does not know
            assert bool(errors(card)) == bool(rejected_places(card)), path


def test_a_number_becomes_text_as_it_was_printed() -> None:
    outcome = fill(carded(data(DATA + "      config: 1.10\n      revision: 0x10\n")))
    assert "      config: '1.10'\n      revision: '0x10'\n" in outcome.card.text


def test_an_answer_takes_the_place_of_what_is_no_text() -> None:
    card = carded("license: {a: b}\nlanguage: 3\nbase_model: [3]\ndatasets: [{id: a}]\n")
    answers = {"license": "mit", "language": "es", "base_model": "a/b", "datasets": ["a/c"]}
    filled = fill(card, answers).card
    assert {key: filled.listed(key) for key in answers} == {
        "license": ["mit"],
        "language": ["es"],
        "base_model": ["a/b"],
        "datasets": ["a/c"],
    }
    assert errors(filled) == []


def test_a_source_without_an_address_goes_for_who_asks() -> None:
    card = carded(WHOLE + "    source: {name: x}\n")
    assert fill(card).card == card
    assert fill(card, select=["source-without-url"]).card == carded(WHOLE)


def test_text_in_the_place_of_a_dataset_becomes_its_name() -> None:
    filled = fill(carded(data("    dataset: Voices\n")), select=["result-without-dataset"]).card
    result = filled.metadata["model-index"][0]["results"][0]
    assert result["dataset"] == {"name": "Voices", "type": "unknown"}
