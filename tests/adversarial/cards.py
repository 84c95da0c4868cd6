"""Cards to do harm with: every card of the fixtures and what it becomes, mutated ones, and the corpus of those that did."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from cardsmith import Card, check, fill
from cardsmith.answers import check_answers
from tests.document.readers import typed
from tests.support import ROOT
from tests.test_complete_fixtures import CARDS, answers_for

CORPUS = sorted(path for path in (ROOT / "fixtures" / "corpus").iterdir() if path.suffix == ".bin")
"""What once broke something, and what is likely to: `scripts/fuzz.py` adds to it."""


@cache
def safely_filled(path: Path) -> Card:
    """A card with its safe fills."""
    return fill(Card.load(path)).card


@cache
def completed(path: Path) -> Card:
    """A card with every question answered."""
    card = Card.load(path)
    return fill(card, check_answers(answers_for(path, check(card))), checked=True).card


# -- mutations ---------------------------------------------------------------------------------------------------------

CONTROLS = [b"\x00", b"\t", b"\r", b"\r\n", b"\x0b", b"\x0c", b"\x1b[2J", b"\x1b]0;x\x07", b"\x7f", b"\xc2\x85"]
UNICODE = ["\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\u0301", "\U000e0041", "\U0010ffff", "ﬀ", "İ"]
NOT_UTF_8 = [b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff\xfe", b"\xc3", b"caf\xe9", b"\xf4\x90\x80\x80", b"\xc0\xaf"]
YAML = [
    b"&a ",
    b"*a",
    b"!!python/name:os.system ",
    b"!!binary ",
    b"<<: *a\n",
    b"? ",
    b"- ",
    b": ",
    b" #",
    b"|\n",
    b">-\n",
]
QUOTES = [b"'", b'"', b"[", b"]", b"{", b"}", b"`", b"```\n", b"~~~\n", b"<!--", b"-->", b"---\n", b"\n---\n", b"...\n"]
MARKDOWN = [b"# ", b"\n## Model description\n", b"===\n", b"| a | b |\n|---|---|\n", b"<div>\n", b"<pre>", b"[x](y)"]
NUMBERS = [b"1e-05", b".inf", b"0o17", b"1_000", b"12:30", b"2024-02-30", b"9" * 400, b"-0", b"NaN", b"\xd9\xa3"]
PIECES = st.one_of(
    st.sampled_from([*CONTROLS, *(text.encode() for text in UNICODE), *YAML, *QUOTES, *MARKDOWN, *NUMBERS]),
    st.text(max_size=8).map(str.encode),
)


def originals() -> list[bytes]:
    """The bytes that mutations start from."""
    return [path.read_bytes() for path in (*CARDS, *CORPUS)]


@st.composite
def mutated(draw: st.DrawFn, *, utf_8: bool = True) -> bytes:
    """A real card that was cut, spliced with another, written over, doubled, or given bytes that no card has."""
    data = draw(st.sampled_from(_ORIGINALS))
    for _ in range(draw(st.integers(1, 5))):
        # Most mutations go where most is decided: the front matter and the first paragraphs.
        start = draw(st.integers(0, min(len(data), draw(st.sampled_from([60, 400, 2000, 10**9])))))
        stop = min(len(data), start + draw(st.sampled_from([0, 0, 1, 7, 80, 10**9])))
        what = draw(st.sampled_from(["cut", "insert", "insert", "insert", "splice", "repeat", "line ends"]))
        if what == "cut":
            data = data[:start] + data[stop:]
        elif what == "splice":
            other = draw(st.sampled_from(_ORIGINALS))
            data = data[:start] + other[draw(st.integers(0, len(other))) :]
        elif what == "repeat":
            data = data[:stop] + data[start : min(stop, start + 200)] * draw(st.integers(1, 3)) + data[stop:]
        elif what == "line ends":
            data = data[:start] + data[start:stop].replace(b"\n", draw(st.sampled_from([b"\r\n", b"\r"]))) + data[stop:]
        else:
            data = data[:start] + draw(PIECES if utf_8 else PIECES | st.sampled_from(NOT_UTF_8)) + data[stop:]
    return data.decode("utf-8", "ignore").encode() if utf_8 else data


_ORIGINALS = originals()


# -- what a card says --------------------------------------------------------------------------------------------------


def everything(card: Card) -> dict[str, Any]:
    """All that can be read in a card, in a form to compare."""
    problem = card.yaml_problem
    return {
        "metadata": typed(dict(card.metadata)),
        "problem": problem and (problem.message, problem.offset),
        "fence": card.fence,
        "body": card.body_start,
        "headings": card.body.headings,
        "sections": [(section.title, section.text, section.whole) for section in card.sections],
        "code": (card.body.code, card.body.comments),
        "tables": [(table.span, table.columns, table.rows) for table in card.tables],
        "title": (card.title, card.titled_name),
        "placeholders": card.placeholders,
        "dialects": card.dialects,
        "opening": (card.base_model, card.dataset_phrase),
        "results": (card.reported_results, repr(card.sorted_results), repr(card.reported_row)),
        "lists": (card.hyperparameters, card.framework_versions, card.generator),
        "ignored": (card.ignored_rules, card.opted_out),
        "gaps": [(gap.rule, gap.message, gap.where, gap.span, gap.line, gap.column) for gap in check(card)],
    }
