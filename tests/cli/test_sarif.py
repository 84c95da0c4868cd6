"""SARIF: the parts that the standard requires (SARIF 2.1.0 §3.13 to §3.52), and the same gaps as `check --json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cardsmith.cli.main import main

SEED = Path(__file__).parents[2] / "fixtures" / "cards" / "trainer" / "combined-MTL9.md"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    with pytest.raises(SystemExit) as done:
        main(["check", *arguments, str(SEED)])
    assert done.value.code == 1
    return json.loads(capsys.readouterr().out)


def test_a_log_has_what_the_standard_requires(capsys: pytest.CaptureFixture[str]) -> None:
    log = run(capsys, "--format", "sarif")
    assert log["version"] == "2.1.0"
    (run_,) = log["runs"]
    driver = run_["tool"]["driver"]
    known = [rule["id"] for rule in driver["rules"]]
    assert driver["name"] == "cardsmith"
    assert len(known) == len(set(known))
    for result in run_["results"]:
        assert result["ruleId"] in known
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert region["charLength"] >= 0


def test_it_holds_the_same_gaps_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    log = run(capsys, "--format", "sarif")
    (checked,) = run(capsys, "--json")
    regions = [
        (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]) for result in log["runs"][0]["results"]
    ]
    places = [(rule, region["startLine"], region["startColumn"]) for rule, region in regions]
    assert places == [(gap["rule"], gap["line"], gap["column"]) for gap in checked["gaps"]]
