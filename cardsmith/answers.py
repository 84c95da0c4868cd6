"""Answers: the values a person gives, checked before anything is touched.

One shape for `fill(card, answers={…})` and for answers files, which `answers_file` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from cardsmith import catalogue
from cardsmith.document.body import Body
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.errors import AnswersError
from cardsmith.facts.tasks import EVALUATORS
from cardsmith.fields import FIELDS, REPO_ID, SECTIONS, Field, Kind, Vocabulary
from cardsmith.gaps import section_field
from cardsmith.ids import is_hub_id

CHECKPOINTS = ("reported", "last", "best")
"""Where a result's numbers come from: the reported list, or the last or best row of the training table."""

_TASK_KEYS = ("type", "name")
_DATASET_TEXT_KEYS = ("type", "name", "config", "split", "revision")

Locate = Callable[[Path], str]
"""Returns `file:line:column` for a path of keys, or the path itself where there is no file."""


def check_answers(answers: Mapping[str, Any], locate: Locate | None = None) -> dict[str, Any]:
    """Return the answers in the shape that writers take: nothing empty, and lists where lists belong.

    Args:
        answers: Values by key.
        locate: Tells where a path stands in a file, for messages.

    Raises:
        AnswersError: An unknown key, a value of the wrong shape, or one the Hub would reject.
    """
    return _Checker(locate or show_path).answers(answers)


def check_mapping(value: Any, locate: Locate, *path: str) -> dict[str, Any]:
    """Return what stands at a path, where keys with values belong.

    Raises:
        AnswersError: It is something else, or a key is not text.
    """
    return _Checker(locate).mapping(value, *path)


def combined(answers: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked answers with others laid over them: of `results`, only the parts that these name are replaced."""
    both = {**answers, **over}
    if "results" in answers and "results" in over:
        below, above = answers["results"], over["results"]
        both["results"] = {**below, **above}
        for part in ("task", "dataset"):
            if part in below and part in above:
                both["results"][part] = {**below[part], **above[part]}
    return both


class _Checker:
    """Checks one mapping of answers; every method returns the value in its final shape."""

    def __init__(self, locate: Locate) -> None:
        self.locate = locate

    def refuse(self, message: str, *path: str | int, hint: str = "") -> NoReturn:
        where, key = self.locate(path), show_path(path)
        named = not path or f"`{key}`" in message or repr(path[-1]) in message or key in where
        if not named:
            message = f"`{key}` {message}" if message.startswith("must") else f"`{key}`: {message}"
        raise AnswersError(message, where=where, hint=hint)

    def answers(self, answers: Any) -> dict[str, Any]:
        checked: dict[str, Any] = {}
        for key, value in self.mapping(answers).items():
            if value is None:
                continue
            if key == "results":
                checked[key] = self.results(value)
            elif key == "sections":
                for title, text in self.mapping(value, "sections").items():
                    checked.update(self.section(title, text))
            elif key == REPO_ID.key:
                checked[key] = self.field(REPO_ID, value)
            elif key in FIELDS and key != "model-index":
                checked[key] = self.field(FIELDS[key], value)
            else:
                self.refuse(f"there is no answer called {key!r}", key, hint=_hint_for_key(key))
        return checked

    def mapping(self, value: Any, *path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self.refuse(f"must be a mapping of keys to values, and is {_shape(value)}", *path)
        for key in value:
            if not isinstance(key, str):
                self.refuse(f"the key {key!r} must be text; put it in quotes", *path)
        return dict(value)

    def title(self, title: str) -> None:
        read_back = [heading.title for heading in Body(f"## {title}", 0).headings]
        if not title or title.startswith("#") or read_back != [title]:
            self.refuse(f"{title!r} cannot be the title of a section", "sections", title, hint="give the words alone")

    def section(self, title: str, value: Any) -> dict[str, str]:
        """Return a section's words, or the details behind the labels of its bullets, by field."""
        if title or not isinstance(value, Mapping):
            self.title(title)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            return {section_field(title): self.prose(value, "sections", title)}
        details = {}
        for label, words in self.mapping(value, "sections", title).items():
            if words is not None:
                details[section_field(title, label)] = self.prose(words, "sections", title, label)
        return details

    def prose(self, value: Any, *path: str) -> str:
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"must be text, and is {_shape(value)}", *path)
        return value

    def field(self, field: Field, value: Any) -> Any:
        if field.kind is Kind.ANY:
            return value
        if isinstance(value, (list, tuple)) and field.kind is not Kind.TEXT:
            if not value and field.key != "datasets":
                self.refuse(f"`{field.key}` must not be an empty list", field.key, hint="leave it out instead")
            return [self.word(field, item, field.key, index) for index, item in enumerate(value)]
        if field.kind is Kind.LIST:
            return [self.word(field, value, field.key)]
        return self.word(field, value, field.key)

    def word(self, field: Field, value: Any, *path: str | int) -> str:
        if not isinstance(value, str) or not value.strip():
            hint = f"for example {field.example}" if field.example else "put it in quotes"
            self.refuse(f"must be text, and is {_shape(value)}", *path, hint=hint)
        word = value.strip()
        message, hint = _complaint(field.vocabulary, word)
        if message:
            self.refuse(message, *path, hint=hint)
        return word

    def results(self, value: Any) -> dict[str, Any]:
        given = self.known(value, ("task", "dataset", "checkpoint"), "results")
        checked: dict[str, Any] = {}
        if given.get("task") is not None:
            task = self.known(given["task"], _TASK_KEYS, "results", "task")
            checked["task"] = self.texts(task, "results", "task")
            if checked["task"].get("type") not in (None, *EVALUATORS):  # results of sentence-transformers are on those
                self.vocabulary(Vocabulary.TASK, checked["task"]["type"], "results", "task", "type")
        if given.get("dataset") is not None:
            dataset = self.known(given["dataset"], (*_DATASET_TEXT_KEYS, "args"), "results", "dataset")
            args = dataset.pop("args", None)
            checked["dataset"] = self.texts(dataset, "results", "dataset")
            if args is not None:
                checked["dataset"]["args"] = self.mapping(args, "results", "dataset", "args")
        checkpoint = given.get("checkpoint")
        if checkpoint is not None:
            if checkpoint not in CHECKPOINTS:
                self.refuse(f"must be one of {', '.join(CHECKPOINTS)}, and is {checkpoint!r}", "results", "checkpoint")
            checked["checkpoint"] = checkpoint
        return checked

    def known(self, value: Any, keys: tuple[str, ...], *path: str) -> dict[str, Any]:
        given = self.mapping(value, *path)
        for key in given:
            if key not in keys:
                self.refuse(f"there is no `{show_path((*path, key))}`", *path, key, hint=_did_you_mean(key, keys))
        return given

    def texts(self, value: dict[str, Any], *path: str) -> dict[str, Any]:
        for key, text in value.items():
            if text is not None and (not isinstance(text, str) or not text.strip()):
                self.refuse(f"must be text, and is {_shape(text)}", *path, key, hint="put it in quotes")
        return {key: text.strip() for key, text in value.items() if text is not None}

    def vocabulary(self, vocabulary: Vocabulary, word: str, *path: str) -> None:
        message, hint = _complaint(vocabulary, word)
        if message:
            self.refuse(message, *path, hint=hint)


