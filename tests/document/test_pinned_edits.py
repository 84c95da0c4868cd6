"""The exact text that edits leave behind: indents, list offsets, quotes, line ends and comments are the card's own."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from cardsmith.card import Card
from cardsmith.document.emit import Digits
from cardsmith.document.metadata_edit import MetadataEditor
from cardsmith.document.metadata_path import MISSING
from cardsmith.errors import EditRefused, VerificationError
from tests.document.readers import card_of

Edit = Callable[[MetadataEditor], object]

RESULT = {
    "task": {"type": "asr", "name": "Speech"},
    "metrics": [{"type": "wer", "value": Digits("0.1550")}],
}

PINNED: dict[str, tuple[str, Edit, str]] = {
    "a scalar keeps its comment": (
        """
        license: mit # ask legal
        tags: [a]
        """,
        lambda m: m.set(("license",), "apache-2.0"),
        """
        license: apache-2.0 # ask legal
        tags: [a]
        """,
    ),
    "a scalar keeps its quotes": (
        """
        license: "mit"
        name: 'it''s'
        """,
        lambda m: (m.set(("license",), "apache-2.0"), m.set(("name",), "that's")),
        """
        license: "apache-2.0"
        name: 'that''s'
        """,
    ),
    "a text in lines of its own with blanks that are no ASCII at its end": (
        """
        description: |
          hello\u3000
          \u00a0
        license: mit
        """,
        lambda m: m.set(("description",), "short"),
        """
        description: short
        license: mit
        """,
    ),
    "quotes where the two YAMLs disagree": (
        """
        language: en
        """,
        lambda m: m.set(("language",), "no"),
        """
        language: 'no'
        """,
    ),
    "the card's own kind of quotes": (
        """
        a: "one"
        b: "two"
        c: 'three'
        language: en
        """,
        lambda m: m.set(("language",), "no"),
        """
        a: "one"
        b: "two"
        c: 'three'
        language: "no"
        """,
    ),
    "a number as it was printed": (
        """
        value: 0.5
        rate: 1
        """,
        lambda m: (m.set(("value",), Digits("0.9790")), m.set(("rate",), 1e-05)),
        """
        value: 0.9790
        rate: 1.0e-05
        """,
    ),
    "a null value gets its value": (
        """
        license:
        language: # which?
        tags: ~
        """,
        lambda m: (m.set(("license",), "mit"), m.set(("language",), "en"), m.set(("tags",), ["a"])),
        """
        license: mit
        language: en # which?
        tags:
        - a
        """,
    ),
    "text becomes a literal in front of the comment's line end": (
        """
        text: short # why
        license: mit
        """,
        lambda m: m.set(("text",), "one\n\n  two\n"),
        """
        text: | # why
          one

            two
        license: mit
        """,
    ),
    "text without a final line end": (
        """
        text: short
        license: mit
        """,
        lambda m: m.set(("text",), "one\ntwo"),
        """
        text: |-
          one
          two
        license: mit
        """,
    ),
    "text before a comment that would become part of it": (
        """
        widget:
        - a # first
          # second
        - b
        """,
        lambda m: m.set(("widget", 0), "one\ntwo"),
        """
        widget:
        - "one\\ntwo" # first
          # second
        - b
        """,
    ),
    "text at the end keeps its line end from the fence": (
        """
        license: mit
        text: x
        """,
        lambda m: m.set(("text",), "one\ntwo\n"),
        """
        license: mit
        text: |
          one
          two

        """,
    ),
    "a literal becomes a scalar": (
        """
        text: | # why
          one

          two
        license: mit
        """,
        lambda m: m.set(("text",), "short"),
        """
        text: short # why
        license: mit
        """,
    ),
    "a folded text over several lines": (
        r"""
        description: "A text \xE9 that is\
          \ folded" # as PyYAML does
        license: mit
        """,
        lambda m: m.set(("description",), "é"),
        """
        description: "é" # as PyYAML does
        license: mit
        """,
    ),
    "append in the list's own indent": (
        """
        tags:
            - a # one
            # two
            - b # three
        # four
        license: mit
        """,
        lambda m: m.append(("tags",), "c"),
        """
        tags:
            - a # one
            # two
            - b # three
            - c
        # four
        license: mit
        """,
    ),
    "append with the quotes of the item above": (
        """
        tags:
        - a
        - "b"
        """,
        lambda m: m.append(("tags",), "c"),
        """
        tags:
        - a
        - "b"
        - "c"
        """,
    ),
    "append in brackets": (
        """
        tags: [a, 'b'] # one
        none: []
        """,
        lambda m: (m.append(("tags",), "c, d"), m.append(("none",), "x")),
        """
        tags: [a, 'b', 'c, d'] # one
        none:
        - x
        """,
    ),
    "append in brackets over several lines": (
        """
        tags: [
          a, # one
          b # two
        ]
        more: [
          a,
          b,
        ]
        """,
        lambda m: (m.append(("tags",), "c"), m.append(("more",), "c")),
        """
        tags: [
          a, # one
          b, # two
          c
        ]
        more: [
          a,
          b,
          c,
        ]
        """,
    ),
    "delete from brackets": (
        """
        tags: [a, b, c]
        more: [
          a, # one
          # two
          b
        ]
        map: {a: 1, b: 2}
        """,
        lambda m: (m.delete(("tags", 0)), m.delete(("tags", 1)), m.delete(("more", 1)), m.delete(("map", "b"))),
        """
        tags: [b]
        more: [
          a # one
          # two
        ]
        map: {a: 1}
        """,
    ),
    "a new key stands where it belongs": (
        """
        language: en
        # about tags
        tags:
        - a
        model-index:
        - name: m
        """,
        lambda m: (m.set(("license",), "mit"), m.set(("datasets",), ["squad"])),
        """
        language: en
        license: mit
        # about tags
        tags:
        - a
        datasets:
        - squad
        model-index:
        - name: m
        """,
    ),
    "model-index in the indent of the card": (
        """
        tags:
          - a
        nested:
            key: value
        """,
        lambda m: m.set(("model-index",), [{"name": "m", "results": [RESULT]}]),
        """
        tags:
          - a
        model-index:
          - name: m
            results:
              - task:
                    type: asr
                    name: Speech
                metrics:
                  - type: wer
                    value: 0.1550
        nested:
            key: value
        """,
    ),
    "model-index as PyYAML writes it": (
        """
        license: mit
        """,
        lambda m: m.set(("model-index",), [{"name": "m", "results": [RESULT]}]),
        """
        license: mit
        model-index:
        - name: m
          results:
          - task:
              type: asr
              name: Speech
            metrics:
            - type: wer
              value: 0.1550
        """,
    ),
    "results of an entry that is there": (
        """
        model-index:
        - name: m
          results: []
        license: mit # last
        """,
        lambda m: m.set(("model-index", 0, "results"), [RESULT]),
        """
        model-index:
        - name: m
          results:
          - task:
              type: asr
              name: Speech
            metrics:
            - type: wer
              value: 0.1550
        license: mit # last
        """,
    ),
    "a list that changes keeps what stays": (
        """
        tags:
        - a # one
        # two
        - b # three
        - c
        """,
        lambda m: m.set(("tags",), ["new", "b", "d"]),
        """
        tags:
        - new
        # two
        - b # three
        - d
        """,
    ),
    "a mapping that changes keeps what stays": (
        """
        dataset:
          name: "D" # one
          type: d
          # two
          args: en
        """,
        lambda m: m.set(("dataset",), {"name": "D", "type": "e", "config": "en"}),
        """
        dataset:
          name: "D" # one
          type: e
          config: en
          # two
        """,
    ),
    "a key is renamed": (
        """
        model_index: # not read
        - name: m
        "quoted": x
        """,
        lambda m: (m.rename(("model_index",), "model-index"), m.rename(("quoted",), "still quoted")),
        """
        model-index: # not read
        - name: m
        "still quoted": x
        """,
    ),
    "a key is deleted with its value only": (
        """
        # about licence
        license: mit # x
        tags: # y
        # z
        - a
        # about language
        language: en
        """,
        lambda m: (m.delete(("tags",)), m.delete(("language",))),
        """
        # about licence
        license: mit # x
        # about language
        """,
    ),
    "the last key": (
        """
        # one
        license: mit # two
        # three
        """,
        lambda m: m.delete(("license",)),
        """
        # one
        {}
        # three
        """,
    ),
    "the first key of a list item": (
        """
        model-index:
        - name: m # one
          # two
          results: []
        - a: 1
          b: 2
          c: 3
        """,
        lambda m: (m.delete(("model-index", 0, "name")), m.delete(("model-index", 1, "a"))),
        """
        model-index:
        -
          # two
          results: []
        - b: 2
          c: 3
        """,
    ),
    "the last list item": (
        """
        tags: # one
        - a # two
        license: mit
        """,
        lambda m: m.delete(("tags", 0)),
        """
        tags: [] # one
        license: mit
        """,
    ),
    "a scalar becomes a list": (
        """
        language: en # one
        tags:
          - a
        """,
        lambda m: m.wrap(("language",)),
        """
        language: # one
          - en
        tags:
          - a
        """,
    ),
    "a scalar becomes a longer list": (
        """
        language: "en"
        """,
        lambda m: (m.wrap(("language",)), m.append(("language",), "no")),
        """
        language:
        - "en"
        - "no"
        """,
    ),
    "a mapping becomes the only item of a list": (
        """
        model-index:
          # one
          name: m # two
          results:
          - task:
              type: asr
        license: mit
        """,
        lambda m: (m.wrap(("model-index",)), m.set(("model-index", 0, "name"), "n")),
        """
        model-index:
          # one
        - name: n # two
          results:
          - task:
              type: asr
        license: mit
        """,
    ),
    "a mapping becomes an item further to the right": (
        """
        tags:
          - a
        model-index:
          name: m # one
          text: |
            two

            three
        """,
        lambda m: m.wrap(("model-index",)),
        """
        tags:
          - a
        model-index:
          - name: m # one
            text: |
              two

              three
        """,
    ),
    "a list is replaced by a word": (
        """
        license: # one
        - mit # two
        - apache-2.0
        tags: [a]
        """,
        lambda m: m.set(("license",), "mit"),
        """
        license: mit # one
        tags: [a]
        """,
    ),
    "an empty front matter under comments": (
        """
        # For reference on model card metadata, see the spec
        # Doc / guide: https://huggingface.co/docs/hub/model-cards
        {}
        """,
        lambda m: m.set(("license",), "mit"),
        """
        # For reference on model card metadata, see the spec
        # Doc / guide: https://huggingface.co/docs/hub/model-cards
        license: mit
        """,
    ),
    "nothing but comments": (
        """
        # one
        """,
        lambda m: (m.set(("license",), "mit"), m.set(("language",), "en")),
        """
        # one
        language: en
        license: mit
        """,
    ),
    "a flow mapping for everything": (
        """
        {license: mit, "tags": ["a"]} # one
        """,
        lambda m: (m.set(("language",), "no"), m.append(("tags",), "b: c")),
        """
        {language: "no", license: mit, "tags": ["a", "b: c"]} # one
        """,
    ),
    "in front of text that ends with the front matter": (
        """
        license: mit
        prompt: |
          one
          two
        """,
        lambda m: m.set(("model-index",), []),
        """
        license: mit
        model-index: []
        prompt: |
          one
          two
        """,
    ),
    "an alias is replaced, its target stays": (
        """
        name: &name m
        model-index:
        - name: *name
        """,
        lambda m: m.set(("model-index", 0, "name"), "n"),
        """
        name: &name m
        model-index:
        - name: n
        """,
    ),
    "keys of another kind are left alone": (
        """
        ? [x, y]
        : z
        license: mit
        """,
        lambda m: (m.set(("license",), "other"), m.set(("tags",), ["a"])),
        """
        ? [x, y]
        : z
        license: other
        tags:
        - a
        """,
    ),
}


def _text(block: str) -> str:
    return dedent(block.removeprefix("\n"))


@pytest.mark.parametrize("name", PINNED)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_pinned(name: str, newline: str) -> None:
    before, edit, after = (part if callable(part) else _text(part).replace("\n", newline) for part in PINNED[name])
    card = card_of(str(before), newline=newline)
    draft = card.draft()
    assert callable(edit)
    edit(draft.metadata)
    assert draft.finish().card.text == card_of(str(after), newline=newline).text


def test_there_is_no_front_matter_yet() -> None:
    draft = Card("# Title\n").draft()
    draft.metadata.set(("license",), "mit")
    draft.metadata.set(("language",), ["en"])
    assert draft.finish().card.text == "---\nlanguage:\n- en\nlicense: mit\n---\n\n# Title\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "---\nlicense: mit\n---\n"),
        ("\ufeff", "\ufeff---\nlicense: mit\n---\n"),
        ("\ufeff# Title\r\n", "\ufeff---\r\nlicense: mit\r\n---\r\n\r\n# Title\r\n"),
        ("\n# Title", "---\nlicense: mit\n---\n\n# Title"),
        ("---\n\nA rule first", "---\nlicense: mit\n---\n\n---\n\nA rule first"),
        ("---\n\n---\n", "---\nlicense: mit\n---\n"),
        ("---\n---\n", "---\nlicense: mit\n---\n\n---\n---\n"),
        ("---\r\n---\r\n", "---\r\nlicense: mit\r\n---\r\n"),
        ("---\n\n\n---", "---\n\nlicense: mit\n---"),
        ("  \n---\n{}\n---\t\n# T", "  \n---\nlicense: mit\n---\t\n# T"),
    ],
)
def test_the_first_key(text: str, expected: str) -> None:
    draft = Card(text).draft()
    draft.metadata.set(("license",), "mit")
    assert draft.finish().card.text == expected


@pytest.mark.parametrize(
    ("front_matter", "edit", "message"),
    [
        ("a: &x 1\nb: *x\n", lambda m: m.set(("a",), 2), "an alias elsewhere (*x) refers to it"),
        ("a: &x [1]\nb: *x\n", lambda m: m.append(("b",), 2), "it is an alias (*x) for a value elsewhere"),
        ("a: !!str 1\n", lambda m: m.set(("a",), 2), "it carries a tag"),
        ("a: !local 1\n", lambda m: m.set(("a",), 2), "it carries a tag"),
        ("- a\n- b\n", lambda m: m.set(("a",), 2), "not a mapping of keys to values"),
        ("word\n", lambda m: m.set(("a",), 2), "not a mapping of keys to values"),
        ("a: 1\na: 2\n", lambda m: m.set(("a",), 3), "the key 'a' stands there twice"),
        ("a: 1\n", lambda m: m.append(("a",), 3), "it holds neither keys nor items"),
        ("a: {b: 1}\n", lambda m: m.append(("a",), 3), "only a list can be appended to"),
        ("a: 1\n", lambda m: m.delete(("b",)), "there is no such key"),
        ("a: [1]\n", lambda m: m.delete(("a", 1)), "there is no such list item"),
        ("a: [1]\n", lambda m: m.delete(("a", "b")), "there is no such list item"),
        ("a: {b: 1}\n", lambda m: m.set(("a", 0), 1), "it is a mapping of keys, not a list"),
        ("a: 1\nb: 2\n", lambda m: m.rename(("a",), "b"), "there is a key 'b' already"),
        ("a: [1]\n", lambda m: m.rename(("a", 0), "b"), "a list item has no key to rename"),
        ("a: [1]\n", lambda m: m.wrap(("a",)), "it is a list already"),
        ("a: 1\n", lambda m: m.wrap(("b",)), "there is nothing to wrap"),
        ("a: 1\n", lambda m: m.set((), {}), "the whole front matter cannot be replaced"),
        ("a: 1\n", lambda m: m.delete(()), "the whole front matter cannot be removed"),
        ("a: 1\n", lambda m: m.rename((), "b"), "a list item has no key to rename"),
        ("a: 1\n...\n", lambda m: m.set(("a",), 2), "document markers"),
        ("%YAML 1.1\n--- # x\na: 1\n", lambda m: m.set(("a",), 2), "document markers"),
        ("a: 1\u2028b: 2\n", lambda m: m.set(("a",), 2), "line ends only YAML 1.1 knows"),
        ("\ufeffa: 1\n", lambda m: m.set(("a",), 2), "byte order mark"),
        ("a: [1\n", lambda m: m.set(("a",), 2), "cannot be read"),
        ("a: 2023-13-45\n", lambda m: m.set(("a",), 2), "cannot be read: '2023-13-45' is not a valid timestamp"),
    ],
)
def test_refused(front_matter: str, edit: Edit, message: str) -> None:
    draft = card_of(front_matter).draft()
    with pytest.raises(EditRefused, match=r".") as error:
        edit(draft.metadata)
    assert message in str(error.value)
    assert draft.finish().card == draft.card


def test_a_refused_change_leaves_the_others() -> None:
    draft = card_of("a: &x 1\nb: *x\nmap:\n  k: 1\n  l: &y 2\nc: *y\n").draft()
    draft.metadata.set(("map", "k"), 5)
    with pytest.raises(EditRefused):
        draft.metadata.set(("a",), 2)
    with pytest.raises(EditRefused):
        draft.metadata.set(("map",), {"k": 6, "new": 1, "l": 3})
    draft.metadata.set(("license",), "mit")
    new = draft.finish().card
    assert new == card_of("a: &x 1\nb: *x\nmap:\n  k: 5\n  l: &y 2\nc: *y\nlicense: mit\n")


def test_what_reads_so_already_is_left_alone() -> None:
    text = "a: 'mit'\nb: [1, 2]\nc: &x {d: 0.50}\ne: *x\nf: &y z\ng: *y\n"
    draft = card_of(text).draft()
    for path, value in [(("a",), "mit"), (("b",), [1, 2]), (("c", "d"), 0.5), (("f",), "z"), (("g",), "z")]:
        draft.metadata.set(path, value)
    assert draft.metadata.changes == 0
    assert draft.finish().card is draft.card


def test_the_draft_can_be_read() -> None:
    metadata = card_of("a: 1\nlist: [x, {k: v}]\nno: no\na: 2\n").draft().metadata
    assert metadata.get(("a",)) == 2
    assert metadata.get(("list", 1, "k")) == "v"
    assert metadata.get(("list", -1, "k")) == "v"
    assert metadata.get(("no",)) == "no"
    assert metadata.get(("list", 2)) is MISSING
    assert metadata.get(("list", "k")) is MISSING
    metadata.append(("list",), Digits("0.50"))
    metadata.set(("new",), {"x": [1]})
    metadata.append(("new", "x"), 2)
    assert metadata.get(("list",)) == ["x", {"k": "v"}, 0.5]
    assert metadata.get(("new", "x", 1)) == 2
    assert metadata.get(("a",)) == 2


def test_what_cannot_be_written_is_not_written() -> None:
    draft = card_of("a: 1\n").draft()
    draft.metadata.set(("a",), "\ud800")
    with pytest.raises(VerificationError, match="cannot be read"):
        draft.finish()
