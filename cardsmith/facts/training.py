"""What a training library wrote into the body: base model, dataset, reported results, hyperparameters, versions.

The forms are those of transformers' `TrainingSummary.to_model_card`, 4.6 to 5.23, with the changes people make by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardsmith.document.body import Body, Section
from cardsmith.facts.values import PrintedValue, parse_value
from cardsmith.text import Span


class Fact(NamedTuple):
    """A value the card states, and where."""

    value: str
    span: Span


class BaseModelFact(NamedTuple):
    """What the opening sentence says of the model's origin.

    Attributes:
        id: Hub id from the link, as written; empty when the link has none; None when trained from scratch.
        name: The link's text.
        phrase: `fine-tuned version of [name](link)`, or `trained from scratch`.
        link: `[name](link)`; None when trained from scratch.
    """

    id: str | None
    name: str
    phrase: Span
    link: Span | None


class DatasetPhrase(NamedTuple):
    """The dataset part of the opening sentence.

    Attributes:
        names: Dataset names or ids; empty for `an unknown dataset`, and for the name `None`.
        span: `the None dataset`, `an unknown dataset`, `the a and the b datasets`.
    """

    names: tuple[str, ...]
    span: Span


class MeasuredOn(NamedTuple):
    """What the sentence above the reported results says they were measured on.

    Attributes:
        words: What it calls the data.
        named: Whether that is a name, and not "the evaluation set" that every card means.
        id: The Hub id that it links or writes; None when it has none.
        span: The words.
    """

    words: str
    named: bool
    id: str | None
    span: Span


class ReportedResult(NamedTuple):
    """One bullet of the list under "results on the evaluation set".

    Attributes:
        name: Display name as printed.
        value: The value as printed.
        span: `name: value`.
    """

    name: str
    value: PrintedValue
    span: Span


# An address ends at a blank, but for the path that a generator printed twice: `[/My Models/a](https://…/My Models/a)`.
_FINE_TUNED = re.compile(
    r"fine-tuned version of (?P<link>\[(?P<name>[^\]\n]{0,300})\]"
    r"\((?:https://huggingface\.co/(?P<own>(?P=name))|(?P<url>[^)\s]*))\))"
)
_FROM_SCRATCH = re.compile(r"trained from scratch")
# Of the model itself: that a model "can be fine-tuned on a task" is what the cards of base models say.
_SAYS_FINE_TUNED = re.compile(
    r"fine-?tuned (?:version|checkpoint|variant) of\b|fine-?tuned from (?!model \[optional\]:\*\*[ \t]*(?:\[More|$))"
    r"|(?:\bis|\bwas|\bhas been) (?:a )?fine-?tuned\b|^Fine-?tuned \[",
    re.IGNORECASE | re.MULTILINE,
)
_HUB_URL = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<id>[^?#\s]*)")
_DATASET_PHRASE = re.compile(
    r"[ \t]*\n?[ \t]*\bon (?P<phrase>an unk(?:n)?own dataset|(?P<names>the [^\n]{1,2000}?) datasets?)(?=[.,;:\s]|$)"
)
# What other generators write before the same words: diffusers' scripts (both forms), adapters.
_OTHER_OPENINGS = re.compile(
    r"The weights were fine-tuned(?= on)|This pipeline was finetuned from \*\*[^*\n]+\*\*(?= on)"
    r"|An \[adapter\]\(https://adapterhub\.ml\) for the [^\n]{1,200}? model that was trained(?= on)"
)
_LIST_OF_NAMES = re.compile(r",? and the |, the ")
_DATASET_LINK = re.compile(r"\[(?P<name>[^\]\n]*)\]\((?P<url>[^)\s]*)\)")
_RESULTS_INTRODUCTION = re.compile(r"results on (?P<words>the evaluation set):?[ \t]*\n(?:[ \t]*\n)*")
# The same in people's own words, which count only above a list with a number.
_FOLLOWING_RESULTS = re.compile(r"following results(?P<rest>(?![^\s:(])[^\n]{0,300})\n(?:[ \t]*\n)*")
_MEASURED_ON = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:on\s+(?P<words>.+?))?\s*:?\s*")
_STARTS_AS_A_NUMBER = re.compile(r"[~<>≈±+-]?\s*\.?\d")
# `the evaluation set`, `the held-out test split (epoch 3)`: the part of the data that every card means.
_ANY_EVALUATION_SET = re.compile(
    r"(?:the|its|our|a)?\s*(?:held-?out\s+)?(?:evaluation|validation|test|testing|eval|dev|development|held-?out)"
    r"(?:[\s-]?(?:data)?[\s-]?(?:sets?|splits?|data|dataset))?\s*(?:\([^()]*\))?",
    re.IGNORECASE,
)
_WRITTEN_ID = re.compile(r"(?<![\w./-])[\w.-]{1,96}/[\w.-]{1,96}(?![\w./-])")
# A printed array goes on in lines that start with its bracket, everything else only in indented ones.
_RESULT = re.compile(
    r"""[ ]{0,3}[-*+][ \t]+
    (?P<pair>(?P<name>[^:\n]+):(?P<value>
        [ \t]*\[[^\n]*(?:\n[ \t]*\[[^\n]*|\n[ \t]+[^\s\-*+|\#][^\n]*)*
      | [^\n]*(?:\n[ \t]+[^\s\-*+|\#][^\n]*)*
    ))(?:\n|\Z)""",
    re.VERBOSE,
)
_AUTOTRAIN = "# Model Trained Using AutoTrain"
_AUTOTRAIN_METRIC = re.compile(
    r"^[ ]{0,3}(?:[-*+][ \t]+)?(?P<pair>(?P<name>[A-Za-z][\w@-]*(?: [\w@-]+)*):[ \t]+(?P<value>[^\s]+))[ \t]*$",
    re.MULTILINE,
)
_FAILED = frozenset({"-999", "-999.0"})  # what AutoTrain prints for a metric that it could not work out
_SETTING = re.compile(
    r"^[ ]{0,3}[-*+][ \t]+(?P<pair>(?P<name>[A-Za-z_][\w ]*?):[ \t]*(?P<value>[^\n]*))$", re.MULTILINE
)
_VERSION = re.compile(
    r"^[ ]{0,3}[-*+][ \t]+(?P<pair>(?P<name>[A-Za-z](?:[\w. -]*?[\w.-])?):? +(?P<value>\d[^\s]*))[ \t]*$", re.MULTILINE
)

_PAGES = frozenset({"tree", "blob", "raw", "resolve", "commits", "discussions", "viewer"})
"""What stands behind an id in the address of one of its pages."""

NO_DATASET = frozenset({"none", "null", "unknown", ""})
"""Names, in lower case, that a generator prints when it does not know the dataset."""


def may_be_training_data(split: str) -> bool:
    """Whether a result on this split may have been measured on what the model was trained on.

    >>> may_be_training_data("train"), may_be_training_data("train[:10%]"), may_be_training_data("validation")
    (True, True, False)
    """
    return split == "train" or "+" in split or "[" in split


def hub_id(url: str) -> str | None:
    """Return the model or dataset id a Hub address points to, empty for the bare host; None for another host.

    A local path that a generator put behind the Hub's address stays a path:

    >>> hub_id("https://huggingface.co/datasets/a/b/tree/main"), hub_id("https://huggingface.co//data/models/base")
    ('a/b', '/data/models/base')
    """
    match = _HUB_URL.fullmatch(url.partition("?")[0].partition("#")[0])
    if match is None:
        return None
    parts = match.group("id").rstrip("/").removeprefix("datasets/").split("/")
    page = next((at for at in (1, 2) if at < len(parts) and parts[at] in _PAGES), len(parts))
    return "/".join(parts[:page])


def _own_id(name: str) -> str | None:
    """Return what a generator's link to a name leads to; one with a blank is no address, and the name a path."""
    return name if re.search(r"\s", name) else hub_id(f"https://huggingface.co/{name}")


def read_base_model(body: Body) -> BaseModelFact | None:
    """Return the first statement of what the model was made from; None when there is none."""
    if body.lines.find("fine-tuned version of", body.start) >= 0:
        for match in _FINE_TUNED.finditer(body.lines, body.start):
            if not body.in_code(match.start()) and not body.in_comment(match.start()):
                link = Span(*match.span("link"))
                url = match["url"]
                id_ = hub_id(url) if url is not None else _own_id(match["own"])
                return BaseModelFact(id_, match["name"], Span(*match.span()), link)
    at = body.lines.find("trained from scratch", body.start)
    if at >= 0 and not body.in_code(at) and not body.in_comment(at):
        return BaseModelFact(None, "", Span(at, at + len("trained from scratch")), None)
    return None


def says_fine_tuned(body: Body) -> bool:
    """Whether the prose says that the model was made from another one by fine-tuning."""
    return any(not body.in_code(m.start()) and not body.in_comment(m.start()) for m in _fine_tuned(body))


def _fine_tuned(body: Body) -> Iterator[re.Match[str]]:
    return _SAYS_FINE_TUNED.finditer(body.lines, body.start)


def read_dataset_phrase(body: Body, base_model: BaseModelFact | None) -> DatasetPhrase | None:
    """Return the dataset part of the sentence that a generator opens with; None when the sentence has none."""
    start = base_model.phrase.end if base_model is not None else _end_of_other_opening(body)
    if start is None:
        return None
    stop = body.lines.find("\n\n", start)
    match = _DATASET_PHRASE.match(body.lines, start, stop if stop >= 0 else len(body.lines))
    if match is None:
        return None
    span = Span(*match.span("phrase"))
    if match["names"] is None:
        return DatasetPhrase((), span)
    names = []
    for part in _LIST_OF_NAMES.split(match["names"].removeprefix("the ")):
        link = _DATASET_LINK.search(part)
        # The words of a link to somewhere else are no id, even where they look like one.
        name = (hub_id(link["url"]) or link["name"].rpartition("/")[2]) if link else part.strip(" *`_")
        if name.lower() not in NO_DATASET:
            names.append(name)
    return DatasetPhrase(tuple(names), span)


def _end_of_other_opening(body: Body) -> int | None:
    if body.lines.find("tuned", body.start) < 0 and body.lines.find("adapterhub.ml", body.start) < 0:
        return None
    for match in _OTHER_OPENINGS.finditer(body.lines, body.start):
        if not body.in_code(match.start()) and not body.in_comment(match.start()):
            return match.end()
    return None


def read_reported_results(body: Body) -> list[ReportedResult]:
    """Return the bullets under the sentence "It achieves the following results on the evaluation set:".

    Others than the evaluation set, and other words around it, count when a number stands in the list below. AutoTrain
    has a section instead.
    """
    introduction = next(_introductions(_RESULTS_INTRODUCTION, body), None)
    if introduction is not None:
        return _bullets(body, introduction.end())
    found = _in_own_words(body)
    return found[1] if found is not None else _autotrain_metrics(body)


def read_measured_on(body: Body) -> MeasuredOn | None:
    """Return what the reported results were measured on; None when no sentence above them says so."""
    introduction = next(_introductions(_RESULTS_INTRODUCTION, body), None)
    if introduction is not None:
        span = Span(*introduction.span("words"))
        return MeasuredOn(span.of(body.lines), False, None, span)
    found = _in_own_words(body)
    measured = _MEASURED_ON.fullmatch(found[0]["rest"]) if found is not None else None
    if found is None or measured is None or measured["words"] is None:
        return None
    words = measured["words"]
    named = _ANY_EVALUATION_SET.fullmatch(words) is None
    link, written = _DATASET_LINK.search(words), _WRITTEN_ID.search(words)
    id_ = hub_id(link["url"]) if link is not None else written.group() if written is not None else None
    start = found[0].start("rest") + measured.start("words")
    return MeasuredOn(words, named, id_ or None, Span(start, start + len(words)))


def _introductions(pattern: re.Pattern[str], body: Body) -> Iterator[re.Match[str]]:
    for match in pattern.finditer(body.lines, body.start):
        if not body.in_code(match.start()) and not body.in_comment(match.start()):
            yield match


def _in_own_words(body: Body) -> tuple[re.Match[str], list[ReportedResult]] | None:
    for match in _introductions(_FOLLOWING_RESULTS, body):
        if _MEASURED_ON.fullmatch(match["rest"]):
            bullets = _bullets(body, match.end())
            if any(_STARTS_AS_A_NUMBER.match(bullet.value.text) for bullet in bullets):
                return match, bullets
    return None


def _autotrain_metrics(body: Body) -> list[ReportedResult]:
    """AutoTrain writes `accuracy: 0.88` as paragraphs, AutoNLP before it as bullets."""
    section = body.section("Validation Metrics") if _AUTOTRAIN in body.prose else None
    if section is None:
        return []
    return [
        ReportedResult(match["name"], parse_value(match["value"]), Span(*match.span("pair")))
        for match in _AUTOTRAIN_METRIC.finditer(body.lines, *section.text)
        if match["value"] not in _FAILED and not body.in_code(match.start()) and not body.in_comment(match.start())
    ]


def _bullets(body: Body, at: int) -> list[ReportedResult]:
    results = []
    while match := _RESULT.match(body.lines, at):
        name, value = match["name"].strip("* \t"), match["value"].strip()
        if match["name"].lstrip().startswith("**"):
            value = value.removeprefix("**").lstrip()  # `**Wer:** 0.25`
        start = match.start("pair") + match["pair"].index(name)
        end = match.start("pair") + len(match["pair"].rstrip())
        results.append(ReportedResult(name, parse_value(value), Span(start, end)))
        at = match.end()
    return results


def read_settings(body: Body, section: Section | None) -> dict[str, Fact]:
    """Return the `- key: value` bullets of a section (the hyperparameters) by key."""
    return {} if section is None else {n: Fact(v, s) for n, v, s in _pairs(_SETTING, body, section)}


def read_versions(body: Body, section: Section | None) -> dict[str, Fact]:
    """Return the `- Name version` bullets of a section (the framework versions) by name."""
    return {} if section is None else {n: Fact(v, s) for n, v, s in _pairs(_VERSION, body, section)}


def _pairs(pattern: re.Pattern[str], body: Body, section: Section) -> list[tuple[str, str, Span]]:
    return [
        (match["name"], match["value"].strip(), Span(at := match.start("pair"), at + len(match["pair"].rstrip())))
        for match in pattern.finditer(body.lines, *section.text)
        if not body.in_code(match.start())
    ]
