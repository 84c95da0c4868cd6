"""The measurements run and their tables can be told in every form. How long anything takes is not looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench import core, growth, many
from bench.__main__ import main
from bench.measuring import Row, Table

SMALL: dict[str, Callable[[], list[Table]]] = {
    "core": lambda: core.measure(rounds=1),
    "growth": lambda: growth.measure(sizes=(1_000, 2_000, 4_000), gaps=(1, 2, 4), rounds=1),
    "many": lambda: many.measure(cards=5, rounds=1),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_measurement_runs(name: str) -> None:
    for table in SMALL[name]():
        assert all(row.values for row in table.rows)
        assert len(table.as_text().splitlines()) > len(table.rows)


TABLE = Table(
    "a | b",
    [
        Row("time", "s", {"cardsmith": 0.001, "other": 0.004}),
        Row("long", "s", {"cardsmith": 2.0}),
        Row("memory", "B", {"cardsmith": 8e6, "other": 4e6}),
        Row("speed", "/s", {"cardsmith": 2000.0, "other": 1000.0}),
    ],
    "A note.",
)


def test_a_table_for_a_page() -> None:
    assert TABLE.as_markdown() == (
        "| a \\| b | cardsmith | other |\n"
        "| --- | ---: | ---: |\n"
        "| time | 1.00 ms | 4.00 ms (× 0.25) |\n"
        "| long | 2.00 s | – |\n"
        "| memory | 8 MB | 4 MB (× 2.00) |\n"
        "| speed | 2,000/s | 1,000/s (× 2.00) |\n"
        "\n"
        "A note."
    )


def test_a_table_for_a_terminal() -> None:
    lines = TABLE.as_text().splitlines()
    assert lines[1].split() == ["time", "1.00", "ms", "4.00", "ms", "(×", "0.25)"]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert lines[-1] == "A note."


def test_columns_that_are_no_tools_are_not_compared() -> None:
    table = Table("growth", [Row("growth", "exponent", {"check": 1.0, "fill": 1.25})], compared=False)
    assert table.as_text().splitlines()[1].split() == ["growth", "n^1.00", "n^1.25"]
    assert table.as_json()["rows"][0]["ratios"] == {}


def test_what_grows_with_a_power_is_told() -> None:
    assert growth.exponent([1, 10, 100], [5, 1, 10]) == pytest.approx(1)
    assert growth.exponent([1, 10, 100], [1, 100, 10_000]) == pytest.approx(2)


def test_one_measurement_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(core, "measure", lambda: [TABLE])
    assert main(["core", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    (table,) = told["parts"]["core"]
    assert table["rows"][0] == {
        "what": "time",
        "unit": "s",
        "values": {"cardsmith": 0.001, "other": 0.004},
        "ratios": {"other": 0.25},
    }


def test_a_name_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "invalid choice" in capsys.readouterr().err
