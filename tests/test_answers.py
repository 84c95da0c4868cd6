"""Answers: every error says where and which key; files for one card and for many; what replaces and what only fills."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from cardsmith import AnswersError, Card, fill
from cardsmith.answers import check_answers, combined
from cardsmith.answers_file import read_answers
from tests.support import FRONT, MESD, answers_path, replaced, seed, trainer_card


def refused(text: str) -> AnswersError:
    with pytest.raises(AnswersError) as caught:
        read_answers(text, "a.yaml")
    return caught.value


# -- errors in a file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where", "words", "hint"),
    [
        # keys
        ("licence: mit\n", "a.yaml:1:1", "there is no answer called 'licence'", "did you mean license"),
        ("license: mit\nlanguages: es\n", "a.yaml:2:1", "there is no answer called 'languages'", "did you mean language"),
        ("xyzzy: 1\n", "a.yaml:1:1", "there is no answer called 'xyzzy'", ""),
        ("Model description: Words.\n", "a.yaml:1:1", "'Model description'", "put it under `sections:`"),
        ("model-index: []\n", "a.yaml:1:1", "'model-index'", "its numbers come from the card"),
        ("1: x\n", "a.yaml:1:1", "the key 1 must be text", ""),
        ("cards:\n  2023: {}\n", "a.yaml:2:3", "the key 2023 must be text; put it in quotes", ""),
        # shapes
        ("- license\n", "a.yaml:1:1", "must be a mapping of keys to values, and is a list", ""),
        ("just text\n", "a.yaml:1:1", "must be a mapping of keys to values, and is text", ""),
        ("license: 1.0\n", "a.yaml:1:1", "`license` must be text, and is a number (1.0)", "for example apache-2.0"),
        ("license: true\n", "a.yaml:1:1", "`license` must be text, and is a yes or no (True)", "for example"),
        ("license: ''\n", "a.yaml:1:1", "`license` must be text, and is empty", "for example"),
        ("license: {a: b}\n", "a.yaml:1:1", "`license` must be text, and is a mapping", "for example"),
        ("license: !!python/object:os.system x\n", "a.yaml:1:1", "`license` is a value with a YAML tag", ""),
        ("license_name: 3\n", "a.yaml:1:1", "`license_name` must be text, and is a number (3)", "put it in quotes"),
        ("pipeline_tag: 2022-01-01\n", "a.yaml:1:1", "`pipeline_tag` must be text, and is a date", "for example"),
        ("pipeline_tag: [audio-classification]\n", "a.yaml:1:1", "`pipeline_tag` must be text, and is a list", ""),
        ("datasets: [a/b, 3]\n", "a.yaml:1:17", "`datasets[1]` must be text, and is a number (3)", ""),
        ("datasets: [null]\n", "a.yaml:1:12", "`datasets[0]` must be text, and is empty", ""),
        ("language: []\n", "a.yaml:1:1", "`language` must not be an empty list", "leave it out instead"),
        ("sections: text\n", "a.yaml:1:1", "`sections` must be a mapping", ""),
        ("sections:\n  Model description: 3\n", "a.yaml:2:3", "`sections.Model description` must be text, and is a number (3)", ""),
        ("sections:\n  Model description: ' '\n", "a.yaml:2:3", "and is empty", ""),
        ("sections:\n  '## Title': Words.\n", "a.yaml:2:3", "'## Title' cannot be the title of a section", "the words alone"),
        ('sections:\n  "A\\nB": Words.\n', "a.yaml:2:3", "cannot be the title of a section", "the words alone"),
        ("sections:\n  '': Words.\n", "a.yaml:2:3", "'' cannot be the title of a section", "the words alone"),
        ("sections:\n  'Title #': Words.\n", "a.yaml:2:3", "'Title #' cannot be the title of a section", ""),
        ("sections:\n  Details: {By: 3}\n", "a.yaml:2:13", "`sections.Details.By` must be text, and is a number (3)", ""),
        ("results: yes please\n", "a.yaml:1:1", "`results` must be a mapping", ""),
        ("results:\n  taks: {type: x}\n", "a.yaml:2:3", "there is no `results.taks`", "did you mean task?"),
        ("results:\n  task: {typ: x}\n", "a.yaml:2:10", "there is no `results.task.typ`", "did you mean type?"),
        ("results:\n  task: speech\n", "a.yaml:2:3", "`results.task` must be a mapping", ""),
        ("results:\n  dataset:\n    split: 3\n", "a.yaml:3:5", "`results.dataset.split` must be text, and is a number (3)", "put it in quotes"),
        ("results:\n  dataset: {args: [x]}\n", "a.yaml:2:13", "`results.dataset.args` must be a mapping", ""),
        ("results: {checkpoint: bset}\n", "a.yaml:1:11", "`results.checkpoint` must be one of reported, last, best, and is 'bset'", ""),
        ("results: {checkpoint: [best]}\n", "a.yaml:1:11", "`results.checkpoint` must be one of", ""),
        # values that the Hub would reject
        ("license: apache 2.0\n", "a.yaml:1:1", "`license`: 'apache 2.0' is not a licence id of the Hub", "did you mean apache-2.0?"),
        ("license: my own\n", "a.yaml:1:1", "is not a licence id of the Hub", "`other` with `license_name`"),
        ("license: [mit, gpl3]\n", "a.yaml:1:16", "`license[1]`: 'gpl3' is not a licence id", "did you mean gpl-3.0?"),
        ("language: Spanish\n", "a.yaml:1:1", "`language`: 'Spanish' is not a language code", "did you mean es?"),
        ("language: en-US\n", "a.yaml:1:1", "`language`: 'en-US' is not a language code", "`language_bcp47`"),
        ("base_model: /tmp/x\n", "a.yaml:1:1", "`base_model`: '/tmp/x' is not a model id", "user/name"),
        ("datasets: The MESD\n", "a.yaml:1:1", "`datasets`: 'The MESD' is not a dataset id", "user/name"),
        ("datasets: a/b, c/d\n", "a.yaml:1:1", "'a/b, c/d' is not a dataset id", "[user/one, user/two]"),
        ("pipeline_tag: audio classification\n", "a.yaml:1:1", "`pipeline_tag`: 'audio classification' is not a task of the Hub", "did you mean audio-classification"),
        ("results:\n  task:\n    type: speech\n", "a.yaml:3:5", "`results.task.type`: 'speech' is not a task of the Hub", ""),
        # several cards
        ("defaults:\n  licence: mit\n", "a.yaml:2:3", "there is no answer called 'licence'", "did you mean license"),
        ("cards:\n  x:\n    language: xx-yy\n", "a.yaml:3:5", "`language`: 'xx-yy' is not a language code", ""),
        ("cards:\n  x:\n    - license\n", "a.yaml:2:3", "must be a mapping of keys to values, and is a list", ""),
        ("cards: [x]\n", "a.yaml:1:1", "`cards` must be a mapping", ""),
        ("cards: []\n", "a.yaml:1:1", "`cards` must be a mapping", ""),
        ("cards:\n  x: false\n", "a.yaml:2:3", "must be a mapping of keys to values", ""),
        ("patterns: 0\n", "a.yaml:1:1", "`patterns` must be a mapping", ""),
        ("defaults: false\n", "a.yaml:1:1", "must be a mapping of keys to values", ""),
        ("defaults:\n  language: es\nlicense: mit\n", "a.yaml:3:1", "'license' stands beside `defaults` and `cards`", "put it under one of them"),
    ],
)  # fmt: skip
def test_errors_name_place_key_and_way_out(text: str, where: str, words: str, hint: str) -> None:
    error = refused(text)
    assert error.where == where
    assert words in error.message
    assert hint in error.hint
    assert "\n" not in str(error).replace("\\n", "")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("a: b: c\n", "a.yaml:1:5", "mapping values are not allowed here"),
        ("license: mit\nlicense: mit\n", "a.yaml:2:1", "found duplicate key"),
        ("{", "a.yaml:1:2", ""),
        ("license: mit\n---\nlicense: mit\n", "a.yaml:2:1", "another document"),
        ("a: *nowhere\n", "a.yaml:1:4", "nowhere"),
        ("\x00", "a.yaml", ""),
    ],
)
def test_what_is_no_yaml(text: str, where: str, words: str) -> None:
    error = refused(text)
    assert error.where == where
    assert error.message.startswith("cannot be read: ")
    assert words in error.message


def test_deep_nesting_is_refused() -> None:
    assert "nested too deeply" in refused("[" * 800).message


@pytest.mark.parametrize(
    "text", ["datasets: &x [*x]\n", "widget: &x {a: [*x]}\n", "&x co2_eq_emissions: {a: &y {b: *y}}\n"]
)
def test_an_alias_of_itself_is_refused(text: str) -> None:
    error = refused(text)
    assert error.where == f"a.yaml:1:{text.index('*') + 1}"
    assert "contains itself" in error.message


@pytest.mark.parametrize("value", ["=", "<<", "!x y", "!!set {a}", "!!binary 'aGk='", "!!python/object:os.system x"])
def test_a_tag_makes_no_value(value: str) -> None:
    error = refused(f"license: mit\nwidget: [{value}]\n")
    assert error.where.startswith("a.yaml:2:")
    assert "`widget[0]`" in error.message


def test_a_text_that_does_not_fit_its_tag() -> None:
    assert "does not fit its tag" in refused("license: !!bool x\n").message


def test_a_key_in_a_value_must_be_text() -> None:
    error = refused("widget: {a: 1, 2020-01-01: x}\n")
    assert (error.where, error.message) == ("a.yaml:1:16", "the key 2020-01-01 must be text; put it in quotes")


def test_an_alias_bomb_is_not_expanded() -> None:
    lines = ["a: &a [" + ", ".join("x" * 9) + "]"]
    lines += [
        f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]" for last, this in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert "aliases" in refused("\n".join(lines)).message


# -- shapes that are right ---------------------------------------------------------------------------------------------


def test_a_file_reads_as_yaml_12() -> None:
    assert read_answers("language: no\n").single == {"language": "no"}
    assert read_answers("language: [no, on]\n".replace("on", "nb")).single == {"language": ["no", "nb"]}


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "{}\n", "null\n", "license: null\n", "license:\nsections:\n  X: null\n"]
)
def test_nothing_said_is_no_answer(text: str) -> None:
    file = read_answers(text)
    assert (file.single, file.defaults, file.cards) == ({}, {}, {})


def test_one_value_becomes_a_list_where_a_list_belongs() -> None:
    checked = check_answers({"datasets": "user/voices", "tags": "speech", "language": "es", "metrics": ("wer", "cer")})
    assert checked == {"datasets": ["user/voices"], "tags": ["speech"], "language": "es", "metrics": ["wer", "cer"]}
    assert check_answers({"datasets": []}) == {"datasets": []}


def test_words_lose_the_blanks_around_them() -> None:
    assert check_answers({"license": " mit ", "results": {"dataset": {"name": " V "}}}) == {
        "license": "mit",
        "results": {"dataset": {"name": "V"}},
    }


def test_results_keep_only_what_was_said() -> None:
    given = {"task": None, "dataset": {"type": "a/b", "config": None, "args": {"n": 3}}, "checkpoint": None}
    assert check_answers({"results": given}) == {"results": {"dataset": {"type": "a/b", "args": {"n": 3}}}}
    assert check_answers({"results": {}}) == {"results": {}}
    assert check_answers({"results": {"checkpoint": "best"}}) == {"results": {"checkpoint": "best"}}


def test_errors_without_a_file_name_the_path() -> None:
    with pytest.raises(AnswersError) as caught:
        check_answers({"results": {"dataset": {"split": 3}}})
    assert str(caught.value) == "results.dataset.split: must be text, and is a number (3)"
    with pytest.raises(AnswersError) as caught:
        fill(seed(MESD), {"license": "none of these"})
    assert caught.value.where == "license"


@pytest.mark.parametrize("bad", [[], "license: mit", 3])
def test_answers_must_be_a_mapping(bad: Any) -> None:
    with pytest.raises(AnswersError, match="mapping") if bad else pytest.raises(AnswersError):
        check_answers(bad)


# -- one card, many cards ----------------------------------------------------------------------------------------------

MANY = """\
defaults:
  license: mit
