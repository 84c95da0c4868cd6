"""Write the JSON schema of answers files from the fields themselves; with `--check`, only say whether it is in step."""

import json
import sys
from pathlib import Path
from typing import Any

from cardsmith import catalogue
from cardsmith.answers import CHECKPOINTS
from cardsmith.facts.tasks import EVALUATORS
from cardsmith.fields import FIELDS, REPO_ID, SECTIONS, Field, Kind, Vocabulary

SCHEMA = Path(__file__).resolve().parent.parent / "cardsmith" / "data" / "answers.schema.json"

TEXT = {"type": "string", "minLength": 1}


def schema() -> dict[str, Any]:
    """Return the schema: answers for one card, or for several under `defaults`, `patterns` and `cards`."""
    by_name = {"type": "object", "additionalProperties": {"$ref": "#/$defs/answers"}}
    several = {"defaults": {"$ref": "#/$defs/answers"}, "patterns": by_name, "cards": by_name}
    required = [{"required": [key]} for key in several]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers for cardsmith",
        "description": "What a person says about a model card, or about several.",
        "if": {"anyOf": required},
        "then": {"type": "object", "properties": several, "additionalProperties": False},
        "else": {"$ref": "#/$defs/answers"},
        "$defs": {"answers": answers()},
    }


def answers() -> dict[str, Any]:
    fields = [field for field in FIELDS.values() if field.key != "model-index"]
    properties = {field.key: described(field) for field in [*fields, REPO_ID]}
    properties["results"] = results()
    properties["sections"] = sections()
    # Null, and nothing behind the colon, is an answer that was not given.
    nullable = {key: {"anyOf": [value, {"type": "null"}]} for key, value in properties.items()}
    return {"type": ["object", "null"], "properties": nullable, "additionalProperties": False}


def described(field: Field) -> dict[str, Any]:
    """Return the schema of a field's value, with its question for editors to show."""
    about = {"description": field.question} if field.question else {}
    one = {**TEXT, **({"enum": vocabulary(field.vocabulary)} if vocabulary(field.vocabulary) else {})}
    several = {"type": "array", "items": one}
    shapes: dict[Kind, dict[str, Any]] = {
        Kind.ANY: {},
        Kind.TEXT: one,
        Kind.LIST: {"anyOf": [several, one]},
        Kind.TEXT_OR_LIST: {"anyOf": [one, {**several, "minItems": 1}]},
    }
    return {**about, **shapes[field.kind]}


def vocabulary(words: Vocabulary) -> list[str]:
    lists = {Vocabulary.LICENSE: catalogue.licenses(), Vocabulary.TASK: catalogue.pipeline_tags()}
    return list(lists.get(words, ()))


def results() -> dict[str, Any]:
    task = {"type": {**TEXT, "enum": [*vocabulary(Vocabulary.TASK), *sorted(EVALUATORS)]}, "name": TEXT}
    dataset = {key: {"anyOf": [TEXT, {"type": "null"}]} for key in ("type", "name", "config", "split", "revision")}
    return {
        "description": "On which task and dataset the reported results were measured.",
        "type": "object",
        "properties": {
            "task": {"type": "object", "properties": task, "additionalProperties": False},
            "dataset": {
                "type": "object",
                "properties": {**dataset, "args": {"type": "object"}},
                "additionalProperties": False,
            },
            "checkpoint": {"enum": list(CHECKPOINTS), "description": "Which numbers to take; `reported` unless given."},
        },
        "additionalProperties": False,
    }


def sections() -> dict[str, Any]:
    prose = {"anyOf": [TEXT, {"type": "object", "additionalProperties": {"anyOf": [TEXT, {"type": "null"}]}}]}
    known = {section.title: {"description": section.question, **prose} for section in SECTIONS}
    return {
        "description": "Markdown by the section's title; for a template's bullets, words by their label.",
        "type": "object",
        "properties": known,
        "additionalProperties": {"anyOf": [*prose["anyOf"], {"type": "null"}]},
    }


def main() -> None:
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    if "--check" not in sys.argv:
        SCHEMA.write_text(text, encoding="utf-8")
    elif SCHEMA.read_text(encoding="utf-8") != text:
        sys.exit("answers.schema.json is not in step with the fields: run python scripts/build_answers_schema.py")


if __name__ == "__main__":
    main()
