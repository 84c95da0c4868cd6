"""Gaps as questions to a person: one for each thing to decide, with its words and the kind of input it takes.

Several gaps that one answer closes are one question: the missing key and the sentence that says the same, for example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.model_index import REQUIRED
from cardsmith.fields import ASKED, Kind, Vocabulary, question_for
from cardsmith.gaps import SECTION_PREFIX, FixClass, Gap, Group, Severity, section_of
from cardsmith.rules import RULES
from cardsmith.rules.base import Rule

REPAIR_PREFIX = "repair."
"""A question of this prefix needs no value: it asks whether a rule's repair is wanted."""


class Form(str, Enum):
    """What a person gives as an answer."""

    PICK = "one word, of a list where there is one"
    LIST = "several words"
    LINE = "a line of text"
    PROSE = "Markdown"
    RESULT = "task and dataset of the results, and which row they are"
    REPAIR = "yes or no"
    NOTE = "nothing: it is for reading"


class ResultPart(NamedTuple):
    """One of the texts that an answer of the form `RESULT` is made of.

    Attributes:
        part: `task` or `dataset`.
        key: The key there.
        label: What people call it, in a word or two.
        hint: What to give.
    """

    part: str
    key: str
    label: str
    hint: str

    @property
    def is_required(self) -> bool:
        """Whether a result is incomplete without it."""
        return (self.part, self.key) in REQUIRED


RESULT_PARTS = (
    ResultPart("task", "type", "task", "such as audio-classification"),
    ResultPart("dataset", "type", "dataset", "its id on the Hub, or a name of one word"),
    ResultPart("dataset", "name", "its name", "as people call it"),
    ResultPart("dataset", "config", "config", "optional"),
    ResultPart("dataset", "split", "split", "optional, such as test"),
)
"""What to ask for, in this order."""


class Choice(NamedTuple):
    """A word to pick.

    Attributes:
        value: What is written.
        label: What people call it; empty when there is no other name.
    """

    value: str
    label: str


class Question(NamedTuple):
    """Something to decide.

    Attributes:
        key: The answers key, or `repair.` and a rule's id.
        group: The part of the card.
        form: What an answer is.
        severity: That of its gravest gap.
        title: A few words for lists.
        prompt: The question itself.
        why: Why it matters.
        example: An answer as it would be typed; may be empty.
        gaps: What it closes, in document order.
    """

    key: str
    group: Group
    form: Form
    severity: Severity
    title: str
    prompt: str
    why: str
    example: str
    gaps: tuple[Gap, ...]

    @property
    def field(self) -> str | None:
        """The answers key; None when no value is asked for."""
        return None if self.key.startswith(REPAIR_PREFIX) else self.key

    @property
    def leads_on(self) -> bool:
        """Whether its answer is worth looking for suggestions again."""
        return self.key in ASKED and ASKED[self.key].leads_on

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that found its gaps, or whose repair it is about."""
        if self.field is None:
            return (self.key.removeprefix(REPAIR_PREFIX),)
        return tuple(dict.fromkeys(gap.rule for gap in self.gaps))

    @property
    def counts(self) -> bool:
        """Whether the card as it was read is incomplete while this is open."""
        return self.severity is not Severity.ADVICE

    @property
    def safe_repairs(self) -> frozenset[str]:
        """The rules that the card itself proves right, and that are repaired without a value."""
        return frozenset(gap.rule for gap in self.gaps if gap.fix is FixClass.SAFE and RULES[gap.rule].repair)


def key_of(gap: Gap) -> str:
    """Return the key of the question that a gap belongs to."""
    return gap.field if gap.field is not None else REPAIR_PREFIX + gap.rule


def is_key(key: str) -> bool:
    """Whether there can be a question of this key."""
    if key.startswith(REPAIR_PREFIX):
        return key.removeprefix(REPAIR_PREFIX) in RULES
    return key in ASKED or key == "results" or (key.startswith(SECTION_PREFIX) and any(section_of(key)))


def questions(card: Card, gaps: Iterable[Gap]) -> list[Question]:
    """Return what there is to decide about the gaps of a card: metadata first, then results, then text."""
    together: dict[str, list[Gap]] = {}
    for gap in gaps:
        together.setdefault(key_of(gap), []).append(gap)
    return in_groups(_question(card, key, found) for key, found in together.items())


def in_groups(asked: Iterable[Question]) -> list[Question]:
    """Return questions by the part of the card they are about, in that order."""
    return sorted(asked, key=lambda question: list(Group).index(question.group))


def question_about(key: str) -> Question:
    """Return the question of a key that no gap is about: an answer to what was fine, a repair that was made."""
    if key.startswith(REPAIR_PREFIX):
        rule = RULES[key.removeprefix(REPAIR_PREFIX)]
        group = rule.about or Group.TEXT
        return Question(key, group, _repair_form(rule), Severity.ADVICE, _title(key), rule.summary, rule.why, "", ())
    group = Group.TEXT if key.startswith(SECTION_PREFIX) else Group.METADATA
    group = Group.RESULTS if key == "results" else group
    prompt, example = _words(key)
    return Question(key, group, _form(key), Severity.ADVICE, _title(key), prompt, "", example, ())


_RANK = (Severity.ERROR, Severity.GAP, Severity.ADVICE)


def _question(card: Card, key: str, gaps: list[Gap]) -> Question:
    gravest = min(gaps, key=lambda gap: _RANK.index(gap.severity))
    rule = RULES[gravest.rule]
    form, prompt, example = _repair_form(rule), rule.summary, ""
    if not key.startswith(REPAIR_PREFIX):
        form, (prompt, example) = _form(key), _words(key)
    return Question(
        key, _group(card, key, gravest), form, gravest.severity, _title(key), prompt, rule.why, example, tuple(gaps)
    )


def _group(card: Card, key: str, gap: Gap) -> Group:
    if key.startswith(SECTION_PREFIX):
        return Group.TEXT
    if key == "results":
        return Group.RESULTS
    about = RULES[gap.rule].about
    if about is not None:
        return about
    if key in ASKED:
        return Group.METADATA
    if gap.where.startswith(("model-index", "model_index")):
        return Group.RESULTS
    return Group.METADATA if gap.span.start < card.body_start else Group.TEXT


def _repair_form(rule: Rule) -> Form:
    return Form.NOTE if rule.repair is None else Form.REPAIR


def _title(key: str) -> str:
    if key.startswith(REPAIR_PREFIX):
        return key.removeprefix(REPAIR_PREFIX).replace("-", " ")
    if not key.startswith(SECTION_PREFIX):
        return key
    title, label = section_of(key)
    return label or title


def _words(field: str) -> tuple[str, str]:
    """Return the question for a field, and an example of an answer."""
    if field.startswith(SECTION_PREFIX) and section_of(field)[1]:
        title, label = section_of(field)
        place = f" under {title!r}" if title else ""
        return f"What should stand behind {label!r}{place}?", ""
    example = "" if field == "results" or field.startswith(SECTION_PREFIX) else ASKED[field].example
    return question_for(field) or f"What is the card's `{field}`?", example


def _form(field: str) -> Form:
    if field == "results":
        return Form.RESULT
    if field.startswith(SECTION_PREFIX):
        return Form.LINE if section_of(field)[1] else Form.PROSE
    if ASKED[field].picked:
        return Form.PICK
    return Form.LIST if ASKED[field].kind in (Kind.LIST, Kind.TEXT_OR_LIST) else Form.LINE


# -- the words there are -----------------------------------------------------------------------------------------------


class _Words(NamedTuple):
    """A list of the Hub; `by_use` says that it starts with what is used most."""

    names: Callable[[], Mapping[str, str]]
    by_use: bool


def _tasks() -> dict[str, str]:
    tasks = sorted(catalogue.pipeline_tags().items(), key=lambda item: item[1].hidden)
    return {key: task.name for key, task in tasks}


_LIBRARIES_FIRST = (
    *("transformers", "diffusers", "peft", "sentence-transformers", "timm", "keras", "mlx", "adapter-transformers"),
    *("setfit", "span-marker", "spacy", "flair", "sklearn", "stable-baselines3", "ml-agents", "nemo", "open_clip"),
)
"""Those that most models name; the Hub's own list is by the alphabet."""


