"""Count what becomes of cards that are loaded and saved, without an edit and with one, by cardsmith and by two others.

The cards are those of fixtures/cards, and those that the tests make of nasty front matters. None of the three decides
what counts as kept: bytes are compared, and values are read by PyYAML (1.1) and ruamel.yaml's safe reader (1.2) from
the block that huggingface_hub's own pattern finds.
"""

from __future__ import annotations

import io
import json
import logging
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from huggingface_hub import ModelCard
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from ruamel.yaml import YAML
from ruamel.yaml.util import load_yaml_guess_indent

from cardsmith import Card
from tests.document.nasty import NASTY
from tests.document.readers import READERS, card_of, unordered

CARDS = Path(__file__).parent.parent / "fixtures" / "cards"
KEY, VALUE = "license", "bsd-2-clause"

KEPT = "same bytes"
ONLY = "only the edit"
REWRITTEN = "same values, other text"
CHANGED = "other values"
RAISED = "raised or refused"
NO_EDIT = (KEPT, REWRITTEN, CHANGED, RAISED)
ONE_EDIT = (ONLY, REWRITTEN, CHANGED, RAISED)

Tool: TypeAlias = Callable[[Path, bool], None]
"""Loads the card of a file and saves it there, with `license: bsd-2-clause` when it is told so."""


def with_cardsmith(path: Path, edit: bool) -> None:
    """Use the public class and a draft of one change."""
    card = Card.load(path)
    if edit:
        draft = card.draft()
        draft.metadata.set((KEY,), VALUE)
        card = draft.finish().card
    path.write_bytes(card.to_bytes())


def with_model_card(path: Path, edit: bool) -> None:
    """Use huggingface_hub's `ModelCard` as its documentation does."""
    card = ModelCard.load(path)
    if edit:
        setattr(card.data, KEY, VALUE)
    card.save(path)


def with_ruamel(path: Path, edit: bool) -> None:
    """Dump the front matter alone, with ruamel.yaml's round trip tuned to it: quotes, width, indents, line ends."""
    text = path.read_bytes().decode("utf-8")
    match = REGEX_YAML_BLOCK.search(text)
    block = match.group(2) if match else ""
    reader: Any = YAML(typ="rt")
    reader.preserve_quotes = True
    reader.width = 1 << 16
    if "\r\n" in block:
        reader.line_break = "\r\n"
    data = reader.load(block)
    _, indent, offset = load_yaml_guess_indent(block) if block else (None, None, None)
    if indent:
        reader.indent(mapping=indent, sequence=indent, offset=offset or 0)
    if edit:
        data = {} if data is None else data
        data[KEY] = VALUE
    if data is None:
        return
    out = io.StringIO(newline="")
    reader.dump(data, out)
    dumped = out.getvalue()
    if match is None:
        text = f"---\n{dumped}---\n{text}"
    else:
        if not block.endswith(("\n", "\r")):
            dumped = dumped.rstrip("\r\n")
        text = text[: match.start(2)] + dumped + text[match.end(2) :]
    path.write_bytes(text.encode("utf-8"))


TOOLS: dict[str, Tool] = {
    f"cardsmith {version('cardsmith')}": with_cardsmith,
    f"huggingface_hub {version('huggingface_hub')} ModelCard": with_model_card,
    f"ruamel.yaml {version('ruamel.yaml')} round trip": with_ruamel,
}


def fixture_cards() -> dict[str, bytes]:
    """Return the cards that generators wrote."""
    paths = sorted(path for path in CARDS.rglob("*.md") if path.parent != CARDS)
    return {path.relative_to(CARDS).as_posix(): path.read_bytes() for path in paths}


def nasty_cards() -> dict[str, bytes]:
    """Return a card for each nasty front matter."""
    ends = {name: "\r\n" if "\r\n" in front else "\r" if "\r" in front else "\n" for name, front in NASTY.items()}
    return {name: card_of(front, newline=ends[name]).to_bytes() for name, front in NASTY.items()}


# -- judging -----------------------------------------------------------------------------------------------------------


_UNREADABLE = object()


def _block(data: bytes) -> str | None:
    match = REGEX_YAML_BLOCK.search(data.decode("utf-8"))
    return match.group(2) if match else None


