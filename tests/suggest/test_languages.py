"""Languages that a card hints at: codes in its name, in its results, and in a key that the Hub rejects."""

from __future__ import annotations

from typing import Any

import pytest

from cardsmith import Card, check
from cardsmith.suggest import Sources, providers_for

INDEX = """model-index:
- name: m
  results:
  - task:
      type: translation
    dataset:
      name: D
      type: a/d
      config: {}
    metrics:
    - type: bleu
      value: 30.1
"""


def languages(card: str) -> list[Any]:
    gaps = check(Card(card), providers=providers_for(Sources()))
    assert all(not item.safe for gap in gaps if gap.field == "language" for item in gap.suggestions)
    return next(([item.value for item in gap.suggestions] for gap in gaps if gap.field == "language"), [])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("marian-kde4-en-fr", [["en", "fr"]]),
        ("opus_mt_de_en", [["de", "en"]]),
        ("mt5-en-to-it", [["en", "it"]]),
        ("nllb-fr2es", [["fr", "es"]]),
        ("bert-base-es-cased", ["es"]),
        ("whisper-small-hi", ["hi"]),
        ("whisper-no", ["no"]),
        ("my-model", []),
        ("no-robots-sft", []),
        ("how-to-go", []),
        ("is", []),
        ("bert-sm-v2", []),
        ("to-be-or-not", []),
    ],
)
def test_codes_in_a_name(name: str, found: list[Any]) -> None:
    assert languages(f"# {name}\n") == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("EN", "en"),
        ("pt-BR", "pt"),
        ("sv_SE", "sv"),
        ("English", "en"),
        ("[pt-BR, en]", ["pt", "en"]),
        ("[pt-BR, pt-PT]", "pt"),
        ("[pt-BR, Quatsch]", None),
        ("python", None),
    ],
)
def test_a_code_that_the_hub_rejects(said: str, found: Any) -> None:
    assert languages(f"---\nlanguage: {said}\n---\n") == ([] if found is None else [found])


@pytest.mark.parametrize(("config", "found"), [("sv-SE", ["sv"]), ("es", ["es"]), ("en-fr", []), ("default", [])])
def test_the_configuration_of_a_dataset(config: str, found: list[Any]) -> None:
    assert languages(f"---\n{INDEX.format(config)}---\n") == found
