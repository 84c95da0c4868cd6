"""The words of the help: what each part of the editor is for."""

from __future__ import annotations

from itertools import groupby

from textual.content import Content

from cardsmith.tui.keys import KeyAction, key_name
from cardsmith.tui.look import QUIET

ABOUT: dict[str, tuple[str, str]] = {
    "gaps": (
        "Gaps",
        "Everything that is missing or wrong. ○ is a gap, ! is rejected by the Hub, · is advice, i is for reading. "
        "✓ is your answer, ✦ is proven by evidence or follows from an answer, – was skipped, ∅ does not apply.",
    ),
    "source": (
        "Card",
        "The card as it will be written. Open gaps are underlined and marked with •, what was filled with +, "
        "the current gap with ▌. A click on a mark goes to its question.",
    ),
    "question": (
        "Question",
        "What is asked and why, and what is suggested: each with how sure it is and where it was read. "
        "A number takes a suggestion, e starts typing. One answer is written in every place where it belongs.",
    ),
    "changes": (
        "Keep",
        "Every answer and repair that would be written. What is dropped stays here and can be kept again.",
    ),
    "rows": (
        "Report",
        "Which row of the training table stands in model-index: the one that the card reports, the last, or the best. "
        "R, L and B mark them in the curves. Nothing is written before enter.",
    ),
    "index": ("model-index", "The lines as they would be written. + marks those that the choice changes."),
    "rendered": (
        "Preview",
        "The card as the Hub will show it, without its front matter. Gaps have a bar at their left and their sign, "
        "the current one a thicker bar, and what was filled has +. Long tables are folded; → moves rows that go on "
        "behind ›. Nothing is fetched, and a link is opened only after asking.",
    ),
    "push": (
        "Push",
        "Where the card goes, as a commit or as a pull request, and with which words; they are made from the answers, "
        "and can be changed. Below pull requests stands how to get no more of them. The Hub has checked the card "
        "before anything is sent; enter on a finding goes to its question.",
    ),
    "difference": ("Changes", "The exact difference to what stands on the Hub now."),
    "cards": (
        "Cards",
        "Every card with its score and its gaps: ! is rejected by the Hub, ○ is a gap, · is advice. Answers that are "
        "not written yet are kept while you go from card to card.",
    ),
    "diff": ("Changes", "The exact difference. Above each hunk stands the answer it comes from, and its evidence."),
}
"""Title and words by the id of a part."""


def keys_text(actions: tuple[KeyAction, ...]) -> Content:
    """Return all keys of a screen, in their groups."""
    parts: list[tuple[str, str]] = []
    shown = [item for item in actions if not item.id.startswith("take-")]
    width = max(len(_keys(item)) for item in shown)
    groups = list(dict.fromkeys(item.group for item in shown))
    ordered = sorted(shown, key=lambda item: groups.index(item.group))
    for group, items in groupby(ordered, key=lambda item: item.group):
        parts.append((f"{group}\n", "bold"))
        for item in items:
            parts += [(f"  {_keys(item):<{width}}  ", "$primary"), (f"{item.help}\n", QUIET)]
            if item.id == "accept":
                parts += [(f"  {'1-9':<{width}}  ", "$primary"), ("Take a suggestion by its number\n", QUIET)]
    parts += [("Anywhere\n", "bold"), (f"  {'^p':<{width}}  ", "$primary"), ("Everything that can be done now", QUIET)]
    return Content.assemble(*parts)


def _keys(item: KeyAction) -> str:
    return " ".join(key_name(key) for key in item.keys.split(","))
