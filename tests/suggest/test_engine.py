"""The engine: the cheapest first, equal values merged, and nobody waits for a slow source."""

from __future__ import annotations

import math
import pkgutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, Evidence, Suggestion, suggest
from cardsmith.hub.reader import HubError
from cardsmith.suggest.base import DETAILS, Need, Request
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.suggest.ranking import ranked

CARD = Card("---\ntags: [a]\n---\n# m\n")


def said(field: str, value: Any, confidence: float, source: str = "card", safe: bool = False) -> Suggestion:
    return Suggestion(field, value, confidence, safe, (Evidence(source, "here", str(value)),))


class Source:
    """A provider made of a function."""

    def __init__(
        self,
        tell: Callable[[Request], Iterable[Suggestion]],
        cost: int = 0,
        need: Need = Need.CARD,
        serves: Collection[str] = ("license",),
        name: str = "source",
    ) -> None:
        self.tell, self.cost, self.need, self.serves, self.name = tell, cost, need, serves, name

    def suggest(self, request: Request) -> Iterable[Suggestion]:
        return self.tell(request)


def test_every_provider_that_is_written_is_asked() -> None:
    written = [found.name for found in pkgutil.iter_modules(suggest.__path__) if found.name.startswith("from_")]
    assert sorted(written) == sorted(suggest.PROVIDERS)


def test_the_cheapest_is_asked_first_and_the_next_one_knows_what_it_said() -> None:
    asked: list[tuple[str, Any]] = []

    def teller(name: str) -> Callable[[Request], list[Suggestion]]:
        def tell(request: Request) -> list[Suggestion]:
            asked.append((name, request.value("license", 0)))
            return [said("license", name, 0.5, name)]

        return tell

    gather(CARD, ["license"], [Source(teller("dear"), 20), Source(teller("cheap"), 10), Source(teller("free"), 0)])
    assert asked == [("free", None), ("cheap", "free"), ("dear", "free")]


def test_only_who_serves_an_open_field_is_asked_and_only_for_that() -> None:
    other = Source(lambda _: pytest.fail("was asked"), serves=["language"])
    both = Source(lambda _: [said("license", "mit", 0.5), said("language", "es", 0.5)], serves=["license", "language"])
    assert list(gather(CARD, ["license"], [other, both]).suggestions) == ["license"]


def test_details_are_asked_for_when_a_section_is_open_and_are_no_answers() -> None:
    source = Source(lambda _: [said("about.labels", ["a"], 0.9)], serves=list(DETAILS))
    assert gather(CARD, ["license"], [source]).suggestions == {}
    found = gather(CARD, ["sections.Model description"], [source]).suggestions
    assert list(found) == ["about.labels"]
    assert answers_only(found) == {}


def test_what_the_user_said_stands_above_what_was_found() -> None:
    seen: list[Any] = []
    first = Source(lambda _: [said("base_model", "a/found", 0.99)], serves=["base_model"])
    second = Source(lambda request: seen.append(request.value("base_model")) or [], cost=1)
    gather(CARD, ["license", "base_model"], [first, second], given={"base_model": "a/given"})
    assert seen == ["a/given"]


def test_a_source_that_fails_keeps_what_it_said_before_and_says_why() -> None:
    def tell(_: Request) -> Iterator[Suggestion]:
        yield said("license", "mit", 0.5)
        raise HubError("the Hub is not there", hint="try again later")

    for need in (Need.CARD, Need.HUB):
        gathered = gather(CARD, ["license"], [Source(tell, need=need, name="hub")])
        assert [item.value for item in gathered.suggestions["license"]] == ["mit"]
        assert gathered.problems == [("hub", "the Hub is not there", "try again later")]


def test_nobody_waits_for_a_source_that_hangs() -> None:
    released = threading.Event()

    def hang(_: Request) -> Iterator[Suggestion]:
        yield said("license", "mit", 0.4)
        released.wait()

    quick = Source(lambda _: [said("license", "apache-2.0", 0.8)], need=Need.HUB, cost=30)
    hanging = Source(hang, need=Need.HUB, cost=30, name="hanging")
    try:
        gathered = gather(CARD, ["license"], [hanging, quick], seconds=0.05)
        assert [item.value for item in gathered.suggestions["license"]] == ["apache-2.0", "mit"]
        assert gathered.problems == [("hanging", "the Hub did not answer in time", "")]
    finally:
        released.set()


