"""Fapiao requests: what each event makes of a state, and money that goes back while one is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.fapiao import (
    NEXT,
    OPEN,
    WAITING,
    FapiaoEvent,
    FapiaoState,
    PaidSum,
    after_money,
    may,
    money_event,
    next_state,
)
from tbo.rules.money import Money

S, E = FapiaoState, FapiaoEvent
ENDED = set(FapiaoState) - OPEN


def paid(kept: int, left: int | None = None) -> PaidSum:
    return PaidSum(Money(kept), Money(kept if left is None else left))


@st.composite
def sums(draw):
    amount = draw(st.integers(1, 10_000))
    kept = draw(st.integers(0, amount))
    return Money(amount), paid(kept, draw(st.integers(0, kept)))


def test_nothing_happens_to_what_has_ended():
    assert not [state for state, _event in NEXT if state in ENDED]


def test_a_shopper_changes_only_what_nobody_has_begun():
    for event in (E.CORRECT, E.WITHDRAW):
        assert [state for state in S if may(state, event)] == [S.ASKED]


def test_exporting_twice_makes_nothing_twice():
    assert [state for state in S if may(state, E.EXPORT)] == [S.ASKED]


@pytest.mark.parametrize(
    ("state", "money", "after"),
    [
        (S.ASKED, paid(1000), (S.ASKED, 1000)),
        (S.ASKED, paid(1000, 999), (S.ASKED, 999)),
        (S.ASKED, paid(1000, 0), (S.WITHDRAWN, 1000)),
        (S.MAKING, paid(1000), (S.MAKING, 1000)),
        (S.MAKING, paid(1000, 999), (S.CHANGED, 1000)),
        (S.MAKING, paid(0), (S.CHANGED, 1000)),
        (S.CHANGED, paid(999), (S.CHANGED, 1000)),
        (S.CHANGED, paid(1000), (S.MAKING, 1000)),
        # On its way is not gone: Alipay may still refuse it.
        (S.ISSUED, paid(1000, 0), (S.ISSUED, 1000)),
        (S.ISSUED, paid(999), (S.TO_REVERSE, 1000)),
        (S.ISSUED, paid(0), (S.TO_REVERSE, 1000)),
        (S.TO_REVERSE, paid(0), (S.TO_REVERSE, 1000)),
        (S.TO_REVERSE, paid(1000, 0), (S.TO_REVERSE, 1000)),
        (S.TO_REVERSE, paid(1000), (S.ISSUED, 1000)),
        (S.REVERSED, paid(0), (S.REVERSED, 1000)),
        (S.REFUSED, paid(0), (S.REFUSED, 1000)),
        (S.WITHDRAWN, paid(1000), (S.WITHDRAWN, 1000)),
    ],
)
def test_money_that_goes_back_is_followed_to_the_fen(state, money, after):
    assert after_money(state, Money(1000), money) == (after[0], Money(after[1]))


def test_a_sum_that_was_less_follows_back_up_while_it_is_only_asked():
    assert after_money(S.ASKED, Money(600), paid(1000)) == (S.ASKED, Money(1000))


@given(st.sampled_from(S), sums())
def test_saying_it_twice_changes_nothing_more(state, case):
    amount, money = case
    once = after_money(state, amount, money)
    assert after_money(*once, money) == once


@given(st.sampled_from(S), sums())
def test_what_can_still_be_made_out_is_never_more_than_is_left_unseen(state, case):
    amount, money = case
    after, over = after_money(state, amount, money)
    if after in (S.ASKED, S.MAKING) and over > money.left:
        pytest.fail(f"{state} became {after} over {over} of {money.left}")
    if after is S.ISSUED:
        assert over <= money.kept


def test_every_state_that_waits_can_be_left_by_finance():
    by_finance = {E.EXPORT, E.PUT_BACK, E.ISSUE, E.REFUSE, E.REVERSE}
    for state in WAITING | {S.MAKING}:
        assert any(may(state, event) for event in by_finance)


def test_issuing_over_an_old_sum_is_to_be_reversed_at_once():
    assert next_state(S.CHANGED, E.ISSUE) is S.TO_REVERSE
    assert money_event(S.CHANGED, Money(2), paid(1)) is E.LESS
