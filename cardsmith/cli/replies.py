"""From the lines that somebody types to the value of an answer, by what the question asks for."""

from __future__ import annotations

from typing import Any

from cardsmith.answers import CHECKPOINTS
from cardsmith.cli.keyboard import read_line
from cardsmith.cli.output import note
from cardsmith.errors import AnswersError, CardsmithError
from cardsmith.questions import RESULT_PARTS, Form, Question, none_of
from cardsmith.settling import checked_value


def prompt_for(question: Question, suggested: bool) -> str:
    """Return what to type for a question, on one line."""
    number = "a number, or " if suggested else ""
    return {
        Form.PICK: f"Answer ({number}the word):",
        Form.LINE: f"Answer ({number}the text):",
        Form.LIST: f"Answer ({number}words with commas between them):",
        Form.PROSE: f"Answer ({number}Markdown that ends with a line of one dot):",
        Form.RESULT: f"Answer ({number}y to answer part by part):",
        Form.REPAIR: "Put it right? (y, or an empty line to leave it):",
        Form.NOTE: "For reading (an empty line goes on):",
    }[question.form]


def value_of(question: Question, line: str, draft: Any) -> Any:
    """Return the value that a line begins or is; more lines are read where the answer has more.

    Args:
        question: What was asked.
        line: The first line.
        draft: What is known of the answer.

    Raises:
        AnswersError: It is none.
        EndOfInput: Nobody types the rest.
    """
    if question.form is Form.PROSE:
        return _prose(line)
    if question.form is Form.LIST:
        if none_of(question.key) and line.strip("[] ").casefold() in ("", "none"):
            return []
        return [word.strip() for word in line.strip("[] ").split(",") if word.strip()]
    if question.form is Form.REPAIR:
        _require_yes(line)
        return None
    if question.form is Form.RESULT:
        _require_yes(line)
        return _result(draft or {})
    return line


def _require_yes(line: str) -> None:
    if line.casefold() not in ("y", "yes"):
        raise AnswersError(f"{line!r} is not understood here", hint="type y for yes, or an empty line to skip")


def _prose(first: str) -> str:
    lines = [first]
    while lines[-1] != ".":
        lines.append(read_line("…"))
    return "\n".join(lines[:-1])


def _result(draft: dict[str, Any]) -> dict[str, Any]:
    note("An empty line takes what stands in brackets, - leaves it out.")
    answer: dict[str, Any] = {}
    for part, key, label, hint in RESULT_PARTS:
        text = _part(part, key, f"{label.capitalize()}, {hint}", (draft.get(part) or {}).get(key) or "")
        if text:
            answer.setdefault(part, {})[key] = text
    words = f"Numbers: {', '.join(CHECKPOINTS[:-1])} or {CHECKPOINTS[-1]}"
    answer["checkpoint"] = _part("", "checkpoint", words, draft.get("checkpoint") or CHECKPOINTS[0])
    return answer


def _part(part: str, key: str, words: str, known: str) -> str:
    """Ask for one part until it is one that can be written."""
    while True:
        text = read_line(f"{words} [{known}]:" if known else f"{words}:").strip() or known
        if text in ("", "-"):
            return ""
        try:
            checked_value("results", {part: {key: text}} if part else {key: text})
        except AnswersError as error:
            note_error(error)
        else:
            return text


def note_error(error: CardsmithError) -> None:
    """Say what is wrong with an answer."""
    note(f"Not taken: {error.message}." + (f" Hint: {error.hint}" if error.hint else ""))
