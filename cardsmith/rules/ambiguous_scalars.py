"""Texts without quotes that YAML 1.1 and YAML 1.2 read differently."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.document.nodes import Mapping, Node, Scalar, Sequence
from cardsmith.document.scalars import is_word
from cardsmith.draft import CardDraft
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule
from cardsmith.text import Span

# Keys whose value is a word by definition, so that `no` there is Norwegian and not false.
_WORDS = frozenset({"language", "language_bcp47", "tags", "name", "type", "config", "split", "license", "model_name"})


def _ambiguous(node: Node | None, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """Yield every plain scalar that is a text, but not under both readings."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.name is not None:
                yield from _ambiguous(entry.value, (*path, entry.name))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _ambiguous(item, (*path, index))
    elif isinstance(node, Scalar) and node.raw and not (node.style or node.tag or is_word(node.raw)):
        one, two = node.tagged("1.1"), node.tagged("1.2")
        if one != two and (one[0] == "str" or two[0] == "str") and _is_meant_as_text(path, one[0]):
            yield path, node


def _is_meant_as_text(path: Path, kind_11: str) -> bool:
    """PyYAML leaves a text without quotes only when YAML 1.1 reads it as text; a word's key says so too."""
    names = [step for step in path if isinstance(step, str)]
    return bool(names) and names[-1] in _WORDS and kind_11 in ("str", "bool")


def _find(card: Card) -> Iterator[Found]:
    if card.yaml is None or not card.yaml.has_odd_values:
        return
    for path, node in _ambiguous(card.yaml.root):
        other = node.tagged("1.2" if node.tagged("1.1")[0] == "str" else "1.1")
        message = f"{node.raw!r} without quotes is also read as {other[1]!r}"
        yield Found(message, Span(node.start, node.end), show_path(path))


def _quote(draft: CardDraft) -> None:
    if draft.card.yaml is not None:
        for path, node in _ambiguous(draft.card.yaml.root):
            draft.metadata.set(path, node.raw)


RULES = (
    Rule(
        id="ambiguous-text",
        severity=Severity.GAP,
        fix=FixClass.SAFE,
        summary="A word without quotes that one YAML version reads as true, false or a number.",
        why="`no` is Norwegian for YAML 1.2 and `false` for YAML 1.1; a model called `1e-05` becomes a number.",
        before="---\nlanguage:\n- no\n- sv\n---\n",
        after="---\nlanguage:\n- 'no'\n- sv\n---\n",
        near_miss="---\nlanguage:\n- nb\ninference: no\n---\n",
        find=_find,
        repair=_quote,
    ),
)