def test_sources_of_one_cost_are_asked_side_by_side() -> None:
    meeting = threading.Barrier(3, timeout=10)

    def tell(_: Request) -> list[Suggestion]:
        meeting.wait()
        return [said("license", "mit", 0.5)]

    gathered = gather(CARD, ["license"], [Source(tell, need=Need.HUB, cost=30) for _ in range(3)])
    assert gathered.problems == []


def test_who_has_all_the_time_asks_one_after_the_other_and_needs_no_thread() -> None:
    asked: list[tuple[str, threading.Thread]] = []

    def teller(name: str) -> Callable[[Request], Iterator[Suggestion]]:
        def tell(_: Request) -> Iterator[Suggestion]:
            asked.append((name, threading.current_thread()))
            yield said("license", name, 0.5, name)
            raise HubError(f"{name} is not there")

        return tell

    sources = [Source(teller(name), need=Need.HUB, cost=30, name=name) for name in ("first", "second")]
    gathered = gather(CARD, ["license"], sources, seconds=math.inf)
    assert asked == [("first", threading.current_thread()), ("second", threading.current_thread())]
    assert [item.value for item in gathered.suggestions["license"]] == ["first", "second"]
    assert [problem.message for problem in gathered.problems] == ["first is not there", "second is not there"]


def test_a_cancelled_search_returns_what_is_there_and_asks_nobody_else() -> None:
    cancelled, released = threading.Event(), threading.Event()

    def tell(_: Request) -> Iterator[Suggestion]:
        yield said("license", "mit", 0.5)
        cancelled.set()
        released.wait()

    never = Source(lambda _: pytest.fail("was asked"), cost=40, need=Need.HUB)
    try:
        gathered = gather(CARD, ["license"], [Source(tell, need=Need.HUB, cost=30), never], cancelled=cancelled)
        assert (len(gathered.suggestions["license"]), gathered.problems) == (1, [])
    finally:
        released.set()


def test_each_round_that_brings_something_is_told() -> None:
    told: list[int] = []
    rounds = [Source(lambda _: [said("license", "mit", 0.5, "a")]), Source(lambda _: [], cost=1)]
    rounds.append(Source(lambda _: [said("license", "apache-2.0", 0.6, "b")], cost=2))
    gather(CARD, ["license"], rounds, on_found=lambda found: told.append(len(found["license"])))
    assert told == [1, 2]


# -- ranking -----------------------------------------------------------------------------------------------------------


def test_equal_values_become_one_with_all_their_evidence() -> None:
    one, two = said("license", "mit", 0.6, "a"), said("license", "mit", 0.8, "b")
    (merged,) = ranked([one, two])
    assert merged.evidence == (*two.evidence, *one.evidence)
    assert merged.confidence == pytest.approx(0.867, abs=0.001)


def test_lists_with_the_same_items_are_equal() -> None:
    assert len(ranked([said("datasets", ["a/b", "c/d"], 0.5), said("datasets", ["c/d", "a/b"], 0.5)])) == 1


def test_one_source_is_one_voice() -> None:
    assert ranked([said("license", "mit", 0.6), said("license", "mit", 0.6)])[0].confidence == 0.6


def test_where_two_are_sure_of_different_values_nobody_is() -> None:
    found = ranked([said("license", "mit", 0.95, safe=True), said("license", "apache-2.0", 0.97, "LICENSE", safe=True)])
    assert [(item.value, item.safe) for item in found] == [("apache-2.0", False), ("mit", False)]


SUGGESTIONS = st.lists(
    st.builds(
        said,
        st.just("license"),
        st.sampled_from(["mit", "apache-2.0", ["mit"], {"a": 1}]),
        st.floats(0, 1),
        st.sampled_from(["card", "LICENSE", "user/model"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(SUGGESTIONS)
def test_ranking_keeps_every_value_and_piece_of_evidence(found: list[Suggestion]) -> None:
    merged = ranked(found)
    assert {str(item.value) for item in merged} == {str(item.value) for item in found}
    assert {piece for item in merged for piece in item.evidence} == {piece for item in found for piece in item.evidence}
    assert [item.confidence for item in merged] == sorted((item.confidence for item in merged), reverse=True)
    assert all(0 <= item.confidence <= 1 for item in merged)
    assert len(found) < 2 or sum(item.safe for item in merged) <= 1
