"""The Hub's lists: complete, read late, and forgiving where a spelling has one meaning."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cardsmith import catalogue
from scripts import build_catalogue

DATA = Path(catalogue.__file__).parent / "data"


def test_lists_are_complete() -> None:
    assert len(catalogue.licenses()) == 83
    assert len(catalogue.pipeline_tags()) == 57
    assert len(catalogue.libraries()) == 257
    assert len(catalogue.metrics()) == 64
    assert len(catalogue.languages()) == 186


def test_order_is_the_hubs_and_the_common_comes_first() -> None:
    assert list(catalogue.licenses())[:2] == ["apache-2.0", "mit"]
    assert next(iter(catalogue.pipeline_tags())) == "text-classification"


def test_task_knows_its_modality_and_whether_models_may_have_it() -> None:
    assert catalogue.pipeline_tags()["audio-classification"] == catalogue.Task(
        name="Audio Classification", modality="audio", hidden=False
    )
    hidden = {key for key, task in catalogue.pipeline_tags().items() if task.hidden}
    assert hidden == {"tabular-to-text", "table-to-text", "multiple-choice", "text-retrieval", "other"}


def test_lists_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue.licenses()["mine"] = "My licence"  # type: ignore[index]


@pytest.mark.parametrize(
    ("task_id", "name"),
    [("audio-classification", "Audio Classification"), ("text2text-generation", None), ("", None)],
)
def test_task_name(task_id: str, name: str | None) -> None:
    assert catalogue.task_name(task_id) == name


@pytest.mark.parametrize("code", ["es", "no", "code", "multilingual", "spa", "ger", "ber", "mul", "zxx"])
def test_language_codes(code: str) -> None:
    assert catalogue.is_language_code(code)


@pytest.mark.parametrize("code", ["", "EN", "Eng", "english", "xx", "python", "pt-BR", "zzzz", "e", "qqq"])
def test_other_words_are_no_language_codes(code: str) -> None:
    assert not catalogue.is_language_code(code)


@pytest.mark.parametrize(
    ("word", "choices", "closest"),
    [
        ("audio_clasification", catalogue.pipeline_tags, "audio-classification"),
        ("Text Generation", catalogue.pipeline_tags, "text-generation"),
        ("transformer", catalogue.libraries, "transformers"),
        ("paddleocr", catalogue.libraries, "PaddleOCR"),
        ("acuracy", catalogue.metrics, "accuracy"),
    ],
)
def test_close_matches(word: str, choices: Any, closest: str) -> None:
    assert catalogue.close_matches(word, choices())[0] == closest


def test_close_matches_of_nonsense() -> None:
    assert catalogue.close_matches("zzzzzz", catalogue.metrics()) == []


@pytest.mark.parametrize("license_id", catalogue.licenses())
def test_each_license_is_found_by_its_id_and_its_name(license_id: str) -> None:
    name = catalogue.licenses()[license_id]
    for spelling in (license_id, license_id.upper(), f"  {license_id.replace('-', ' ')} ", name, f"{name}."):
        assert catalogue.normalise_license(spelling) == license_id


@pytest.mark.parametrize(
    ("spelling", "license_id"),
    [
        ("Apache 2.0", "apache-2.0"),
        ("apache-2", "apache-2.0"),
        ("Apache-2.0", "apache-2.0"),
        ("apache2.0", "apache-2.0"),
        ("Apache License, Version 2.0", "apache-2.0"),
        ("The MIT License (MIT)", None),
        ("MIT License", "mit"),
        ("CC-BY-4.0", "cc-by-4.0"),
        ("CC BY NC SA 4.0", "cc-by-nc-sa-4.0"),
        ("Creative Commons Attribution-NonCommercial 4.0 International", "cc-by-nc-4.0"),
        ("CC0", "cc0-1.0"),
        ("cc0 1.0 universal", "cc0-1.0"),
        ("GPL-3.0", "gpl-3.0"),
        ("GPL-3.0-only", "gpl-3.0"),
        ("GNU GPLv3", "gpl-3.0"),
        ("LGPLv2.1", "lgpl-2.1"),
        ("Llama-3.1", "llama3.1"),
        ("BSD 3-Clause License", "bsd-3-clause"),
        ("bsd_3_clause", "bsd-3-clause"),
        ("OpenRAIL++", "openrail++"),
    ],
)
def test_license_spellings(spelling: str, license_id: str | None) -> None:
    assert catalogue.normalise_license(spelling) == license_id


@pytest.mark.parametrize(
    "spelling",
    [
        "GPL-3.0-or-later",
        "GPL-3.0+",
        "GPLv2+",
        "GPL (>= 2)",
        "GPL version 3 or any later version",
        "Apache",
        "Apache-1.1",
        "MIT-0",
        "MIT OR Apache-2.0",
        "MIT, Apache-2.0",
        "not MIT",
        "MIT 非商用",
        "cc-by-sa",
        "license",
        "proprietary",
        "",
    ],
)
def test_license_is_not_guessed(spelling: str) -> None:
    assert catalogue.normalise_license(spelling) is None


def test_import_reads_no_list() -> None:
    program = "from cardsmith import catalogue; print(catalogue._read.cache_info().misses)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "0"


def test_long_list_waits_for_a_three_letter_code() -> None:
    program = (
        "from cardsmith import catalogue as c\n"
        "c.is_language_code('es'), c.is_language_code('english'), c.licenses()\n"
        "print(c._three_letter_languages.cache_info().misses, end=' ')\n"
        "c.is_language_code('spa')\n"
        "print(c._three_letter_languages.cache_info().misses)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "1"]


LISTS = sorted(path for path in DATA.glob("*.json") if not path.name.endswith(".schema.json"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_list_names_its_source_and_license(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data.pop("retrieved")
    sections = [data] if "items" in data else list(data.values())
    assert sections
    for section in sections:
        assert section["source"]
        assert section["license"] in {"MIT", "Apache-2.0"}
        assert section["items"]


def test_builder_keeps_order_and_the_first_of_twins(tmp_path: Path) -> None:
    lists: dict[str, Any] = {
        "licenses": {"items": [{"id": "mit", "name": "MIT"}, {"id": "bsd", "name": "BSD license family"}]},
        "libraries": {"items": [{"id": "timm", "name": "timm", "filter": True}]},
        "metrics": {"items": [{"id": "f1", "name": "F1"}, {"id": "bleu", "name": "BLEU"}, {"id": "f1", "name": "no"}]},
        "pipeline_tags": {
            "items": [
                {"id": "robotics", "name": "Robotics", "modality": "rl", "subtasks": []},
                {"id": "other", "name": "Other", "modality": "other", "hide_in_models": True},
            ]
        },
        "languages": {
            "iso_639_1": [{"id": "es", "name": "Spanish"}],
            "special": [{"id": "code", "name": "Code"}],
        },
    }  # fmt: skip
    for name, data in lists.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"source": f"list of {name}"} | data))

    built = build_catalogue.catalogue(tmp_path)

    assert built["metrics"] == {
        "source": "list of metrics",
        "license": "Apache-2.0",
        "items": {"f1": "F1", "bleu": "BLEU"},
    }
    assert list(built["licenses"]["items"]) == ["mit", "bsd"]
    assert built["pipeline_tags"]["items"] == {
        "robotics": {"name": "Robotics", "modality": "rl", "hidden": False},
        "other": {"name": "Other", "modality": "other", "hidden": True},
    }
    assert built["languages"]["items"] == {"es": "Spanish", "code": "Code"}
