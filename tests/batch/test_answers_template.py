"""A template answers nothing until somebody writes into it, and then it is an answers file like any other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cardsmith import Card, check
from cardsmith.answers_file import AnswersFile, read_answers
from cardsmith.batch.answers_template import Open, answers_template, open_questions
from cardsmith.fields import question_for
from cardsmith.gaps import Evidence, Suggestion
from tests.batch.support import make_cards
from tests.cli.run import run
from tests.support import SEEDS, seed, seed_bytes


def template(*cards: Open) -> str:
    return "".join(answers_template(cards))


def asked(name: str, **fields: Iterable[Any]) -> Open:
    found = {
        field: tuple(Suggestion(field, value, 0.8, False, (Evidence("card", "line 3", "quoted"),)) for value in values)
        for field, values in fields.items()
    }
    return Open(name, found)


def says_nothing(answers: AnswersFile) -> bool:
    return not (answers.single or answers.defaults or any(answers.cards.values()) or any(answers.patterns.values()))


@pytest.mark.parametrize("stem", SEEDS)
def test_an_untouched_template_of_one_card_is_valid_and_changes_nothing(stem: str) -> None:
    text = template(open_questions(f"{stem}.md", check(seed(stem))))
    assert says_nothing(read_answers(text))
    fields = {gap.field for gap in check(seed(stem)) if gap.field is not None and gap.severity.value != "advice"}
    for field in fields:
        assert text.count(f"# {question_for(field)}\n") == 1


def test_an_untouched_template_of_many_fixtures_is_valid_and_changes_nothing() -> None:
    paths = sorted(Path("fixtures/cards").rglob("*.md"))
    cards = [open_questions(str(path), check(Card.load(path))) for path in paths]
    text = template(*cards)
    answers = read_answers(text)
    assert says_nothing(answers)
    assert set(answers.cards) <= {str(path) for path in paths}
    assert max(map(len, text.splitlines())) < 260


def test_what_is_written_into_it_counts() -> None:
    text = template(open_questions("x.md", check(seed(SEEDS[0]))))
    text = text.replace("\nlanguage:\n", "\nlanguage: es\n").replace(
        "\n  Model description:\n", "\n  Model description: It listens.\n"
    )
    text = re.sub(r"^# (results:|  task:.*|  dataset:.*|  checkpoint:.*)$", r"\1", text, flags=re.MULTILINE)
    assert read_answers(text).single == {
        "language": ["es"] if isinstance(read_answers("language: es").single["language"], list) else "es",
        "results": {
            "task": {"type": "audio-classification", "name": "Audio Classification"},
            "dataset": {"type": "user/dataset", "name": "Dataset", "split": "test"},
            "checkpoint": "reported",
        },
        "sections.Model description": "It listens.",
    }


def test_a_question_that_several_cards_ask_stands_there_once() -> None:
    text = template(
        asked("a.md", license=["mit"], model_name=[], language=[]),
        asked("b.md", license=["mit", "apache-2.0"], model_name=["b"]),
        asked("c.md"),
    )
    defaults, _, cards = text.partition("\ncards:\n")
    assert "  # Under which licence may the model be used? (2 cards ask)\n" in defaults
    assert '  #   mit  (80% for 2 cards; card, line 3: "quoted")\n' in defaults
    assert '  #   apache-2.0  (80% for 1 card; card, line 3: "quoted")\n  license:\n' in defaults
    assert "model_name" not in defaults
    assert cards.count("    model_name:\n") == 2
    assert cards.count("    language:\n") == 1
    assert "license" not in cards
    assert "c.md" not in cards


def test_nothing_in_it_leaves_its_comment() -> None:
    evil = "x\nlicense: mit\r\x85license: mit\u2028license: mit\x1b[31m\x00"
    text = template(asked("a.md", license=[evil, [evil], {"k": evil}], **{"sections.Model description": [evil]}))
    assert says_nothing(read_answers(text))
    assert not {"\x1b", "\x00", "\x85", "\u2028", "\r"} & set(text)


@pytest.mark.parametrize("name", ["a: b.md", "#x.md", "yes", "é/README.md", "a'b\".md", "- x", "C:\\cards\\x.md", "user/model", " x", "1e3", "\U0001f600 x/README.md", "[a], {b}.md"])  # fmt: skip
def test_any_name_of_a_card_comes_back(name: str) -> None:
    text = template(asked(name, license=[]), asked("other.md", model_name=[]))
    assert set(read_answers(text).cards) == {name, "other.md"}


def test_any_title_of_a_section_comes_back() -> None:
    fields: dict[str, list[Any]] = {"sections.Uses: direct & other › Developed by": [], "sections.Uses: direct & other › #Funded": [], "sections.Yes": [], "sections.\U0001f917 Uses": []}  # fmt: skip
    text = template(asked("x.md", **fields))
    assert says_nothing(read_answers(text))
    filled = text.replace("Developed by:\n", "Developed by: me\n").replace('"#Funded":\n', '"#Funded": you\n')
    filled = filled.replace("\U0001f917 Uses:\n", "\U0001f917 Uses: many\n")
    assert read_answers(filled).single == {
        "sections.Uses: direct & other › Developed by": "me",
        "sections.Uses: direct & other › #Funded": "you",
        "sections.\U0001f917 Uses": "many",
    }


def test_the_command_writes_a_file_once(tmp_path: Path) -> None:
    paths = make_cards(tmp_path / "models", 3)
    before = [path.read_bytes() for path in paths]
    done = run("answers", "--offline", "models", "-o", "answers.yaml", cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert done.stderr == "Written to answers.yaml; what is left empty changes nothing.\n"
    text = (tmp_path / "answers.yaml").read_text()
    assert run("answers", "--offline", "models", cwd=tmp_path).out == text
    assert "(3 cards ask)" in text
    again = run("answers", "--offline", "models", "-o", "answers.yaml", cwd=tmp_path)
    assert again.code == 2
    assert "answers.yaml is there already, and may hold answers; --force replaces it" in again.stderr
    assert run("answers", "--offline", "models", "-o", "answers.yaml", "--force", cwd=tmp_path).code == 0
    assert [path.read_bytes() for path in paths] == before
    untouched = run("fill", "--non-interactive", "--offline", "--dry-run", "models", cwd=tmp_path)
    with_it = run("fill", "--non-interactive", "--offline", "--dry-run", "--answers", "answers.yaml", "models", cwd=tmp_path)  # fmt: skip
    assert with_it.stdout == untouched.stdout


def test_a_card_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_bytes(seed_bytes(SEEDS[0]))
    (tmp_path / "bad.md").write_bytes(b"\xff")
    done = run("answers", "--offline", "bad.md", "good.md", cwd=tmp_path)
    assert done.code == 2
    assert done.stderr.startswith("Error: bad.md:1:1: not UTF-8")
    assert says_nothing(read_answers(done.out))


# -- patterns ----------------------------------------------------------------------------------------------------------

PATTERNS = """\
defaults: {license: mit, language: en, results: {task: {type: audio-classification}}}
patterns:
  "user/*-es": {language: es, license: apache-2.0}
  "user/*": {language: fr, results: {dataset: {name: Voices}}}