def _complaint(vocabulary: Vocabulary, word: str) -> tuple[str, str]:
    """Return what is wrong with a word, and a hint; two empty texts when it is fine."""
    if vocabulary is Vocabulary.LICENSE and word not in catalogue.licenses():
        meant = catalogue.normalise_license(word)
        hint = f"did you mean {meant}?" if meant else _did_you_mean(word, catalogue.licenses())
        return f"{word!r} is not a licence id of the Hub", hint or "use `other` with `license_name` and `license_link`"
    if vocabulary is Vocabulary.LANGUAGE and not catalogue.is_language_code(word):
        code = catalogue.language_called(word)
        hint = f"did you mean {code}?" if code else "use a lower-case ISO 639 code such as en"
        region = "; a region goes to `language_bcp47`" if "-" in word or "_" in word else ""
        return f"{word!r} is not a language code", hint + region
    if vocabulary is Vocabulary.TASK and word not in catalogue.pipeline_tags():
        return f"{word!r} is not a task of the Hub", _did_you_mean(word, catalogue.pipeline_tags())
    if vocabulary in (Vocabulary.MODEL_ID, Vocabulary.DATASET_ID) and not is_hub_id(word):
        kind = "model" if vocabulary is Vocabulary.MODEL_ID else "dataset"
        hint = "ids look like user/name; the Hub rejects a path or a title"
        return f"{word!r} is not a {kind} id", "several are a list: [user/one, user/two]" if "," in word else hint
    return "", ""


def _did_you_mean(word: str, choices: Any) -> str:
    close = catalogue.close_matches(word, choices)
    return f"did you mean {' or '.join(close)}?" if close else ""


def _hint_for_key(key: str) -> str:
    if key.casefold() in (section.title.casefold() for section in SECTIONS):
        return "put it under `sections:`"
    if key in ("model-index", "model_index"):
        return "its numbers come from the card; `results:` says what they were measured on"
    return _did_you_mean(
        key, [*(known for known in FIELDS if known != "model-index"), REPO_ID.key, "results", "sections"]
    )


def _shape(value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return "empty"
    names = {str: "text", bool: "a yes or no", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    name = next((name for kind, name in names.items() if isinstance(value, kind)), f"a {type(value).__name__}")
    return f"{name} ({value!r})" if name in ("a yes or no", "a number") else name