@cache
def read(data: bytes) -> tuple[Any, ...]:
    """Return a card's values as YAML 1.1 and as YAML 1.2, or that they cannot be read so."""
    return tuple(_values(reader, _block(data) or "") for reader in READERS.values())


def _values(reader: Callable[[str], Any], block: str) -> Any:
    try:
        return reader(block) or {}
    except Exception:  # whatever another library raises
        return _UNREADABLE


def same_values(before: bytes, after: bytes, change: Mapping[str, Any]) -> bool:
    """Whether each reader that could read the card before reads the old values with the change, and nothing else.

    What neither can read has the same values when nothing else in it was touched.
    """
    pairs = [(old, new) for old, new in zip(read(before), read(after), strict=True) if isinstance(old, dict)]
    if not pairs:
        return only_edit(before, after)
    return all(unordered({**old, **change}) == unordered(new) for old, new in pairs)


def only_edit(before: bytes, after: bytes) -> bool:
    """Whether nothing but the entry of the edited key differs."""
    old, new = before.decode("utf-8"), after.decode("utf-8")
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    stop = len(old) - end
    gone, come = old[start:stop], new[start : len(new) - end]
    first, last = _entry(before)
    inside = first <= start and stop <= last
    return (inside or _bare(gone) in ("", "{}")) and _bare(come) in f"---{KEY}:{VALUE}---"


def _same(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _entry(data: bytes) -> tuple[int, int]:
    """Where the edited key and its value stand; nowhere when they do not."""
    match = REGEX_YAML_BLOCK.search(data.decode("utf-8"))
    if match is not None:
        try:
            node = yaml.compose(match.group(2), Loader=yaml.CSafeLoader)  # it reads tabs, which the others do not
        except yaml.YAMLError:
            return 0, -1
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value == KEY:
                return match.start(2) + key.start_mark.index, match.start(2) + value.end_mark.index
    return 0, -1


def _bare(text: str) -> str:
    return re.sub(r"[\s,'\"]|(?<=\{)|(?=\})", "", text)


def judge(tool: Tool, before: bytes, edit: bool, path: Path) -> str:
    """Return what became of one card."""
    path.write_bytes(before)
    try:
        tool(path, edit)
    except Exception:
        return RAISED
    after = path.read_bytes()
    if not edit and after == before:
        return KEPT
    if not same_values(before, after, {KEY: VALUE} if edit else {}):
        return CHANGED
    return ONLY if edit and only_edit(before, after) else REWRITTEN


def measure(cards: Mapping[str, bytes], edit: bool) -> dict[str, dict[str, list[str]]]:
    """Return the names of the cards by tool and by what became of them."""
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    found: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "README.md")
        for name, tool in TOOLS.items():
            judged = found.setdefault(name, {kind: [] for kind in (ONE_EDIT if edit else NO_EDIT)})
            for card, data in cards.items():
                judged[judge(tool, data, edit, path)].append(card)
    return found


def measure_all() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return everything that is measured, by title."""
    sets = {"cards of fixtures/cards": fixture_cards(), "nasty front matters": nasty_cards()}
    return {
        f"{len(cards)} {title}, {'license: bsd-2-clause' if edit else 'no edit'}": measure(cards, edit)
        for title, cards in sets.items()
        for edit in (False, True)
    }


def table(title: str, found: Mapping[str, Mapping[str, list[str]]]) -> str:
    """Return the counts as a Markdown table."""
    kinds = list(next(iter(found.values())))
    lines = [f"| {title} | {' | '.join(kinds)} |", "| --- |" + " ---: |" * len(kinds)]
    for tool, judged in found.items():
        counts = Counter({kind: len(names) for kind, names in judged.items()})
        lines.append(f"| {tool} | {' | '.join(str(counts[kind]) for kind in kinds)} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the tables; with `--json` the names of the cards as well. Return 1 when cardsmith itself changes a byte."""
    measured = measure_all()
    if "--json" in arguments:
        print(json.dumps(measured, indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(table(title, found) for title, found in measured.items()))
    own = [next(iter(found.values())) for found in measured.values()]
    return 1 if any(found[kind] for found in own for kind in (REWRITTEN, CHANGED)) else 0
