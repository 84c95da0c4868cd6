"""The front matter is found where huggingface_hub's pattern finds it, which is the Hub server's own."""

import re

import pytest
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import example, given
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.document.fence import find_fence, unclosed_fence
from cardsmith.text import BOM, Span
from tests.document.front_matters import card_texts


@given(st.one_of(card_texts(), st.text(alphabet="- \t\r\n\ufeffa:\x0b\x85", max_size=30)))
@example("---\r\n---\r\n")
@example("---\r\n---\r\na: 1\r\n---\r\n")
@example("---\n---\n")
@example("---\r---\r")
@example("---\ra: 1\r---\r# T\r---\n")
@example("---  \na: 1\n---\n")
def test_as_the_hub(text: str) -> None:
    lead = len(BOM) if text.startswith(BOM) else 0  # huggingface_hub reads files as utf-8-sig
    match = REGEX_YAML_BLOCK.search(text[lead:])
    fence = find_fence(text)
    if match is not None:
        assert fence is not None
        assert fence.seen_by_hub
        assert fence.block == Span(lead, lead + match.end())
        assert fence.content == Span(lead + match.start(2), lead + match.end(2))
    elif fence is not None:
        assert not fence.seen_by_hub
        assert fence.blanks is not None or re.search(r"\r---[ \t]*\r\Z", text[: fence.block.end])


@pytest.mark.parametrize(
    ("text", "content", "body"),
    [
        ("---\na: 1\n---\n# T\n", "a: 1", "# T\n"),
        ("---\r\na: 1\r\n---\r\n# T", "a: 1", "# T"),
        ("---\ra: 1\r---\n# T", "a: 1", "# T"),
        ("\ufeff---\na: 1\n---\n", "a: 1", ""),
        ("\n \n---\na: 1\n---", "a: 1", ""),
        ("---\na: 1\n--- \t\n# T", "a: 1", "# T"),
        ("---\n# a\n{}\n---\n---\n", "# a\n{}", "---\n"),
        ("---\n\n---\n", "", ""),
        ("---\nA rule first.\n\n---\nAnd another\n", "A rule first.\n", "And another\n"),
        ("---\nx: '\n----\n--- x\n'\n---\n", "x: '\n----\n--- x\n'", ""),
    ],
)
def test_where(text: str, content: str, body: str) -> None:
    card = Card(text)
    assert card.fence is not None
    assert card.fence.content.of(text) == content
    assert text[card.body_start :] == body
    assert card.fence.seen_by_hub


@pytest.mark.parametrize(
    "text", ["", "# T\n", "---", "---\n", "---\n---\n", "x\n---\na: 1\n---\n", "----\na: 1\n----\n"]
)
def test_there_is_none(text: str) -> None:
    card = Card(text)
    assert card.fence is None
    assert card.metadata == {}
    assert card.body_start == 0


@pytest.mark.parametrize("blanks", [" ", "   ", "\t", " \t "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_blanks_behind_the_opening_hide_the_block_from_the_hub(blanks: str, newline: str) -> None:
    text = f"---{blanks}{newline}license: mit{newline}---{blanks}{newline}# T{newline}"
    assert REGEX_YAML_BLOCK.search(text) is None
    card = Card(text)
    assert card.fence is not None
    assert card.fence.blanks is not None
    assert card.fence.blanks.of(text) == blanks
    assert not card.fence.seen_by_hub
    assert card.metadata == {"license": "mit"}
    assert text[card.body_start :] == f"# T{newline}"


@pytest.mark.parametrize("text", ["---  \n\n# T\n\n---\n", "---  \nNote: prose\n\n---\n", "---  \n a: 1\n---\n"])
def test_a_rule_with_blanks_above_prose_is_a_rule(text: str) -> None:
    assert Card(text).fence is None


def test_a_closing_fence_with_a_bare_cr() -> None:
    """A closing fence that ends in a bare CR is not seen by the Hub; cardsmith finds it, and says so."""
    text = "---\rlicense: mit\r---\r# T\r"
    assert REGEX_YAML_BLOCK.search(text) is None
    card = Card(text)
    assert card.fence is not None
    assert not card.fence.seen_by_hub
    assert card.metadata == {"license": "mit"}
    assert [heading.title for heading in card.body.headings] == ["T"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\nlicense: mit\n# T\n", True),
        ("\ufeff\n---\r\nlicense: mit\r\n# T\r\n", True),
        ("---\nlicense:\n", True),
        ("---  \nlicense: mit\n# T\n", True),
        ("---  \nA rule\n", False),
        ("---\nA rule\n", False),
        ("---\nlicense: mit\n---\n", False),
        ("# T\nlicense: mit\n", False),
    ],
)
def test_unclosed(text: str, found: bool) -> None:
    span = unclosed_fence(text)
    assert (span is not None) == found
    assert span is None or span.of(text) == "---"
