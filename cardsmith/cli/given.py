"""The answers that a command line gives: a file of them, and `--set`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cardsmith.answers_file import AnswersFile, read_answers
from cardsmith.batch.places import CardPlace
from cardsmith.cli.output import Styled, note
from cardsmith.errors import AnswersError
from cardsmith.gaps import SECTION_PREFIX, section_of


def read_answers_file(path: Path | None, cards: Callable[[], int | None]) -> AnswersFile:
    """Read `--answers`; no file gives no answers.

    Args:
        path: The file.
        cards: Returns how many cards there are, None for several.

    Raises:
        AnswersError: It cannot be read, holds a bad answer, or holds answers for one card where several are given.
    """
    if path is None:
        return AnswersFile({}, {}, {})
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AnswersError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise AnswersError(f"not UTF-8 at byte {error.start}", where=str(path)) from None
    answers = read_answers(text, str(path))
    given = cards() if answers.single else 1
    if given != 1:
        raise AnswersError(
            f"the answers are for one card, and {given or 'several'} were given",
            where=str(path),
            hint="put them under `defaults:` (to fill gaps) or under `cards:` / the card's path or file stem",
        )
    return answers


class Unused:
    """Watches which answers of a file are for no card.

    Args:
        answers: The file.
    """

    def __init__(self, answers: AnswersFile) -> None:
        self._answers = answers
        self._cards = set(answers.cards)
        self._patterns = set(answers.patterns)

    def see(self, place: CardPlace) -> None:
        """Note that a card is among those given."""
        if self._cards or self._patterns:
            name = place.repo_id or place.name
            self._cards.discard(self._answers.key_of(name) or "")
            self._patterns.difference_update(self._answers.patterns_of(name))

    def warn(self) -> None:
        """Tell about answers for cards that are not among those given."""
        unused = [(key, "is called") for key in self._answers.cards if key in self._cards]
        unused += [(key, "matches") for key in self._answers.patterns if key in self._patterns]
        for key, relation in unused:
            message = f"{self._answers.name}: no card given here {relation} {key!r}; its answers were not used"
            note(Styled("Warning: ", "yellow"), message)


def settings_given(settings: tuple[str, ...]) -> dict[str, Any]:
    """Return `--set a.b=c` as nested answers. A value in brackets or braces is YAML, everything else is text."""
    answers: dict[str, Any] = {}
    for setting in settings:
        key, mark, value = setting.partition("=")
        if not mark or not key.strip():
            raise AnswersError(f"{setting!r} is not KEY=VALUE", where="--set", hint="for example license=apache-2.0")
        key = key.strip()
        in_section = ["sections", *filter(None, section_of(key))]
        *path, last = in_section if key.startswith(SECTION_PREFIX) else key.split(".")
        place = answers
        for step in path:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise AnswersError(f"{key!r} is set twice, in two ways", where="--set")
        place[last] = _set_value(value.strip(), key)
    return answers


def _set_value(text: str, key: str) -> Any:
    if not text.startswith(("[", "{")):
        return text
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise AnswersError(f"{text!r} is not YAML: {str(error).splitlines()[0]}", where=f"--set {key}") from None
