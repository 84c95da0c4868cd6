"""A draft: changes to body and front matter, and the checks that the new card has to pass."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.card import Card
from cardsmith.document.body import Section
from cardsmith.draft import CardDraft
from cardsmith.edits import Edit, EditSet
from cardsmith.errors import EditConflict, EditRefused, VerificationError
from cardsmith.text import Span
from tests.support import examples

FRONT = "---\nlicense: mit\n---\n"
BODY = "# Title\n\nintro\n\n## One\n\nMore information needed\n\n## Two\n\ntext\n"
CARDS = sorted((Path(__file__).parents[1] / "fixtures" / "cards").glob("*/*.md"))


def edited(text: str, change: Callable[[CardDraft], object]) -> str:
    draft = Card(text).draft()
    change(draft)
    return draft.finish().card.text


def section(draft: CardDraft, title: str) -> Section:
    found = draft.card.body.section(title) if title else draft.card.sections[0]
    assert found is not None
    return found


def test_nothing_changes() -> None:
    card = Card(FRONT + BODY)
    draft = card.draft()
    assert draft.finish().card is card
    draft.metadata.set(("license",), "mit")
    draft.replace(Span(len(FRONT), len(FRONT) + 7), "# Title")
    assert draft.changes == 0
    assert draft.finish() == (card, EditSet())


def test_body_and_front_matter_together() -> None:
    draft = Card(FRONT + BODY).draft()
    at = draft.card.text.index("intro")
    draft.metadata.set(("language",), "en")
    draft.replace(Span(at, at + 5), "An introduction.")
    draft.replace(Span(at, at + 5), "An introduction.")  # asked for twice, done once
    assert draft.changes == 2
    new, edits = draft.finish()
    assert new.text == "---\nlanguage: en\nlicense: mit\n---\n" + BODY.replace("intro", "An introduction.")
    assert edits.inverse(draft.card.text).apply(new.text) == draft.card.text
    assert dict(draft.card.metadata) == {"license": "mit"}  # the card itself is what it was


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_become_those_around(newline: str) -> None:
    text = (FRONT + BODY).replace("\n", newline).replace(f"---{newline}#", f"---\n{newline}#")
    draft = Card(text).draft()
    found = draft.card.body.section("One")
    assert found is not None
    draft.fill_section(found, "a\nb\r\nc\rd\n")
    assert draft.finish().card.text == text.replace("More information needed", newline.join("abcd"))


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# T\n\n## A\n\nold\nwords\n\n## B\n", "A", "# T\n\n## A\n\nnew\n\n## B\n"),
        ("# T\n\n## A\n\n## B\n", "A", "# T\n\n## A\n\nnew\n\n## B\n"),
        ("# T\n## A\n## B\n", "A", "# T\n## A\n\nnew\n\n## B\n"),
        ("## A\n\n\n\n\n## B\n", "A", "## A\n\nnew\n\n## B\n"),
        ("## A\n", "A", "## A\n\nnew\n"),
        ("## A", "A", "## A\n\nnew"),
        ("## A\nold", "A", "## A\nnew"),
        ("## A\nold\n\n", "A", "## A\nnew\n\n"),
        ("A\n---\n\nB\n---\n", "A", "A\n---\n\nnew\n\nB\n---\n"),
        ("# T\n", "", "new\n\n# T\n"),
        ("\n# T\n", "", "new\n\n# T\n"),
        (FRONT + "# T\n", "", FRONT + "\nnew\n\n# T\n"),
        (FRONT, "", FRONT + "\nnew\n"),
        ("", "", "new"),
        ("\ufeff# T\n", "T", "\ufeff# T\n\nnew\n"),
    ],
)
def test_fill_section(text: str, title: str, expected: str) -> None:
    assert edited(text, lambda draft: draft.fill_section(section(draft, title), "\nnew \n\n")) == expected


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ("# T\n\n## A\n\na\n", {"after": "A"}, "# T\n\n## A\n\na\n\n## New\n\nwords\n"),
        (
            "# T\n\n## A\n\na\n\n### AA\n\n## B\n",
            {"after": "A"},
            "# T\n\n## A\n\na\n\n### AA\n\n## New\n\nwords\n\n## B\n",
        ),
        ("# T\n\n## A\n\na\n", {"before": ["X", "A"]}, "# T\n\n## New\n\nwords\n\n## A\n\na\n"),
        ("# T\ntext", {}, "# T\ntext\n\n## New\n\nwords\n"),
        ("# T\r\n", {"level": 3}, "# T\r\n\r\n### New\r\n\r\nwords\r\n"),
        ("---\na: 1\n---", {}, "---\na: 1\n---\n\n## New\n\nwords\n"),
        ("---\na: 1\n---\n", {}, "---\na: 1\n---\n\n## New\n\nwords\n"),
        ("", {}, "## New\n\nwords\n"),
    ],
)
def test_insert_section(text: str, arguments: dict[str, object], expected: str) -> None:
    new = edited(text, lambda draft: draft.insert_section("New", "\nwords\n", **arguments))  # type: ignore[arg-type]
    assert new == expected


def test_a_front_matter_that_ends_the_file() -> None:
    draft = Card("---\na: 1\n---").draft()
    draft.metadata.set(("b",), 2)
    draft.insert_section("New", "words")
    new = draft.finish().card
    assert new.text == "---\na: 1\nb: 2\n---\n\n## New\n\nwords\n"
    assert dict(new.metadata) == {"a": 1, "b": 2}


def test_what_was_read_stays_true() -> None:
    """A new card that inherits what was read of the old one says the same as one that is read from its bytes."""
    changes: tuple[Callable[[CardDraft], object], ...] = (
        lambda draft: draft.metadata.set(("license",), "a longer licence"),
        lambda draft: draft.replace(Span(len(FRONT) + 9, len(FRONT) + 9), "words\n\n## Three\n\n"),
        lambda draft: draft.insert_section("Last", "| a |\n|---|\n| 1 |"),
    )
    for change in changes:
        card = Card(FRONT + BODY)
        assert card.placeholders
        draft = card.draft()
        change(draft)
        new = draft.finish().card
        again = Card(new.text)
        assert new.fence == again.fence
        assert new.metadata == again.metadata
        assert new.body.headings == again.body.headings
        assert new.placeholders == again.placeholders
        assert [table.rows for table in new.tables] == [table.rows for table in again.tables]
        assert new.yaml is not None
        assert again.yaml is not None
        assert new.yaml.root is not None
        assert again.yaml.root is not None
        assert (new.yaml.root.start, new.yaml.root.end) == (again.yaml.root.start, again.yaml.root.end)


COMPARED_ABOVE = {"yaml", "body", "tables", "training_results", "lines", "gaps_found", "suggestions_found"}
SAID = [name for name in vars(Card) if not name.startswith("_") and not callable(getattr(Card, name))]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_what_the_body_says_stays_true(path: Path) -> None:
    """Everything that was read before the front matter was changed is what somebody reads who comes after."""
    card = Card.load(path)
    for name in SAID:
        getattr(card, name)
    draft = card.draft()
    draft.metadata.set(("library_name",), "a-library-of-this-name")
    new = draft.finish().card
    again = Card(new.text)
    for name in set(SAID) - COMPARED_ABOVE:
        assert getattr(new, name) == getattr(again, name), name


@pytest.mark.parametrize("span", [Span(0, 3), Span(4, 8), Span(16, 25), Span(20, 10**6), Span(-1, 0), Span(24, 22)])
def test_only_the_body_can_be_replaced(span: Span) -> None:
    draft = Card(FRONT + BODY).draft()
    with pytest.raises(EditRefused, match="not in the body"):
        draft.replace(span, "x")


def test_overlapping_changes() -> None:
    draft = Card(FRONT + BODY).draft()
    at = draft.card.text.index("intro")
    draft.replace(Span(at, at + 5), "x")
    draft.replace(Span(at + 1, at + 2), "y")
    with pytest.raises(EditConflict):
        draft.finish()


@pytest.mark.parametrize("text", ["```\ncode", "<!-- comment", "~~~~\n", "<pre>\n", "<script>"])
def test_a_fill_must_not_swallow_what_follows(text: str) -> None:
    draft = Card(FRONT + BODY).draft()
    draft.fill_section(draft.card.sections[2], text)
    with pytest.raises(VerificationError, match="heading 'Two' would no longer be one"):
        draft.finish()


def test_an_insertion_must_not_break_a_heading() -> None:
    card = Card(FRONT + BODY)
    draft = card.draft()
    at = card.text.index("## Two")
    draft.replace(Span(at, at), "words ")
    with pytest.raises(VerificationError, match="heading 'Two' would no longer be one"):
        draft.finish()


def test_a_body_must_not_become_front_matter() -> None:
    draft = Card("# Title\n").draft()
    draft.replace(Span(0, 0), "---\nlicense: mit\n---\n")
    with pytest.raises(VerificationError, match="would become front matter"):
        draft.finish()


def test_a_value_must_not_close_the_front_matter() -> None:
    new = edited(FRONT + BODY, lambda draft: draft.metadata.set(("text",), "a\n---\n# b\n"))
    assert Card(new).metadata["text"] == "a\n---\n# b\n"
    assert new.endswith(BODY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\na: [1\n---\n", "the front matter cannot be read: did not find"),
        ("---\n- a\n---\n", "the front matter cannot be read: the front matter is not a mapping"),
        ("---\nlicense: mit\n\n# Title\n", "the front matter is never closed"),
    ],
)
def test_no_metadata_to_change(text: str, message: str) -> None:
    draft = Card(text).draft()
    with pytest.raises(EditRefused) as error:
        _ = draft.metadata
    assert message in str(error.value)
    assert error.value.hint
    assert draft.finish().card == draft.card


WORDS = st.text(alphabet="ab #-|`*<>!\n\t_=~[]:", max_size=30)


@examples(3.5)
@given(st.sampled_from(CARDS), st.data())
def test_bytes_outside_the_edits_stay(path: Path, data: st.DataObject) -> None:
    """Whatever is filled into a real card: what the edits do not name is the same, and every heading is still there."""
    card = Card.load(path)
    draft = card.draft()
    sections = data.draw(st.lists(st.sampled_from(card.sections), max_size=3, unique=True))
    for chosen in sections:
        draft.fill_section(chosen, data.draw(WORDS))
    if data.draw(st.booleans()):
        draft.metadata.set(("license",), data.draw(WORDS))
    try:
        new, edits = draft.finish()
    except (EditConflict, VerificationError):
        return
    assert edits.apply(card.text) == new.text
    assert edits.inverse(card.text).apply(new.text) == card.text
    before = after = 0
    for start, end, text in (*edits, Edit(len(card.text), len(card.text), "")):
        length = start - before
        assert card.text[before:start] == new.text[after : after + length]
        before, after = end, after + length + len(text)
    assert new.body.headings == Card(new.text).body.headings
    kept = [heading.title for heading in card.body.headings]
    titles = iter([heading.title for heading in new.body.headings])
    assert all(title in titles for title in kept)