cards:
  models/voices.md: {language: es}
  ./other/voices.md: {language: fr}
  user/voices: {language: de}
  voices: {language: it}
  folder: {language: pt}
  README.md: {language: sv}
  empty:
"""


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("models/voices.md", "es"),  # the path
        ("./models/voices.md", "es"),
        ("other/voices.md", "fr"),
        ("elsewhere/voices.md", "it"),  # the stem
        ("cards/user/voices/README.md", "de"),  # the repository
        ("cards/folder/README.md", "pt"),  # the folder
        ("cards/unknown/README.md", "sv"),  # the file name
        ("unknown.md", None),
        ("empty.md", None),
    ],
)
def test_a_cards_own_answers(name: str, language: str | None) -> None:
    file = read_answers(MANY)
    assert file.for_card(name) == ({"language": language} if language else {})
    assert file.defaults == {"license": "mit"}
    assert file.single == {}
    assert (file.key_of(name) is None) == (name == "unknown.md")


def test_answers_for_one_card_fit_any_name() -> None:
    file = read_answers(answers_path(MESD).read_text(encoding="utf-8"))
    assert file.for_card("anything.md") == file.single
    assert file.single["language"] == "es"


def test_combined_takes_results_apart() -> None:
    below = check_answers(
        {"license": "mit", "results": {"dataset": {"type": "a/b", "name": "B"}, "checkpoint": "last"}}
    )
    above = check_answers({"language": "es", "results": {"dataset": {"split": "test"}, "checkpoint": "best"}})
    assert combined(below, above) == {
        "license": "mit",
        "language": "es",
        "results": {"dataset": {"type": "a/b", "name": "B", "split": "test"}, "checkpoint": "best"},
    }
    assert combined(below, {}) == below
    assert below["results"]["checkpoint"] == "last"  # nothing was changed on the way


# -- answers replace, defaults fill ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "line", "old"),
    [
        ("license", "apache-2.0", "license: apache-2.0", "license: mit"),
        ("language", ["es", "no"], "language:\n- es\n- 'no'", "language: es"),
        ("pipeline_tag", "audio-to-audio", "pipeline_tag: audio-to-audio", "pipeline_tag: audio-classification"),
        ("library_name", "speechbrain", "library_name: speechbrain", "library_name: transformers"),
        ("metrics", ["accuracy", "wer"], "metrics:\n- accuracy\n- wer", ""),
        ("tags", ["speech"], "tags:\n- speech", "- generated_from_trainer"),
    ],
)
def test_an_answer_replaces_and_a_default_does_not(field: str, value: object, line: str, old: str) -> None:
    card = trainer_card()
    filled = fill(card, {field: value})
    assert f"\n{line}\n" in filled.card.text
    assert filled.card.metadata[field] == value
    assert [fix.field for fix in filled.filled] == [field]
    changed = [line for line in difflib.ndiff(card.text.split("\n"), filled.card.text.split("\n")) if line[0] in "+-"]
    assert {line[2:] for line in changed} <= {*line.split("\n"), *old.split("\n")}
    kept = fill(card, defaults={field: value})
    assert kept.card is card
    assert kept.filled == []


def test_a_default_fills_a_gap() -> None:
    card = trainer_card(replaced(FRONT, "license: mit\n", ""))
    filled = fill(card, defaults={"license": "apache-2.0", "language": "fr"})
    assert filled.card.metadata["license"] == "apache-2.0"
    assert filled.card.metadata["language"] == "es"
    assert [fix.field for fix in filled.filled] == ["license"]


def test_an_answer_goes_before_a_default_and_before_evidence() -> None:
    card = trainer_card(replaced(FRONT, "base_model: facebook/wav2vec2-base\n", ""))
    given = {"base_model": "user/other"}
    filled = fill(card, given, defaults={"base_model": "user/default"})
    assert filled.card.metadata["base_model"] == "user/other"
    assert filled.filled[0].evidence[0].source == "answers"
    assert fill(card, defaults={"base_model": "user/default"}).card.metadata["base_model"] == "user/default"


def test_defaults_complete_the_results_of_an_answer() -> None:
    text = FRONT[: FRONT.index("  results:")] + "  results: []\n"
    card = trainer_card(text)
    filled = fill(
        card, {"results": {"checkpoint": "last"}}, defaults={"results": {"dataset": {"type": "u/d", "name": "D"}}}
    )
    result = filled.card.metadata["model-index"][0]["results"][0]
    assert result["dataset"] == {"name": "D", "type": "u/d"}


def test_what_stands_there_already_is_not_filled_again() -> None:
    card = trainer_card()
    same = {"license": "mit", "language": "es", "datasets": ["user/voices"], "model_name": "voices-base"}
    assert fill(card, same).card is card
    assert fill(card, {"base_model": "facebook/wav2vec2-base"}).filled == []


def test_a_field_without_gap_can_be_added() -> None:
    filled = fill(trainer_card(), {"license_name": "my-licence", "co2_eq_emissions": {"emissions": 12}})
    assert filled.card.metadata["license_name"] == "my-licence"
    assert filled.card.metadata["co2_eq_emissions"] == {"emissions": 12}
    assert [fix.message for fix in filled.filled] == ["`license_name` was answered", "`co2_eq_emissions` was answered"]


def test_a_card_that_is_no_trainers_takes_answers_too() -> None:
    filled = fill(Card("# m\n"), {"license": "mit"})
    assert filled.card.text == "---\nlicense: mit\n---\n\n# m\n"
