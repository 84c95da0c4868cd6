"""The front matter as a whole: whether the Hub finds it and can read it."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.nodes import Mapping
from cardsmith.draft import CardDraft
from cardsmith.fields import FIELDS
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import front_matter_span
from cardsmith.rules.base import Found, Rule
from cardsmith.text import BOM, Span

_SAYS_NOTHING = f"{BOM}-{{}} \t\r\n"  # an empty file, or a front matter without keys


def _unreadable(card: Card) -> Iterator[Found]:
    problem = card.yaml_problem
    if problem is not None:
        line, column = card.lines.position(problem.offset)
        message = f"the front matter cannot be read: {problem.message} (line {line}, column {column})"
        yield Found(message, Span(problem.offset, problem.offset))


def _nothing(card: Card) -> Iterator[Found]:
    if not card.text.strip(_SAYS_NOTHING):
        yield Found("the card is empty", Span(card.body_start, card.body_start))


def _unclosed(card: Card) -> Iterator[Found]:
    if card.unclosed is not None:
        yield Found("the front matter is never closed: no line `---` follows", card.unclosed)


def _unseen(card: Card) -> Iterator[Found]:
    if card.fence is not None and card.fence.bare_cr:
        yield Found("the Hub does not see this front matter: its last line ends in a bare CR", front_matter_span(card))


def _blanks(card: Card) -> Iterator[Found]:
    if card.fence is not None and card.fence.blanks is not None:
        message = "the Hub does not see this front matter: blanks stand behind its first `---`"
        meant = not FIELDS.keys().isdisjoint(card.metadata)
        yield Found(message, front_matter_span(card), fix=None if meant else FixClass.ASK)


def _strip_blanks(draft: CardDraft) -> None:
    draft.strip_opening()


def _duplicate_keys(card: Card) -> Iterator[Found]:
    if card.yaml is None or not isinstance(card.yaml.root, Mapping):
        return
    seen: set[str] = set()
    for entry in card.yaml.root.entries:
        name = entry.name
        if name is None:
            continue
        if name in seen:
            span = Span(entry.key.start, entry.key.end)
            yield Found(f"the key `{name}` stands there twice; readers keep the last one", span, name)
        seen.add(name)


RULES = (
    Rule(
        id="yaml-unreadable",
        severity=Severity.ERROR,
        fix=FixClass.NONE,
        summary="The front matter is not YAML, or not a mapping.",
        why="The Hub rejects the card, and no metadata can be edited until it can be read.",
        before="---\nlicense: [mit\n---\n",
        after="---\nlicense: mit\n---\n",
        near_miss="---\nlicense: [mit]\n---\n",
        find=_unreadable,
        hides_all=True,
    ),
    Rule(
        id="empty-card",
        severity=Severity.GAP,
        fix=FixClass.NONE,
        summary="The card holds neither metadata nor text.",
        why="Nobody finds the model, and nobody who does knows what it is.",
        before="\n",
        after="---\nlicense: mit\n---\n\n# Model\n\nClassifies emotions.\n",
        near_miss="# Model\n",
        find=_nothing,
        hides_all=True,
    ),
    Rule(
        id="front-matter-unclosed",
        severity=Severity.ERROR,
        fix=FixClass.NONE,
        summary="The front matter has no closing line `---`.",
        why="The Hub shows the metadata as text and reads none of it.",
        before="---\nlicense: mit\n\n# Model\n",
        after="---\nlicense: mit\n---\n\n# Model\n",
        near_miss="---\n\nA rule above the first words.\n",
        find=_unclosed,
        hides_metadata=True,
    ),
    Rule(
        id="front-matter-bare-cr",
        severity=Severity.ERROR,
        fix=FixClass.NONE,
        summary="The closing `---` ends in a bare carriage return.",
        why="The Hub's own pattern accepts LF and CRLF there, so it does not find the block.",
        before="---\rlicense: mit\r---\r# Model\r",
        after="---\nlicense: mit\n---\n# Model\n",
        near_miss="---\r\nlicense: mit\r\n---\r\n# Model\r\n",
        find=_unseen,
        hides_metadata=True,
    ),
    Rule(
        id="front-matter-blanks",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="Blanks stand behind the opening `---`.",
        why="The Hub's own pattern accepts them behind the closing `---` only, so it does not find the block.",
        before="---  \nlicense: mit\n---\n# Model\n",
        after="---\nlicense: mit\n---\n# Model\n",
        near_miss="---  \n\nA rule above the first words.\n\n---\n",
        find=_blanks,
        repair=_strip_blanks,
        hides_metadata=True,
    ),
    Rule(
        id="duplicate-key",
        severity=Severity.GAP,
        fix=FixClass.NONE,
        summary="A key stands in the front matter more than once.",
        why="Readers keep the last one silently, or refuse the whole block.",
        before="---\nlicense: mit\nlicense: apache-2.0\n---\n",
        after="---\nlicense: apache-2.0\n---\n",
        near_miss="---\nlicense: mit\nmodel-index:\n- name: m\n- name: m\n---\n",
        find=_duplicate_keys,
    ),
)
