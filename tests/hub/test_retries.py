"""When a request is made again, on a clock that nobody waits for."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.hub.retries import DOWN_SECONDS, Pacer, Policy, Refusal, StillLimited, asked_wait, wait_before_next
from tests.hub.readers import PATIENCE, FakeClock, at_once, patient

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


class Busy(Exception):
    """A failure that says what to do about it."""

    def __init__(self, refusal: Refusal | None = None) -> None:
        self.refusal = refusal


def refusal_of(error: Exception) -> Refusal | None:
    return error.refusal if isinstance(error, Busy) else None


AGAIN = Refusal()


def failing(times: int, refusal: Refusal | None = AGAIN) -> Callable[[], int]:
    """A request that fails so often, and then returns how often it was made."""
    made = 0

    def request() -> int:
        nonlocal made
        made += 1
        if made <= times:
            raise Busy(refusal)
        return made

    return request


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 55),
        ({"ratelimit": '"resolvers"; r = 0 ; t = 7'}, 7),
        ({"RateLimit": '"api";r=12;t=55'}, None),
        ({"RateLimit": '"api";r=12;t=55', "Retry-After": "3"}, 3),
        ({"RateLimit": "nonsense"}, None),
        ({"Retry-After": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"Retry-After": "Tue, 14 Nov 2023 22:13:50 GMT"}, 30),
        ({"Retry-After": "Tue, 14 Nov 2023 22:00:00 GMT"}, 0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1e9"}, None),
        ({"Retry-After": "9" * 5000}, None),
        ({"Retry-After": "Tue, 99 Foo 2023"}, None),
        ({}, None),
    ],
)
def test_the_server_is_taken_at_its_word(headers: dict[str, str], wait: float | None) -> None:
    assert asked_wait(headers, NOW) == wait


@given(
    made=st.integers(1, 10),
    spent=st.floats(0, 30),
    dice=st.floats(0, 1),
    asked=st.none() | st.floats(0, 400),
)
def test_no_wait_is_longer_than_agreed(made: int, spent: float, dice: float, asked: float | None) -> None:
    policy = Policy(tries=4, first=0.5, longest=1.5, budget=20)
    wait = wait_before_next(policy, made, Refusal(asked), spent, lambda: dice)
    if made >= 4:
        assert wait is None
    elif asked is not None:
        assert wait == (asked + dice if spent + asked + dice <= 20 else None)
    elif wait is None:
        assert spent + 1.5 > 20
    else:
        assert 0 <= wait <= min(1.5, 0.5 * 2 ** (made - 1))
        assert spent + wait <= 20


def test_the_longest_waits_double() -> None:
    waits = [wait_before_next(Policy(tries=9, budget=99), made, Refusal(), 0, lambda: 1.0) for made in range(1, 8)]
    assert waits == [0.5, 1, 2, 4, 8, 8, 8]


@pytest.mark.parametrize(("failures", "slept"), [(0, []), (1, [0.5]), (3, [0.5, 1.0, 2.0])])
def test_a_request_is_made_again(failures: int, slept: list[float]) -> None:
    clock = FakeClock()
    assert patient(clock).run(failing(failures), refusal_of) == failures + 1
    assert clock.slept == slept


def test_four_tries_are_all() -> None:
    clock = FakeClock()
    request = failing(4)
    with pytest.raises(Busy):
        patient(clock).run(request, refusal_of)
    assert clock.slept == [0.5, 1.0, 2.0]
    assert request() == 5


def test_what_makes_no_sense_is_not_made_again() -> None:
    clock = FakeClock()
    with pytest.raises(Busy):
        patient(clock).run(failing(1, None), refusal_of)
    assert clock.slept == []


def test_the_budget_ends_the_tries() -> None:
    clock = FakeClock()

    def slow() -> None:
        clock.now += 10
        raise Busy(Refusal())

    with pytest.raises(Busy):
        patient(clock, budget=20.0).run(slow, refusal_of)
    assert clock.slept == [0.5]  # the second try ended after 20.5 seconds


def test_a_server_that_could_not_be_reached_is_tried_once_for_a_while() -> None:
    clock = FakeClock()
    pacer = patient(clock)
    for slept in (3, 3):
        with pytest.raises(Busy):
            pacer.run(failing(9, Refusal(unreachable=True)), refusal_of)
        assert len(clock.slept) == slept
    clock.now += DOWN_SECONDS
    assert pacer.run(failing(1, Refusal(unreachable=True)), refusal_of) == 2


def test_one_answer_ends_the_distrust() -> None:
    clock = FakeClock()
    pacer = patient(clock)
    with pytest.raises(Busy):
        pacer.run(failing(9, Refusal(unreachable=True)), refusal_of)
    assert pacer.run(failing(0), refusal_of) == 1
    assert pacer.run(failing(1), refusal_of) == 2


def test_a_rate_limit_is_sat_out_when_the_budget_allows() -> None:
    clock = FakeClock()
    assert patient(clock, budget=60.0).run(failing(1, Refusal(55, everyone=True)), refusal_of) == 2
    assert clock.slept == [56]


def test_during_a_rate_limit_nobody_asks() -> None:
    clock = FakeClock()
    pacer = patient(clock)
    with pytest.raises(Busy):
        pacer.run(failing(1, Refusal(55, everyone=True)), refusal_of)
    with pytest.raises(StillLimited) as caught:
        pacer.run(lambda: pytest.fail("it asked"), refusal_of)
    assert caught.value.seconds == 55
    assert clock.slept == []
    clock.now += 40
    assert pacer.run(failing(0), refusal_of) == 1
    assert clock.slept == [15]


def test_a_rate_limit_pauses_the_other_threads() -> None:
    """Two threads wait for the only slot while the first meets the limit: they ask after the pause, not before."""
    clock = FakeClock()
    started = clock.now
    asked: list[float] = []
    first = threading.Lock()
    looks: Counter[int] = Counter()
    seen_no_pause = threading.Semaphore(0)

    def look() -> float:
        """A thread looks when it starts, and again for a pause; then it goes for the slot."""
        looks[threading.get_ident()] += 1
        if looks[threading.get_ident()] == 2:
            seen_no_pause.release()
        return clock()

    all_three = threading.Barrier(3, lambda: clock.sleep(30), PATIENCE)

    def sleep_with_the_others(_seconds: float) -> None:
        all_three.wait()

    def request() -> None:
        asked.append(clock.now)
        if first.acquire(blocking=False):
            for _ in range(3):
                assert seen_no_pause.acquire(timeout=PATIENCE)
            raise Busy(Refusal(30, everyone=True))

    pacer = Pacer(Policy(budget=60), at_once=1, clock=look, sleep=sleep_with_the_others, dice=lambda: 0.0)
    assert at_once(3, lambda _: pacer.run(request, refusal_of)) == [None] * 3
    assert asked == [started, *[started + 30] * 3]


def test_only_so_many_requests_are_under_way() -> None:
    pacer = Pacer(at_once=3)
    lock, under_way, most = threading.Lock(), 0, 0
    three = threading.Barrier(3, timeout=PATIENCE)

    def request() -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        three.wait()
        with lock:
            under_way -= 1

    assert at_once(12, lambda _: pacer.run(request, refusal_of)) == [None] * 12
    assert most == 3
