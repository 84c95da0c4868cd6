"""Words that were never meant for this card's readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.card import Card
from cardsmith.gaps import FixClass, Severity
from cardsmith.rules.base import Found, Rule
from cardsmith.text import Span

# Texts of tutorials and templates that are about somebody else's model, or nobody's.
_LEFTOVERS = (
    ("I love AutoTrain", "AutoTrain's example text"),
    ("Whisper Small Hi - Sanchit Gandhi", "the name of the model in the Whisper tutorial"),
    ("# Amazing!", "fastai's congratulation"),
    ("🥳 Congratulations on hosting your fastai model", "fastai's congratulation"),
    ("**Put a short model description here.**", "NeMo's template text"),
)


_LEFT_OVER = tuple(words for words, _ in _LEFTOVERS)


def _leftovers(card: Card) -> Iterator[Found]:
    for words, source in _LEFTOVERS if card.mentions(*_LEFT_OVER) else ():
        if card.mentions(words):
            at = card.text.index(words)
            yield Found(f"{source} is still there: {words!r}", Span(at, at + len(words)))


# A path of somebody's machine, or a run page that may not be public. Never inside a link's own address.
_FOLDERS = ("home", "root", "Users", "mnt", "data", "scratch", "workspace", "content", "kaggle", "tmp", "var")
_PRIVATE_SIGNS = (":\\", "wandb.ai", *(f"/{folder}/" for folder in _FOLDERS))
_PRIVATE = re.compile(
    rf"(?<![\w./:-])(?P<path>(?:/(?:{'|'.join(_FOLDERS)})/[^\s'\"`)>,\]]+"
    r"|[A-Za-z]:\\[^\s'\"`)>,\]]+))|(?P<run>https://wandb\.ai/[^\s)\"'>]{1,200}/runs/[^\s)\"'>]+)"
)


def _private_places(card: Card) -> Iterator[Found]:
    if not card.mentions(*_PRIVATE_SIGNS):
        return
    seen: set[str] = set()
    for match in _PRIVATE.finditer(card.text):
        if match.group() in seen:
            continue
        seen.add(match.group())
        kind = "a path of somebody's machine" if match["path"] else "a link to a run that may be private"
        yield Found(f"{kind}: {match.group()}", Span(*match.span()))


RULES = (
    Rule(
        id="tutorial-leftover",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="Text of a tutorial or a template that is about another model.",
        why="It is found on thousands of cards, and says nothing about this one.",
        before="---\nwidget:\n- text: I love AutoTrain\n---\n",
        after="---\nwidget:\n- text: The train was late\n---\n",
        near_miss="---\nwidget:\n- text: I love trains\n---\n",
        find=_leftovers,
    ),
    Rule(
        id="private-place",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="A path of somebody's machine, or a link to a run page.",
        why="It means nothing to a reader, and may say more than its author wants to publish.",
        before="Trained on /home/user/data/train.csv with defaults.\n",
        after="Trained on a private data set with defaults.\n",
        near_miss="See https://example.org/home/user and `a/b`.\n",
        find=_private_places,
    ),
)
