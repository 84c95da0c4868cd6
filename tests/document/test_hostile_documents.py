"""Documents made to hurt: nothing is constructed, nothing explodes, and the time grows with the size, not faster."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Severity, check, fill
from cardsmith.card import Card
from cardsmith.document.body import Body
from cardsmith.document.metadata_edit import MetadataEditor
from cardsmith.document.yaml_tree import MAX_DEPTH, MAX_VALUES
from cardsmith.errors import CardsmithError
from tests.document.readers import card_of
from tests.support import assert_linear

# -- nothing is constructed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system ['touch {}']",
        "!!python/object/new:os.system ['touch {}']",
        "!!python/name:os.system",
        "!!python/module:os",
        "!!python/object/apply:builtins.exec [\"open('{}', 'w')\"]",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch {}']",
    ],
)
def test_tags_construct_nothing(value: str, tmp_path: Path) -> None:
    target = tmp_path / "created"
    card = card_of(f"a: {value.replace('{}', str(target))}\nb: 1\n")
    assert card.metadata["b"] == 1
    draft = card.draft()
    draft.metadata.set(("b",), 2)
    assert draft.finish().card.metadata["b"] == 2
    with pytest.raises(CardsmithError, match="it carries a tag"):
        draft.metadata.set(("a",), "x")
    assert not target.exists()


# -- nothing explodes --------------------------------------------------------------------------------------------------


def _bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x, x]\n"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n")
    return "".join(lines)


@pytest.mark.parametrize("before", ["", "\n", "# a comment\n", "license: mit\n"])
def test_a_byte_order_mark_in_the_front_matter_is_not_edited_around(before: str) -> None:
    """Libyaml passes over one before the first key, and what is written below it would stand in another column."""
    card = card_of(f"{before}\ufefftags: [b]\n")
    with pytest.raises(CardsmithError):
        fill(card, answers={"language": "en"}, select=["missing-language"])


@pytest.mark.parametrize("value", ["=", "<<", "0x" + "f" * 5000, "1" * 4400 + ":30"], ids=["=", "<<", "0x", "base 60"])
def test_a_value_that_one_yaml_has_no_value_for_makes_the_front_matter_unreadable(value: str) -> None:
    card = card_of(f"a: {value}\n")
    assert [gap.rule for gap in check(card) if gap.severity is Severity.ERROR] == ["yaml-unreadable"]


def test_an_alias_bomb_does_not_expand() -> None:
    card = card_of(_bomb(30, 10) + "license: mit\n")
    assert card.yaml_problem is not None
    assert f"more than {MAX_VALUES:,} values" in card.yaml_problem.message
    assert card.metadata == {}
    with pytest.raises(CardsmithError, match="cannot be read"):
        _ = card.draft().metadata


def test_a_bomb_of_merge_keys_does_not_expand() -> None:
    keys = ", ".join(f"k{index}: {index}" for index in range(1000))
    merges = ", ".join(["*a"] * 10_000)
    card = card_of(f"a: &a {{{keys}}}\nb:\n  <<: [{merges}]\n")
    assert card.yaml_problem is not None


def test_small_use_of_aliases_is_fine() -> None:
    card = card_of(_bomb(4, 3))
    assert card.metadata["a3"] == [[[["x", "x"]] * 3] * 3] * 3
    assert card.metadata["a1"][0] is card.metadata["a1"][1]  # shared, not copied


@pytest.mark.parametrize(
    "front_matter",
    ["a: &a [*a]\n", "a: &a {b: *a}\n", "a: &a\n- b: [*a]\n", "&a\nb: *a\n", "a: &a {? *a : 1}\n", "a: &a {*a : 1}\n"],
)
def test_recursion(front_matter: str) -> None:
    card = card_of(front_matter)
    problem = card.yaml_problem
    assert problem is None or "contains itself" in problem.message
    try:
        draft = card.draft()
        draft.metadata.set(("license",), "mit")
        draft.finish()
    except CardsmithError as error:
        assert error.message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n"])
def test_deep_nesting(opening: str) -> None:
    lines = "".join(" " * level + "a:\n" for level in range(5000)) if opening == "a:\n" else "x: " + opening * 5000
    if opening in ("- ", "? "):
        lines = opening * 5000
    card = card_of(lines + "\n")
    assert card.yaml_problem is not None
    assert str(MAX_DEPTH) in card.yaml_problem.message or "find" in card.yaml_problem.message


def test_nesting_that_is_allowed() -> None:
    depth = MAX_DEPTH - 2
    card = card_of("x: " + "[" * depth + "]" * depth + "\nlicense: mit\n")
    assert card.yaml_problem is None
    draft = card.draft()
    draft.metadata.set(("license",), "other")
    assert draft.finish().card.metadata["license"] == "other"


def test_a_value_that_nests_too_deep_is_not_written() -> None:
    value: object = "x"
    for _ in range(MAX_DEPTH + 1):
        value = [value]
    draft = card_of("a: 1\n").draft()
    draft.metadata.set(("a",), value)
    with pytest.raises(CardsmithError, match="nested more than"):
        draft.finish()


# -- the time grows with the size ----------------------------------------------------------------------------------------

BODIES: dict[str, Callable[[int], str]] = {
    **{
        unit.encode("unicode_escape").decode(): lambda size, unit=unit: unit * (size // len(unit))  # type: ignore[misc]
        for unit in (
            *("# a\n\ntext\n", "a\n---\n", "===\n", "--\n", "-\n", "---\n", "- - -\n", "- a\n==\n", "2. a\n===\n"),
            *(
                "> a\n===\n",
                "    a\n<b>\n",
                "<!--",
                "<!-- a\n",
                "```\n",
                "```a`\n",
                "~~~ x\n",
                "- ```\n",
                "1. ~~~\n  a\n",
            ),
            *(
                "| a |\n|---|\n",
                "a | b\n-|-\n\n",
                "<div>\n",
                "<div>\n\n",
                "<b>\n",
                "<b a='",
                "<b a=c d=e f=g\n",
                "<pre>\n",
            ),
            *(
                "<?\n",
                "<![CDATA[\n",
                "<!D\n",
                "[[[[",
                "`",
                "#",
                "|",
                "|-",
                "\r",
                "a\r\n",
                "a\n",
                " ",
                "\t\n",
                "*",
                "_\n",
            ),
        )
    },
    "a lazy paragraph": lambda size: "- a\n" + "b\n" * (size // 4) + "==\n" * (size // 6),
    "a wide table": lambda size: "|" + "a|" * (size // 4) + "\n|" + "-|" * (size // 4) + "\n",
    "a long tag": lambda size: "<b " + "a=b " * (size // 4) + "\n",
    "code above tags": lambda size: "    a\n" * (size // 12) + "<b>\n" * (size // 8),
}
FRONT_MATTERS: dict[str, Callable[[int], str]] = {
    **{
        unit.encode("unicode_escape").decode(): lambda size, unit=unit: unit * (size // len(unit))  # type: ignore[misc]
        for unit in ("#\n", "\n", "'", '"', "&a ", "*a ", "%", "\n--- x", "? ", ": ", "\t", "a b ", "a: 1\n", "!a ")
    },
    "many keys": lambda size: "".join(f"k{index}: v\n" for index in range(size // 8)),
    "a long list": lambda size: "a:\n" + "- x\n" * (size // 4),
    "many lists": lambda size: "".join(f"k{index}:\n- a\n" for index in range(size // 10)),
    "a long flow list": lambda size: "a: [" + "x, " * (size // 3) + "]\n",
    "a flow list of many lines": lambda size: "a: [\n" + "  x,\n" * (size // 5) + "]\n",
    "a long literal": lambda size: "a: |\n" + "  x\n" * (size // 4) + "b: 1\n",
    "a long plain scalar": lambda size: "a: " + "x\n  " * (size // 4) + "\n",
    "many aliases": lambda size: "a: &a [x]\nb: [" + "*a, " * (size // 4) + "]\n",
    "many anchors": lambda size: "".join(f"k{index}: &a{index} v\n" for index in range(size // 12)),
    "a list of mappings": lambda size: "a:\n" + "- a: 1\n  b: 2\n" * (size // 14),
    "base 60": lambda size: "a: 1" + ":1" * (size // 2) + "\n",
    "a long number": lambda size: "a: " + "1" * size + "\n",
    "many merges": lambda size: "a: &a {x: 1}\nb:\n  <<: [" + "*a, " * (size // 4) + "]\n",
}


def _read(text: str) -> None:
    card = Card(text)
    body = card.body
    assert all(0 <= start <= end <= len(text) for start, end in (*body.code, *body.comments))
    assert len(card.sections) == len(body.headings) + 1
    assert all(len(row) == len(table.columns) for table in card.tables for row in table.rows)
    for heading in body.headings:
        assert not body.in_code(heading.span.start)
    card.lines.position(len(text))


def _edit(text: str) -> None:
    card = Card(f"---\n{text}\n---\n# T\n")
    try:
        draft = card.draft()
        draft.metadata.set(("license",), "mit")
        draft.metadata.set(("model-index",), [{"name": "x", "results": []}])
        if isinstance(draft.metadata.get(("a",)), list):
            draft.metadata.append(("a",), "y")
            draft.metadata.delete(("a", 0))
        draft.finish()
    except CardsmithError as error:
        assert error.message


def _assert_linear(work: Callable[[str], None], make: Callable[[int], str], size: int) -> None:
    texts = {of: make(of) for of in (size, 8 * size)}
    assert_linear(lambda of: work(texts[of]), size)


@pytest.mark.parametrize("name", BODIES)
def test_bodies(name: str) -> None:
    _assert_linear(_read, BODIES[name], 8_000)


@pytest.mark.parametrize("name", FRONT_MATTERS)
def test_front_matters(name: str) -> None:
    _assert_linear(_edit, FRONT_MATTERS[name], 4_000)


def test_ten_megabytes() -> None:
    sections = "".join(f"## Section {index}\n\nMore information needed\n\n" for index in range(5000))
    columns = 1000
    row = "|" + " 1 |" * columns + "\n"
    table = "|" + " a |" * columns + "\n|" + ":-:|" * columns + "\n" + row * 1200
    prose = "Some words of prose, as long as a line is, and a bit longer than that.\n" * 70_000
    text = "---\nlicense: mit\n---\n\n# Title\n\n" + sections + table + "\n" + prose
    assert len(text) > 9_500_000
    card = Card.from_bytes(text.encode())
    assert len(card.sections) == 5002
    assert (len(card.tables[0].columns), len(card.tables[0])) == (columns, 1200)
    draft = card.draft()
    draft.metadata.set(("license",), "apache-2.0")
    draft.fill_section(card.sections[-1], "The end.")
    new = draft.finish().card
    assert len(new.sections) == 5002
    assert new.to_bytes().startswith(b"---\nlicense: apache-2.0\n---\n\n# Title\n")


# -- nothing but an error with a message -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            "license",
            "mit",
            "1",
            "no",
            "~",
            "''",
            '"',
            "'",
            ": ",
            ":",
            "\n",
            "\n",
            "\n  ",
            "\n- ",
            "- ",
            " ",
            "  ",
        ),
        *(
            "\t",
            "#",
            " #c",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "&x ",
            "*x",
            "!",
            "!!int ",
            "!!str ",
            "!<",
            "|\n",
            ">-\n",
            "|+\n",
            "?",
        ),
        *(
            "? ",
            "<<",
            "=",
            "%",
            "@",
            "`",
            "---",
            "...",
            "\r",
            "\r\n",
            "\x00",
            "\x85",
            "\u2028",
            "\ufeff",
            "é",
            "\U0001f917",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_front_matter_is_read_edited_or_refused(front_matter: str) -> None:
    card = Card(f"---\n{front_matter}\n---\n# T\n")
    problem = card.yaml_problem
    assert problem is None or (problem.message and 0 <= problem.offset <= len(card.text))
    changes: tuple[Callable[[MetadataEditor], object], ...] = (
        lambda metadata: metadata.set(("license",), "x"),
        lambda metadata: metadata.set(("a", "b"), [1, {"x": None}]),
        lambda metadata: metadata.append(("a",), "x"),
        lambda metadata: metadata.delete(("a",)),
        lambda metadata: metadata.rename(("a",), "c"),
        lambda metadata: metadata.wrap(("a",)),
    )
    for change in changes:
        try:
            draft = card.draft()
            change(draft.metadata)
            new, edits = draft.finish()
        except CardsmithError as error:
            assert error.message
        else:
            assert edits.apply(card.text) == new.text
            assert edits.inverse(card.text).apply(new.text) == card.text


@given(st.text(alphabet=st.sampled_from("# -=|`~<>!*_[]ab\n\t\r\ufeff\\"), max_size=80))
def test_any_body_is_read(text: str) -> None:
    _read(text)
    body = Body(text, 0)
    spans = [heading.span for heading in body.headings]
    assert spans == sorted(spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert "".join(section.text.of(text) for section in body.sections) == "".join(
        text[start:end] for start, end in _between(spans, len(text))
    )


def _between(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), length]
    return list(zip(starts, ends, strict=True))
