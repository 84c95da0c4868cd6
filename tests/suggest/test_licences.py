"""Licence texts: the whole ones are known, a changed one is not, and what stands around counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.suggest.engine import gather
from cardsmith.suggest.folder import LocalFolder
from cardsmith.suggest.from_files import FilesProvider
from cardsmith.suggest.licences import licences_in
from tests.support import ROOT

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "fixtures" / "licences").glob("*.txt"))}
EVERY_TEXT = pytest.mark.parametrize("licence", TEXTS)


def ids(text: str) -> list[tuple[str, bool]]:
    return [(found.id, found.whole) for found in licences_in(text)]


def test_there_are_texts() -> None:
    assert len(TEXTS) >= 19
    assert set(TEXTS) <= set(catalogue.licenses())


@EVERY_TEXT
def test_a_whole_text_is_known(licence: str) -> None:
    assert ids(TEXTS[licence]) == [(licence, True)]


@EVERY_TEXT
def test_layout_makes_no_difference(licence: str) -> None:
    text = TEXTS[licence]
    assert ids(" ".join(text.split())) == [(licence, True)]
    assert ids(text.replace("\n", "\r\n").replace('"', "“")) == [(licence, True)]
    assert ids(f"Copyright (c) 2024 Somebody\nAll rights reserved.\n\n{text}") == [(licence, True)]


@EVERY_TEXT
def test_a_changed_sentence_is_noticed(licence: str) -> None:
    words = TEXTS[licence].split(" ")
    middle = len(words) // 2
    changed = " ".join([*words[:middle], "unless", "you", "are", "a", "company", *words[middle:]])
    assert ids(changed) == []


@pytest.mark.parametrize("licence", ["mit", "apache-2.0", "gpl-3.0", "bsd-3-clause", "cc-by-4.0"])
@pytest.mark.parametrize(
    "rider",
    ["For non-commercial use only.", "The weights are not licensed.", '"Commons Clause" License Condition v1.0'],
)
def test_a_rider_takes_the_safety_away(licence: str, rider: str) -> None:
    assert ids(f"{rider}\n\n{TEXTS[licence]}") == [(licence, False)]
    assert ids(f"{TEXTS[licence]}\n\n{rider}") == [(licence, False)]


def test_two_licences_are_a_choice() -> None:
    assert ids(TEXTS["mit"] + TEXTS["apache-2.0"]) == [("apache-2.0", False), ("mit", False)]


def test_the_gpl_behind_the_lgpl_belongs_to_it() -> None:
    assert ids(TEXTS["lgpl-3.0"] + TEXTS["gpl-3.0"]) == [("lgpl-3.0", False)]


@pytest.mark.parametrize(
    ("title", "phrase", "licence"),
    [
        ("LLAMA 2 COMMUNITY LICENSE AGREEMENT", "LLAMA", "llama2"),
        ("META LLAMA 3 COMMUNITY LICENSE AGREEMENT", "LLAMA", "llama3"),
        (" LLAMA 3.1 COMMUNITY LICENSE AGREEMENT", "LLAMA", "llama3.1"),
        ("LLAMA 3.2 COMMUNITY LICENSE AGREEMENT", "LLAMA", "llama3.2"),
        ("LLAMA 4 COMMUNITY LICENSE AGREEMENT", "LLAMA", "llama4"),
        ("Gemma Terms of Use", "any portion or element of Gemma", "gemma"),
        ("CreativeML Open RAIL-M\ndated August 22, 2022", "Attachment A", "creativeml-openrail-m"),
        ("CreativeML Open RAIL++-M License\ndated July 26, 2023", "Attachment A", "openrail++"),
        ("BigScience Open RAIL-M License", "Attachment A", "bigscience-openrail-m"),
        ("BigCode Open RAIL-M v1 License Agreement", "Attachment A", "bigcode-openrail-m"),
    ],
)
def test_agreements_are_known_by_their_title_and_never_safe(title: str, phrase: str, licence: str) -> None:
    llama = "“Agreement” means the terms and conditions for use, reproduction, distribution \nand modification of the Llama Materials"
    text = f"{title}\n\n{llama if phrase == 'LLAMA' else phrase} set forth herein.\n"
    assert ids(text) == [(licence, False)]
    assert ids("words " * 100 + text) == []


@given(st.text(max_size=300))
def test_any_text_is_borne(text: str) -> None:
    assert ids(text) == []


# -- in a folder -------------------------------------------------------------------------------------------------------


def told(folder: Path) -> list[tuple[str, float, bool]]:
    found = gather(Card("# A model\n", "README.md"), ["license"], [FilesProvider(LocalFolder(folder))])
    return [(item.value, item.confidence, item.safe) for item in found.suggestions.get("license", [])]


def test_the_text_beside_a_model_is_its_licence(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.md").write_text(TEXTS["mit"], encoding="utf-8")
    assert told(tmp_path) == [("mit", 0.85, False)]
    (tmp_path / "model.safetensors").write_bytes(b"")
    assert told(tmp_path) == [("mit", 0.95, True)]


def test_two_files_are_a_choice(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "LICENSE").write_text(TEXTS["mit"], encoding="utf-8")
    (tmp_path / "COPYING").write_text(TEXTS["gpl-3.0"], encoding="utf-8")
    assert [safe for _, _, safe in told(tmp_path)] == [False, False]


def test_the_lgpl_and_the_gpl_it_adds_to(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "COPYING").write_text(TEXTS["gpl-3.0"], encoding="utf-8")
    (tmp_path / "COPYING.LESSER").write_text(TEXTS["lgpl-3.0"], encoding="utf-8")
    assert told(tmp_path) == [("lgpl-3.0", 0.95, True)]
