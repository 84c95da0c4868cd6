"""`fill`: from a card, answers and evidence to a verified new card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from cardsmith import catalogue
from cardsmith.answers import check_answers, combined
from cardsmith.card import Card
from cardsmith.checking import ask, gaps_of, require_card, with_suggestions
from cardsmith.draft import CardDraft, Edited
from cardsmith.edits import EditSet
from cardsmith.errors import CardsmithError, EditConflict, EditRefused, VerificationError
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.results import LeftOut
from cardsmith.facts.training import NO_DATASET
from cardsmith.gaps import GIVEN, Evidence, FixClass, Gap, Severity, Suggestion
from cardsmith.ids import is_hub_id, is_namespaced
from cardsmith.rules import RULES, find_gaps_after
from cardsmith.rules.base import Rule
from cardsmith.score import completeness
from cardsmith.suggest.base import Provider
from cardsmith.suggest.engine import HUB_SECONDS, Problem, answers_only
from cardsmith.suggest.fitting import fitted
from cardsmith.suggest.measured_on import is_measured_on
from cardsmith.writers import writer_of, writing_order
from cardsmith.writers.results import UNROUNDED, reported_at


class Fix(NamedTuple):
    """Something that was filled or put right.

    Attributes:
        rules: The gaps it closes, by rule; empty when an answer replaced a value that was fine.
        field: The answers key that was written; None for a repair that needs no value.
        value: What was written, None for a repair.
        message: What was wrong.
        evidence: Why this value.
    """

    rules: tuple[str, ...]
    field: str | None
    value: Any
    message: str
    evidence: tuple[Evidence, ...]


class Refused(NamedTuple):
    """A fill or a repair that would have been made, and why it cannot be.

    Attributes:
        what: The answers key or the rule.
        reason: What stands in the way.
    """

    what: str
    reason: str


class Outcome(NamedTuple):
    """What came of filling one card.

    Attributes:
        card: The new card; the old one when nothing changed.
        filled: What was filled or put right.
        open: The gaps that are still open.
        left_out: Reported results that stay out of `model-index`, when results were written.
        edits: The edits that turn the old card into the new one.
        before: Completeness of the old card, 0 to 1.
        after: Completeness of the new card, 0 to 1.
        refused: What could have been filled and cannot be written here; an answer that cannot be is an error instead.
        problems: Which providers told less than they could have, and why.
    """

    card: Card
    filled: list[Fix]
    open: list[Gap]
    left_out: list[LeftOut]
    edits: EditSet
    before: float
    after: float
    refused: list[Refused]
    problems: list[Problem]


Chosen: TypeAlias = dict[str, tuple[Any, tuple[Evidence, ...]]]
"""What to write by field, and why."""


def fill(
    card: Card,
    answers: Mapping[str, Any] | None = None,
    providers: Iterable[Provider] | None = None,
    min_confidence: float = 0.9,
    *,
    defaults: Mapping[str, Any] | None = None,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    checked: bool = False,
    hub_seconds: float = HUB_SECONDS,
) -> Outcome:
    """Fill a card with answers, and with what evidence proves.

    Args:
        card: The card; it is not changed.
        answers: Values by key (see `cardsmith.answers`); each replaces what stands in the card.
        providers: Where suggestions come from; by default the card itself.
        min_confidence: Safe suggestions below this stay suggestions.
        defaults: Answers that only fill gaps.
        select: When given, only these rules are fixed from evidence, and a fix that somebody has to ask for (such as
            removing the generator's comment) is made if its rule is named here. Answers are always written.
        ignore: Ids of rules not to look at.
        checked: Whether `answers` and `defaults` went through `check_answers` already.
        hub_seconds: How long to wait for the Hub in all. A batch that may sit out a rate limit has more time.

    Raises:
        TypeError: It is no card, or the confidence no number.
        CardsmithError: The confidence is not from 0 to 1.
        AnswersError: An unknown answer, or a bad value.
        EditRefused: An answer cannot be written without risk.
        EditConflict: Two answers want to change the same words.
        VerificationError: The new text would not read back as intended.
    """
    require_card(card)
    _require_confidence(min_confidence)
    given = dict(answers or {}) if checked else check_answers(answers or {})
    fallback = dict(defaults or {}) if checked else check_answers(defaults or {})
    gaps = gaps_of(card, ignore)
    open_fields = _open_fields(gaps)
    fallback_here = {field: value for field, value in fallback.items() if field in open_fields}
    found, problems = ask(card, gaps, providers, {**fallback_here, **given}, hub_seconds)
    suggestions = answers_only(found)
    chosen = _choose(card, gaps, suggestions, given, fallback, min_confidence, select)
    numbers = next(iter(found.get(UNROUNDED, ())), None)
    if "results" in chosen and numbers is not None and numbers.confidence >= min_confidence:
        chosen[UNROUNDED] = (numbers.value, numbers.evidence)
    (fixes, edited, changed), refused = _apply(card, gaps, chosen, given, select)
    left_out: list[LeftOut] = []
    if card.sorted_results[0] and any(fix.field == "results" for fix in fixes):
        left_out = reported_at(card, chosen["results"][0])[1]
    remaining = find_gaps_after(card, gaps, edited, changed, ignore) if edited.edits else gaps
    edited.card.gaps_found[frozenset(ignore)] = remaining
    return Outcome(
        edited.card,
        fixes,
        with_suggestions(remaining, fitted(edited.card, suggestions)),
        left_out,
        edited.edits,
        completeness(gaps),
        completeness(remaining),
        refused,
        problems,
    )


def _require_confidence(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"min_confidence must be a number from 0 to 1, and is {value!r}")
    if not 0 <= value <= 1:
        raise CardsmithError(f"min_confidence must be from 0 to 1, and is {value!r}")


_REFUSALS = (EditRefused, EditConflict, VerificationError)


class _Attempt(NamedTuple):
    """What was written into a card, and which of its parts that changed."""

    fixes: list[Fix]
    edited: Edited
    changed: frozenset[str]


def _apply(
    card: Card, gaps: list[Gap], chosen: Chosen, given: Mapping[str, Any], select: Collection[str]
) -> tuple[_Attempt, list[Refused]]:
    """Repair and write as much as can be written: an answer must be, what nobody asked for stays open when refused."""
    with suppress(*_REFUSALS):
        return _attempt(card, gaps, chosen, select), []
    # Rare, so it may take its time: the answers alone, then what else can be written beside them, one by one.
    unasked = [*dict.fromkeys(gap.rule for gap in gaps), *(field for field in chosen if field not in given)]
    skipped = set(unasked)
    done = _attempt(card, gaps, chosen, select, skipped)
    refused: list[Refused] = []
    for what in unasked:
        try:
            done = _attempt(card, gaps, chosen, select, skipped - {what})
        except _REFUSALS as error:
            refused.append(Refused(what, error.message))
        else:
            skipped.remove(what)
    return done, refused


def _attempt(
    card: Card, gaps: list[Gap], chosen: Chosen, select: Collection[str], skipped: Collection[str] = ()
) -> _Attempt:
    draft = card.draft()
    first, last = _repairs(gaps, select, skipped)
    fixes = [*_repair(draft, first), *_write(draft, gaps, chosen, skipped), *_repair(draft, last)]
    return _Attempt(fixes, draft.finish(), draft.changed)


_ORDER = {id_: place for place, id_ in enumerate(RULES)}


def _repairs(
    gaps: list[Gap], select: Collection[str], skipped: Collection[str]
) -> tuple[list[tuple[Rule, Gap]], list[tuple[Rule, Gap]]]:
    """Return what needs no value, each with its first gap in the order of the rules: before and after writing."""
    wanted = {
        gap.rule: gap
        for gap in reversed(gaps)
        if gap.rule not in skipped and (gap.rule in select if select else gap.fix is FixClass.SAFE)
    }
    repairs = [(RULES[id_], wanted[id_]) for id_ in sorted(wanted, key=_ORDER.__getitem__)]
    first = [(rule, gap) for rule, gap in repairs if rule.repair is not None and not rule.after_writing]
    return first, [(rule, gap) for rule, gap in repairs if rule.repair is not None and rule.after_writing]


def _repair(draft: CardDraft, repairs: list[tuple[Rule, Gap]]) -> Iterator[Fix]:
    """Put right what needs no value."""
    for rule, gap in repairs:
        assert rule.repair is not None
        before = draft.changes
        rule.repair(draft)
        if draft.changes != before:
            yield Fix((gap.rule,), None, None, gap.message, (Evidence("card", f"line {gap.line}", ""),))


def _choose(
    card: Card,
    gaps: list[Gap],
    suggestions: dict[str, list[Suggestion]],
    given: dict[str, Any],
    defaults: dict[str, Any],
    min_confidence: float,
    select: Collection[str],
) -> Chosen:
    """Return what to write by field: answers first, then defaults, then safe suggestions."""
    chosen: Chosen = {field: (value, GIVEN) for field, value in given.items()}
    wanted = {gap.field for gap in gaps if gap.field is not None and (not select or gap.rule in select)}
    open_fields = _open_fields(gaps)
    if "results" in chosen:
        chosen["results"] = (combined(defaults, given)["results"], GIVEN)
    for field, value in defaults.items():
        if field in open_fields and field not in chosen:
            chosen[field] = (value, GIVEN)
    _spread_results(card, chosen, open_fields)
    for field in sorted(wanted):  # so that what is filled is told in the same order on every run
        best = next((s for s in suggestions.get(field, ()) if s.safe and s.confidence >= min_confidence), None)
        if best is not None and field not in chosen:
            chosen[field] = (best.value, best.evidence)
    if "results" in open_fields and "results" not in chosen and _answers_results(card, chosen):
        chosen["results"] = ({}, GIVEN)
    return chosen


def _open_fields(gaps: list[Gap]) -> set[str]:
    """Return the fields that wait for a value; advice on results is about results that are there."""
    return {
        gap.field
        for gap in gaps
        if gap.field is not None and not (gap.field == "results" and gap.severity is Severity.ADVICE)
    }


def _spread_results(card: Card, chosen: Chosen, open_fields: Collection[str]) -> None:
    """One answer, every place: the task and the dataset of a result answer `pipeline_tag` and `datasets`.

    Training data that the card names already may be other data than what the results were measured on.
    """
    results = chosen["results"][0] if "results" in chosen else {}
    task = (results.get("task") or {}).get("type")
    dataset = results.get("dataset") or {}
    hub_id = dataset["type"] if is_namespaced(dataset.get("type") or "") else None
    if card.other_data is not None:
        dataset, hub_id = {}, None  # nobody says that it was trained on them
    if task in catalogue.pipeline_tags() and "pipeline_tag" in open_fields and "pipeline_tag" not in chosen:
        chosen["pipeline_tag"] = (task, GIVEN)
    # Data of another name is not on the Hub; the sentence names it, and there is nothing for the key.
    named = hub_id or (dataset.get("name") and not card.listed("datasets"))
    if named and "datasets" in open_fields and "datasets" not in chosen and not _names_training_data(card):
        chosen["datasets"] = ([hub_id] if hub_id else [], GIVEN)


def _names_training_data(card: Card) -> bool:
    listed = [name for name in card.listed("datasets") if isinstance(name, str) and name.lower() not in NO_DATASET]
    said = filter(is_namespaced, card.dataset_phrase.names if card.dataset_phrase is not None else ())
    return any(is_hub_id(name) and not is_loader(name) for name in (*listed, *said))


def _answers_results(card: Card, chosen: Chosen) -> bool:
    """One answer, every place: a task and one dataset are all that reported numbers need, if somebody named either.

    Who names the task has not said that the numbers were measured on the dataset that stands in the card.
    """
    answered = {field for field in ("pipeline_tag", "datasets") if field in chosen and chosen[field][1] is GIVEN}
    task = chosen["pipeline_tag"][0] if "pipeline_tag" in chosen else card.word("pipeline_tag")
    datasets = chosen["datasets"][0] if "datasets" in chosen else card.listed("datasets")
    if card.other_data is not None or not task or len(datasets) != 1 or not card.sorted_results[0]:
        return False  # numbers on other data do not belong to the training data
    return "datasets" in answered or ("pipeline_tag" in answered and is_measured_on(card, datasets[0]))


def _write(draft: CardDraft, gaps: list[Gap], chosen: Chosen, skipped: Collection[str]) -> Iterator[Fix]:
    """Write what was chosen, each value everywhere it belongs."""
    values = {field: value for field, (value, _) in chosen.items() if field not in skipped}
    by_field: dict[str | None, list[Gap]] = {}
    for gap in gaps:
        by_field.setdefault(gap.field, []).append(gap)
    for field in sorted((field for field in values if field != UNROUNDED), key=writing_order):
        value, evidence = chosen[field]
        if field == "results" and UNROUNDED in chosen:
            evidence += chosen[UNROUNDED][1]
        before = draft.changes
        writer_of(field)(draft, field, value, values)
        if draft.changes != before:
            closed = by_field.get(field, [])
            message = closed[0].message if closed else f"`{field}` was answered"
            yield Fix(tuple(dict.fromkeys(gap.rule for gap in closed)), field, value, message, evidence)
