"""SARIF: every log fits the schema of the standard, and holds the same gaps as `check --json`."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cardsmith.cli.main import main
from tests.support import CARDS, MTL9, SEEDS, trainer_card

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text(encoding="utf-8"))

# RFC 3986, what a `uri-reference` may be made of.
URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*\Z")


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> Any:
    with pytest.raises(SystemExit) as done:
        main(["check", *arguments])
    assert done.value.code == code
    return json.loads(capsys.readouterr().out)


def checked_log(capsys: pytest.CaptureFixture[str], *cards: Path, code: int = 1) -> list[dict[str, Any]]:
    """Return the results of a log that fits the schema and what the standard says beside it."""
    log = run(capsys, "--format", "sarif", *map(str, cards), code=code)
    Draft202012Validator(SCHEMA).validate(log)
    (run_,) = log["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert run_["columnKind"] == "unicodeCodePoints"
    for result in run_["results"]:
        assert result["ruleId"] in rules
        assert URI.match(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
    results = run_["results"]
    assert isinstance(results, list)
    return results


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert not Draft202012Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{"results": []}]})


@pytest.mark.parametrize("stem", SEEDS)
def test_a_log_fits_the_schema(stem: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked_log(capsys, CARDS / f"{stem}.md")


def test_the_log_of_several_cards_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    results = checked_log(capsys, *(CARDS / f"{stem}.md" for stem in SEEDS))
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert len(set(places)) == len(SEEDS)


def test_a_card_without_gaps_has_a_log_without_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "card.md").write_bytes(trainer_card().to_bytes())
    assert checked_log(capsys, tmp_path / "card.md", code=0) == []


def test_broken_cards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my card.md").write_text("---\na: [b\n---\n# m\n", encoding="utf-8")
    (tmp_path / "bytes.md").write_bytes(b"---\nlicense: mit\n---\n# caf\xe9\n")
    results = checked_log(capsys, tmp_path / "my card.md", tmp_path / "bytes.md", code=2)
    assert [(result["ruleId"], result["level"]) for result in results] == [("yaml-unreadable", "error")]
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.endswith("/my%20card.md")
    assert checked_log(capsys, tmp_path / "bytes.md", code=2) == []


def test_a_card_that_cannot_be_read_is_a_notification(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bytes.md").write_bytes(b"---\nlicense: mit\n---\n# caf\xe9\n")
    arguments = map(str, (tmp_path / "bytes.md", tmp_path / "none.md"))
    log = run(capsys, "--format", "sarif", *arguments, code=2)
    Draft202012Validator(SCHEMA).validate(log)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    told = invocation["toolExecutionNotifications"]
    assert [item["message"]["text"].partition(":")[0] for item in told] == ["not UTF-8", "cannot be read"]
    place = told[0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 4, "startColumn": 6}
    assert place["artifactLocation"]["uri"].endswith("/bytes.md")


def test_it_holds_the_same_gaps_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    card = CARDS / f"{MTL9}.md"
    results = checked_log(capsys, card)
    (checked,) = run(capsys, "--json", str(card))
    regions = [(result["ruleId"], result["locations"][0]["physicalLocation"]["region"]) for result in results]
    places = [(rule, region["startLine"], region["startColumn"]) for rule, region in regions]
    assert places == [(gap["rule"], gap["line"], gap["column"]) for gap in checked["gaps"]]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_name_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.md")
    path.write_bytes(b"---\n---\n")
    found = checked_log(capsys, path)
    assert found[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("/caf%E9.md")