cards:
  user/one-es: {license: cc0-1.0}
"""


def test_a_card_comes_before_patterns_and_they_before_defaults() -> None:
    answers = read_answers(PATTERNS)
    assert answers.for_card("user/one-es") == {"license": "cc0-1.0"}
    both = answers.defaults_for("user/one-es")
    assert (both["language"], both["license"]) == ("es", "apache-2.0")
    assert both["results"] == {"task": {"type": "audio-classification"}, "dataset": {"name": "Voices"}}
    assert answers.defaults_for("user/two")["language"] == "fr"
    assert answers.defaults_for("user/two")["license"] == "mit"
    assert answers.defaults_for("other/three") == answers.defaults


@pytest.mark.parametrize("name", ["user/x-es", "models/user/x-es/README.md", "./user/x-es/README.md"])
def test_a_pattern_is_for_any_name_of_a_card(name: str) -> None:
    assert read_answers(PATTERNS).patterns_of(name) == ["user/*-es", "user/*"]


def test_patterns_only_fill_gaps(tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("---\nlicense: mit\n---\n# m\n")
    (tmp_path / "answers.yaml").write_text(
        'patterns:\n  "*.md": {license: apache-2.0, language: es}\n  "x*": {language: fr}\n'
    )
    done = run("fill", "--non-interactive", "--offline", "--answers", "answers.yaml", "card.md", cwd=tmp_path)
    assert done.code == 0
    assert Card.load(tmp_path / "card.md").metadata == {"license": "mit", "language": "es"}
    assert done.stderr == "Warning: answers.yaml: no card given here matches 'x*'; its answers were not used\n"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("patterns:\n  '*': {licence: mit}\n", "a.yaml:2:9", "there is no answer called 'licence'"),
        ("patterns:\n  '*':\n    language: Klingon\n", "a.yaml:3:5", "`language`: 'Klingon' is not a language code"),
        ("patterns: [x]\n", "a.yaml:1:1", "`patterns` must be a mapping of keys to values, and is a list"),
        ("patterns:\n  '*': mit\n", "a.yaml:2:3", "must be a mapping of keys to values, and is text"),
    ],
)  # fmt: skip
def test_errors_in_patterns_have_their_place(text: str, where: str, message: str) -> None:
    from cardsmith.errors import AnswersError

    with pytest.raises(AnswersError) as error:
        read_answers(text, "a.yaml")
    assert error.value.where == where
    assert message in error.value.message
