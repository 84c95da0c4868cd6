"""Project configuration: where it is found, what it may say, and how it complains."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsmith.batch.places import CardPlace, ignored_rules
from cardsmith.config import find_config
from cardsmith.errors import ConfigError
from cardsmith.rules import RULES


def test_no_configuration_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / ".cardsmith.toml").write_text("")
    assert find_config(tmp_path, RULES).ignore == frozenset()


def test_the_nearest_file_above_the_card_holds(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.cardsmith]\nignore = ["missing-license"]\n')
    inner = tmp_path / "models" / "a"
    inner.mkdir(parents=True)
    assert find_config(inner, RULES).ignore == {"missing-license"}
    (inner / ".cardsmith.toml").write_text('ignore = ["reported-row"]\n')
    assert find_config(inner, RULES).ignore == {"reported-row"}


def test_a_pyproject_of_another_tool_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".cardsmith.toml").write_text('ignore = ["empty-list"]\n')
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find_config(inner, RULES).ignore == {"empty-list"}


def test_what_lies_above_many_cards_is_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.cardsmith]\nignore = ["missing-license"]\n')
    cards = [CardPlace("card", tmp_path / "models" / name / "README.md") for name in "abc"]
    for card in cards:
        assert card.path is not None
        card.path.parent.mkdir(parents=True)
    (tmp_path / "models" / "b" / ".cardsmith.toml").write_text('ignore = ["reported-row"]\n')
    read: list[Path] = []
    read_text = Path.read_text

    def noted(path: Path, encoding: str) -> str:
        read.append(path)
        return read_text(path, encoding)

    monkeypatch.setattr(Path, "read_text", noted)
    found = [ignored_rules(card, ["empty-list"]) for card in cards]
    assert found == [{"missing-license", "empty-list"}, {"reported-row", "empty-list"}, found[0]]
    assert sorted(path.name for path in read) == [".cardsmith.toml", "pyproject.toml"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (".cardsmith.toml", 'ignore = [\n  "empty-list",\n  "nope-rule",\n]\n', "3:3"),
        (".cardsmith.toml", "# a comment\nignroe = []\n", "2:1"),
        (".cardsmith.toml", "ignore = 3\n", "1:1"),
        (".cardsmith.toml", "ignore = [\n", "2:1"),
        (".cardsmith.toml", "ignore = [\n  x]\n", "2:3"),
        ("pyproject.toml", '[tool.ruff]\nignore = ["nope-rule"]\n[tool.cardsmith]\nignore = ["nope-rule"]\n', "4:11"),
        ("pyproject.toml", '[tool]\ncardsmith = {ignore = ["nope-rule"]}\n', "2:24"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path, RULES)
    assert caught.value.where == f"{tmp_path / name}:{place}"


def test_a_rule_that_is_like_no_other_says_where_they_are(tmp_path: Path) -> None:
    (tmp_path / ".cardsmith.toml").write_text('ignore = ["xyzzy"]\n')
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path, RULES)
    assert caught.value.hint == "`cardsmith rules` lists them"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("ignroe = []\n", "there is no setting 'ignroe'", "did you mean ignore?"),
        ('ignore = "missing-license"\n', "`ignore` must be a list of rule ids", ""),
        ('ignore = ["missing-licence"]\n', "there is no rule 'missing-licence'", "did you mean missing-license?"),
        ("ignore = [\n", "not TOML", ""),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, text: str, message: str, hint: str) -> None:
    path = tmp_path / ".cardsmith.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path, RULES)
    assert caught.value.message.startswith(message)
    assert caught.value.where.startswith(f"{path}:")
    assert caught.value.hint == hint


def test_a_theme_that_there_is_not_is_said_with_its_place(tmp_path: Path) -> None:
    from cardsmith.tui.board_app import BoardApp
    from cardsmith.tui.settings import read_settings
    from cardsmith.tui.shelf import Shelf

    path = tmp_path / "config.toml"
    path.write_text('# mine\ntheme = "forgge"\n')
    with pytest.raises(ConfigError, match="there is no theme 'forgge'") as caught:
        BoardApp(Shelf("cards", tuple), settings=read_settings(path))
    assert (caught.value.where, caught.value.hint) == (f"{path}:2:1", "did you mean forge?")


@pytest.mark.parametrize(
    ("text", "place"),
    [("thme = 1\n", "1:1"), ("theme = 1\n", "1:1"), ('[keys]\nnetx = "n"\n', "2:1"), ("theme = \n", "1:9")],
)
def test_what_is_wrong_with_the_settings_is_said_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    from cardsmith.tui.settings import read_settings

    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    assert caught.value.where == f"{path}:{place}"
