"""Coupons: every scope, window and limit at its boundary; what is taken off leaves a price and no debt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.access import OfferKind, ProfileFacts
from tbo.rules.coupons import (
    Audience,
    CouponCase,
    CouponFacts,
    NotUsable,
    Scope,
    code_or_none,
    coupon_line,
    grouped,
    new_code,
)
from tbo.rules.money import Money
from tbo.rules.order_states import LETTERS
from tbo.rules.prices import Buyer, Line, LineKind, LineWords, due_of, season_lines, total_of

from .made import DAY, INSTANT, NOW, right, season

PERCENT = CouponFacts(starts_at=NOW - DAY, ends_at=NOW + DAY, percent=30)
FIXED = CouponFacts(starts_at=NOW - DAY, amount=Money(800))
PLAN = CouponCase(kind=OfferKind.PLAN, plan_key="monthly")
EPISODE = CouponCase(kind=OfferKind.EPISODE, title_id=1, season_id=2, episode_id=3)
SEASON = CouponCase(kind=OfferKind.SEASON, title_id=1, season_id=2)
PRICE = [Line(LineKind.PRICE, LineWords.PLAN, Money(1900), (1,))]


def asked(coupon=PERCENT, case=PLAN, lines=PRICE, now=NOW):
    return coupon_line(coupon, case, lines, now)


def test_percent_rounds_for_the_shopper_and_names_itself():
    assert asked(lines=[Line(LineKind.PRICE, LineWords.PLAN, Money(99))]) == Line(
        LineKind.COUPON, LineWords.COUPON, Money(-30), (30,)
    )


def test_a_fixed_amount_stops_at_zero():
    assert asked(FIXED) == Line(LineKind.COUPON, LineWords.COUPON, Money(-800))
    assert asked(FIXED, lines=[Line(LineKind.PRICE, LineWords.PLAN, Money(300))]).amount == Money(-300)


def test_a_percentage_counts_from_what_credit_left():
    lines = [*PRICE, Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(-900), (1,))]
    assert asked(lines=lines).amount == Money(-300)


def test_where_credit_paid_everything_no_coupon_is_spent():
    lines = [*PRICE, Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(-1900), (1,))]
    assert asked(lines=lines) is NotUsable.NOTHING_LEFT


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (NOW - DAY - INSTANT, NotUsable.NOT_YET),
        (NOW - DAY, None),
        (NOW + DAY - INSTANT, None),
        (NOW + DAY, NotUsable.OVER),
    ],
)
def test_a_window_begins_with_its_first_instant_and_ends_before_its_last(now, answer):
    found = asked(now=now)
    assert (found if answer else None) is answer
    assert asked(replace(PERCENT, is_stopped=True), now=now) is NotUsable.STOPPED


SCOPES = {
    (Scope.ALL, ""): {"plan", "episode", "season"},
    (Scope.PLAN, ""): {"plan"},
    (Scope.PLAN, "monthly"): {"plan"},
    (Scope.PLAN, "yearly"): set(),
    (Scope.TITLE, ""): {"episode", "season"},
    (Scope.TITLE, "1"): {"episode", "season"},
    (Scope.TITLE, "2"): set(),
    (Scope.SEASON, ""): {"season"},
    (Scope.SEASON, "2"): {"season"},
    (Scope.SEASON, "1"): set(),
    (Scope.EPISODE, ""): {"episode"},
    (Scope.EPISODE, "3"): {"episode"},
    (Scope.EPISODE, "2"): set(),
}


@pytest.mark.parametrize(("scope", "ref"), SCOPES)
@pytest.mark.parametrize("case", [PLAN, EPISODE, SEASON], ids=["plan", "episode", "season"])
def test_a_scope_covers_what_it_says(scope, ref, case):
    found = asked(replace(FIXED, scope=scope, refs=frozenset({ref} - {""})), case)
    assert (found is not NotUsable.NOT_FOR_THIS) == (case.kind in SCOPES[scope, ref])


def test_a_coupon_of_an_episode_is_for_its_rental_too():
    rental = replace(EPISODE, kind=OfferKind.RENTAL)
    assert isinstance(asked(replace(FIXED, scope=Scope.EPISODE), rental), Line)


def test_who_has_paid_before_is_not_new():
    new_only = replace(PERCENT, audience=Audience.NEW)
    assert isinstance(asked(new_only), Line)
    assert asked(new_only, replace(PLAN, has_paid=True)) is NotUsable.NEW_ONLY


def test_lapsed_is_who_had_a_plan_and_has_none_that_goes_on():
    lapsed_only = replace(PERCENT, audience=Audience.LAPSED)
    ended = right("plan", ends_at=NOW)
    assert asked(lapsed_only) is NotUsable.LAPSED_ONLY
    assert isinstance(asked(lapsed_only, replace(PLAN, had_plan=True, rights=(ended,))), Line)
    still = replace(PLAN, had_plan=True, rights=(replace(ended, ends_at=NOW + INSTANT),))
    assert asked(lapsed_only, still) is NotUsable.LAPSED_ONLY


def test_first_periods_are_counted_of_the_same_plan_while_it_goes_on():
    first = replace(PERCENT, first_periods=1)
    one = right("plan")
    assert asked(first, replace(PLAN, rights=(one,))) is NotUsable.FIRST_ONLY
    assert isinstance(asked(replace(PERCENT, first_periods=2), replace(PLAN, rights=(one,))), Line)
    assert asked(replace(PERCENT, first_periods=2), replace(PLAN, rights=(one, one))) is NotUsable.FIRST_ONLY
    for other in (replace(one, plan_key="yearly"), replace(one, ends_at=NOW)):
        assert isinstance(asked(first, replace(PLAN, rights=(other,))), Line)
    assert isinstance(asked(first, replace(EPISODE, rights=(one,))), Line)


def test_limits_hold_at_their_number():
    once = replace(PERCENT, household_limit=1, total_limit=200)
    assert isinstance(asked(replace(once, used=199)), Line)
    assert asked(replace(once, used=200)) is NotUsable.USED_UP
    assert asked(replace(once, used=199), replace(PLAN, uses=1)) is NotUsable.USED_BY_YOU


def test_a_minimum_is_met_by_the_sum_itself():
    assert isinstance(asked(replace(PERCENT, minimum=Money(1900))), Line)
    assert asked(replace(PERCENT, minimum=Money(1901))) is NotUsable.BELOW_MINIMUM


amounts = st.integers(0, 100_000)


@given(amounts, amounts, st.integers(1, 100), st.integers(1, 200_000), st.booleans())
def test_what_a_coupon_leaves_is_never_below_zero_and_never_touches_credit(price, credit, percent, amount, is_percent):
    lines = [
        Line(LineKind.PRICE, LineWords.SEASON, Money(price)),
        Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(-min(credit, price))),
    ]
    coupon = replace(FIXED, percent=percent, amount=Money(0)) if is_percent else replace(FIXED, amount=Money(amount))
    found = asked(coupon, SEASON, lines)
    if found is NotUsable.NOTHING_LEFT:
        assert not total_of(lines)
        return
    left = Money.sum_of(line.amount for line in [*lines, found])
    assert Money.zero() <= left < total_of(lines)
    assert left == total_of([*lines, found])
    assert found.amount >= -total_of(lines)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3000))
def test_what_is_due_later_keeps_the_coupon_and_counts_nothing_twice(before, after, off):
    def held(count):
        return tuple(right("episode", episode_id=number, paid=Money(300)) for number in range(1, count + 1))

    ten = season(10)
    lines = season_lines(ten, Buyer(ProfileFacts(), held(min(before, 8))), NOW)
    taken = coupon_line(replace(FIXED, amount=Money(off)), SEASON, lines, NOW)
    frozen = [*lines, taken] if isinstance(taken, Line) else lines
    if after <= min(before, 8):
        assert due_of(OfferKind.SEASON, frozen, ten, None, held(min(before, 8)), NOW) == total_of(frozen)
    now_due = due_of(OfferKind.SEASON, frozen, ten, None, held(max(after, min(before, 8))), NOW)
    assert Money.zero() <= now_due <= total_of(frozen)


@pytest.mark.parametrize(
    "typed", ["yiji-2345 abcde", " ＹＩＪＩ２３４５ａｂｃｄｅ ", "YIJI_2345_ABCDE", "YiJi2345abcDE"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert code_or_none(typed) == "YIJI2345ABCDE"


@pytest.mark.parametrize("typed", ["", "AB", "A" * 41, "优惠码", "AB'; --", "A B", "\x00ABC", "ABC\u200b"])
def test_what_cannot_be_a_code_is_none(typed):
    assert code_or_none(typed) is None


def test_a_unique_code_cannot_be_guessed_or_misread():
    picked = []
    code = new_code(lambda letters: picked.append(letters) or letters[len(picked) % len(letters)])
    assert picked == [LETTERS] * 18
    assert len(LETTERS) ** len(picked) > 2**80
    assert not set(LETTERS) & set("01ILOU")
    assert [len(part) for part in code.split("-")] == [6, 6, 6]
    assert code_or_none(code.lower()) == code.replace("-", "")
    assert grouped("ABCDEFG", 3) == "ABC-DEF-G"
