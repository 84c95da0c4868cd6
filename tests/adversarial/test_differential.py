"""Every card of the fixtures, as it is, safely filled and complete, as PyYAML, ruamel.yaml and markdown-it-py read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import assume, event, given
from ruamel.yaml import YAML

from cardsmith import Card
from cardsmith.document.body import Body
from cardsmith.document.yaml_tree import YamlProblem, read_yaml, to_python
from tests.adversarial.cards import completed, mutated, safely_filled
from tests.document.readers import READERS, block_of, pyyaml, ruamel, ruamel_round_trip, typed
from tests.document.test_body import blocks, blocks_by_reader
from tests.support import examples
from tests.test_complete_fixtures import EVERY_CARD

strict = YAML(typ="safe", pure=True).load
VERSIONS: dict[str, Callable[[Path], Card]] = {"as it is": Card.load, "filled": safely_filled, "complete": completed}
EVERY_VERSION = pytest.mark.parametrize("version", VERSIONS)


@EVERY_CARD
@EVERY_VERSION
def test_front_matter(path: Path, version: str) -> None:
    card = VERSIONS[version](path)
    if card.fence is None:
        assert REGEX_YAML_BLOCK.search(card.text) is None
        return
    block = block_of(card.text)
    assert card.yaml_problem is None
    assert card.fence.content.of(card.text) == block
    assert typed(dict(card.metadata)) == typed(ruamel(block) or {}) == typed(ruamel_round_trip(block) or {})
    assert card.yaml is not None
    assert typed(to_python(card.yaml, "1.1")) == typed(pyyaml(block))


@EVERY_CARD
@EVERY_VERSION
def test_body(path: Path, version: str) -> None:
    card = VERSIONS[version](path)
    text = card.text[card.body_start :]
    found, expected = blocks(text), blocks_by_reader(text)
    assert found.headings == expected.headings
    assert [table for table in found.tables if table in expected.tables] == expected.tables
    nested = blocks_by_reader(text, nested=True)
    assert all(table in nested.tables for table in found.tables)


@examples(2)
@given(mutated().map(bytes.decode))
def test_mutated_front_matter(text: str) -> None:
    """What both read, they read alike; what PyYAML cannot read, cardsmith does not guess."""
    card = Card(text)
    assume(card.fence is not None)
    assert card.fence is not None
    block = card.fence.content.of(text)
    try:
        tree = read_yaml(block, 0)
        ours = {reading: to_python(tree, reading) for reading in ("1.1", "1.2")}
    except YamlProblem as problem:
        event(f"refused: {re.sub('[0-9]+', 'N', problem.message)[:40]}")
        return
    for reading, read in READERS.items():
        try:
            strict(block)  # of a key that is there twice, cardsmith takes the value that PyYAML takes
            theirs = read(block)
        except Exception as error:  # they construct dates, binaries, and numbers that Python cannot hold
            event(f"{reading}: {type(error).__name__}")
            continue
        if reading == "1.2" and any(end in block for end in ("\x85", "\u2028", "\u2029")):
            assert not tree.plain_document  # these end lines in YAML 1.1 alone; such a front matter is not edited
        elif of_json(theirs):  # cardsmith keeps what has a tag outside YAML's core as the text that is written
            assert typed(ours[reading]) == typed(theirs)


def of_json(value: object) -> bool:
    """Whether every key is text, and nothing is bytes or a set."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(of_json, value.values()))
    return all(map(of_json, value)) if isinstance(value, list) else not isinstance(value, bytes | set)


# What cardsmith reads in another way on purpose, see tests/document/test_body.py: lists, quotes, link definitions,
# and tables whose first cell is a tag or a heading, which come first on GitHub.
ELSEWHERE = re.compile(r"^[ \t]*([-+*](\s|$)|[0-9]{1,9}[.)](\s|$)|>|\[[^\]]*\]:|.*<.*\||#.*\|)")


@examples(2)
@given(mutated().map(bytes.decode))
def test_mutated_body(text: str) -> None:
    card = Card(text)
    text = "".join(line for line in text[card.body_start :].splitlines(keepends=True) if not ELSEWHERE.match(line))
    assume("\x00" not in text)  # which markdown-it-py takes for U+FFFD, as the standard says
    assert blocks(text) == blocks_by_reader(text)


@examples(1)
@given(mutated().map(bytes.decode))
def test_line_ends_make_no_difference(text: str) -> None:
    text = re.sub("\r\n?", "\n", text)

    def seen(newline: str) -> object:
        body = Body(text.replace("\n", newline), 0)
        headings = [(heading.level, heading.title) for heading in body.headings]
        return headings, [(table.columns, table.rows) for table in body.tables], len(body.code), len(body.comments)

    assert seen("\n") == seen("\r\n") == seen("\r")
