"""The JSON schema that editors complete answers files with: in step with the fields, and of one mind with the reader."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from cardsmith import AnswersError
from cardsmith.answers_file import read_answers
from scripts.build_answers_schema import SCHEMA, schema
from tests.support import ANSWERS

VALIDATOR = Draft202012Validator(schema())


def test_the_schema_is_in_step_with_the_fields() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", sorted(ANSWERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_answers_of_the_fixtures_are_valid(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(YAML(typ="safe").load(path))) == []


@pytest.mark.parametrize(
    "text",
    [
        "license: mit\nlanguage: [en, es]\n",
        "license:\n",
        "datasets: []\n",
        "datasets: user/voices\n",
        "sections: {Model description: Words., Details: {Developed by: Us}}\n",
        "results: {task: {type: text-classification}, dataset: {type: a, name: A, config: null}, checkpoint: best}\n",
        "defaults: {license: mit}\ncards: {a.md: {language: es}}\npatterns: {'user/*': {language: es}}\n",
        "licence: mit\n",
        "license: apache 2.0\n",
        "license: 3\n",
        "language: []\n",
        "pipeline_tag: speech\n",
        "sections: {Model description: 3}\n",
        "results: {taks: {}}\n",
        "results: {checkpoint: newest}\n",
        "defaults: {license: mit}\nlicense: mit\n",
        "cards: {a.md: {licence: mit}}\n",
        "- license\n",
    ],
)
def test_the_schema_and_the_reader_agree(text: str) -> None:
    value: Any = YAML(typ="safe").load(text)
    read = None
    with suppress(AnswersError):
        read = read_answers(text)
    assert VALIDATOR.is_valid(value) is (read is not None)