def _libraries() -> dict[str, str]:
    names = catalogue.libraries()
    return {**{key: names[key] for key in _LIBRARIES_FIRST}, **names}


_WORDS = {
    "license": _Words(catalogue.licenses, by_use=True),
    "language": _Words(catalogue.languages, by_use=False),
    "pipeline_tag": _Words(_tasks, by_use=True),
    "results.task.type": _Words(_tasks, by_use=True),
    "library_name": _Words(_libraries, by_use=True),
    "metrics": _Words(catalogue.metrics, by_use=False),
}


def none_of(field: str) -> str:
    """Return what an empty list says as an answer; empty where it says nothing."""
    return "none that is on the Hub" if field == "datasets" else ""


def choices(field: str) -> list[Choice]:
    """Return the words of the Hub's own list for a field, the most common first; none where there is no list."""
    names = _WORDS[field].names() if field in _WORDS else {}
    return [Choice(key, name if _slug(name) != _slug(key) else "") for key, name in names.items()]


def is_listed_by_use(field: str) -> bool:
    """Whether the first words of a field's list are those that are used most, so that they are worth showing."""
    return field in _WORDS and _WORDS[field].by_use


def takes_any_word(field: str) -> bool:
    """Whether a field may have a word that is not in its list: nothing is checked against it."""
    return ASKED[field].vocabulary is Vocabulary.FREE


def _slug(name: str) -> str:
    return name.casefold().replace(" ", "-").replace("_", "-")


def matching(offered: Iterable[Choice], typed: str) -> list[Choice]:
    """Return the choices that a typed beginning, word or run of letters may mean, the likeliest first.

    >>> [choice.value for choice in matching(choices("license"), "apac")]
    ['apache-2.0']
    """
    words = typed.casefold().split()
    if not words:
        return list(offered)
    ranks = [(_rank(choice, words), at, choice) for at, choice in enumerate(offered)]
    return [choice for rank, _, choice in sorted(item for item in ranks if item[0] is not None)]


def _rank(choice: Choice, words: list[str]) -> int | None:
    """Return 0 for the very word, more the less of its beginning was typed, None when a word is nowhere in it."""
    value, label = choice.value.casefold(), choice.label.casefold()
    if not all(word in value or word in label for word in words):
        return None
    whole = " ".join(words)
    if whole in (value, label):
        return 0
    return 1 if value.startswith(whole) else 2 if label.startswith(whole) else 3
