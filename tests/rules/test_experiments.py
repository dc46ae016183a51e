"""Who sees which version, and what may be said of the difference: never too early, right however often one looks."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.experiments import (
    FEWEST_GOALS,
    FULL_WEEK,
    LONGEST,
    MOST_FEN,
    USUAL_VISITORS,
    Arm,
    Design,
    Goal,
    Sample,
    Verdict,
    arm_of,
    is_uneven,
    margin,
    of_orders,
    of_yuan,
    read,
    visitors_needed,
)

STARTS = datetime(2026, 11, 3, 2, tzinfo=UTC)
DESIGN = Design(goal=Goal.ORDERS, share_b=50, planned=10_000, starts_at=STARTS, ends_at=STARTS + LONGEST)
LATER = STARTS + timedelta(days=20)


def of_at_most(visitors: int) -> st.SearchStrategy[Sample]:
    """Samples of so many visitors or less, of whom any part paid."""
    paid_by = st.tuples(st.integers(1, visitors), st.integers(0, 100))
    return paid_by.map(lambda drawn: of_orders(drawn[0], drawn[0] * drawn[1] // 100))


samples, small_samples = of_at_most(200_000), of_at_most(1999)


def test_a_visitor_sees_the_same_each_time_and_each_experiment_deals_anew():
    visitors = [f"visitor-{number}" for number in range(2000)]
    dealt = [arm_of("one", each, 50) for each in visitors]
    assert dealt == [arm_of("one", each, 50) for each in visitors]
    assert 900 < dealt.count(Arm.B) < 1100
    again = [arm_of("two", each, 50) for each in visitors]
    assert 900 < sum(one == other for one, other in zip(dealt, again, strict=True)) < 1100
    assert 140 < [arm_of("one", each, 10) for each in visitors].count(Arm.B) < 260


@given(st.text(max_size=40), st.integers(1, 98))
def test_whoever_sees_b_at_a_small_share_sees_it_at_a_larger_one(visitor, share):
    assert arm_of("s", visitor, share) is Arm.A or arm_of("s", visitor, share + 1) is Arm.B


@given(samples, samples, st.integers(100, 100_000))
def test_the_range_is_the_same_seen_from_the_other_side(a, b, planned):
    assert margin(a, b, planned) == pytest.approx(margin(b, a, planned))


@given(small_samples, small_samples, st.integers(2, 50))
def test_more_of_the_same_visitors_never_widen_the_range(a, b, times):
    more = [replace(s, visitors=s.visitors * times, total=s.total * times, squares=s.squares * times) for s in (a, b)]
    assert margin(*more, 10_000) <= margin(a, b, 10_000) + 1e-9


def test_the_range_is_that_of_a_normal_mixture():
    """Reckoned once by hand: 1,000 and 2,000 visitors, a tenth and an eighth of whom paid, planned for 10,000."""
    assert margin(of_orders(1000, 100), of_orders(2000, 250), 10_000) == pytest.approx(0.0434657514726303)


def test_an_empty_arm_has_no_range():
    assert margin(Sample(), of_orders(10, 1), 100) == inf
    reading = read(DESIGN, Sample(), Sample(), STARTS)
    assert (reading.verdict, reading.is_known, reading.days) == (Verdict.EARLY, False, 0)


@given(samples, samples, st.integers(0, 40))
def test_no_verdict_comes_before_a_week_and_a_hundred_goals_in_each(a, b, days):
    verdict = read(DESIGN, a, b, STARTS + timedelta(days=days)).verdict
    if days < 7 or min(a.reached, b.reached) < FEWEST_GOALS:
        assert verdict not in (Verdict.BETTER, Verdict.WORSE, Verdict.OPEN)
    if days >= 28:
        assert verdict not in (Verdict.EARLY, Verdict.OPEN)


@given(samples, samples)
def test_better_and_worse_change_places_with_the_arms(a, b):
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    one, other = read(DESIGN, a, b, LATER).verdict, read(DESIGN, b, a, LATER).verdict
    assert other == turned.get(one, one)


def test_the_ends_of_the_guard_are_exact():
    a, b = of_orders(20_000, FEWEST_GOALS), of_orders(20_000, 900)
    week = STARTS + FULL_WEEK
    assert read(DESIGN, a, b, week).verdict is Verdict.BETTER
    assert read(DESIGN, a, b, week - timedelta(microseconds=1)).verdict is Verdict.EARLY
    assert read(DESIGN, of_orders(20_000, FEWEST_GOALS - 1), b, week).verdict is Verdict.EARLY
    same = of_orders(20_000, 900)
    assert read(DESIGN, same, b, DESIGN.ends_at - timedelta(microseconds=1)).verdict is Verdict.OPEN
    assert read(DESIGN, same, b, DESIGN.ends_at).verdict is Verdict.NONE_SEEN


def test_a_split_that_was_not_asked_for_is_said_before_anything_else():
    assert read(DESIGN, of_orders(18_204, 600), of_orders(16_011, 900), LATER).verdict is Verdict.UNEVEN
    assert not is_uneven(18_204, 18_166, 50)
    assert not is_uneven(0, 0, 50)
    assert is_uneven(500, 500, 10)
    assert not is_uneven(9_010, 990, 10)


def test_visitors_needed_are_about_twice_those_of_one_look():
    a = of_orders(10_000, 360)
    assert visitors_needed(a, 20) == pytest.approx(21_000, rel=0.02)
    assert visitors_needed(a, 10) == pytest.approx(4 * visitors_needed(a, 20), rel=0.01)
    assert visitors_needed(Sample(), 20) == USUAL_VISITORS


# Simulated experiments: a truth that is known, looked at every day, ended at the first verdict.
A_DAY = 1000


def reached(dice: Random, count: int, rate: float) -> int:
    """How many of `count` reach a goal: the gaps between them are drawn, so that few draws are needed."""
    found, place = 0, 0
    while True:
        place += 1 + int(log(1 - dice.random()) / log(1 - rate))
        if place > count:
            return found
        found += 1


def day_of_orders(dice: Random, rate: float) -> Sample:
    return of_orders(A_DAY, reached(dice, A_DAY, rate))


def day_of_minutes(dice: Random, factor: float) -> Sample:
    """One in five watches, some much longer than others."""
    watched = [factor * dice.lognormvariate(2.5, 0.9) for _one in range(reached(dice, A_DAY, 0.2))]
    return Sample(A_DAY, len(watched), sum(watched), sum(each * each for each in watched))


def day_of_yuan(dice: Random, factor: float) -> Sample:
    """One in twenty-eight pays: an episode, a month or a year."""
    prices = [300, 1200, 2500, 2500, 2500, 6800, 25_800]
    paid = [min(MOST_FEN, round(factor * dice.choice(prices))) for _one in range(reached(dice, A_DAY, 0.036))]
    return of_yuan(A_DAY, len(paid), sum(paid), sum(each * each for each in paid))


def added(one: Sample, other: Sample) -> Sample:
    sums = one.visitors + other.visitors, one.reached + other.reached, one.total + other.total
    return Sample(*sums, one.squares + other.squares)


def decided(design: Design, day_of_a, day_of_b) -> Verdict:
    """Look every day, as people do, and believe the first verdict."""
    a = b = Sample()
    for day in range(1, LONGEST.days + 1):
        a, b = added(a, day_of_a()), added(b, day_of_b())
        verdict = read(design, a, b, STARTS + timedelta(days=day)).verdict
        if verdict not in (Verdict.EARLY, Verdict.OPEN):
            return verdict
    raise AssertionError("the last day leaves nothing open")


@pytest.mark.parametrize(
    ("goal", "day_of", "usual", "truths"),
    [
        (Goal.ORDERS, day_of_orders, 0.036, {1.0: Verdict.NONE_SEEN, 1.3: Verdict.BETTER, 0.7: Verdict.WORSE}),
        (Goal.YUAN, day_of_yuan, 1.0, {1.0: Verdict.NONE_SEEN, 1.5: Verdict.BETTER, 0.5: Verdict.WORSE}),
        (Goal.MINUTES, day_of_minutes, 1.0, {1.0: Verdict.NONE_SEEN, 1.2: Verdict.BETTER, 0.8: Verdict.WORSE}),
    ],
)
def test_a_known_truth_is_found_in_95_of_100_experiments_looked_at_every_day(goal, day_of, usual, truths):
    dice, right = Random(20261111), 0
    design = replace(DESIGN, goal=goal)
    turns = [factor for factor in (1.0, 1.0, *truths) for _ in range(20)]
    assert len(turns) == 100
    for factor in turns:
        verdict = decided(design, lambda: day_of(dice, usual), lambda by=factor: day_of(dice, usual * by))
        right += verdict is truths[factor]
        assert factor == 1.0 or verdict in (truths[factor], Verdict.NONE_SEEN), "the worse one never wins"
    assert right >= 95


def test_a_share_is_the_part_of_all_draws_that_lies_below_it():
    for visitor in range(300):
        drawn = int(hashlib.sha256(f"salt {visitor}".encode()).hexdigest()[:16], 16)
        percent = drawn * 100 >> 64
        assert arm_of("salt", str(visitor), percent) is Arm.A
        assert arm_of("salt", str(visitor), percent + 1) is Arm.B
