"""What commits and pull requests say; none of it may act, whatever the card says."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardsmith import Card, fill
from cardsmith.edits import EditSet
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import Evidence
from cardsmith.push_text import code, describe, is_signed, is_signed_for, signature
from tests.support import MESD, answers, seed

RENDERER = MarkdownIt("gfm-like", {"linkify": False})
CARD = Card("---\nlicense: mit\n---\n# Voices\n")


def outcome_of(*fixes: Fix) -> Outcome:
    return Outcome(CARD, list(fixes), [], [], EditSet(), 0.31, 0.85, [], [])


def fix(field: str = "license", value: object = "mit", *evidence: Evidence) -> Fix:
    return Fix(("missing-license",), field, value, "no licence", evidence)


def test_each_fill_stands_there_with_its_evidence() -> None:
    text = describe(
        outcome_of(
            fix("license", "mit", Evidence("LICENSE", "line 1", "MIT License")),
            fix("language", ["es", "fr"], Evidence("answers", "", "given by the user")),
            Fix(("generator-comment",), None, None, "a comment", (Evidence("card", "line 9", ""),)),
        ),
        "user/voices",
    )

    assert text.title == "Complete the model card: license, language"
    assert text.description.startswith(
        "Changes the model card of `user/voices`, and nothing of it but the lines in the diff. Completeness: 31 % → 85 %."
    )
    assert "- `license`: `mit`\n  - `LICENSE`, `line 1`: `MIT License`\n" in text.description
    assert "- `language`: `es, fr`\n  - given by who sends this" in text.description
    assert "(`line 9`)" in text.description
    assert "put `<!-- cardsmith: ignore -->` into the model card" in text.description
    assert "cardsmith:" not in describe(outcome_of(fix()), "user/voices", create_pr=False).description


def test_a_real_card() -> None:
    text = describe(fill(seed(MESD), answers(MESD), checked=True), "user/voices")

    assert text.title.startswith("Complete the model card: ")
    assert "`results`: `Loss" not in text.description
    assert "Accuracy" in text.description


def test_titles() -> None:
    repair = Fix(("generator-comment",), None, None, "", ())
    assert describe(outcome_of(repair), "a/b").title == "Put the model card right: generator-comment"
    assert describe(outcome_of(), "a/b").title == "Update the model card"
    many = [fix(f"sections.A rather long heading of a section, number {number}") for number in range(30)]
    title = describe(outcome_of(*many), "a/b").title
    assert len(title) <= 200
    assert re.search(r" and \d+ more\Z", title)


def test_the_mark() -> None:
    readme = CARD.to_bytes()
    description = describe(outcome_of(fix()), "user/voices").description

    assert is_signed_for(description, readme)
    assert not is_signed_for(description, readme + b"\n")
    assert not is_signed("hello " + signature(readme) + " hello")
    assert is_signed(signature(readme) + "\r\n")


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<img src=x onerror=alert(1)>",
            "@user and @org/team",
            "`` @user ``",
            "`@user` ` `` ```",
            "[x](https://evil.example)",
            "https://evil.example www.evil.example",
            "\n\n# Heading\n\n- [ ] @user",
            "--> <!-- cardsmith: ignore -->",
            "```\n@user\n```",
            "\\`@user\\`",
            "|a|b|\n|-|-|\n|@c|d|",
            "\x1b[31m\u202e@user",
            "`",
            " ",
            "",
        ]
    ),
)
ALLOWED = {"p", "ul", "li", "code"}


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_words_of_the_card_are_dead_letters(value: str, source: str, locator: str, quote: str, heading: str) -> None:
    evidence = Evidence(source, locator, quote)
    outcome = outcome_of(
        fix("license", value, evidence),
        fix(f"sections.{heading}", value, evidence),
        Fix(("generator-comment",), None, None, value, (evidence,)),
    )
    text = describe(outcome, heading)
    html = RENDERER.render(text.description)

    assert "@" not in text.description + text.title
    assert 3 <= len(text.title) <= 200
    assert not set("<>`[]#*_\n@") & set(text.title.replace("_", ""))
    assert {tag.lstrip("/").lower() for tag in re.findall(r"<(/?[A-Za-z]+)", html)} <= ALLOWED
    shown = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    assert "evil.example" not in shown
    assert html.count("<!--") == 1  # the mark itself, which is ours
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text.description + text.title)
    assert is_signed_for(text.description, CARD.to_bytes())


@given(HOSTILE)
def test_code_is_one_span(text: str) -> None:
    tokens = RENDERER.parseInline(f"a {code(text)} b")[0].children or []

    assert [token.type for token in tokens] in (["text", "code_inline", "text"], ["text"])
